"""The sheets of the processes, area by area: ten queries, whatever the body."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from riskreg.core.extensions import db
from riskreg.domain.plans import OUT_OF_PLAN
from riskreg.domain.register import FACTOR_LABELS, FAMILY_LABELS, MeasureKind, timing_said
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from riskreg.people.models import Figure, OrgUnit, RoleGrant, User
from riskreg.register.models import (
    EventFactor,
    Measure,
    MeasureEvent,
    MeasureOwner,
    Phase,
    Process,
    RiskArea,
    RiskEvent,
)
from riskreg.reports.plan.contents import AreaSaid, AssessedSaid, EventSaid, FactorSaid, PhaseSaid, ProcessSaid, SpecificSaid
from riskreg.reports.plan.queries.lines import BATCH, Line, named


def active(on: date) -> tuple[ColumnElement[bool], ...]:
    return Process.active_from <= on, or_(Process.retired_on.is_(None), Process.retired_on > on)


def areas(on: date, listed: Mapping[int, Line], assessed: Mapping[int, AssessedSaid]) -> tuple[AreaSaid, ...]:
    """`listed`: what the edition says of specific measures, by measure."""
    statement = (
        select(
            Process.id, Process.code, Process.name, Process.description, Process.input, Process.output, Process.unit_id, Process.area_id,
            OrgUnit.name, RiskArea.code, RiskArea.name,
        )
        .join(RiskArea, RiskArea.id == Process.area_id)
        .join(OrgUnit, OrgUnit.id == Process.unit_id)
        .where(*active(on))
        .order_by(RiskArea.code_sort_key, RiskArea.id, Process.code_sort_key, Process.id)
    )  # fmt: skip
    phases, numbers = _phases(on)
    heads = _heads(on)
    measures = _measures(on, listed, numbers)
    found: dict[int, list[ProcessSaid]] = defaultdict(list)
    names: dict[int, tuple[str, str]] = {}
    for row in db.session.execute(statement):
        process_id, code, name, description, taken_in, given_out, unit_id, area_id, unit, area_code, area_name = row
        names[area_id] = (area_code, area_name)
        found[area_id].append(
            ProcessSaid(
                code, name, description, taken_in, given_out, unit, heads.get(unit_id, ""), tuple(phases.get(process_id, ())),
                measures.get(process_id, ()), assessed.get(process_id),
            )
        )  # fmt: skip
    return tuple(AreaSaid(*names[area_id], tuple(processes)) for area_id, processes in found.items())


Numbers = dict[int, tuple[int, int]]
"""By event: its process, and the number that it has there."""


def _phases(on: date) -> tuple[dict[int, list[PhaseSaid]], Numbers]:
    """By process. Events are numbered along the whole process."""
    factors = _factors()
    statement = (
        select(Phase.id, Phase.process_id, Phase.name, Phase.description, RiskEvent.id, RiskEvent.name, RiskEvent.description)
        .join(Process, Process.id == Phase.process_id)
        .outerjoin(RiskEvent, (RiskEvent.phase_id == Phase.id) & RiskEvent.retired_on.is_(None))
        .where(Phase.retired_on.is_(None), *active(on))
        .order_by(Phase.process_id, Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)
    )
    events: dict[int, list[EventSaid]] = defaultdict(list)
    said: dict[int, tuple[int, str, str]] = {}
    numbers: Numbers = {}
    last: dict[int, int] = defaultdict(int)
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)):
        phase_id, process_id, name, description, event_id, event, how = row
        said[phase_id] = (process_id, name, description)
        if event_id is not None:
            last[process_id] += 1
            numbers[event_id] = (process_id, last[process_id])
            events[phase_id].append(EventSaid(last[process_id], event, how, tuple(factors.get(event_id, ()))))
    found: dict[int, list[PhaseSaid]] = defaultdict(list)
    for phase_id, (process_id, name, description) in said.items():
        found[process_id].append(PhaseSaid(name, description, tuple(events[phase_id])))
    return found, numbers


def _factors() -> dict[int, list[FactorSaid]]:
    statement = select(EventFactor.event_id, EventFactor.factor, EventFactor.note).order_by(EventFactor.event_id, EventFactor.factor)
    plain = {letter: FactorSaid(letter, label) for letter, label in FACTOR_LABELS.items()}
    found: dict[int, list[FactorSaid]] = defaultdict(list)
    for event_id, letter, note in db.session.execute(statement.execution_options(yield_per=BATCH)):
        found[event_id].append(FactorSaid(letter, FACTOR_LABELS[letter], note) if note else plain[letter])
    return found


def _heads(on: date) -> dict[int, str]:
    """By unit: the nearest structure that has a dirigente, itself or one above it. Not who that is: documents are kept for ever, and a person
    is not named where the office is enough."""
    statement = (
        select(RoleGrant.unit_id, OrgUnit.name)
        .join(User, (User.id == RoleGrant.user_id) & User.disabled_at.is_(None))
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(RoleGrant.role == Role.DIRIGENTE.value, people.in_force(on))
    )
    own: dict[int, str] = dict(db.session.execute(statement).all())
    above = people.parents()
    return {unit_id: _nearest(unit_id, own, above) for unit_id in above}


def _nearest(unit_id: int, own: Mapping[int, str], above: Mapping[int, int | None]) -> str:
    step: int | None = unit_id
    while step is not None and step not in own:
        step = above.get(step)
    return own.get(step, "") if step is not None else ""


def _measures(on: date, listed: Mapping[int, Line], numbers: Numbers) -> dict[int, tuple[SpecificSaid, ...]]:
    """By process: the specific measures in force or to come that answer its events, and are not left out of the edition."""
    answers = _answers(numbers)
    owners = _owners(set(listed))
    statement = (
        select(
            Measure.id, Measure.code, Measure.name, Measure.description, Measure.family, Measure.is_mandatory, Measure.indicator, Measure.target,
            Measure.timing, Measure.due_on, Measure.period, Measure.occasion,
        )
        .where(Measure.kind == MeasureKind.SPECIFIC.value, or_(Measure.in_force_to.is_(None), Measure.in_force_to >= on))
        .order_by(Measure.code_sort_key, Measure.id)
    )  # fmt: skip
    found: dict[int, list[SpecificSaid]] = defaultdict(list)
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)):
        line = listed.get(row[0])
        if line is not None and line.choice in OUT_OF_PLAN:
            continue
        for process_id, events in answers.get(row[0], {}).items():
            there = tuple(sorted(events))
            found[process_id].append(_as_registered(row, owners.get(row[0], ()), there) if line is None else line.as_specific(there))
    return {process_id: tuple(those) for process_id, those in found.items()}


def _as_registered(row: Any, owners: tuple[str, ...], events: tuple[int, ...]) -> SpecificSaid:
    _id, code, name, description, family, is_mandatory, indicator, target, timing, due_on, period, occasion = row
    return SpecificSaid(
        code, name, description, FAMILY_LABELS[family], is_mandatory, indicator, target, timing_said(timing, due_on, period, occasion),
        due_on, owners, events,
    )  # fmt: skip


def _answers(numbers: Numbers) -> dict[int, dict[int, list[int]]]:
    """By measure, by process: the numbers of the events that it answers."""
    found: dict[int, dict[int, list[int]]] = {}
    statement = select(MeasureEvent.measure_id, MeasureEvent.event_id)
    for measure_id, event_id in db.session.execute(statement.execution_options(yield_per=BATCH)):
        if event_id in numbers:
            process_id, number = numbers[event_id]
            found.setdefault(measure_id, {}).setdefault(process_id, []).append(number)
    return found


def _owners(left_out: set[int]) -> dict[int, tuple[str, ...]]:
    """Of the specific measures that the edition says nothing of."""
    statement = (
        select(MeasureOwner.measure_id, OrgUnit.name, Figure.name, MeasureOwner.name)
        .join(Measure, Measure.id == MeasureOwner.measure_id)
        .outerjoin(OrgUnit, OrgUnit.id == MeasureOwner.unit_id)
        .outerjoin(Figure, Figure.id == MeasureOwner.figure_id)
        .where(Measure.kind == MeasureKind.SPECIFIC.value)
        .order_by(MeasureOwner.measure_id, MeasureOwner.position)
    )
    rows: Sequence[Any] = [row for row in db.session.execute(statement.execution_options(yield_per=BATCH)) if row[0] not in left_out]
    return named(rows)
