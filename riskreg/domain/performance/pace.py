"""Counts add up through the year: 706 of 2.100 cases at the end of September are fewer than the target, and may well be on course.

Only what surely adds up is looked at this way: a number of things, to be at least so many, of an indicator that speaks of no share, mean, level or
time. It decides nothing but whether an interim result is shown as straying: the verdict belongs to the year.
"""

import re
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.italian import fold, write_number
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.verdicts import Asked
from riskreg.domain.targets import Direction, parse
from riskreg.domain.targets.shapes import BARE, EURO, Amount

_SHARE = re.compile("[%‰/÷]")
_LEVEL = re.compile(
    r"\b(?:medi[ao]|medie|media|indice|grado|livello|rapporto|percentuale|quota|tasso|incidenza|durata|temp[oi]|tempestivit\w*|punteggio|voto|"
    r"variazione|incremento|decremento|riduzione|giorni|anno t|saldo)\b"
)


def adds_up(asked: Asked) -> bool:
    """Whether the result of the year is what its months bring together.

    >>> adds_up(Asked(">= 2.100", "706", 2026, name="Pratiche gestite con automatismi")), adds_up(Asked(">= 4", "3", 2026, name="Voto medio"))
    (True, False)
    """
    words = f"{asked.name} {asked.algorithm} {asked.unit}"
    if asked.direction not in (None, Direction.INCREASE) or _SHARE.search(words) or _LEVEL.search(fold(words)):
        return False
    return _is_count(asked.target) and _is_count(asked.result)


def _is_count(text: str) -> bool:
    said = [part.said for part in parse(text).parts]
    return len(said) == 1 and isinstance(said[0], Amount) and _counts(said[0])


def _counts(one: Amount) -> bool:
    found = one.quantity
    whole = found.unit == EURO or (found.unit == BARE and found.amount == found.amount.to_integral_value())
    return whole and not (found.is_signed or found.is_change or one.by or one.base) and (one.relation is None or one.relation.grows)


def elapsed(period: Period) -> Fraction:
    """How much of the year is over when the period is.

    >>> elapsed(Period.Q1), elapsed(Period.H1), elapsed(Period.Q4)
    (Fraction(1, 4), Fraction(1, 2), Fraction(1, 1))
    """
    return Fraction(period.ends_on(2026).month, 12)


def keeps_pace(share: Decimal, period: Period) -> bool:
    """
    >>> keeps_pace(Decimal("0.76"), Period.Q3), keeps_pace(Decimal("0.40"), Period.Q3)
    (True, False)
    """
    return Fraction(share) >= elapsed(period)


def said_of(share: Decimal, period: Period) -> str:
    """
    >>> said_of(Decimal("0.3362"), Period.Q3)
    "è al 33,62 % del target con il 75 % dell'anno trascorso"
    """
    return f"è al {write_number(half_up(Fraction(share) * 100), 2)} % del target con il {write_number(int(elapsed(period) * 100))} % dell'anno trascorso"
