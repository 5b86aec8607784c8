"""Checks as what evidence is about (evidence/subjects.py): it changes only while the check is with whoever answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.domain.semesters import Semester
from riskreg.evidence import queries as evidence
from riskreg.evidence import subjects
from riskreg.evidence.models import Evidence, EvidenceLink
from riskreg.evidence.queries import Panel, Proof
from riskreg.evidence.subjects import Kind, Subject
from riskreg.monitoring import hands, queries
from riskreg.monitoring.models import Check, Session
from riskreg.people.models import User
from riskreg.register.models import MeasureOwner, Process

CHECK = "monitoring_check"
SENT = "La scheda è inviata: per cambiare le prove, chi l'ha inviata la ritira."
VALIDATED = "La scheda è validata: le sue prove non cambiano più."
OVER = "Il monitoraggio è chiuso: le sue prove non cambiano più."


def of(check_id: int, person: Person) -> Panel:
    """What came along from the semester before stays of whoever attached it, with its day: opening or closing a session attaches nothing."""
    found = evidence.of(CHECK, check_id, person)
    if not found.standing and not found.withdrawn:
        return found
    first = _attached_before(check_id)
    return replace(
        found, standing=[_first(each, first) for each in found.standing], withdrawn=[_first(each, first) for each in found.withdrawn]
    )


class Attached(NamedTuple):
    """Where something was attached first, by whom and when."""

    at: datetime
    by: str
    semester: Semester


def _first(proof: Proof, first: Mapping[int, Attached]) -> Proof:
    was = first.get(proof.evidence.id)
    if was is None:
        return proof
    return proof._replace(at=was.at, by=was.by, whence=f"ripresa dal {was.semester.label}")


def _attached_before(check_id: int) -> Mapping[int, Attached]:
    """By number of the evidence, in the checks from which this one was carried, the first of them."""
    carried = Check.carried_from_id
    before = select(carried.label("id")).where(Check.id == check_id, carried.is_not(None)).cte("carried_from", recursive=True)
    before = before.union_all(select(carried).where(Check.id == before.c.id, carried.is_not(None)))
    statement = (
        select(EvidenceLink.evidence_id, EvidenceLink.linked_at, User, Session.year, Session.half)
        .join(Check, Check.id == EvidenceLink.about_id)
        .join(Session, Session.id == Check.session_id)
        .outerjoin(User, User.id == EvidenceLink.linked_by_id)
        .where(EvidenceLink.about_kind == CHECK, EvidenceLink.about_id.in_(select(before.c.id)))
        .order_by(EvidenceLink.linked_at.desc(), EvidenceLink.id.desc())
    )
    return {
        row[0]: Attached(row[1], row[2].title if row[2] is not None else "riskreg", Semester(row[3], row[4]))
        for row in db.session.execute(statement)
    }


def takes_from(one: Check, person: Person, on: date) -> bool:
    """Whether this person attaches evidence to it: whoever answers for an office alone signs, and has no evidence of units to keep."""
    return may(person, Permission.EVIDENCE_ATTACH, hands.scope(one, None, on))


def how_many(check_ids: Collection[int]) -> Mapping[int, int]:
    """The evidence that stands about each of these; one query."""
    if not check_ids:
        return {}
    statement = select(EvidenceLink.about_id, func.count()).where(
        EvidenceLink.about_kind == CHECK, EvidenceLink.about_id.in_(check_ids), EvidenceLink.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(EvidenceLink.about_id))}


def standing(check_ids: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
    """What shows each of these, by number; one query."""
    statement = (
        select(EvidenceLink.about_id, Evidence)
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .where(EvidenceLink.about_kind == CHECK, EvidenceLink.about_id.in_(check_ids), EvidenceLink.withdrawn_at.is_(None))
        .order_by(Evidence.id)
    )
    found: dict[int, list[Evidence]] = {}
    for check_id, one in db.session.execute(statement) if check_ids else ():
        found.setdefault(check_id, []).append(one)
    return found


def _found(check_ids: Collection[int]) -> Mapping[int, Subject]:
    statement = select(Check).where(Check.id.in_(check_ids)).options(joinedload(Check.session), joinedload(Check.process))
    return {one.id: Subject(one.title, _closed(one)) for one in db.session.scalars(statement)}


def _closed(one: Check) -> str:
    if one.session.is_closed:
        return OVER
    return {State.SENT.value: SENT, State.VALIDATED.value: VALIDATED}.get(one.state, "")


def _within(units: Collection[int]) -> Select[int]:
    theirs = select(MeasureOwner.measure_id).where(MeasureOwner.unit_id.in_(sorted(units)))
    here = select(Process.id).where(Process.unit_id.in_(sorted(units)))
    return select(Check.id).where(or_(Check.measure_id.in_(theirs), Check.process_id.in_(here)))


def _scope(check_id: int, on: date) -> Scope:
    return hands.scope(queries.check(check_id), None, on)


def _changeable(person: Person, check_ids: Collection[int], on: date) -> Collection[int]:
    found = hands.reach_of(person, Permission.EVIDENCE_ATTACH, on)
    return set(db.session.scalars(select(Check.id).where(Check.id.in_(check_ids), hands.seen(found))))


KIND = subjects.register(
    Kind(CHECK, "scheda", "scheda del monitoraggio", "monitoring.check", "check_id", _found, _within, _scope, _changeable)
)
