"""All that the Relazione sulla performance says, and nothing of how it looks: words, numbers, days. Offices, no people: it is kept for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from riskreg.domain.performance.indicators import FLAG_LABELS, PART_LABELS, Flag, TargetState
from riskreg.domain.performance.report import SECTION_LABELS
from riskreg.domain.performance.report_figures import MISSED, PARTLY, Tally, counted
from riskreg.domain.performance.verdicts import VERDICT_LABELS

SCHEMA = 1
TYPELESS = "Senza tipologia"
NO_MISSION, NO_PROGRAMME = "Missione non indicata", "Programma non indicato"


@dataclass(frozen=True, slots=True)
class ActSaid:
    body: str
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class TextSaid:
    section: str
    text: str

    @property
    def heading(self) -> str:
        return SECTION_LABELS[self.section]


@dataclass(frozen=True, slots=True)
class MeasureSaid:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class IndicatorSaid:
    """An indicator in the year: what it aimed at, what came of it, why the verdict is that."""

    part: str
    area: str
    objective: str
    code: str
    name: str
    flags: str
    typology: str
    algorithm: str
    unit: str
    source: str
    baseline: str
    weight: Decimal | None
    mission: str
    programme: str
    owners: tuple[str, ...]
    target: str
    target_state: str
    original: str
    """The target as it was approved, where an act changed it."""

    act: str
    result: str
    is_verified: bool
    note: str
    verdict: str
    reason: str
    said_because: str
    """Why a person said the verdict in place of the rule; else nothing."""

    attained: Decimal | None
    formula: str
    computed: str
    """Which figure of the register gives the result; else nothing."""

    working: str
    as_of: date | None
    measures: tuple[MeasureSaid, ...]

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def is_dropped(self) -> bool:
        return self.target_state == TargetState.REMOVED.value

    @property
    def is_changed(self) -> bool:
        return self.target_state == TargetState.CHANGED.value

    @property
    def is_pira(self) -> bool:
        return self.part == "pira" or Flag.PIRA.value in self.flags.split()

    @property
    def verdict_label(self) -> str:
        return VERDICT_LABELS[self.verdict]

    @property
    def because(self) -> str:
        return self.said_because or self.reason


@dataclass(frozen=True)
class ReportContents:
    schema: int
    body: str
    year: int
    revision: int
    at: datetime
    """When it was approved; of a draft, when this was gathered."""

    on: date
    """That day in Rome."""

    is_final: bool
    """The organ has approved it: this is what it approved."""

    is_closed: bool
    """Targets and results of the year do not change any more."""

    act: ActSaid | None
    revised_because: str
    texts: tuple[TextSaid, ...]
    indicators: tuple[IndicatorSaid, ...]
    """As the plan lists them, dropped ones too."""

    earlier: tuple[Tally, ...]
    """Of the closed years before, the first one first; each is named by its year."""

    @cached_property
    def standing(self) -> tuple[IndicatorSaid, ...]:
        return tuple(each for each in self.indicators if not each.is_dropped)

    @cached_property
    def whole(self) -> Tally:
        return tally("Tutti gli indicatori", self.standing)

    def by_part(self) -> list[Tally]:
        return [
            tally(label, [each for each in self.standing if each.part == part]) for part, label in PART_LABELS.items() if self._has(part)
        ]

    def _has(self, part: str) -> bool:
        return any(each.part == part for each in self.standing)

    def by_area(self) -> list[Tally]:
        return [tally(area, those) for area, those in grouped(self.standing, "area")]

    def by_typology(self) -> list[Tally]:
        return sorted((tally(name or TYPELESS, those) for name, those in grouped(self.standing, "typology")), key=lambda one: one.name)

    def by_flag(self) -> list[Tally]:
        found = [(FLAG_LABELS[flag], [each for each in self.standing if flag.value in each.flags.split()]) for flag in Flag]
        return [tally(label, those) for label, those in found if those]

    def deviations(self) -> list[IndicatorSaid]:
        """What was not reached first, then what was in part."""
        return [each for verdict in (MISSED, PARTLY) for each in self.standing if each.verdict == verdict]

    def changed(self) -> list[IndicatorSaid]:
        return [each for each in self.indicators if each.is_changed]

    def dropped(self) -> list[IndicatorSaid]:
        return [each for each in self.indicators if each.is_dropped]

    def computed(self) -> list[IndicatorSaid]:
        return [each for each in self.standing if each.computed]

    def carrying(self) -> list[IndicatorSaid]:
        """Those that carry measures of the anticorruption plan."""
        return [each for each in self.standing if each.measures]

    def pira(self) -> list[tuple[str, list[tuple[str, list[IndicatorSaid]]]]]:
        """By missione and programma, in order; those that name none at the end."""
        found: dict[str, dict[str, list[IndicatorSaid]]] = {}
        for each in self.standing:
            if each.is_pira:
                found.setdefault(each.mission or NO_MISSION, {}).setdefault(each.programme or NO_PROGRAMME, []).append(each)
        return [(mission, sorted(found[mission].items(), key=_named_last)) for mission, _those in sorted(found.items(), key=_named_last)]

    def text(self, section: str) -> str:
        return next((each.text for each in self.texts if each.section == section), "")


def _named_last(pair: tuple[str, object]) -> tuple[bool, str]:
    return pair[0] in (NO_MISSION, NO_PROGRAMME), pair[0]


def tally(name: str, those: Iterable[IndicatorSaid]) -> Tally:
    return counted(name, ((each.verdict, each.weight) for each in those))


def grouped(those: Sequence[IndicatorSaid], field: str) -> list[tuple[str, list[IndicatorSaid]]]:
    """In the order in which they first come."""
    found: dict[str, list[IndicatorSaid]] = {}
    for each in those:
        found.setdefault(getattr(each, field), []).append(each)
    return list(found.items())
