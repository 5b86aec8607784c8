"""Bands of risk as documents show them: the name, and before it a mark that reads without colours (`domain/bands.py`)."""

from collections.abc import Iterator
from dataclasses import dataclass

from riskreg.domain.bands import said, shade
from riskreg.reports.style import CELL, INK, SHADES, WHITE
from riskreg.reports.tagged.blocks import Block, Paragraph
from riskreg.reports.tagged.canvas import TaggedCanvas
from riskreg.reports.tagged.structure import Box
from riskreg.reports.tagged.words import TextStyle

_SIDE = 8.0
_ROOM = 12.5


@dataclass(frozen=True)
class Band:
    """`rank` grows with the risk; `top` is the highest rank of its methodology."""

    name: str
    rank: int
    top: int

    @property
    def shade(self) -> int:
        return shade(self.rank, self.top)


@dataclass(frozen=True)
class Hatch:
    """The lines over a shade that tell it from the others in black and white."""

    lines: list[Box]
    colour: str
    thickness: float = 0.5


def hatch(shade: int, box: Box, *, step: float = 3) -> Hatch:
    """Second and third slanted, one way and both; the fourth level; the palest and the darkest need none."""
    left, bottom, right, top = box
    if shade == 4:
        rows = range(1, int((top - bottom) / step) + 1)
        return Hatch([(left, bottom + row * step, right, bottom + row * step) for row in rows if row * step < top - bottom], WHITE)
    lines = list(_slanted(box, step)) if shade in {2, 3} else []
    if shade == 3:
        lines += [(left + right - x0, y0, left + right - x1, y1) for x0, y0, x1, y1 in lines]
    return Hatch(lines, "#7a4a00")


def _slanted(box: Box, step: float) -> Iterator[Box]:
    """From lower left to upper right, cut where the box ends."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    for number in range(1, int((wide + high) / step) + 1):
        along = number * step
        if along < wide + high:
            yield left + max(along - high, 0), top - min(along, high), left + min(along, wide), top - max(along - wide, 0)


class BandMark(Block):
    """A small square in the band's shade, and its name; of a judged band also the computed one, where they differ."""

    def __init__(self, band: Band, *, computed: str = "", style: TextStyle = CELL) -> None:
        self._band, self._style = band, style
        self._name = Paragraph(said(band.name, computed or band.name), style)

    def height(self, width: float) -> float:
        return self._name.height(width - _ROOM)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        bottom = top - self._style.rise - 0.4
        box = (left + 0.5, bottom, left + 0.5 + _SIDE, bottom + _SIDE)
        lines = hatch(self._band.shade, box, step=2.7)
        canvas.box(box, fill=SHADES[self._band.shade])
        canvas.rules(lines.lines, lines.colour, thickness=0.35)
        canvas.box(box, stroke=INK)
        self._name.draw(canvas, left + _ROOM, top, width - _ROOM)
