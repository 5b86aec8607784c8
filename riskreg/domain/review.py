"""The *riesame*: what a campaign changed beside the year before, and why; plain values, so that a page, a document and the kept outcome say the same.

PNA 2019, part II par. 3: the plan is revised each year on what the review found. D.lgs. 33/2013 and l. 190/2012 art. 1 c. 8: the body that decides
is told of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from riskreg.domain import exact


@dataclass(frozen=True)
class Came:
    """What an approved assessment came to. `residual` is None where the methodology is ordinal; `rank` orders the bands."""

    residual: Decimal | None
    band: str
    rank: int


@dataclass(frozen=True)
class Moved:
    """One answer that is not what it was."""

    about: str
    before: str
    now: str
    because: str = ""
    step: int = 0
    """Whether the answer says more risk (above zero) or less; none where that is not known."""


@dataclass(frozen=True)
class Sheet:
    """One process: before, now, what was confirmed, what moved."""

    process_id: int
    code: str
    name: str
    area: str
    unit: str
    before: Came | None = None
    now: Came | None = None
    is_confirmed: bool = False
    moved: tuple[Moved, ...] = ()
    band_because: str = ""

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def without_answers(self) -> str:
        """Why it moved where no answer did: the band of one of the two years was judged, and nobody wrote about this one."""
        if self.moved or self.band_because:
            return ""
        if self.step == 0:
            return "Le risposte sono le stesse."
        way = "più alta" if self.step < 0 else "più bassa"
        return f"L'anno prima la fascia era stata giudicata {way} di quella calcolata; le risposte sono le stesse."

    @property
    def telling(self) -> list[Moved]:
        """The answers that moved the way the process did first, those that moved against it last."""
        return sorted(self.moved, key=lambda each: -each.step * self.step)

    @property
    def step(self) -> int:
        """How many bands up (above zero) or down; none where one of the two years has none."""
        return 0 if self.before is None or self.now is None else self.now.rank - self.before.rank

    @property
    def drift(self) -> Decimal:
        """How far the residual went, up or down; none where one of the two years has none."""
        if self.before is None or self.now is None or self.before.residual is None or self.now.residual is None:
            return Decimal(0)
        return self.now.residual - self.before.residual


@dataclass(frozen=True)
class Suggested:
    """What somebody proposed while they filled in a sheet, and what became of it."""

    what: str
    name: str
    where: str
    outcome: str
    because: str = ""


@dataclass(frozen=True)
class Mean:
    """Of the residual risk, over the processes that have one."""

    value: Decimal | None
    processes: int


@dataclass(frozen=True)
class Review:
    """Of a year beside the one before it; `same_scale` where both were measured with one methodology, for means of two scales say nothing."""

    year: int
    before: int | None
    same_scale: bool
    sheets: tuple[Sheet, ...]
    new_events: tuple[str, ...] = ()
    retired_events: tuple[str, ...] = ()
    proposals: tuple[Suggested, ...] = ()

    @property
    def approved(self) -> list[Sheet]:
        return [each for each in self.sheets if each.now is not None]

    @property
    def unfinished(self) -> list[Sheet]:
        return [each for each in self.sheets if each.now is None]

    @property
    def confirmed(self) -> list[Sheet]:
        return [each for each in self.approved if each.is_confirmed]

    @property
    def up(self) -> list[Sheet]:
        """The furthest first, by bands and then by residual; none where the bands are of two scales."""
        return sorted(
            (each for each in self.sheets if self.same_scale and each.step > 0), key=lambda each: (-each.step, -each.drift, each.code)
        )

    @property
    def down(self) -> list[Sheet]:
        return sorted(
            (each for each in self.sheets if self.same_scale and each.step < 0), key=lambda each: (each.step, each.drift, each.code)
        )

    @property
    def mean_of_all(self) -> Mean:
        """Of every process assessed this year, also of those that were not the year before."""
        return mean(each.now for each in self.sheets)

    @property
    def in_both(self) -> list[Sheet]:
        """Those that have a residual in both years: only of the same processes do two means say which way the risk went."""
        return [each for each in self.sheets if _has_residual(each.before) and _has_residual(each.now)]

    @property
    def mean_before(self) -> Mean:
        return mean(each.before for each in self.in_both)

    @property
    def mean_now(self) -> Mean:
        return mean(each.now for each in self.in_both)

    @property
    def is_like_with_like(self) -> bool:
        """Nobody came in since: the mean of all is the one that is set beside the year before."""
        return self.mean_now.processes == self.mean_of_all.processes

    @property
    def criteria(self) -> Mapping[str, int]:
        """How often each question was answered otherwise, the most often first."""
        counted: dict[str, int] = {}
        for each in self.sheets:
            for moved in each.moved:
                about = moved.about.rsplit(": ", 1)[-1]
                counted[about] = counted.get(about, 0) + 1
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _has_residual(came: Came | None) -> bool:
    return came is not None and came.residual is not None


def mean(came: Iterable[Came | None]) -> Mean:
    """Of rounded residuals, rounded half up once.

    >>> mean([Came(Decimal("5.75"), "MEDIO", 2), None, Came(Decimal("5.76"), "MEDIO", 2)])
    Mean(value=Decimal('5.76'), processes=2)
    """
    found = [each.residual for each in came if each is not None and each.residual is not None]
    exactly = exact.mean(found)
    return Mean(None if exactly is None else exact.half_up(exactly), len(found))
