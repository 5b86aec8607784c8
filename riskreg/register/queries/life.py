"""What became of a measure, with who said so: for its sheet."""

from sqlalchemy.orm import joinedload, selectinload

from riskreg.register import queries
from riskreg.register.models import Measure, MeasureActivation, MeasureDeadline


def followed(measure_id: int) -> Measure:
    """A measure with activation, moved deadlines and steps in hand too."""
    return queries.measure(
        measure_id,
        joinedload(Measure.activation).joinedload(MeasureActivation.recorded_by),
        joinedload(Measure.deadlines).joinedload(MeasureDeadline.moved_by),
        selectinload(Measure.milestones),
    )
