"""What others have seen of the measures of a process since it was assessed last: told by whoever monitors them, which stands above. It is shown beside
the question about their effectiveness, and never changes an answer by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Seen:
    """A sentence about the process, or about one of its events; `is_less` where less was seen than was declared. The page says why."""

    event_id: int | None
    sentence: str
    is_less: bool
    endpoint: str
    arguments: Mapping[str, Any]


Tell = Callable[[int, int, date], Sequence[Seen]]
"""From a process, the year that is being assessed, and the day."""

_tells: list[Tell] = []


def register(tell: Tell) -> Tell:
    if tell not in _tells:
        _tells.append(tell)
    return tell


def of_process(process_id: int, year: int, on: date) -> list[Seen]:
    return [each for tell in _tells for each in tell(process_id, year, on)]


def of_score(process_id: int, event_id: int | None, year: int, on: date) -> list[Seen]:
    """About the very score that a form asks about; where the process was scored as a whole then, that."""
    return [each for each in of_process(process_id, year, on) if each.event_id in (event_id, None)]
