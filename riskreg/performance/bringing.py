"""A measure of the plan on its way into performance: whether it is there already, and what a form about it begins with."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.performance.indicators import Flag, Part
from riskreg.performance import queries
from riskreg.performance.models import Indicator, IndicatorMeasure, Objective
from riskreg.plans import queries as plans
from riskreg.plans.models import EditionMeasure, EditionObjective, ObjectiveMeasure
from riskreg.register.models import Measure, MeasureOwner


class Brought(NamedTuple):
    """A measure and a year. `line`: what the adopted plan that begins in it says of the measure; None: it does not list it."""

    measure: Measure
    year: int
    line: EditionMeasure | None
    carrying: Sequence[Indicator]
    """Those that carry it already, whatever their years."""

    objective: Objective | None
    """One that pursues a strategic objective which the measure serves."""

    @property
    def title(self) -> str:
        return self.line.title if self.line is not None else self.measure.code


def found(measure_id: int, year: int, *, for_change: bool = False) -> Brought:
    """`for_change`: nobody brings it in meanwhile."""
    measure = get(Measure, measure_id, for_change=for_change)
    edition = plans.speaking(year)
    if edition is None or not edition.is_frozen:
        return Brought(measure, year, None, _carrying(measure), None)
    line = select(EditionMeasure).where(EditionMeasure.edition_id == edition.id, EditionMeasure.measure_id == measure.id, plans.in_plan())
    return Brought(measure, year, db.session.scalars(line).one_or_none(), _carrying(measure), _objective(measure, edition.id))


def _carrying(measure: Measure) -> Sequence[Indicator]:
    carrying = select(IndicatorMeasure.indicator_id).where(IndicatorMeasure.measure_id == measure.id)
    statement = select(Indicator).where(Indicator.id.in_(carrying)).options(selectinload(Indicator.years))
    return db.session.scalars(statement.order_by(Indicator.position, Indicator.id)).all()


def _objective(measure: Measure, edition_id: int) -> Objective | None:
    serves = select(EditionObjective).join(ObjectiveMeasure, ObjectiveMeasure.objective_id == EditionObjective.id)
    goals = db.session.scalars(serves.where(EditionObjective.edition_id == edition_id, ObjectiveMeasure.measure_id == measure.id))
    lasting = sorted(goal.lasting for goal in goals)
    pursuing = select(Objective).where(Objective.plan_objective_id.in_(lasting)).order_by(Objective.position, Objective.id)
    return db.session.scalars(pursuing.limit(1)).first() if lasting else None


def proposed(one: Brought) -> dict[str, object]:
    """What the form begins with: only what the plan says."""
    line = one.line
    if line is None:
        return {}
    owners = db.session.scalars(
        select(MeasureOwner)
        .where(MeasureOwner.measure_id == one.measure.id)
        .options(joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure))
        .order_by(MeasureOwner.position)
    ).all()
    measured = tidy(line.indicator)
    return {
        "part": Part.PERFORMANCE.value,
        "place": f"{one.objective.area_id}-{one.objective.id}" if one.objective else "",
        "name": measured or line.name,
        "description": line.title if measured else "",
        "unit_of_measure": "%" if "%" in line.target else "",
        "target": line.target or _by_its_day(line, one.year),
        "flags": [Flag.ANTICORRUPTION.value],
        "units": [str(owner.unit_id) for owner in owners if owner.unit_id is not None],
        "others": "; ".join(owner.title for owner in owners if owner.unit_id is None),
    }


def _by_its_day(line: EditionMeasure, year: int) -> str:
    """Of one without a target, the day by which the plan wants it."""
    return f"Entro il {write_date(line.due_on)}" if line.due_on is not None and line.due_on.year == year else ""


def to_carry(one: Brought) -> list[tuple[str, str]]:
    """The indicators of the year that could carry it."""
    there = {each.id for each in one.carrying}
    return [(str(row.indicator_id), row.indicator.title) for row in queries.of_year(one.year) if row.indicator_id not in there]
