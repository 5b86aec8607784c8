"""What would go where if processes became one: for the page that asks before it is done."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.people import queries as people
from riskreg.people.queries import reach
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent


class Passing(NamedTuple):
    """A phase that goes to the new process, with what it brings."""

    name: str
    source: str
    events: int
    measures: int


def processes(process_ids: Sequence[int]) -> list[Process]:
    """By code, with area and unit."""
    statement = select(Process).where(Process.id.in_(process_ids)).options(joinedload(Process.area), joinedload(Process.unit))
    return list(db.session.scalars(statement.order_by(Process.code_sort_key, Process.id)))


def passing(those: Sequence[Process]) -> list[Passing]:
    """Their phases in use, in the order in which they will stand."""
    in_use = and_(RiskEvent.phase_id == Phase.id, RiskEvent.retired_on.is_(None))
    events = select(func.count()).where(in_use).correlate(Phase).scalar_subquery()
    answers = (
        select(func.count(Measure.id.distinct()))
        .join(MeasureEvent, MeasureEvent.measure_id == Measure.id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .where(in_use, Measure.in_force_to.is_(None))
        .correlate(Phase)
        .scalar_subquery()
    )
    statement = (
        select(Phase.name, Process.code, events, answers)
        .join(Process, Process.id == Phase.process_id)
        .where(Process.id.in_([one.id for one in those]), Phase.retired_on.is_(None))
        .order_by(Process.code_sort_key, Process.id, Phase.position, Phase.id)
    )
    return [Passing(name, code, has, answered) for name, code, has, answered in db.session.execute(statement)]


def leaving(those: Sequence[Process], unit_id: int, on: date) -> list[tuple[Process, str]]:
    """Those that another unit answers for today, with its name."""
    owners = reach.chart(on).owners
    names = {unit.id: unit.name for unit in people.units(on)}
    return [(one, names[owners[one.unit_id]]) for one in those if owners[one.unit_id] != unit_id]
