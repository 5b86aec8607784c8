"""What became of a measure, with who said so: for its sheet."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.register.models import Measure, MeasureActivation, MeasureDeadline


def followed(measure: Measure) -> Measure:
    """The same, with activation, moved deadlines and steps in hand."""
    statement = (
        select(Measure)
        .where(Measure.id == measure.id)
        .options(
            joinedload(Measure.activation).joinedload(MeasureActivation.recorded_by),
            joinedload(Measure.deadlines).joinedload(MeasureDeadline.moved_by),
            selectinload(Measure.milestones),
        )
    )
    return db.session.scalars(statement).unique().one()
