"""How a band of risk looks and is said, wherever it stands: one rule of its rank, never of its name."""

from fractions import Fraction

SHADES = 5
"""From the palest to the darkest; each has a pattern of its own, so that it reads without colours."""


def shade(rank: int, top: int) -> int:
    """The shade of a band: 1 the mildest. `top` is the highest rank of its methodology, whose band is always a dark one; the very
    darkest is left to methodologies of more than four bands, and beyond five neighbours share one.

    >>> [shade(rank, 4) for rank in (1, 2, 3, 4)]
    [1, 2, 3, 4]
    >>> [shade(rank, 3) for rank in (1, 2, 3)]
    [1, 3, 4]
    """
    darkest = SHADES if top >= SHADES else SHADES - 1
    steps = max(top - 1, 1)
    return 1 + (2 * (min(max(rank, 1), max(top, 1)) - 1) * (darkest - 1) + steps) // (2 * steps)


def said(band: str, computed: str) -> str:
    """A judged band in words; beside it the computed one, where the two differ.

    >>> said("MEDIO", "MEDIO"), said("MEDIO", "MEDIO-ALTO")
    ('MEDIO', 'giudicata MEDIO (calcolata MEDIO-ALTO)')
    """
    return band if band == computed else f"giudicata {band} (calcolata {computed})"


# How much of a year is there

COMPLETE = Fraction(9, 10)
"""A year with fewer of its processes approved is provisional: a mean of the first few says nothing of the others."""


def is_complete(approved: int, expected: int) -> bool:
    """Nine processes of ten: one that was born late, or is being redone, does not hold back the figures of all.

    >>> is_complete(33, 35), is_complete(1, 35), is_complete(0, 0)
    (True, False, False)
    """
    return approved > 0 and approved >= COMPLETE * expected
