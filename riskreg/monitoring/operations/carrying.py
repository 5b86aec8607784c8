"""What was written and not validated goes to the next session: as a draft, with contributions and what shows it, to be read again and signed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Person
from riskreg.evidence import operations as evidence
from riskreg.evidence.models import EvidenceLink
from riskreg.monitoring import proofs, queries
from riskreg.monitoring.models import Check, CheckContribution, Session

CARRIED = (
    "outcome", "value", "progress", "note", "criticality", "reason", "reason_note", "proposed_due_on", "done_on", "cases", "complied", "no_evidence_because",
)  # fmt: skip
"""Of each period its own answer stays where it was given."""


def from_before(one: Session, rows: Iterable[Check], *, by: Person, at: datetime) -> int:
    """From the last session before, also where semesters were left out, once it is closed; how many came along."""
    found = next((each for each in queries.sessions() if each.semester < one.semester), None)
    return _carried(_late(found), rows, by=by, at=at) if found is not None and found.is_closed else 0


def to_next(one: Session, *, by: Person, at: datetime) -> int:
    """Where a later one is open already: only checks that nobody has touched there."""
    following = [each for each in queries.sessions() if each.semester > one.semester and not each.is_closed]
    return _carried(_late(one), _untouched(following[-1]), by=by, at=at) if following else 0


def _untouched(one: Session) -> Sequence[Check]:
    """Where nobody has written anything yet, not a word of a form kept half way: nothing is ever written over."""
    statement = select(Check).where(Check.session_id == one.id, Check.state == State.DRAFT.value, Check.edits == 0, ~_contributed())
    return db.session.scalars(statement.where(queries.in_session()).order_by(Check.id)).all()


def _late(one: Session) -> Sequence[Check]:
    """Never validated, and somebody has written something of it, a word or a contribution, or has shown something."""
    shown = select(EvidenceLink.id).where(
        EvidenceLink.about_kind == proofs.CHECK, EvidenceLink.about_id == Check.id, EvidenceLink.withdrawn_at.is_(None)
    )
    written = or_(Check.edits > 0, _contributed(), shown.exists())
    statement = select(Check).where(Check.session_id == one.id, Check.state != State.VALIDATED.value, written, queries.in_session())
    return db.session.scalars(statement.options(joinedload(Check.process)).order_by(Check.id)).all()


def _contributed() -> ColumnElement[bool]:
    return select(CheckContribution.id).where(CheckContribution.check_id == Check.id).exists()


def _carried(late: Sequence[Check], rows: Iterable[Check], *, by: Person, at: datetime) -> int:
    waiting = {(row.measure_id, row.process_id): row for row in rows}
    pairs = [(was, waiting[was.measure_id, was.process_id]) for was in late if (was.measure_id, was.process_id) in waiting]
    if not pairs:
        return 0
    said = queries.contributions_of([was.id for was, _now in pairs])
    desk = Gathering(by=by, at=at)
    for was, now in pairs:
        for name in CARRIED:
            setattr(now, name, getattr(was, name))
        now.carried_from_id = was.id
        now.edits += 1
        desk.record(Tag.CHECK_CARRIED, now, along=[_again(each, now) for each in said.get(was.id, ())])
    desk.close()
    evidence.reuse_many(proofs.KIND, {was.id: now.id for was, now in pairs}, by=by, at=at)
    return len(pairs)


def _again(each: CheckContribution, now: Check) -> CheckContribution:
    """By whoever wrote it, and when."""
    made = CheckContribution(
        check=now, unit_id=each.unit_id, figure_id=each.figure_id, outcome=each.outcome, note=each.note, by_id=each.by_id, at=each.at
    )  # fmt: skip
    db.session.add(made)
    return made
