"""Checks as what evidence is about (evidence/subjects.py): it changes only while the check is with whoever answers."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Permission, Person, Scope
from riskreg.evidence import queries as evidence
from riskreg.evidence import subjects
from riskreg.evidence.models import EvidenceLink
from riskreg.evidence.queries import Panel
from riskreg.evidence.subjects import Kind, Subject
from riskreg.monitoring import hands, queries
from riskreg.monitoring.models import Check
from riskreg.register.models import MeasureOwner, Process

CHECK = "monitoring_check"
SENT = "La scheda è inviata: per cambiare le prove, chi l'ha inviata la ritira."
VALIDATED = "La scheda è validata: le sue prove non cambiano più."
OVER = "Il monitoraggio è chiuso: le sue prove non cambiano più."


def of(check_id: int, person: Person) -> Panel:
    return evidence.of(CHECK, check_id, person)


def how_many(check_ids: Collection[int]) -> Mapping[int, int]:
    """The evidence that stands about each of these; one query."""
    if not check_ids:
        return {}
    statement = select(EvidenceLink.about_id, func.count()).where(
        EvidenceLink.about_kind == CHECK, EvidenceLink.about_id.in_(check_ids), EvidenceLink.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(EvidenceLink.about_id))}


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


def _owned(check_id: int, person: Person, on: date) -> bool:
    """Of an office that they hold, and that signs it."""
    return person.user_id is not None and hands.scope_to_sign(queries.check(check_id), person, on).owner_id == person.user_id


KIND = subjects.register(
    Kind(CHECK, "scheda", "scheda del monitoraggio", "monitoring.check", "check_id", _found, _within, _scope, _changeable, _owned)
)
