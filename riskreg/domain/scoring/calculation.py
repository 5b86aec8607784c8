"""From answers to a score: exact, explained, never guessed.

Probability, impact and their product are not rounded before they are used; the residual is rounded half-up, once, to
two decimals, and then its band is looked up. An answer that is missing gives no score, and the result says which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.exact import half_up, mean
from riskreg.domain.scoring.methodology import (
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Level,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
    Worth,
)

Answers = Mapping[str, str]
"""The code of the answer given, by the code of the criterion."""


@dataclass(frozen=True)
class Unscored:
    """No score yet: what is still to be answered, in the words of the form."""

    missing: tuple[str, ...]


@dataclass(frozen=True)
class NumericScore:
    """`probability`, `impact` and `inherent` are exact; only `residual` is rounded."""

    probability: Fraction
    impact: Fraction
    inherent: Fraction
    effectiveness: Effectiveness
    residual: Decimal
    inherent_band: Band
    band: Band


@dataclass(frozen=True)
class OrdinalScore:
    probability: Level
    impact: Level
    effectiveness: Effectiveness
    inherent_band: Band
    band: Band


Score = NumericScore | OrdinalScore


def score(methodology: Methodology, answers: Answers, effectiveness: str | None) -> Score | Unscored:
    """What the answers come to; the PNA 2013's own example is in the tests (7,50).

    >>> from riskreg.domain.scoring.methodology import Grain
    >>> score(NumericMethodology("vuota", Grain.PROCESS, (), {}, (), ()), {}, None)
    Unscored(missing=('Efficacia delle misure in atto',))
    """
    chosen = next((each for each in methodology.effectiveness if each.code == effectiveness), None)
    missing = unanswered(methodology, answers)
    if missing or chosen is None:
        return Unscored(missing if chosen is not None else (*missing, EFFECTIVENESS))
    if isinstance(methodology, NumericMethodology):
        return _numeric(methodology, answers, chosen)
    return _ordinal(methodology, answers, chosen)


EFFECTIVENESS = "Efficacia delle misure in atto"


def unanswered(methodology: Methodology, answers: Answers) -> tuple[str, ...]:
    """The names of the criteria without an answer of their own list, in the order of the form."""
    criteria: Sequence[Criterion[Decimal] | Criterion[str]] = methodology.criteria
    return tuple(each.name for each in criteria if each.answer(answers.get(each.code)) is None)


def _numeric(methodology: NumericMethodology, answers: Answers, effectiveness: Effectiveness) -> NumericScore:
    probability, impact = (_combined(methodology, axis, answers) for axis in Axis)
    inherent = probability * impact
    residual = half_up(inherent * effectiveness.factor)
    return NumericScore(
        probability,
        impact,
        inherent,
        effectiveness,
        residual,
        band(half_up(inherent), methodology.bands),
        band(residual, methodology.bands),
    )


def _combined(methodology: NumericMethodology, axis: Axis, answers: Answers) -> Fraction:
    points = worths(methodology.of_axis(axis), answers)
    if methodology.combine[axis] is Combination.MAXIMUM:
        return Fraction(max(points))
    return mean(points) or Fraction()


def band(value: Decimal, bands: Sequence[Band]) -> Band:
    """The band that holds a value of two decimals; publishing a methodology proved that there is exactly one.

    >>> mild, grave = Band("m", "MITE", 1, False, Decimal(0), Decimal(4)), Band("g", "GRAVE", 2, True, Decimal("4.01"), Decimal(25))
    >>> band(Decimal("4.00"), (mild, grave)).name, band(Decimal("4.01"), (mild, grave)).name
    ('MITE', 'GRAVE')
    """
    for each in bands:
        if each.least is not None and each.most is not None and each.least <= value <= each.most:
            return each
    raise ValueError(f"no band holds {value}: the methodology was never checked")


def _ordinal(methodology: OrdinalMethodology, answers: Answers, effectiveness: Effectiveness) -> OrdinalScore:
    probability, impact = (_weighed(methodology, axis, answers) for axis in Axis)
    before = methodology.crossing[probability.code, impact.code]
    after = methodology.treating[before, effectiveness.code]
    return OrdinalScore(probability, impact, effectiveness, methodology.band(before), methodology.band(after))


def _weighed(methodology: OrdinalMethodology, axis: Axis, answers: Answers) -> Level:
    """In doubt the worse: at equal count the higher level prevails (PNA 2019, annex 1, criterion of prudence)."""
    given = [methodology.level(code) for code in worths(methodology.of_axis(axis), answers)]
    if methodology.combine[axis] is Combination.WORST:
        return max(given, key=lambda level: level.rank)
    return max(given, key=lambda level: (given.count(level), level.rank))


def worths(criteria: Sequence[Criterion[Worth]], answers: Answers) -> list[Worth]:
    """What each answer given counts for, in the order of the form."""
    chosen = [each.answer(answers.get(each.code)) for each in criteria]
    return [answer.worth for answer in chosen if answer is not None]


def worst(scores: Sequence[Score]) -> Score | None:
    """Of a process scored event by event, the score that counts: the highest residual, then the highest band before it."""
    return max(scores, key=_weight, default=None)


def _weight(each: Score) -> tuple[int, Decimal, int]:
    return each.band.rank, each.residual if isinstance(each, NumericScore) else Decimal(0), each.inherent_band.rank


def mean_residual(cents: int, counted: int) -> Decimal | None:
    """The body's mean: of residuals already rounded, added up as whole cents, rounded half-up; None when there is none.

    >>> mean_residual(1001, 2), mean_residual(0, 0)
    (Decimal('5.01'), None)
    """
    return half_up(Fraction(cents, 100 * counted)) if counted else None


def why_no_mean(year: int, assessed: int, methods: int) -> str:
    """Of a year that has none. `methods`: of how many methodologies there are scores in numbers; a mean of different scales would mean nothing.

    >>> why_no_mean(2025, 3, 0), why_no_mean(2025, 0, 0)
    ('Nel 2025 nessun processo è valutato con un punteggio in numeri.', "Per il 2025 non c'è nessuna valutazione approvata.")
    """
    if methods > 1:
        return f"Nel {year} i processi sono valutati con più metodologie, su scale diverse: una media unica non avrebbe significato."
    if assessed:
        return f"Nel {year} nessun processo è valutato con un punteggio in numeri."
    return f"Per il {year} non c'è nessuna valutazione approvata."
