"""What the Relazione sulla performance keeps for ever once it is approved. What draws stands above performance, with every other document: it says here how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from riskreg.plans.keeping import CONTENTS, File

if TYPE_CHECKING:
    from riskreg.performance.models import PerformanceReport

__all__ = ["CONTENTS", "File", "drawn", "draws"]

Draw = Callable[["PerformanceReport", datetime], Sequence[File]]


@dataclass
class _Drawer:
    draw: Draw | None = None


_known = _Drawer()


def draws(draw: Draw) -> Draw:
    _known.draw = draw
    return draw


def drawn(one: "PerformanceReport", at: datetime) -> Sequence[File]:
    """Contents first, then every document from them."""
    if _known.draw is None:
        raise LookupError("nobody draws the performance report: import riskreg.reports")
    return _known.draw(one, at)
