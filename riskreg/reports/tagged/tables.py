"""Tables: heads for columns and rows, spans, a caption; divided between rows, with the heads drawn again on every page.

The heads are read once, where the table begins: on the next pages they are there for the eye only.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from riskreg.reports.tagged.blocks import FUZZ, SHORT, Block, Paragraph, Stack, together
from riskreg.reports.tagged.canvas import TaggedCanvas
from riskreg.reports.tagged.errors import UnevenTable, Untagged
from riskreg.reports.tagged.grid import PAD_X, PAD_Y, Band, GridCell, Widths
from riskreg.reports.tagged.lists import ItemContent, as_blocks
from riskreg.reports.tagged.structure import Attributes, Box
from riskreg.reports.tagged.words import TextStyle


@dataclass(frozen=True)
class Cell:
    """A cell that spans others, or has a colour behind it. Cells that are spanned are left out of their rows, as in HTML."""

    content: ItemContent = ""
    rows: int = 1
    columns: int = 1
    fill: str = ""


Row = Sequence[ItemContent | Cell]


@dataclass(frozen=True)
class Column:
    """`share`: how wide it is, beside the others. `align`: left, center or right."""

    share: float = 1
    align: str = "left"


@dataclass(frozen=True)
class TableStyle:
    """`caption` is drawn above, and again on every page with `continued` after it."""

    text: TextStyle
    head: TextStyle
    caption: TextStyle
    head_fill: str = "#e8eef4"
    line: str = "#b4bfca"
    strong_line: str = "#17324d"
    caption_gap: float = 4
    continued: str = " (segue)"


@dataclass(eq=False)
class _Frame:
    """What all the parts of one table share."""

    shares: Sequence[float]
    style: TableStyle
    head: Sequence[Band]
    caption: str
    key: Hashable = field(default_factory=object)
    widths: dict[float, Widths] = field(default_factory=dict)

    def at(self, width: float) -> Widths:
        """The same object for the same width: rows remember how high they are by it."""
        if width not in self.widths:
            edges = [0.0]
            for share in self.shares:
                edges.append(edges[-1] + width * share / sum(self.shares))
            self.widths[width] = Widths(tuple(edges))
        return self.widths[width]


class Table(Block):
    def __init__(self, frame: _Frame, bands: Sequence[Band], *, above: float, below: float, continues: bool = False) -> None:
        self._frame, self._bands, self._continues = frame, bands, continues
        self.above, self.below = above, below
        caption = frame.caption + (frame.style.continued if continues else "")
        self._caption = Paragraph(caption, frame.style.caption, role="Caption", key=(frame.key, "caption")) if frame.caption else None

    def _top(self, width: float) -> float:
        """Caption and heads."""
        caption = self._caption.height(width) + self._frame.style.caption_gap if self._caption else 0
        return caption + sum(band.height(self._frame.at(width)) for band in self._frame.head)

    def height(self, width: float) -> float:
        return self._top(width) + sum(band.height(self._frame.at(width)) for band in self._bands)

    def _is_short(self, place: int, widths: Widths) -> bool:
        band = self._bands[place]
        return len(band.keys) == 1 and band.height(widths) <= SHORT

    def _first(self, widths: Widths) -> int:
        return together(len(self._bands), lambda place: self._is_short(place, widths))

    def least(self, width: float) -> float:
        """The heads and a row, or two short ones; of a tall one, a piece."""
        widths = self._frame.at(width)
        first = self._first(widths)
        rows = self._bands[0].least(widths) if first == 1 else sum(band.height(widths) for band in self._bands[:first])
        return self._top(width) + rows

    def split(self, width: float, room: float, *, fresh: bool) -> tuple[Block, Block] | None:
        widths = self._frame.at(width)
        used = self._top(width)
        fitting = 0
        while fitting < len(self._bands) and used + self._bands[fitting].height(widths) <= room + FUZZ:
            used += self._bands[fitting].height(widths)
            fitting += 1
        here, there = list(self._bands[:fitting]), list(self._bands[fitting:])
        parts = there[0].part(widths, room - used, fresh=fresh and not fitting) if there else None
        if parts:
            here.append(parts[0])
            there[0] = parts[1]
        if not here or not there:
            return None
        if not parts and not fresh and fitting < self._first(widths):
            return None
        if len(there) == 1 and not parts and self._is_lost(fitting, widths):
            there.insert(0, here.pop())
        return (
            Table(self._frame, here, above=self.above, below=0, continues=self._continues),
            Table(self._frame, there, above=0, below=self.below, continues=True),
        )

    def _is_lost(self, fitting: int, widths: Widths) -> bool:
        """The last row by itself overleaf, when the one before can follow it."""
        last = len(self._bands) - 1
        shorts = self._is_short(last, widths) and self._is_short(last - 1, widths)
        return len(self._bands[last].keys) == 1 and (fitting > 2 or (shorts and fitting > self._first(widths)))

    # Drawing

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        widths = self._frame.at(width)
        self._draw_fills(canvas, left, top, width)
        with canvas.element("Table", self._frame.key):
            if self._continues:
                with canvas.artifact("Header"):
                    top = self._draw_top(canvas, left, top, width)
            else:
                top = self._draw_top(canvas, left, top, width)
            if self._bands:
                with canvas.element("TBody", (self._frame.key, "body")):
                    for band in self._bands:
                        top = self._draw_band(canvas, band, left, top, widths)
        canvas.rule((left, top), (left + width, top), self._frame.style.strong_line, thickness=0.75)

    def _draw_fills(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        """Before everything else: a fill would cover half of the rule above it."""
        widths = self._frame.at(width)
        top -= self._caption.height(width) + self._frame.style.caption_gap if self._caption else 0
        for band in (*self._frame.head, *self._bands):
            heights = band.heights(widths)
            for cell in band.cells:
                if cell.fill:
                    start, upper = left + widths.edges[cell.column], top - sum(heights[: cell.row])
                    canvas.box((start, upper - sum(heights[cell.row : cell.end]), start + widths.of(cell), upper), fill=cell.fill)
            top -= sum(heights)

    def _draw_top(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> float:
        style, widths = self._frame.style, self._frame.at(width)
        if self._caption:
            self._caption.draw(canvas, left, top, width)
            top -= self._caption.height(width) + style.caption_gap
        canvas.rule((left, top), (left + width, top), style.strong_line, thickness=0.75)
        if self._frame.head:
            with canvas.element("THead", (self._frame.key, "head")):
                for band in self._frame.head:
                    top = self._draw_band(canvas, band, left, top, widths)
            canvas.rule((left, top), (left + width, top), style.strong_line, thickness=0.75)
        return top

    def _draw_band(self, canvas: TaggedCanvas, band: Band, left: float, top: float, widths: Widths) -> float:
        heights = band.heights(widths)
        tops = [top - sum(heights[:row]) for row in range(len(heights) + 1)]
        for row, key in enumerate(band.keys):
            with canvas.element("TR", key):
                for cell in band.cells:
                    if cell.row == row:
                        _draw_cell(canvas, cell, left, tops[row], widths)
        canvas.rules(
            _joined([(tops[cell.end], left + widths.edges[cell.column], widths.of(cell)) for cell in band.cells]), self._frame.style.line
        )
        return tops[-1]


def _joined(edges: Sequence[tuple[float, float, float]]) -> list[Box]:
    """The lower edges of cells (height, start, length) as few lines: most rows need one."""
    lines: list[Box] = []
    for height, start, length in sorted(edges):
        if lines and lines[-1][1] == height and abs(lines[-1][2] - start) < FUZZ:
            lines[-1] = (lines[-1][0], height, start + length, height)
        else:
            lines.append((start, height, start + length, height))
    return lines


def _draw_cell(canvas: TaggedCanvas, cell: GridCell, left: float, top: float, widths: Widths) -> None:
    with canvas.element(cell.role, cell.key, cell.attributes):
        cell.content.draw(canvas, left + widths.edges[cell.column] + PAD_X, top - PAD_Y, widths.inside(cell))


# From rows of cells to bands


def table(
    columns: Sequence[Column], head: Sequence[Row], rows: Sequence[Row], style: TableStyle, *, header_columns: int = 0, caption: str = "",
    above: float = 0, below: float = 0,
) -> Table:  # fmt: skip
    """`head`: the rows of heads. `header_columns`: how many cells at the left of each row say what the row is about."""
    if not head and not header_columns:
        raise Untagged("A table without heads cannot be followed by who hears it: give it a head or a header column.")

    def in_head(cell: Cell, row: int, column: int) -> GridCell:
        align = "center" if cell.columns > 1 else columns[column].align
        return _placed(cell, row, column, _aligned(style.head, align), scope="Column", fill=style.head_fill)

    looks = [_aligned(style.text, column.align) for column in columns]
    words: list[dict[str, Paragraph]] = [{} for _column in columns]

    def in_body(cell: Cell, row: int, column: int) -> GridCell:
        scope = "Row" if column < header_columns else ""
        if isinstance(cell.content, str):
            # The same words again and again down a column: one paragraph, measured once.
            if (said := words[column].get(cell.content)) is None:
                said = words[column][cell.content] = Paragraph(cell.content, looks[column], role="")
            cell = replace(cell, content=said)
        return _placed(cell, row, column, looks[column], scope=scope)

    frame = _Frame([column.share for column in columns], style, _bands(head, len(columns), in_head), caption)
    return Table(frame, _bands(rows, len(columns), in_body), above=above, below=below)


def _aligned(style: TextStyle, align: str) -> TextStyle:
    return style if align == style.align else replace(style, align=align)


def _placed(cell: Cell, row: int, column: int, style: TextStyle, *, scope: str, fill: str = "") -> GridCell:
    attributes: Attributes = (("Scope", scope),) if scope else ()
    attributes += (("RowSpan", cell.rows),) if cell.rows > 1 else ()
    attributes += (("ColSpan", cell.columns),) if cell.columns > 1 else ()
    # One paragraph needs no element of its own: a reader says the cell.
    blocks = as_blocks(cell.content, style, role="")
    content = blocks[0] if len(blocks) == 1 else Stack(blocks)
    return GridCell(content, row, column, cell.rows, cell.columns, "TH" if scope else "TD", attributes, cell.fill or fill)


def _bands(rows: Sequence[Row], columns: int, place: Callable[[Cell, int, int], GridCell]) -> list[Band]:
    bands: list[Band] = []
    cells: list[GridCell] = []
    keys: list[Hashable] = []
    taken = [0] * columns
    for row in rows:
        cells += _on_grid(row, len(keys), taken, place)
        keys.append(None)
        taken = [count - 1 for count in taken]
        if not any(taken):
            bands.append(Band(cells, keys))
            cells, keys = [], []
    if keys:
        raise UnevenTable("A cell spans more rows than there are.")
    return bands


def _on_grid(row: Row, number: int, taken: list[int], place: Callable[[Cell, int, int], GridCell]) -> Iterator[GridCell]:
    """Each cell in the first free columns; `taken`: for how many rows more each column is taken, this one included."""
    for given in row:
        cell = given if isinstance(given, Cell) else Cell(given)
        column = taken.index(0) if 0 in taken else len(taken)
        if column + cell.columns > len(taken) or any(taken[column : column + cell.columns]):
            raise UnevenTable(f"A row has more cells than the table has columns: {given!r:.80} has no place.")
        taken[column : column + cell.columns] = [cell.rows] * cell.columns
        yield place(cell, number, column)
    if 0 in taken:
        raise UnevenTable(f"A row has fewer cells than the table has columns: {row!r:.80}.")
