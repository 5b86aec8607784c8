"""Reading what does not hold together, and what was accepted of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.audit.known import only_the_last, while_nothing_changes
from riskreg.coherence.models import FindingAcceptance
from riskreg.coherence.queries.gathering import gather
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.core.rows import get
from riskreg.domain.coherence import RULE, Finding, Rule, check
from riskreg.domain.permissions import Permission, Person
from riskreg.people.queries import reach
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition
from riskreg.register.models import Process


class Accepted(NamedTuple):
    """Why a finding stays, who said so, and when."""

    id: int
    fingerprint: str
    because: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, with what was said of it: `accepted` holds, `before` no longer does, because something changed."""

    finding: Finding
    accepted: Accepted | None = None
    before: Accepted | None = None

    @property
    def rule(self) -> Rule:
        return RULE[self.finding.rule]

    @property
    def is_open(self) -> bool:
        return self.accepted is None


def found(year: int, on: date) -> list[Found]:
    """All that the rules find on that day, by the edition of that year; the worst first."""
    given = _acceptances()
    return [_with(given, finding) for finding in _findings(year, on)]


def open_findings(edition: Edition, on: date) -> list[Found]:
    """What whoever proposes this edition must know: what is neither mended nor accepted."""
    given = _acceptances()
    return [one for one in (_with(given, finding) for finding in _checked(edition.first_year, edition, on)) if one.is_open]


def seen_by(person: Person, year: int, on: date) -> list[Found]:
    """What is about a process or a unit whose sheet this person may read; what is about the whole body is for who reads all of it."""
    units = reach.units_within(person, Permission.REGISTER_READ, on)
    every = found(year, on)
    return every if units is None else [one for one in every if not units.isdisjoint(one.finding.units)]


class KnownProcess(NamedTuple):
    """What a list needs to filter findings by process, and to link to a sheet."""

    id: int
    code: str
    code_fold: str
    area_id: int
    unit_id: int


@while_nothing_changes
def processes() -> Mapping[int, KnownProcess]:
    """Every one, by id."""
    one = Process
    return {
        row[0]: KnownProcess._make(row) for row in db.session.execute(select(one.id, one.code, one.code_fold, one.area_id, one.unit_id))
    }


def years(on: date) -> list[int]:
    """Those that have an edition, this one and the next; the last first."""
    return sorted({one.first_year for one in plans.editions()} | {on.year, on.year + 1}, reverse=True)


def acceptance(acceptance_id: int) -> FindingAcceptance:
    return get(FindingAcceptance, acceptance_id)


def acceptances_of(rule: str) -> dict[str, FindingAcceptance]:
    """By what they are about."""
    statement = select(FindingAcceptance).where(FindingAcceptance.rule == rule)
    return {row.about: row for row in db.session.scalars(statement)}


@only_the_last
def _findings(year: int, on: date) -> tuple[Finding, ...]:
    return _checked(year, plans.speaking(year), on)


def _checked(year: int, edition: Edition | None, on: date) -> tuple[Finding, ...]:
    with undisturbed():
        return check(gather(year, edition, on))


def _acceptances() -> Mapping[tuple[str, str], Accepted]:
    """One query; those of rules that are gone stay written and say nothing."""
    rows = db.session.scalars(select(FindingAcceptance).options(joinedload(FindingAcceptance.accepted_by)))
    return {
        (row.rule, row.about): Accepted(
            row.id, row.fingerprint, row.because, row.accepted_by.title if row.accepted_by else "riga di comando", row.accepted_at
        )
        for row in rows
    }


def _with(given: Mapping[tuple[str, str], Accepted], finding: Finding) -> Found:
    one = given.get((finding.rule, finding.subject)) if given else None
    if one is None:
        return Found(finding)
    return Found(finding, accepted=one) if one.fingerprint == finding.fingerprint else Found(finding, before=one)
