"""Arithmetic that never loses a digit: fractions inside, decimals at the edge, rounding half-up and once.

A mean of six answers is seldom a finite decimal, and a rounded third times a rounded quarter can fall on the wrong
side of a half. Fractions keep the value whole until it is shown.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

Number = Decimal | Fraction | int


def half_up(value: Number, places: int = 2) -> Decimal:
    """Round half away from zero, as people do on paper.

    >>> half_up(Fraction(5, 6) * Fraction(3, 4)), half_up(Decimal("-0.125")), half_up(Fraction(1, 3), 4)
    (Decimal('0.63'), Decimal('-0.13'), Decimal('0.3333'))
    """
    scaled = abs(Fraction(value)) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def mean(values: Iterable[Number]) -> Fraction | None:
    """The arithmetic mean, exactly; None of nothing.

    >>> mean([Decimal("5.75"), 6]), mean([])
    (Fraction(47, 8), None)
    """
    held = [Fraction(value) for value in values]
    return sum(held, Fraction()) / len(held) if held else None


def write_fraction(value: Fraction) -> str:
    """For a column of text: whole, whatever the digits.

    >>> write_fraction(Fraction(19, 6)), write_fraction(Fraction(3))
    ('19/6', '3/1')
    """
    return f"{value.numerator}/{value.denominator}"
