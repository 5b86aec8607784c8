"""What a report of the monitoring says besides the checks: the figures of the year, the suitability of measures, their effect on risk, the semesters
before. Counted while the session is open, kept when it is closed, so that its report says the same for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from riskreg.domain.monitoring.figures import UNMONITORED, Tally
from riskreg.domain.monitoring.suitability import Judgment
from riskreg.domain.plans import Rate, index
from riskreg.domain.semesters import Semester

UPDATE_INDEX = "update_index"


@dataclass(frozen=True)
class YearFigure:
    """A share, or an index, by its name in `riskreg figures`: what stands above the line and below it."""

    name: str
    above: int
    below: int

    @property
    def rate(self) -> Rate:
        return Rate(self.above, self.below)

    @property
    def value(self) -> Decimal | None:
        """
        >>> YearFigure("implementation_rate", 21, 22).value, YearFigure("update_index", 21, 12).value
        (Decimal('95.45'), Decimal('1.75'))
        """
        return index(self.above, self.below) if self.name == UPDATE_INDEX else self.rate.percent


@dataclass(frozen=True)
class YearSaid:
    year: int
    figures: Sequence[YearFigure]
    overdue: int
    by_class: Sequence[tuple[str, int, int]]
    """Code of the class, implemented, planned."""

    is_over: bool
    """The year was over when they were counted."""


@dataclass(frozen=True)
class JudgedSaid:
    measure_id: int
    code: str
    name: str
    judgment: str
    follow: str
    motivation: str
    merges_with: str = ""

    @property
    def is_suitable(self) -> bool:
        return self.judgment == Judgment.SUITABLE


@dataclass(frozen=True)
class SuitabilitySaid:
    """Of a year, the measures that were judged, by code, and the numbers of those that wait."""

    year: int
    judged: Sequence[JudgedSaid] = ()
    waiting: Sequence[int] = ()

    def of(self, judgment: str) -> int:
        return sum(each.judgment == judgment for each in self.judged)

    def only(self, measure_ids: frozenset[int]) -> "SuitabilitySaid":
        """Of these measures alone."""
        mine = tuple(each for each in self.judged if each.measure_id in measure_ids)
        return SuitabilitySaid(self.year, mine, tuple(each for each in self.waiting if each in measure_ids))


@dataclass(frozen=True)
class ProcessRisk:
    """A process with its residual risk as it was assessed, and as it is verified: bands in words, with their places."""

    code: str
    name: str
    area_code: str
    before: str
    before_rank: int
    after: str
    after_rank: int
    is_seen_worse: bool
    is_planned_too_low: bool
    why: str

    @property
    def is_worse(self) -> bool:
        return self.is_seen_worse or self.is_planned_too_low


@dataclass(frozen=True)
class RiskSaid:
    """The worse ones first. `bands`: from the lowest; none where processes were assessed with different scales."""

    processes: Sequence[ProcessRisk]
    areas: Sequence[tuple[str, str]]
    bands: Sequence[str]

    def within(self, area_code: str) -> "RiskSaid":
        mine = tuple(each for each in self.processes if each.area_code == area_code)
        return RiskSaid(mine, tuple(each for each in self.areas if each[0] == area_code), self.bands)


@dataclass(frozen=True)
class SemesterSaid:
    """What came of the checks of a semester, in the whole and by area of risk: outcome and number."""

    semester: str
    by_outcome: Mapping[str, int]
    by_area: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        year, _dash, half = self.semester.partition("-")
        return Semester(int(year), int(half)).label

    @property
    def whole(self) -> Tally:
        return Tally(self.label, self.by_outcome)

    def within(self, area_code: str) -> "SemesterSaid":
        return SemesterSaid(self.semester, self.by_area.get(area_code, {}))


@dataclass(frozen=True)
class Summary:
    """None: there was nothing to say of it."""

    year: YearSaid | None = None
    suitability: SuitabilitySaid | None = None
    risk: RiskSaid | None = None
    semesters: Sequence[SemesterSaid] = ()
    """The oldest first, this one the last."""

    def of_area(self, code: str, measure_ids: frozenset[int]) -> "Summary":
        """What concerns an area of risk: the figures of a year are of the whole plan."""
        semesters = tuple(each.within(code) for each in self.semesters if code in each.by_area)
        return Summary(None, self._judged(measure_ids), self.risk.within(code) if self.risk else None, semesters)

    def of_unit(self, measure_ids: frozenset[int]) -> "Summary":
        return Summary(None, self._judged(measure_ids))

    def _judged(self, measure_ids: frozenset[int]) -> SuitabilitySaid | None:
        return self.suitability.only(measure_ids) if self.suitability else None


def validated_only(tally: Tally) -> Tally:
    """Without what nobody has validated: while answers still come, it is no outcome.

    >>> validated_only(Tally("Tutte", {"done": 3, "late": 1, "unmonitored": 150})).rate
    Decimal('75.00')
    """
    return Tally(tally.name, {outcome: number for outcome, number in tally.by_outcome.items() if outcome != UNMONITORED}, tally.shown)
