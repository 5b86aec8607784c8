"""Rows of a table that hold together: cells on a grid, how high each row is, where the rows may be parted.

Most bands are one row; rows that a cell spans are one band, so that the cell is not parted from what it is about while it fits on a page.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from riskreg.reports.tagged.blocks import FUZZ, Block, Stack
from riskreg.reports.tagged.structure import Attributes

PAD_X, PAD_Y = 4.0, 3.0

TALL = 200.0
"""A row higher than this may be parted before the end of a page, if there is room for a good piece of it."""
GOOD_PIECE = 90.0


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its place; `role` and `attributes` say what it is in the structure. `key` is the same in all its parts, None for what was
    never divided."""

    content: Block
    row: int
    column: int
    rows: int
    columns: int
    role: str
    attributes: Attributes
    fill: str
    key: Hashable = None

    @property
    def end(self) -> int:
        return self.row + self.rows


@dataclass(frozen=True, slots=True)
class Widths:
    """Where each column begins, and the last ends."""

    edges: tuple[float, ...]

    def of(self, cell: GridCell) -> float:
        return self.edges[cell.column + cell.columns] - self.edges[cell.column]

    def inside(self, cell: GridCell) -> float:
        return self.of(cell) - 2 * PAD_X


class Band:
    """`keys`: of the rows, one each; a row that goes on overleaf has one, the others None."""

    def __init__(self, cells: Sequence[GridCell], keys: Sequence[Hashable]) -> None:
        self.cells, self.keys = cells, keys
        self._measured: tuple[Widths, list[float]] | None = None

    def heights(self, widths: Widths) -> list[float]:
        if self._measured is None or self._measured[0] is not widths:
            self._measured = (widths, self._measure(widths))
        return self._measured[1]

    def _measure(self, widths: Widths) -> list[float]:
        heights = [0.0] * len(self.keys)
        spanning = []
        for cell in self.cells:
            if cell.rows > 1:
                spanning.append(cell)
            else:
                heights[cell.row] = max(heights[cell.row], cell.content.height(widths.inside(cell)) + 2 * PAD_Y)
        for cell in spanning:
            lacking = cell.content.height(widths.inside(cell)) + 2 * PAD_Y - sum(heights[cell.row : cell.end])
            if lacking > 0:
                heights[cell.end - 1] += lacking
        return heights

    def height(self, widths: Widths) -> float:
        return sum(self.heights(widths))

    def _is_tall(self, widths: Widths) -> bool:
        return len(self.keys) == 1 and self.height(widths) > TALL

    def least(self, widths: Widths) -> float:
        return GOOD_PIECE if self._is_tall(widths) else self.height(widths)

    def part(self, widths: Widths, room: float, *, fresh: bool) -> "tuple[Band, Band] | None":
        """What fits in the room, and the rest. Only if it would fit on no page, or if it is a tall row."""
        heights = self.heights(widths)
        if not fresh and not (self._is_tall(widths) and room >= GOOD_PIECE):
            return None
        used, whole = 0.0, 0
        while whole < len(heights) and used + heights[whole] <= room + FUZZ:
            used += heights[whole]
            whole += 1
        return self._between_rows(widths, whole, used) if whole else self._inside_first_row(widths, room)

    def _between_rows(self, widths: Widths, at: int, used: float) -> "tuple[Band, Band] | None":
        upper, lower = [], []
        for cell in self.cells:
            if cell.end <= at:
                upper.append(cell)
            elif cell.row >= at:
                lower.append(replace(cell, row=cell.row - at))
            else:
                above = sum(self.heights(widths)[: cell.row])
                first, rest = _cut(cell.content, widths.inside(cell), used - above - 2 * PAD_Y)
                key = cell.key or object()
                upper.append(replace(cell, content=first, rows=at - cell.row, key=key))
                lower.append(replace(cell, content=rest, row=0, rows=cell.end - at, key=key))
        return Band(upper, self.keys[:at]), Band(lower, self.keys[at:])

    def _inside_first_row(self, widths: Widths, room: float) -> "tuple[Band, Band] | None":
        upper, lower, drawn = [], [], False
        for cell in self.cells:
            if cell.row:
                lower.append(cell)
                continue
            first, rest = _cut(cell.content, widths.inside(cell), room - 2 * PAD_Y)
            drawn |= first.height(widths.inside(cell)) > 0
            key = cell.key or object()
            upper.append(replace(cell, content=first, rows=1, key=key))
            lower.append(replace(cell, content=rest, key=key))
        row = self.keys[0] or object()
        return (Band(upper, [row]), Band(lower, [row, *self.keys[1:]])) if drawn else None


def _cut(content: Block, width: float, room: float) -> tuple[Block, Block]:
    if content.height(width) <= room + FUZZ:
        return content, Stack([])
    return content.split(width, room, fresh=True) or (Stack([]), content)
