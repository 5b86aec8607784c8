"""Why a score is what it is: every question with the answer given, and the sums of explanation.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from riskreg.domain.italian import write_number
from riskreg.domain.scoring.calculation import Answers, NumericScore, OrdinalScore, Score, Unscored, score
from riskreg.domain.scoring.explanation import Line, explained, shown, within
from riskreg.domain.scoring.methodology import (
    Axis,
    Band,
    Criterion,
    Effectiveness,
    Methodology,
    OrdinalMethodology,
)


@dataclass(frozen=True)
class Given:
    """One answer as the form shows it; no text while it is missing."""

    criterion: str
    question: str
    answer: str | None
    worth: str


@dataclass(frozen=True)
class AxisExplained:
    axis: Axis
    how: str
    given: tuple[Given, ...]
    value: str
    """Exact, and as a decimal where that is something else; empty without a score."""


@dataclass(frozen=True)
class Explained:
    """One score with its reasons: of the process, or of one event."""

    axes: tuple[AxisExplained, ...]
    effectiveness: Effectiveness | None
    result: Score | Unscored
    steps: tuple[Line, ...]
    """The sums, one after the other; none while an answer is missing."""

    @property
    def score(self) -> Score | None:
        return None if isinstance(self.result, Unscored) else self.result

    @property
    def missing(self) -> tuple[str, ...]:
        return self.result.missing if isinstance(self.result, Unscored) else ()


def explain(methodology: Methodology, answers: Answers, effectiveness: str | None, stored: Score | None = None) -> Explained:
    """`stored`: what it came to when it was approved, which no later sum changes."""
    result = stored or score(methodology, answers, effectiveness)
    axes = tuple(_axis(methodology, axis, answers, result) for axis in Axis)
    chosen = next((each for each in methodology.effectiveness if each.code == effectiveness), None)
    return Explained(axes, chosen, result, () if isinstance(result, Unscored) else explained(methodology, answers, result))


def limits(band: Band) -> str:
    """From where to where a band goes; nothing for those of an ordinal methodology.

    >>> limits(Band("m", "MEDIO", 2, False, Decimal("4.01"), Decimal(9)))
    'da 4,01 a 9,00'
    """
    if band.least is None or band.most is None:
        return ""
    return within(band)


def _axis(methodology: Methodology, axis: Axis, answers: Answers, result: Score | Unscored) -> AxisExplained:
    value = ""
    if isinstance(result, NumericScore):
        value = shown(result.probability if axis is Axis.PROBABILITY else result.impact)
    elif isinstance(result, OrdinalScore):
        value = (result.probability if axis is Axis.PROBABILITY else result.impact).name
    criteria: Sequence[Criterion[Decimal] | Criterion[str]] = methodology.of_axis(axis)
    return AxisExplained(axis, methodology.combine[axis].label, tuple(_given(methodology, each, answers) for each in criteria), value)


def _given(methodology: Methodology, criterion: Criterion[Decimal] | Criterion[str], answers: Answers) -> Given:
    answer = criterion.answer(answers.get(criterion.code))
    if answer is None:
        return Given(criterion.name, criterion.question, None, "")
    return Given(criterion.name, criterion.question, answer.text, worth(methodology, answer.worth))


def worth(methodology: Methodology, value: Decimal | str) -> str:
    """What an answer counts for, as people read it: points, or the name of a level."""
    if isinstance(value, Decimal):
        return write_number(value)
    return methodology.level(value).name if isinstance(methodology, OrdinalMethodology) else value
