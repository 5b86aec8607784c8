"""What was answered too late goes to the next session: as a draft, with what shows it, to be read again and signed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Person
from riskreg.evidence import operations as evidence
from riskreg.monitoring import proofs, queries
from riskreg.monitoring.models import Check, CheckContribution, Session

CARRIED = (
    "outcome", "value", "progress", "note", "criticality", "reason", "reason_note", "proposed_due_on", "done_on", "cases", "complied", "no_evidence_because",
)  # fmt: skip
"""Of each period its own answer stays where it was given."""


def from_before(one: Session, rows: Iterable[Check], *, by: Person, at: datetime) -> int:
    """From the session before, where it is closed; how many came along."""
    found = queries.of_semester(one.semester.before)
    return _carried(_late(found), rows, by=by, at=at) if found is not None and found.is_closed else 0


def to_next(one: Session, *, by: Person, at: datetime) -> int:
    """Where the next one is open already: only checks that nobody has touched there."""
    following = queries.of_semester(one.semester.after)
    if following is None or following.is_closed:
        return 0
    return _carried(_late(one), _untouched(following), by=by, at=at)


def _untouched(one: Session) -> Sequence[Check]:
    """Where nobody has written anything yet, not a word of a form kept half way: nothing is ever written over."""
    contributed = select(CheckContribution.id).where(CheckContribution.check_id == Check.id).exists()
    statement = select(Check).where(Check.session_id == one.id, Check.state == State.DRAFT.value, Check.edits == 0, ~contributed)
    return db.session.scalars(statement.where(queries.in_session()).order_by(Check.id)).all()


def _late(one: Session) -> Sequence[Check]:
    """Answered, and never validated."""
    statement = select(Check).where(
        Check.session_id == one.id, Check.state != State.VALIDATED.value, Check.outcome.is_not(None), queries.in_session()
    )
    return db.session.scalars(statement.options(joinedload(Check.process)).order_by(Check.id)).all()


def _carried(late: Sequence[Check], rows: Iterable[Check], *, by: Person, at: datetime) -> int:
    waiting = {(row.measure_id, row.process_id): row for row in rows}
    pairs = [(was, waiting[was.measure_id, was.process_id]) for was in late if (was.measure_id, was.process_id) in waiting]
    if not pairs:
        return 0
    desk = Gathering(by=by, at=at)
    for was, now in pairs:
        for name in CARRIED:
            setattr(now, name, getattr(was, name))
        now.carried_from_id = was.id
        now.edits += 1
        desk.record(Tag.CHECK_CARRIED, now)
    desk.close()
    evidence.reuse_many(proofs.KIND, {was.id: now.id for was, now in pairs}, by=by, at=at)
    return len(pairs)
