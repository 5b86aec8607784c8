"""What a plan and its register say, as the rules of coherence read it: values, no rows. Only what counts on the day is here: active processes,
phases and events in use, measures that are not over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from riskreg.domain.register import MeasureKind

MANDATORY_AREAS = ("A", "B", "C", "D")
"""L. 190/2012 art. 1 c. 16; PNA 2013, allegato 2: areas that every body has."""

NOT_DUE = frozenset({"ulteriori"})
"""The class of what a body adds of its own: nobody is asked for it."""


class Area(NamedTuple):
    id: int
    code: str
    name: str


class Unit(NamedTuple):
    """`heir`: who answers today for what it had, where it is closed; `is_succeeded`: that one took its place, and is not only the
    structure above."""

    id: int
    name: str
    closed_on: date | None = None
    heir: str = ""
    is_succeeded: bool = False


class Office(NamedTuple):
    """A figure: `holders` are the users who hold it today; it may be held from outside too."""

    id: int
    name: str
    is_held: bool = True
    holders: frozenset[int] = frozenset()


class Process(NamedTuple):
    id: int
    code: str
    name: str
    area_id: int
    unit_id: int
    description: str = ""
    active_from: date = date.min

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


class Phase(NamedTuple):
    id: int
    process_id: int
    name: str


class Event(NamedTuple):
    id: int
    phase_id: int
    process_id: int
    name: str
    description: str = ""


class Owner(NamedTuple):
    """`of_id`: of the unit or of the figure; the first is *capofila*."""

    kind: str
    of_id: int | None = None
    name: str = ""


class Measure(NamedTuple):
    """A measure that is not over. In an edition that is still open, it says what the edition says of it."""

    id: int
    kind: str
    code: str
    name: str
    description: str = ""
    family: str | None = None
    measure_class: str | None = None
    indicator: str = ""
    target: str = ""
    timing: str = "continuous"
    due_on: date | None = None
    period: str | None = None
    occasion: str = ""
    in_force_from: date = date.min
    in_force_to: date | None = None
    activated_on: date | None = None
    owners: tuple[Owner, ...] = ()
    events: tuple[int, ...] = ()
    baseline: str = ""
    """From where the target starts, as it is written; nobody writes it yet."""

    line_id: int | None = None
    """Where an edition that is still open lists it: what is written there can be mended there."""

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_general(self) -> bool:
        return self.kind == MeasureKind.GENERAL


class Assessed(NamedTuple):
    """The last approved assessment of a process."""

    process_id: int
    year: int
    inherent: Decimal | None
    residual: Decimal | None
    inherent_rank: int
    computed_rank: int
    band_rank: int
    top_rank: int
    inherent_band: str
    computed_band: str
    band: str
    needs_treatment: bool
    motivation: str = ""
    assessed_on: date | None = None


class Plan(NamedTuple):
    """The edition that is checked: its three years. `is_open`: the body has not decided it, what it will say can be mended."""

    name: str
    first_year: int
    last_year: int
    id: int = 0
    is_open: bool = False


class Objective(NamedTuple):
    """A strategic objective of an edition, with how many measures and indicators stand under it."""

    id: int
    name: str
    measures: int = 0
    indicators: int = 0


class Section(NamedTuple):
    """A narrative section of an edition."""

    id: int
    title: str
    text: str


class Known(NamedTuple):
    """A figure that riskreg counts itself, and the words that follow it where somebody types it: 38, «misure generali»."""

    words: str
    value: Decimal
    leads: bool = False
    """The words come first: «rischio medio pari a 5,75»."""


@dataclass(frozen=True)
class Facts:
    """All that is known on a day about a plan."""

    today: date
    year: int
    areas: tuple[Area, ...] = ()
    units: Mapping[int, Unit] = field(default_factory=dict)
    offices: Mapping[int, Office] = field(default_factory=dict)
    processes: tuple[Process, ...] = ()
    phases: tuple[Phase, ...] = ()
    events: tuple[Event, ...] = ()
    measures: tuple[Measure, ...] = ()
    assessed: Mapping[int, Assessed] = field(default_factory=dict)
    """By process."""

    plan: Plan | None = None
    objectives: tuple[Objective, ...] = ()
    sections: tuple[Section, ...] = ()
    known: tuple[Known, ...] = ()
    mapped: frozenset[tuple[str, str]] = frozenset()
    """What has ANAC's name for the year: ("area", "A"), ("class", "codice"), ("family", "a")."""

    doubtful: frozenset[tuple[str, str]] = frozenset()
    """Of these, what its note says is still to be checked."""

    signers: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """For a unit, the users who answer for it and sign what it does."""

    verifiers: frozenset[int] = frozenset()
    """The users who may verify what others did."""

    @cached_property
    def process(self) -> Mapping[int, Process]:
        return {one.id: one for one in self.processes}

    @cached_property
    def event(self) -> Mapping[int, Event]:
        return {one.id: one for one in self.events}

    @cached_property
    def with_phases(self) -> frozenset[int]:
        return frozenset(one.process_id for one in self.phases)

    @cached_property
    def events_of(self) -> Mapping[int, list[Event]]:
        found: dict[int, list[Event]] = {}
        for one in self.events:
            found.setdefault(one.process_id, []).append(one)
        return found

    @cached_property
    def answered(self) -> frozenset[int]:
        """The events that some measure answers, now or from a day to come."""
        return frozenset(event for one in self.measures for event in one.events)

    @cached_property
    def specific_of(self) -> Mapping[int, list[Measure]]:
        """By process, the specific measures that answer one of its events."""
        found: dict[int, list[Measure]] = {}
        for one in self.measures:
            for process_id in self.processes_of(one) if one.events else ():
                found.setdefault(process_id, []).append(one)
        return found

    def processes_of(self, measure: Measure) -> tuple[int, ...]:
        """In order, each once."""
        if len(measure.events) == 1:
            return (self.event[measure.events[0]].process_id,)
        return tuple(dict.fromkeys(self.event[each].process_id for each in measure.events))
