"""How the body measures risk and what it came to, for the workbook: told by whoever keeps it, since the register does not ask (decision 16)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from riskreg.domain.permissions import Person
from riskreg.domain.scoring.tables import Table


class Measuring(NamedTuple):
    """Which methodology is in force, a sentence each; its bands and tables; what it asks."""

    said: Sequence[str] = ()
    matrices: Sequence[Table] = ()
    criteria: Sequence[Table] = ()


Tell = Callable[[], Measuring]

_tells: list[Tell] = []


def register(tell: Tell) -> None:
    if tell not in _tells:
        _tells.append(tell)


def told() -> Measuring:
    return next((tell() for tell in _tells), Measuring())


class Scored(NamedTuple):
    """What approved assessments came to, a row each, in the order of the register and under `SCORE_HEADS` of the workbook."""

    rows: Iterable[Sequence[Any]]


TellScores = Callable[[Person, date], Scored | None]

_tells_scores: list[TellScores] = []


def register_scores(tell: TellScores) -> None:
    if tell not in _tells_scores:
        _tells_scores.append(tell)


def scores(by: Person, on: date) -> Scored | None:
    """None for who may not read them."""
    return next((tell(by, on) for tell in _tells_scores), None)
