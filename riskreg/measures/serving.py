"""Which objectives of the plan a measure serves, for its sheet: told by the plan, which stands above, since measures do not ask it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from riskreg.domain.permissions import Person


@dataclass(frozen=True)
class Serves:
    """An objective of an edition, and the page that shows it; `left`: why the plan does not count the measure, empty where it does."""

    objective: str
    edition: str
    state: str
    left: str
    endpoint: str
    arguments: Mapping[str, Any]


Tell = Callable[[int, Person, date], Sequence[Serves]]
_tells: list[Tell] = []


def register(tell: Tell) -> Tell:
    if tell not in _tells:
        _tells.append(tell)
    return tell


def of_measure(measure_id: int, person: Person, on: date) -> list[Serves]:
    """What that person may read of it, the last edition first."""
    return [each for tell in _tells for each in tell(measure_id, person, on)]
