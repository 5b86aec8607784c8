"""Why this score: the arithmetic as a person would write it on paper, line by line."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.italian import join_words, plural, write_number
from riskreg.domain.scoring.calculation import Answers, NumericScore, OrdinalScore, Score, worths
from riskreg.domain.scoring.methodology import (
    Axis,
    Band,
    Combination,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
)


@dataclass(frozen=True)
class Line:
    """One step: what it is, how it is reached, what it comes to."""

    label: str
    how: str
    result: str


def explained(methodology: Methodology, answers: Answers, score: Score) -> tuple[Line, ...]:
    """The steps from the answers to the band, in the order in which they are taken."""
    if isinstance(methodology, NumericMethodology) and isinstance(score, NumericScore):
        return tuple(_numeric(methodology, answers, score))
    if isinstance(methodology, OrdinalMethodology) and isinstance(score, OrdinalScore):
        return tuple(_ordinal(methodology, answers, score))
    raise TypeError("a score is explained by the methodology that gave it")


def _numeric(methodology: NumericMethodology, answers: Answers, score: NumericScore) -> list[Line]:
    probability, impact, inherent = shown(score.probability), shown(score.impact), shown(score.inherent)
    coefficient = write_number(score.effectiveness.coefficient or 0, 2)
    exact = shown(score.inherent * score.effectiveness.factor)
    residual = write_number(score.residual, 2)
    rounded = residual if exact == residual else f"{exact}; arrotondato, {residual}"
    return [
        Line("Probabilità", _combined(methodology, Axis.PROBABILITY, answers), probability),
        Line("Impatto", _combined(methodology, Axis.IMPACT, answers), impact),
        Line("Rischio inerente", f"{_bare(probability)} × {_bare(impact)}", f"{inherent}, {score.inherent_band.name}"),
        Line("Efficacia delle misure in atto", f"«{score.effectiveness.name}»", coefficient),
        Line("Rischio residuo", f"{_bare(inherent)} × {coefficient}", rounded),
        Line("Fascia", within(score.band), score.band.name),
    ]


ABOUT = ", circa "


def within(band: Band) -> str:
    """The limits that hold a residual.

    >>> from decimal import Decimal
    >>> within(Band("m", "MEDIO", 2, False, Decimal("4.01"), Decimal(9)))
    'da 4,01 a 9,00'
    """
    return f"da {write_number(band.least or 0, 2)} a {write_number(band.most or 0, 2)}"


def shown(value: Fraction) -> str:
    """Whole: with two decimals, with as many as it has, or as a fraction and about how much that is.

    >>> shown(Fraction(9, 4)), shown(Fraction(57, 8)), shown(Fraction(10, 3))
    ('2,25', '7,125', '10/3, circa 3,33')
    """
    for places in (2, 3, 4):
        if Fraction(half_up(value, places)) == value:
            return write_number(half_up(value, places), places)
    return f"{value.numerator}/{value.denominator}{ABOUT}{write_number(half_up(value), 2)}"


def _bare(text: str) -> str:
    """What the next sum goes on with: whole, so that it can be done again on paper."""
    return text.split(ABOUT, maxsplit=1)[0]


def _combined(methodology: NumericMethodology, axis: Axis, answers: Answers) -> str:
    points = [write_number(worth) for worth in worths(methodology.of_axis(axis), answers)]
    if len(points) == 1:
        return f"{points[0]}: una sola risposta"
    if methodology.combine[axis] is Combination.MAXIMUM:
        return f"la più alta tra {join_words(points)}"
    return f"({' + '.join(points)}) ÷ {len(points)}"


def _ordinal(methodology: OrdinalMethodology, answers: Answers, score: OrdinalScore) -> list[Line]:
    probability, impact, step = score.probability.name, score.impact.name, score.effectiveness.name
    return [
        Line("Probabilità", _weighed(methodology, Axis.PROBABILITY, answers), probability),
        Line("Impatto", _weighed(methodology, Axis.IMPACT, answers), impact),
        Line("Rischio inerente", f"tabella: probabilità «{probability}», impatto «{impact}»", score.inherent_band.name),
        Line("Rischio residuo", f"tabella: {score.inherent_band.name} con efficacia «{step}»", score.band.name),
    ]


def _weighed(methodology: OrdinalMethodology, axis: Axis, answers: Answers) -> str:
    """How many answers stand for each level, the highest first, and what decides."""
    counts = Counter(worths(methodology.of_axis(axis), answers))
    highest_first = sorted(methodology.levels, key=lambda each: -each.rank)
    said = [f"«{each.name}» {plural(counts[each.code], 'volta', 'volte')}" for each in highest_first if counts[each.code]]
    return f"{join_words(said)}: {methodology.combine[axis].label}"
