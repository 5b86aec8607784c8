"""What an opinion keeps for ever: what the OIV looked at, and the documents drawn from it. Who gathers and draws stands above performance: it says here how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from riskreg.plans.keeping import CONTENTS, File

if TYPE_CHECKING:
    from riskreg.performance.models import CoherenceOpinion

__all__ = ["CONTENTS", "LABELS", "File", "drawn", "draws"]

LABELS: Mapping[str, str] = {"pdf": "PDF", "html": "Pagina web", "xlsx": "Excel", CONTENTS: "Dati"}
"""The documents, by name: of today, and those that an opinion keeps."""

Draw = Callable[["CoherenceOpinion", datetime], Sequence[File]]
"""The contents, by the name CONTENTS, and what is drawn from them; in the order in which they are offered."""


@dataclass
class _Drawer:
    draw: Draw | None = None


_known = _Drawer()


def draws(draw: Draw) -> Draw:
    _known.draw = draw
    return draw


def drawn(one: "CoherenceOpinion", at: datetime) -> Sequence[File]:
    if _known.draw is None:
        raise LookupError("nobody draws the documents of opinions: import riskreg.reports")
    return _known.draw(one, at)
