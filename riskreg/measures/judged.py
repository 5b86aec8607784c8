"""Whether a measure was judged to be the right one, year by year, for its sheet: told by the monitoring, which stands above."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from riskreg.domain.permissions import Person


@dataclass(frozen=True)
class Judged:
    """The judgment of a year; the page that shows it among the others."""

    year: int
    label: str
    tone: str
    motivation: str
    follow: str
    by: str
    endpoint: str
    arguments: Mapping[str, Any]


Tell = Callable[[int, Person, date], Sequence[Judged]]
_tells: list[Tell] = []


def register(tell: Tell) -> Tell:
    if tell not in _tells:
        _tells.append(tell)
    return tell


def of_measure(measure_id: int, person: Person, on: date) -> list[Judged]:
    """What that person may read of it, the last year first."""
    return [each for tell in _tells for each in tell(measure_id, person, on)]
