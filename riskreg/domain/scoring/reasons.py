"""Why a score is what it is: the same arithmetic as calculation.py, written out so that anybody can redo it on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.italian import join_words, write_number
from riskreg.domain.scoring.calculation import Answers, NumericScore, OrdinalScore, Score, Unscored, score
from riskreg.domain.scoring.methodology import (
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
)

DIGITS = 4
"""Decimals shown of a number that has no end; the fraction stands beside it."""


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
    steps: tuple[tuple[str, str], ...]
    """What is computed, and the sum with its numbers."""

    @property
    def score(self) -> Score | None:
        return None if isinstance(self.result, Unscored) else self.result

    @property
    def missing(self) -> tuple[str, ...]:
        return self.result.missing if isinstance(self.result, Unscored) else ()


def explain(methodology: Methodology, answers: Answers, effectiveness: str | None) -> Explained:
    result = score(methodology, answers, effectiveness)
    axes = tuple(_axis(methodology, axis, answers, result) for axis in Axis)
    chosen = next((each for each in methodology.effectiveness if each.code == effectiveness), None)
    return Explained(axes, chosen, result, _steps(methodology, answers, result))


def written(value: Fraction) -> str:
    """As a decimal when it has an end nearby, else the fraction with its first digits.

    >>> written(Fraction(57, 8)), written(Fraction(19, 6)), written(Fraction(3))
    ('7,125', '19/6 (circa 3,1667)', '3')
    """
    nearby = half_up(value, DIGITS)
    if Fraction(nearby) == value:
        return write_number(nearby.normalize() if nearby != nearby.to_integral_value() else nearby.quantize(Decimal(1)))
    return f"{value.numerator}/{value.denominator} (circa {write_number(nearby, DIGITS)})"


def limits(band: Band) -> str:
    """From where to where a band goes; nothing for those of an ordinal methodology.

    >>> limits(Band("m", "MEDIO", 2, False, Decimal("4.01"), Decimal(9)))
    'da 4,01 a 9,00'
    """
    if band.least is None or band.most is None:
        return ""
    return f"da {write_number(band.least, 2)} a {write_number(band.most, 2)}"


def _axis(methodology: Methodology, axis: Axis, answers: Answers, result: Score | Unscored) -> AxisExplained:
    value = ""
    if isinstance(result, NumericScore):
        value = written(result.probability if axis is Axis.PROBABILITY else result.impact)
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


def _steps(methodology: Methodology, answers: Answers, result: Score | Unscored) -> tuple[tuple[str, str], ...]:
    if isinstance(result, NumericScore) and isinstance(methodology, NumericMethodology):
        return _numeric(methodology, answers, result)
    if isinstance(result, OrdinalScore) and isinstance(methodology, OrdinalMethodology):
        return _ordinal(methodology, answers, result)
    return ()


def _numeric(methodology: NumericMethodology, answers: Answers, result: NumericScore) -> tuple[tuple[str, str], ...]:
    residual = result.inherent * result.effectiveness.factor
    coefficient = write_number(result.effectiveness.coefficient or Decimal(1), 2)
    rounded = write_number(result.residual, 2)
    whole = f"{_short(result.inherent)} × {coefficient} = {written(residual)}"
    return (
        (Axis.PROBABILITY.label, _sum(methodology, Axis.PROBABILITY, answers, result.probability)),
        (Axis.IMPACT.label, _sum(methodology, Axis.IMPACT, answers, result.impact)),
        ("Rischio inerente", f"{_short(result.probability)} × {_short(result.impact)} = {written(result.inherent)}"),
        ("Rischio residuo", whole if Fraction(result.residual) == residual else f"{whole}, arrotondato a {rounded}"),
        ("Fascia", f"{rounded} è {limits(result.band).replace('da ', 'tra ', 1).replace(' a ', ' e ', 1)}: {result.band.name}"),
    )


def _sum(methodology: NumericMethodology, axis: Axis, answers: Answers, value: Fraction) -> str:
    chosen = [each.answer(answers.get(each.code)) for each in methodology.of_axis(axis)]
    worths = [write_number(answer.worth) for answer in chosen if answer is not None]
    if methodology.combine[axis] is Combination.MAXIMUM:
        return f"il più alto tra {join_words(worths)} = {written(value)}"
    return f"({' + '.join(worths)}) ÷ {len(worths)} = {written(value)}"


def _short(value: Fraction) -> str:
    """Inside a sum the fraction alone: what follows from it is exact."""
    return written(value).split(" (", maxsplit=1)[0]


def _ordinal(methodology: OrdinalMethodology, answers: Answers, result: OrdinalScore) -> tuple[tuple[str, str], ...]:
    return (
        (Axis.PROBABILITY.label, _levels(methodology, Axis.PROBABILITY, answers, result.probability.name)),
        (Axis.IMPACT.label, _levels(methodology, Axis.IMPACT, answers, result.impact.name)),
        ("Rischio inerente", f"probabilità {result.probability.name}, impatto {result.impact.name}: {result.inherent_band.name}"),
        ("Rischio residuo", f"{result.inherent_band.name} con efficacia «{result.effectiveness.name}»: {result.band.name}"),
    )


def _levels(methodology: OrdinalMethodology, axis: Axis, answers: Answers, name: str) -> str:
    chosen = [each.answer(answers.get(each.code)) for each in methodology.of_axis(axis)]
    levels = [methodology.level(answer.worth).name for answer in chosen if answer is not None]
    return f"{methodology.combine[axis].label} tra {join_words(levels)}: {name}"
