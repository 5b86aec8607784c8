"""What the page of a check shows: what is asked, what was declared, how the value stands to the target, who has it, what this person may do."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.comments.queries import Panel as Questions
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.monitoring.checks import FLOW, State
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.evidence.queries import Panel
from riskreg.monitoring import asking_about, dates, hands, proofs, queries, turns
from riskreg.monitoring.hands import Hands, Place
from riskreg.monitoring.models import Check, CheckContribution, Verification
from riskreg.monitoring.verifying_sheet import Way, way
from riskreg.workflow import queries as ways
from riskreg.workflow.queries import Stage


class Beside(NamedTuple):
    """What stands beside the form: the semester before, what the others said, what shows it."""

    before: Check | None
    contributions: Sequence[CheckContribution]
    proofs: Panel


class Sheet(NamedTuple):
    hands: Hands
    before: Check | None
    contributions: Sequence[CheckContribution]
    proofs: Panel
    asked: Questions
    stages: Sequence[Stage]
    holder: turns.Holder | None
    since: datetime | None
    possible: frozenset[str]
    edits: bool
    """This person fills it in, and it is with them."""

    parts: Sequence[Place]
    """Those of the others who answer, for which this person may write."""

    writes: bool
    """This person asks and answers questions here."""

    sent_back: Stage | None
    """The step that sent it back, while it is with its author for that."""

    verifications: Sequence[Verification]
    accepts_date: bool
    verify: Way | None
    """For whoever may verify it now."""


def shown(one: Check, person: Person, scope: Scope, on: date) -> Sheet:
    stages = ways.path(FLOW, one.id)
    last = stages[0] if stages else None
    found, is_open = hands.of(one), not one.session.is_closed and one.dropped_on is None and one.session.opens_on <= on
    signs = may(person, Permission.CHECK_ANSWER, hands.scope_to_sign(one, person, on))
    looked = verifications(one.id)
    others = {place.key for place in found.contribute}
    return Sheet(
        hands=found,
        before=queries.before(one),
        contributions=queries.contributions(one.id),
        proofs=proofs.of(one.id, person),
        asked=asking_about.of(one.id, person),
        stages=stages,
        holder=turns.holder(one, on),
        since=last.at if last is not None else None,
        possible=turns.possible(one, person, scope, on) if is_open else frozenset(),
        edits=signs and is_open and one.is_with_author,
        parts=[each for each in hands.parts_of(one, person, on) if each.key in others] if is_open and one.is_with_author else [],
        writes=is_open and (may(person, Permission.CHECK_ANSWER, scope) or may(person, Permission.CHECK_VALIDATE, scope)),
        sent_back=last if last is not None and one.state in (State.RETURNED, State.REOPENED) else None,
        verifications=looked,
        accepts_date=may(person, Permission.MONITORING_MANAGE) and _waits_for_a_date(one, on),
        verify=way(one, person, looked, on),
    )


def _waits_for_a_date(one: Check, on: date) -> bool:
    return one.state == State.VALIDATED and one.proposed_due_on is not None and not dates.why_not(one, on)


def beside(one: Check, person: Person) -> Beside:
    return Beside(queries.before(one), queries.contributions(one.id), proofs.of(one.id, person))


def contribution_of(one: Check, place: Place) -> CheckContribution | None:
    same = (place.unit_id, place.figure_id)
    return next((each for each in queries.contributions(one.id) if (each.unit_id, each.figure_id) == same), None)


def verifications(check_id: int) -> Sequence[Verification]:
    statement = select(Verification).where(Verification.check_id == check_id).order_by(Verification.id.desc())
    return db.session.scalars(statement.options(joinedload(Verification.verified_by), joinedload(Verification.draw))).all()


def sent_to(one: Check, on: date) -> str:
    """Who has it now."""
    found = turns.holder(one, on)
    return f"Scheda inviata: la valida {found.said}." if found is not None and not found.lacking else "Scheda inviata."


class Line(NamedTuple):
    """One of those that wait, in a line to tick."""

    id: int
    version: int
    said: str


def in_lines(check_ids: Sequence[int]) -> list[Line]:
    if not check_ids:
        return []
    statement = (
        select(Check).where(among(Check.id, check_ids)).options(joinedload(Check.process), joinedload(Check.session)).order_by(Check.id)
    )
    shown_by = proofs.how_many(check_ids)
    return [Line(one.id, one.version, _in_a_line(one, shown_by.get(one.id, 0))) for one in db.session.scalars(statement)]


def _in_a_line(one: Check, evidence: int) -> str:
    value = f", {one.value}" if one.value else ""
    shown_how = f"{evidence} prove" if evidence > 1 else "una prova" if evidence else "senza prove"
    return f"{one.asked_title}: {one.outcome_label.lower()}{value}; {shown_how}"
