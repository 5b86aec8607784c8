"""Reading judgments: that of a measure in a year, its last ones, and what it could be merged with."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.core.extensions import db
from riskreg.domain.errors import Missing
from riskreg.domain.register import MeasureKind
from riskreg.monitoring.models import Suitability
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent


def of_measure(measure_id: int, year: int) -> Suitability | None:
    statement = select(Suitability).where(Suitability.measure_id == measure_id, Suitability.year == year)
    return db.session.scalars(statement.options(joinedload(Suitability.merges_with), joinedload(Suitability.judged_by))).one_or_none()


def must_have(measure_id: int, year: int) -> Suitability:
    found = of_measure(measure_id, year)
    if found is None:
        raise Missing
    return found


def of_year(year: int) -> Sequence[Suitability]:
    """By the code of the measure."""
    statement = select(Suitability).join(Suitability.measure).where(Suitability.year == year)
    options = contains_eager(Suitability.measure), joinedload(Suitability.merges_with)
    return db.session.scalars(statement.options(*options).order_by(Measure.code_sort_key, Measure.id)).unique().all()


def last_of(measure_id: int) -> Sequence[Suitability]:
    """The last year first."""
    statement = select(Suitability).where(Suitability.measure_id == measure_id).order_by(Suitability.year.desc())
    return db.session.scalars(statement.options(joinedload(Suitability.merges_with), joinedload(Suitability.judged_by))).all()


def several(ids: Collection[int]) -> list[Measure]:
    """By code."""
    statement = select(Measure).where(Measure.id.in_(ids), Measure.kind == MeasureKind.SPECIFIC.value)
    return list(db.session.scalars(statement.order_by(Measure.code_sort_key, Measure.id))) if ids else []


def is_to_merge_with(measure_id: int, on: date) -> bool:
    statement = select(Measure.id).where(Measure.id == measure_id, Measure.kind == MeasureKind.SPECIFIC.value, register.in_force(on))
    return db.session.scalar(statement) is not None


def beside(measure_id: int, on: date) -> list[Measure]:
    """The other specific measures that answer any of its events."""
    mine = select(MeasureEvent.event_id).where(MeasureEvent.measure_id == measure_id)
    theirs = select(MeasureEvent.measure_id).where(MeasureEvent.event_id.in_(mine))
    return list(db.session.scalars(others(measure_id, on).where(Measure.id.in_(theirs))))


def others(measure_id: int, on: date) -> Select[Measure]:
    """The specific measures in force, but this one."""
    statement = select(Measure).where(Measure.id != measure_id, Measure.kind == MeasureKind.SPECIFIC.value, register.in_force(on))
    return statement.order_by(Measure.code_sort_key, Measure.id)


def looked_for(measure_id: int, words: ColumnElement[bool], on: date, most: int) -> list[Measure]:
    return list(db.session.scalars(others(measure_id, on).where(words).limit(most)))
