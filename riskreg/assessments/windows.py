"""When a sheet may be filled in, and with which methodology, as whoever runs campaigns says: they stand above, and register here."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from riskreg.core.base import Base
from riskreg.domain.errors import WrongState
from riskreg.methodology.models import MethodologyVersion


class Window(NamedTuple):
    """Of one year. `refused`: why nothing of its sheets changes today, as a sentence; empty while they are filled in."""

    methodology: MethodologyVersion
    refused: str = ""


WindowOf = Callable[[int, date], Window | None]
Spent = Callable[[int, int, int], None]
"""Of a process, in a year, so many seconds."""

Answered = Callable[[int, int], Sequence[Base]]
"""Of a process, in a year: the rows that no longer hold now that an answer has changed."""

LONGEST = 30 * 60
"""A form that is open for longer was left open."""


@dataclass
class _Asked:
    window_of: WindowOf | None = None
    spent: Spent | None = None
    answered: Answered | None = None


_asked = _Asked()


def register(window_of: WindowOf) -> WindowOf:
    _asked.window_of = window_of
    return window_of


def counts(spent: Spent) -> Spent:
    _asked.spent = spent
    return spent


def voids(answered: Answered) -> Answered:
    _asked.answered = answered
    return answered


def answered(process_id: int, year: int) -> Sequence[Base]:
    """An answer changed: what was said of the answers before it goes, and the entry tells of it."""
    return () if _asked.answered is None else _asked.answered(process_id, year)


def spent(process_id: int, year: int, seconds: float) -> None:
    """How long somebody had the form of a sheet open before they saved it."""
    if _asked.spent is not None and seconds > 0:
        _asked.spent(process_id, year, round(min(seconds, LONGEST)))


def of_year(year: int, on: date) -> Window | None:
    """None where nobody runs a campaign for that year: then it is open."""
    return None if _asked.window_of is None else _asked.window_of(year, on)


def refusal(year: int, on: date) -> str:
    window = of_year(year, on)
    return window.refused if window is not None else ""


def refused(years: Collection[int], on: date) -> frozenset[int]:
    """Of these years, those of which nothing moves that day."""
    return frozenset(year for year in years if refusal(year, on))


def insist(year: int, on: date) -> None:
    if said := refusal(year, on):
        raise WrongState(said)
