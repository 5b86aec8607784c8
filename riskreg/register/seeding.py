"""The areas of risk that the law and the chambers of commerce know, and the demo's register, by the rules of the operations."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core import clock, seeds
from riskreg.domain.measure_life import Milestone
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Factor, MeasureKind, OwnerKind, Timing
from riskreg.people import queries as people
from riskreg.people.queries import figures as offices
from riskreg.register import indexing, queries
from riskreg.register.models import Phase, Process, RiskArea, RiskEvent
from riskreg.register.operations import areas, events, measure_life, measures, phases, processes
from riskreg.register.operations.events import EventText
from riskreg.register.operations.measures import MeasureText
from riskreg.register.operations.phases import PhaseText
from riskreg.register.operations.processes import NewProcess, ProcessText, day

MAPPED_ON, ANSWERED_ON = date(2023, 9, 4), date(2023, 10, 2)
"""When the demo's processes were written down, and when the measures that answer their risks were."""

Row = dict[str, str]


def load_reference(at: datetime) -> None:
    """What is there already stays as the body changed it."""
    for row in seeds.rows("reference/risk_areas.csv"):
        if queries.area_by_code(row["code"]) is None:
            areas.add(code=row["code"], name=row["name"], source=row["source"], by=COMMAND_LINE, at=at)


def load_demo() -> None:
    """After the demo body is there."""
    desk = Gathering(by=COMMAND_LINE, at=clock.on_day(MAPPED_ON))
    known = {row["code"]: _process(row, desk) for row in seeds.rows("demo/processes.csv")}
    steps = {(row["process_code"], row["phase"]): _phase(known[row["process_code"]], row, desk) for row in seeds.rows("demo/phases.csv")}
    risks = {
        (row["process_code"], row["event"]): _event(steps[row["process_code"], row["phase"]], row, desk)
        for row in seeds.rows("demo/events.csv")
    }
    desk.close()
    answers = Gathering(by=COMMAND_LINE, at=clock.on_day(ANSWERED_ON))
    for row in seeds.rows("demo/measures.csv"):
        _measure(row, risks, answers)
    answers.close()
    for code, acts in groupby(seeds.rows("demo/measure_life.csv"), key=itemgetter("code")):
        _live(code, list(acts))
    indexing.all_again()


def _process(row: Row, desk: Gathering) -> Process:
    text = ProcessText(row["code"], row["name"], row["description"], row["input"], row["output"])
    new = NewProcess(text, _area(row["area_code"]).id, _unit_id(row["unit_code"]), date.fromisoformat(row["active_from"]))
    process = processes.born(new, desk.at)
    desk.record(Tag.PROCESS_CREATED, process)
    return process


def _area(code: str) -> RiskArea:
    found = queries.area_by_code(code)
    if found is None:
        raise LookupError(f"the demo names an area of risk that is not in the reference list: {code}")
    return found


def _unit_id(code: str) -> int:
    found = people.unit_by_code(code)
    if found is None:
        raise LookupError(f"the demo's register names a unit that does not exist: {code}")
    return found.id


def _phase(process: Process, row: Row, desk: Gathering) -> Phase:
    phase = phases.born(process, PhaseText(row["name"], row["description"]))
    desk.record(Tag.PHASE_CREATED, phase)
    return phase


def _event(phase: Phase, row: Row, desk: Gathering) -> RiskEvent:
    """Factors as `a:nota|d`."""
    noted = (one.partition(":") for one in row["factors"].split("|"))
    event = events.born(
        phase, EventText(row["name"], row["description"], {Factor(code): note for code, _colon, note in noted}), day(desk.at)
    )
    desk.record(Tag.EVENT_CREATED, event, along=event.factors)
    return event


def _measure(row: Row, risks: dict[tuple[str, str], RiskEvent], desk: Gathering) -> None:
    """Events as `B.08:1;B.11:2`."""
    answered = [risks[code, number] for code, _colon, number in (one.partition(":") for one in row["events"].split(";"))]
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    text = MeasureText(
        row["name"], MeasureKind.SPECIFIC, Timetable(Timing(row["timing"]), due_on, row["period"] or None, row["occasion"]),
        date.fromisoformat(row["in_force_from"]), code=row["code"], description=row["description"], family=row["family"],
        indicator=row["indicator"], target=row["target"],
    )  # fmt: skip
    measure = measures.born(text, list(_owners(row["owners"])), answered)
    desk.record(Tag.MEASURE_CREATED, measure, along=(*measure.owners, *measure.events))


def _live(code: str, acts: list[Row]) -> None:
    """What became of a measure: `step` (done `on`, due by `due_on`), `move` (decided `on`, to `due_on`), `activate`, `end` (`on` its last day)."""
    measure = queries.measure_by_code(code)
    if measure is None:
        raise LookupError(f"the demo says what became of a measure that is not there: {code}")
    steps = [row for row in acts if row["what"] == "step"]
    if steps:
        done = max(date.fromisoformat(row["on"]) for row in steps if row["on"])
        known = [Milestone(row["text"], _day(row["due_on"]), _day(row["on"])) for row in steps]
        measure_life.set_milestones(measure, known, by=COMMAND_LINE, at=clock.on_day(done))
    for row in acts:
        on = date.fromisoformat(row["on"] or row["due_on"])
        told: dict[str, Any] = {"because": row["text"], "by": COMMAND_LINE, "at": clock.on_day(on)}
        if row["what"] == "move":
            measure_life.reschedule(measure, to=date.fromisoformat(row["due_on"]), **told)
        elif row["what"] == "activate":
            measure_life.activate(measure, on=on, **told)
        elif row["what"] == "end":
            measures.end(measure, last_day=on, **told)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _owners(written: str) -> Iterator[Owner]:
    """`unit:A2.2;figure:rpct;group:Tutti i dipendenti`, the capofila first."""
    for one in written.split(";"):
        kind, _colon, name = one.partition(":")
        if kind == OwnerKind.UNIT:
            yield Owner(OwnerKind.UNIT, unit_id=_unit_id(name))
        elif kind == OwnerKind.FIGURE:
            figure = offices.by_code(name)
            if figure is None:
                raise LookupError(f"the demo's register names an office that is not in the reference list: {name}")
            yield Owner(OwnerKind.FIGURE, figure_id=figure.id)
        else:
            yield Owner(OwnerKind(kind), name=name)
