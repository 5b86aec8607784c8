"""Deadlines of measures and of their steps: they wait for the capofila, a unit or an office."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, literal_column, or_, select, union_all

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.waiting import Task
from riskreg.register.models import Measure, MeasureMilestone, MeasureOwner
from riskreg.register.queries import reaching
from riskreg.register.queries.measure_states import activated, not_over
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

NAME = "measure"
ACTIVATE, STEP, READ = (
    "Registra l'attivazione, o sposta la scadenza",
    "Segna la tappa quando è raggiunta",
    "Verifica a che punto è la misura",
)


def deadlines(asked: Asked) -> Iterator[Item]:
    """One statement: of each measure the first owner that is a unit or an office."""
    if asked.units() == asked.offices() == frozenset():
        return
    found = db.session.execute(_statement(asked))
    for (measure_id, step_id), owners in groupby(found, key=lambda row: (row.measure_id, row.step_id)):
        first = next(owners)
        title = f"{first.code} {first.name}"
        if not step_id:
            task = Task(NAME, f"measure:{measure_id}", ACTIVATE, title, f"/misure/{measure_id}/attivazione", due_on=first.due_on)
        else:
            title, path = f"{title}: {first.step}", f"/misure/{measure_id}/tappe"
            task = Task(NAME, f"measure_milestone:{step_id}", STEP, title, path, due_on=first.due_on)
        yield Item(task, unit_id=first.unit_id, people=asked.whose.figure(first.figure_id) if first.figure_id else ())


def _statement(asked: Asked) -> CompoundSelect[Any]:
    owner = (MeasureOwner.unit_id, MeasureOwner.figure_id, MeasureOwner.position)
    linked = and_(MeasureOwner.measure_id == Measure.id, or_(MeasureOwner.unit_id.is_not(None), MeasureOwner.figure_id.is_not(None)))
    about = (Measure.id.label("measure_id"), Measure.code, Measure.name)
    whole: Any = select(
        *about, literal_column("0").label("step_id"), literal_column("''").label("step"), Measure.due_on.label("due_on"), *owner
    )
    step = select(*about, MeasureMilestone.id, MeasureMilestone.name, MeasureMilestone.due_on, *owner).join(MeasureOwner, linked)
    step = step.join(MeasureMilestone, MeasureMilestone.measure_id == Measure.id).where(MeasureMilestone.done_on.is_(None))
    both: Any = union_all(
        whole.join(MeasureOwner, linked).where(*_due(Measure.due_on, asked)), step.where(*_due(MeasureMilestone.due_on, asked))
    )
    ordered: CompoundSelect[Any] = both.order_by("due_on", "measure_id", "step_id", "position")
    return ordered


def _due(day: Any, asked: Asked) -> Iterator[ColumnElement[bool]]:
    yield day.is_not(None)
    yield not_over(asked.on)
    yield ~activated()
    if asked.until is not None:
        yield day <= asked.until
    units = asked.units()
    if units is not None:
        mine = or_(MeasureOwner.unit_id.in_(sorted(units)), MeasureOwner.figure_id.in_(sorted(asked.offices() or ())))
        yield Measure.id.in_(select(MeasureOwner.measure_id).where(mine))


def to_do_or_to_read(person: Person, tasks: Sequence[Task], on: date) -> list[Task]:
    """Whoever answers for a measure without keeping the processes where it stands reads its sheet: they are not let into the form."""
    numbers = {int(task.path.split("/")[2]) for task in tasks}
    mine = reaching.changeable(person, sorted(numbers), on)
    return [task if int(task.path.split("/")[2]) in mine else _read(task) for task in tasks]


def _read(task: Task) -> Task:
    return Task(task.kind, task.key, READ, task.title, task.path.rpartition("/")[0], due_on=task.due_on)


sources.register(Source(NAME, "Misure", items=deadlines, permission=Permission.REGISTER_READ, shown_to=to_do_or_to_read))
