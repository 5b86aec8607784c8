"""What people asked keeps its sheet there: a subject with questions is not taken away."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from riskreg.comments import operations, subjects
from riskreg.core.base import Base


@event.listens_for(Session, "before_flush")
def refuse_to_take_away(session: Session, _context: object, _instances: object) -> None:
    kinds = {kind.name for kind in subjects.all_kinds()}
    for thing in session.deleted:
        if isinstance(thing, Base) and thing.subject_kind() in kinds:
            operations.must_not_be_asked_about(thing.subject_kind(), thing.id)
