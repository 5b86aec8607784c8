"""Checks as what evidence is about (evidence/subjects.py): it changes only while the check is with whoever answers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from riskreg.audit import queries as audit
from riskreg.audit.known import while_nothing_changes
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import among, batched
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
MANY = 1000
"""Numbers that one statement names."""


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
    """The evidence that stands about each of these; one query, however many they are."""
    if not check_ids:
        return {}
    statement = select(EvidenceLink.about_id, func.count()).where(
        EvidenceLink.about_kind == CHECK, among(EvidenceLink.about_id, check_ids), EvidenceLink.withdrawn_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(EvidenceLink.about_id))}


@while_nothing_changes
def people_of(check_ids: tuple[int, ...]) -> Mapping[int, frozenset[int]]:
    """Of each of these, who put there what shows it or changed that since, and in whose place; not whoever brought it over from the semester before:
    whoever had put it there counts for that one."""
    in_place = case((AuditEntry.diff.contains('"for":'), AuditEntry.diff), else_="{}")
    statement = (
        select(EvidenceLink.about_id, AuditEntry.actor, in_place)
        .distinct()
        .join(AuditEntry, AuditEntry.subject == "evidence:" + cast(EvidenceLink.evidence_id, String))
        .where(EvidenceLink.about_kind == CHECK, _put_or_changed(), ~_brought_over())
    )
    found: dict[int, set[int]] = defaultdict(set)
    for some in batched(check_ids, MANY):
        for check_id, actor, diff in db.session.execute(statement.where(EvidenceLink.about_id.in_(some))):
            found[check_id].update(audit.people_in(actor, diff))
    return {number: frozenset(users) for number, users in found.items()}


def _put_or_changed() -> ColumnElement[bool]:
    """Of entries about an evidence: those that linked it here, and its new versions from then on."""
    names_it = AuditEntry.diff.contains('"evidence_link:' + cast(EvidenceLink.id, String) + ".")
    put = and_(AuditEntry.tag.in_([Tag.EVIDENCE_ATTACHED.value, Tag.EVIDENCE_REUSED.value]), names_it)
    return or_(put, and_(AuditEntry.tag == Tag.EVIDENCE_REPLACED.value, AuditEntry.at >= EvidenceLink.linked_at))


def _brought_over() -> Any:
    carried = aliased(AuditEntry)
    mine = carried.subject == EvidenceLink.about, carried.tag == Tag.CHECK_CARRIED.value
    return select(carried.id).where(*mine, carried.at == AuditEntry.at, carried.actor == AuditEntry.actor).exists()


def standing(check_ids: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
    """What shows each of these, by number; one query."""
    statement = (
        select(EvidenceLink.about_id, Evidence)
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .where(EvidenceLink.about_kind == CHECK, among(EvidenceLink.about_id, check_ids), EvidenceLink.withdrawn_at.is_(None))
        .order_by(Evidence.id)
    )
    found: dict[int, list[Evidence]] = {}
    for check_id, one in db.session.execute(statement) if check_ids else ():
        found.setdefault(check_id, []).append(one)
    return found


def _found(check_ids: Collection[int]) -> Mapping[int, Subject]:
    statement = select(Check).where(among(Check.id, check_ids)).options(joinedload(Check.session), joinedload(Check.process))
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
    return set(db.session.scalars(select(Check.id).where(among(Check.id, check_ids), hands.seen(found))))


def _owned(check_id: int, person: Person, on: date) -> bool:
    """Of an office that they hold, and that signs it."""
    return person.user_id is not None and hands.scope_to_sign(queries.check(check_id), person, on).owner_id == person.user_id


KIND = subjects.register(
    Kind(CHECK, "scheda", "scheda del monitoraggio", "monitoring.check", "check_id", _found, _within, _scope, _changeable, _owned)
)
