"""What proves something keeps it there: a subject with evidence is not taken away."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from riskreg.core.base import Base
from riskreg.evidence import operations, subjects


@event.listens_for(Session, "before_flush")
def refuse_to_take_away(session: Session, _context: object, _instances: object) -> None:
    for thing in session.deleted:
        if isinstance(thing, Base) and subjects.named(thing.subject_kind()) is not None:
            operations.must_not_be_proved(thing.subject_kind(), thing.id)
