"""All of the register in memory, for whoever writes or judges thousands of its rows: as many queries for ten processes as for
a thousand. It follows what happens to its rows; those that are born are told to it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing
from riskreg.domain.italian import fold
from riskreg.domain.register import MeasureKind
from riskreg.people.models import Figure, OrgUnit
from riskreg.register.models import EventFactor, Measure, MeasureEvent, MeasureOwner, Phase, Process, RiskArea, RiskEvent

BATCH = 1_000
SHOWN = frozenset(
    kind.subject_kind() for kind in (RiskArea, OrgUnit, Figure, Process, Phase, RiskEvent, EventFactor, Measure, MeasureOwner, MeasureEvent)
)
"""What `Whole` shows, as the trail names it."""

Thing = TypeVar("Thing", bound=Base)
Coded = TypeVar("Coded", RiskArea, Process, Measure)


class Link(NamedTuple):
    event_id: int
    event: RiskEvent


class Known(NamedTuple):
    """A measure that nobody touches: what the rules ask of the others, in a tenth of the room of its rows."""

    id: int
    code: str
    code_fold: str
    name: str
    in_force_to: date | None
    events: tuple[Link, ...]


class Whole:
    """Answers what the rules of the register ask (`Book`), without a query."""

    def __init__(self, *, with_measures: bool = True) -> None:
        """Without them for whoever reads each measure once (`each_measure`): they are most of what there is."""
        self.areas = _by_id(RiskArea, RiskArea.code_sort_key)
        self.units = _by_id(OrgUnit, OrgUnit.code_sort_key)
        self.figures = _by_id(Figure, Figure.position)
        self.processes = _by_id(Process, Process.code_sort_key)
        self.phases = _by_id(Phase, Phase.position)
        self.events = _by_id(RiskEvent, RiskEvent.position)
        self.measures: dict[int, Any] = _by_id(Measure, Measure.code_sort_key) if with_measures else {}
        self._tie()
        if with_measures:
            self._tie_measures()
        self._areas = {area.code_fold: area for area in self.areas.values()}
        self._processes = {process.code_fold: process for process in self.processes.values()}
        self._measures: dict[str, Any] = {measure.code_fold: measure for measure in self.measures.values()}
        self._units = {fold_code(unit.code): unit for unit in self.units.values()}
        self._figures = {fold(text): figure for figure in self.figures.values() for text in (figure.code, figure.name)}
        self._prefixes: dict[str, list[str]] = {}
        self._by_process: defaultdict[int, dict[int, Measure]] | None = None

    def _tie(self) -> None:
        """What stands on what, so that nobody asks the database again."""
        for process in self.processes.values():
            set_committed_value(process, "area", self.areas[process.area_id])
            set_committed_value(process, "unit", self.units[process.unit_id])
        _hang(self.processes, "phases", self.phases.values(), "process", "process_id")
        _hang(self.phases, "events", self.events.values(), "phase", "phase_id")
        _hang(self.events, "factors", _all(EventFactor, EventFactor.factor), "event", "event_id")

    def _tie_measures(self) -> None:
        _hang(self.measures, "owners", map(self._owner, _all(MeasureOwner, MeasureOwner.position)), "measure", "measure_id")
        _hang(self.measures, "events", map(self._link, _all(MeasureEvent, MeasureEvent.event_id)), "measure", "measure_id")

    def _owner(self, owner: MeasureOwner) -> MeasureOwner:
        set_committed_value(owner, "unit", self.units.get(owner.unit_id or 0))
        set_committed_value(owner, "figure", self.figures.get(owner.figure_id or 0))
        return owner

    def _link(self, link: MeasureEvent) -> MeasureEvent:
        set_committed_value(link, "event", self.events[link.event_id])
        return link

    def each_measure(self) -> Iterator[Measure]:
        """The specific ones by code, each with its owners and events, from three queries read side by side: only the one in hand
        is in memory."""
        owners, links = (
            _Beside(map(self._owner, _each(MeasureOwner, MeasureOwner.position))),
            _Beside(map(self._link, _each(MeasureEvent, MeasureEvent.event_id))),
        )
        for measure in _each(Measure):
            set_committed_value(measure, "owners", owners.of(measure.id))
            set_committed_value(measure, "events", links.of(measure.id))
            yield measure

    def read_measures(self, is_touched: Callable[[Measure], bool]) -> None:
        """In place of `with_measures`, for whoever touches few of them: the others are only known."""
        links = {event_id: Link(event_id, event) for event_id, event in self.events.items()}
        for one in db.session.scalars(select(Measure).where(Measure.kind == MeasureKind.GENERAL)):
            self._know(one, ())
        for one in self.each_measure():
            if is_touched(one):
                self.measures[one.id] = self._measures[one.code_fold] = one
            else:
                self._know(one, tuple(links[link.event_id] for link in one.events))

    def _know(self, one: Measure, events: tuple[Link, ...]) -> None:
        known = Known(one.id, one.code, one.code_fold, one.name, one.in_force_to, events)
        self.measures[one.id] = self._measures[one.code_fold] = known

    # Births, and changes of code

    def announce(self, thing: Base) -> None:
        """Born, or its code changed. Its row may not be written yet."""
        match thing:
            case RiskArea():
                self.areas[thing.id] = self._areas[thing.code_fold] = thing
            case Process():
                self.processes[thing.id] = self._processes[thing.code_fold] = thing
                set_committed_value(thing, "area", self.areas[thing.area_id])
                set_committed_value(thing, "unit", self.units[thing.unit_id])
            case Phase():
                self.phases[thing.id] = thing
            case RiskEvent():
                self.events[thing.id] = thing
            case Measure():
                self.measures[thing.id] = self._measures[thing.code_fold] = thing
                for prefix, codes in self._prefixes.items():
                    if thing.code_fold.startswith(prefix):
                        codes.append(thing.code)

    # What rules ask

    def area(self, area_id: int) -> RiskArea:
        return _found(self.areas, area_id)

    def area_by_code(self, code: str) -> RiskArea | None:
        return _still(self._areas, code)

    def area_called(self, text: str) -> RiskArea | None:
        """By code, or by the name that only one in use bears."""
        alike = [area for area in self.areas.values() if area.retired_on is None and fold(area.name) == fold(text)]
        return self.area_by_code(text) or (alike[0] if len(alike) == 1 else None)

    def open_codes(self, area_id: int, on: date) -> list[str]:
        there = (process for process in self.processes.values() if process.area_id == area_id)
        return [one.code for one in there if one.retired_on is None or one.retired_on > on]

    def unit(self, unit_id: int) -> OrgUnit:
        return _found(self.units, unit_id)

    def unit_by_code(self, code: str) -> OrgUnit | None:
        return self._units.get(fold_code(code))

    def unit_called(self, text: str, on: date) -> OrgUnit | None:
        """By code, or by the name that only one of that day bears."""
        if (found := self.unit_by_code(text)) is not None:
            return found
        alike = [unit for unit in self.units.values() if fold(unit.name) == fold(text) and unit.is_active(on)]
        return alike[0] if len(alike) == 1 else None

    def figure_called(self, text: str) -> Figure | None:
        """By name, or by code."""
        return self._figures.get(fold(text))

    def process_by_code(self, code: str) -> Process | None:
        return _still(self._processes, code)

    def process_codes(self, area_id: int) -> list[str]:
        return [process.code for process in self.processes.values() if process.area_id == area_id]

    def measures_in(self, process: Process) -> list[Measure]:
        """The specific ones that answer an event of it."""
        if self._by_process is None:
            self._by_process = defaultdict(dict)
            for measure in self.measures.values():
                for link in measure.events:
                    self._by_process[link.event.phase.process_id][measure.id] = measure
        return list(self._by_process[process.id].values())

    def measure_by_code(self, code: str) -> Measure | None:
        return _still(self._measures, code)

    def measure_codes(self, prefix: str) -> list[str]:
        start = fold_code(prefix)
        if start not in self._prefixes:
            self._prefixes[start] = [one.code for one in self.measures.values() if one.code_fold.startswith(start)]
        return self._prefixes[start]


def _all(kind: type[Thing], order: Any) -> list[Thing]:
    return list(db.session.scalars(select(kind).order_by(order, kind.id).execution_options(populate_existing=True)))


def _each(kind: type[Thing], *order: Any) -> Iterator[Thing]:
    """Of all specific measures, in their order, a batch at a time."""
    statement = select(kind) if kind is Measure else select(kind).join(Measure, Measure.id == kind.measure_id)  # type: ignore[attr-defined]  # the other two have it
    ordered = statement.where(Measure.kind == MeasureKind.SPECIFIC).order_by(Measure.code_sort_key, Measure.id, *order)
    return iter(db.session.scalars(ordered.execution_options(populate_existing=True, yield_per=BATCH)))


class _Beside:
    """What stands under things that come in the same order."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._groups = groupby(rows, key=attrgetter("measure_id"))
        self._next = next(self._groups, None)

    def of(self, measure_id: int) -> list[Any]:
        if self._next is None or self._next[0] != measure_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _by_id(kind: type[Thing], order: Any) -> dict[int, Thing]:
    return {thing.id: thing for thing in _all(kind, order)}


def _hang(above: dict[int, Any], there: str, below: Iterable[Any], up: str, key: str) -> None:
    lists: dict[int, list[Any]] = defaultdict(list)
    for one in below:
        above_id = getattr(one, key)
        set_committed_value(one, up, above[above_id])
        lists[above_id].append(one)
    for thing_id, thing in above.items():
        set_committed_value(thing, there, lists[thing_id])


def _found(those: dict[int, Thing], thing_id: int) -> Thing:
    try:
        return those[thing_id]
    except KeyError:
        raise Missing from None


def _still(those: dict[str, Coded], code: str) -> Coded | None:
    """Whoever had this code may have another one by now."""
    thing = those.get(fold_code(code))
    return thing if thing is not None and thing.code_fold == fold_code(code) else None
