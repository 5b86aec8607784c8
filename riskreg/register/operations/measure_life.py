"""What becomes of a measure: its activation, its deadline, its steps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import WrongState
from riskreg.domain.measure_life import Milestone, check_activation, check_move, checked_milestones
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.sheets import stated
from riskreg.register import queries
from riskreg.register.models import Measure, MeasureActivation, MeasureDeadline, MeasureMilestone
from riskreg.register.operations.processes import day

NO_REASON = "Scrivi perché la scadenza si sposta."


def _insist(by: Person, measure: Measure, at: datetime) -> None:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all(queries.processes_of(measure), day(at)))


def activate(measure: Measure, *, on: date, because: str, version: int | None = None, by: Person, at: datetime) -> Measure:
    """By hand, with what shows it: an act, a date of publication, a circular."""
    _insist(by, measure, at)
    must_be(measure, version)
    record(Tag.MEASURE_ACTIVATED, measure, by=by, at=at, along=[activated(measure, on=on, because=because, by=by, at=at)])
    return measure


def activated(measure: Measure, *, on: date, because: str, source: str = "", by: Person, at: datetime) -> MeasureActivation:
    """For whoever has asked the permission, and records it; `source`: what wrote it, where no person did by hand."""
    check_activation(measure.life, on, day(at))
    shown = stated(because, "because", "Scrivi da che cosa risulta che la misura è attivata, per esempio l'atto o la pagina pubblicata.")
    measure.activation = MeasureActivation(on=on, because=shown, source=source, recorded_by_id=by.user_id)
    measure.edits += 1
    return measure.activation


def withdraw_activation(measure: Measure, *, because: str, version: int | None = None, by: Person, at: datetime) -> Measure:
    """It was recorded by mistake; the trail keeps what was said."""
    _insist(by, measure, at)
    must_be(measure, version)
    gone = measure.activation
    if gone is None:
        raise WrongState(f"La misura {measure.code} non è attivata: non c'è nulla da annullare.")
    why = stated(because, "because", "Scrivi perché l'attivazione registrata va annullata.")
    measure.activation = None
    measure.edits += 1
    record(Tag.MEASURE_ACTIVATION_WITHDRAWN, measure, by=by, at=at, why=why, along=[gone])
    return measure


def reschedule(measure: Measure, *, to: date, because: str, version: int | None = None, by: Person, at: datetime) -> Measure:
    """The deadline of the measure as it lives: what an edition says stays as it was adopted."""
    _insist(by, measure, at)
    must_be(measure, version)
    moved = rescheduled(measure, to=to, because=because, by=by, at=at)
    record(Tag.MEASURE_RESCHEDULED, measure, by=by, at=at, along=[moved] if moved else [])
    return measure


def rescheduled(measure: Measure, *, to: date, because: str, by: Person, at: datetime) -> MeasureDeadline | None:
    check_move(measure.life, to)
    reason, before = stated(because, "because", NO_REASON), measure.due_on
    measure.due_on = to
    measure.edits += 1
    return moved_deadline(measure, before, because=reason, by=by, at=at)


def moved_deadline(measure: Measure, before: date | None, *, because: str, by: Person, at: datetime) -> MeasureDeadline | None:
    """That the deadline is not what it was, for whoever has just written the measure; None where it did not move from day to day."""
    if before is None or measure.due_on is None or before == measure.due_on:
        return None
    moved = MeasureDeadline(
        measure=measure, from_on=before, to_on=measure.due_on, because=because, moved_on=day(at), moved_by_id=by.user_id
    )
    db.session.add(moved)
    return moved


def set_milestones(measure: Measure, steps: Sequence[Milestone], *, version: int | None = None, by: Person, at: datetime) -> Measure:
    """These and no other, in this order."""
    _insist(by, measure, at)
    must_be(measure, version)
    wanted = checked_milestones(steps, day(at))
    if tuple(Milestone(row.name, row.due_on, row.done_on) for row in measure.milestones) == wanted:
        return measure
    there = list(measure.milestones)
    for position, step in enumerate(wanted, start=1):
        row = there[position - 1] if position <= len(there) else MeasureMilestone(position=position)
        row.name, row.due_on, row.done_on = step.name, step.due_on, step.done_on
        if row not in measure.milestones:
            measure.milestones.append(row)
    gone = there[len(wanted) :]
    for row in gone:
        measure.milestones.remove(row)
    measure.edits += 1
    record(Tag.MEASURE_STEPS_CHANGED, measure, by=by, at=at, along=[*measure.milestones, *gone])
    return measure


def reached(measure: Measure, days: Mapping[int, date | None], *, at: datetime) -> list[MeasureMilestone]:
    """When some of its steps were reached, by their numbers, for whoever has asked the permission and records it: those that changed."""
    changed = []
    for row in measure.milestones:
        if row.id in days and row.done_on != days[row.id]:
            checked_milestones([Milestone(row.name, row.due_on, days[row.id])], day(at))
            row.done_on = days[row.id]
            changed.append(row)
    if changed:
        measure.edits += 1
    return changed
