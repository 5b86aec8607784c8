"""The states of `riskreg.domain.measure_life` as conditions: the same words for a list, a count and a figure."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_

from riskreg.domain.measure_life import SOON, Status
from riskreg.register.models import Measure, MeasureActivation


def not_over(on: date) -> ColumnElement[bool]:
    """Not ended, whether it has begun or not."""
    return or_(Measure.in_force_to.is_(None), Measure.in_force_to >= on)


def activated() -> ColumnElement[bool]:
    return exists().where(MeasureActivation.measure_id == Measure.id).correlate(Measure)  # also where the list joins activations


def stands(state: Status, on: date) -> ColumnElement[bool]:
    """The condition "this measure is in that state on that day": as `measure_life.status` says of each."""
    waits = and_(not_over(on), ~activated())
    begun = and_(waits, Measure.in_force_from <= on)
    soon = on + SOON
    conditions: Mapping[Status, ColumnElement[bool]] = {
        Status.ENDED: Measure.in_force_to < on,
        Status.ACTIVATED: and_(not_over(on), activated()),
        Status.LATE: and_(waits, Measure.due_on < on),
        Status.PLANNED: and_(waits, Measure.in_force_from > on, or_(Measure.due_on.is_(None), Measure.due_on >= on)),
        Status.RUNNING: and_(begun, Measure.due_on.is_(None)),
        Status.DUE_SOON: and_(begun, Measure.due_on.between(on, soon)),
        Status.TO_DO: and_(begun, Measure.due_on > soon),
    }
    return conditions[state]
