"""How a body measures risk: what is asked, how answers combine, which band a result falls in.

A methodology is data, chosen by the body and never edited once used. Two kinds are known: the *numeric* one of
PNA 2013 annex 5 (probability by impact, weighed by the measures in place) and the *ordinal* one of PNA 2019 annex 1
(levels and tables, no arithmetic on words). Rules use a band's rank and its mark, never its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from riskreg.domain.exact import mean


class Axis(StrEnum):
    PROBABILITY = "probability"
    IMPACT = "impact"

    @property
    def label(self) -> str:
        return {"probability": "Probabilità", "impact": "Impatto"}[self]


class Combination(StrEnum):
    """How the answers of one axis become one value."""

    MEAN = "mean"
    MAXIMUM = "maximum"
    WORST = "worst"
    PREVALENT = "prevalent"

    @property
    def label(self) -> str:
        return COMBINATION_LABELS[self]


COMBINATION_LABELS: Mapping[str, str] = {
    "mean": "media delle risposte",
    "maximum": "risposta più alta",
    "worst": "livello peggiore",
    "prevalent": "livello prevalente; a parità, il peggiore",
}

NUMERIC_COMBINATIONS = (Combination.MEAN, Combination.MAXIMUM)
ORDINAL_COMBINATIONS = (Combination.WORST, Combination.PREVALENT)


class Grain(StrEnum):
    """What is scored: the process as a whole, or each of its events; then the process takes the highest."""

    PROCESS = "process"
    EVENT = "event"

    @property
    def label(self) -> str:
        return {"process": "il processo nel suo insieme", "event": "ogni evento rischioso: vale il più alto"}[self]


Worth = TypeVar("Worth", Decimal, str)
"""What an answer counts for: points (numeric) or the code of a level (ordinal)."""


@dataclass(frozen=True)
class Answer(Generic[Worth]):
    code: str
    text: str
    worth: Worth


@dataclass(frozen=True)
class Criterion(Generic[Worth]):
    """One question of one axis, with every answer described."""

    code: str
    axis: Axis
    name: str
    question: str
    answers: tuple[Answer[Worth], ...]

    def answer(self, code: str | None) -> Answer[Worth] | None:
        return next((each for each in self.answers if each.code == code), None)


@dataclass(frozen=True)
class Effectiveness:
    """How well the measures in place hold; the worst comes first. An ordinal methodology has no coefficient."""

    code: str
    name: str
    text: str
    coefficient: Decimal | None = None

    @property
    def factor(self) -> Fraction:
        """What the inherent risk is multiplied by; only a numeric methodology asks."""
        if self.coefficient is None:
            raise ValueError(f"{self.name} has no coefficient")
        return Fraction(self.coefficient)


@dataclass(frozen=True)
class Band:
    """Where a result falls. `rank` orders bands, 1 the mildest; numeric bands carry their limits, both included."""

    code: str
    name: str
    rank: int
    needs_treatment: bool
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class Level:
    """A step of an ordinal axis: basso, medio, alto."""

    code: str
    name: str
    rank: int


@dataclass(frozen=True)
class NumericMethodology:
    """P by I, weighed by a coefficient (PNA 2013, annex 5)."""

    name: str
    grain: Grain
    criteria: tuple[Criterion[Decimal], ...]
    combine: Mapping[Axis, Combination]
    effectiveness: tuple[Effectiveness, ...]
    bands: tuple[Band, ...]

    def of_axis(self, axis: Axis) -> tuple[Criterion[Decimal], ...]:
        return tuple(each for each in self.criteria if each.axis is axis)

    def highest(self, axis: Axis) -> Fraction:
        """The most an axis can come to."""
        tops = [max((answer.worth for answer in each.answers), default=Decimal(0)) for each in self.of_axis(axis)]
        if self.combine[axis] is Combination.MAXIMUM:
            return Fraction(max(tops, default=Decimal(0)))
        return mean(tops) or Fraction()


@dataclass(frozen=True)
class OrdinalMethodology:
    """Levels and two tables: P by I gives the risk, risk by effectiveness what is left of it (PNA 2019, annex 1)."""

    name: str
    grain: Grain
    criteria: tuple[Criterion[str], ...]
    combine: Mapping[Axis, Combination]
    levels: tuple[Level, ...]
    effectiveness: tuple[Effectiveness, ...]
    bands: tuple[Band, ...]
    crossing: Mapping[tuple[str, str], str]
    """(level of probability, level of impact) to the code of a band."""

    treating: Mapping[tuple[str, str], str]
    """(band before, effectiveness) to the code of the band after."""

    def of_axis(self, axis: Axis) -> tuple[Criterion[str], ...]:
        return tuple(each for each in self.criteria if each.axis is axis)

    def level(self, code: str) -> Level:
        return next(each for each in self.levels if each.code == code)

    def band(self, code: str) -> Band:
        return next(each for each in self.bands if each.code == code)


Methodology = NumericMethodology | OrdinalMethodology
