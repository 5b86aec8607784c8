"""How the body measures risk, in words, for the workbook: told by whoever keeps it, since the register does not ask (decision 16)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from riskreg.domain.scoring.tables import Table


@dataclass(frozen=True)
class Measuring:
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
