"""What a document is made of, one block under the other: how high each is, where it may be divided, how it is drawn.

Blocks hold no page and no place: a story is laid out once and drawn once, but the same block may stand in two documents.
The parts of a block that was divided have one key, so that they are one element of the structure (`structure.py`).
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.canvas import DrawnLine, TaggedCanvas
from riskreg.reports.tagged.errors import Misordered, Untagged
from riskreg.reports.tagged.structure import Attributes
from riskreg.reports.tagged.words import Line, Piece, Rich, Span, TextStyle, break_lines, plain

FUZZ = 0.01

SHORT = 60.0
"""A row or an item no higher than this looks lost by itself at the end of a page, or at the beginning of the next."""


class Block(ABC):
    above: float = 0
    below: float = 0
    """Space to its neighbours: of two that meet the larger counts, at the top of a page none does."""
    keeps_next: bool = False
    """It never ends a page: a heading stays with what it heads."""

    @abstractmethod
    def height(self, width: float) -> float: ...

    @abstractmethod
    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None: ...

    def least(self, width: float) -> float:
        """How high its first piece is, at least."""
        return self.height(width)

    def split(self, width: float, room: float, *, fresh: bool) -> "tuple[Block, Block] | None":  # noqa: ARG002
        """What fits in the room, and the rest; None if it goes whole to the next page. `fresh`: the room is a whole page."""
        return None


@dataclass(frozen=True, slots=True)
class Placed:
    block: Block
    offset: float
    """From the top of the page, or of what the block stands in."""


def insist_on_blocks(blocks: Sequence[object]) -> None:
    """A table or a drawing of reportlab would be laid out as well as any, and be found by no reader."""
    for block in blocks:
        if not isinstance(block, Block):
            raise Untagged(f"{type(block).__name__} has no place in the structure: use paragraph(), table(), figure() and the like.")


def fill(waiting: deque[Block], width: float, room: float, *, fresh: bool) -> tuple[list[Placed], float]:
    """Takes from the front what fits in the room; the last may be divided, its rest waits in front. The second is the room taken."""
    placed: list[Placed] = []
    used = below = 0.0
    while waiting:
        block = waiting[0]
        if isinstance(block, PageBreak):
            break
        start = used + (max(below, block.above) if placed else 0)
        # Under headings at the top of a page a block has all the room that it will ever have.
        alone = fresh and all(each.block.keeps_next for each in placed)
        if not alone and start + _needed(waiting, width) > room + FUZZ:
            break
        height = block.height(width)
        if start + height <= room + FUZZ:
            waiting.popleft()
            placed.append(Placed(block, start))
            used, below = start + height, block.below
            continue
        if parts := block.split(width, room - start, fresh=alone):
            placed.append(Placed(parts[0], start))
            used = start + parts[0].height(width)
            waiting[0] = parts[1]
        break
    return placed, used


def _needed(waiting: Sequence[Block], width: float) -> float:
    """How much room the first block asks for: with a heading, also what it must not be parted from."""
    needed = below = 0.0
    for number, block in enumerate(waiting):
        if isinstance(block, PageBreak):
            break
        needed += max(below, block.above) if number else 0
        needed += block.height(width) if block.keeps_next else block.least(width)
        if not block.keeps_next:
            break
        below = block.below
    return needed


def together(count: int, is_short: Callable[[int], bool]) -> int:
    """How many of so many rows or items begin on one page, so that no short one stands by itself before the end of it or overleaf: two, or
    all of three.

    >>> [together(count, lambda place: True) for count in range(6)], together(3, lambda place: place > 0)
    ([0, 1, 2, 3, 2, 2], 1)
    """
    first = 2 if count > 1 and is_short(0) and is_short(1) else min(count, 1)
    return count if count - first == 1 and is_short(count - 1) and is_short(count - 2) else first


class PageBreak(Block):
    """What follows begins a page, upright or, with `landscape`, on its side; as the last one if neither is said."""

    def __init__(self, *, landscape: bool | None = None) -> None:
        self.landscape = landscape

    def height(self, width: float) -> float:  # noqa: ARG002
        return 0

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        pass


class Space(Block):
    def __init__(self, points: float) -> None:
        self._points = points

    def height(self, width: float) -> float:  # noqa: ARG002
        return self._points

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        pass


class Stack(Block):
    """Blocks one under the other, in an element of their own if it has a role."""

    def __init__(
        self, blocks: Sequence[Block], role: str = "", *, key: Hashable = None, attributes: Attributes = (), above: float = 0, below: float = 0,
    ) -> None:  # fmt: skip
        insist_on_blocks(blocks)
        if any(isinstance(block, PageBreak | Heading) for block in blocks):
            raise Misordered("Page breaks and headings stand in the story itself: bookmarks and contents look for them there.")
        self._blocks, self._role, self._attributes = blocks, role, attributes
        self._key = key
        """None for what was never divided."""
        self.above, self.below = above, below
        self._laid_out: tuple[float, list[Placed], float] | None = None

    def _layout(self, width: float) -> tuple[list[Placed], float]:
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = (width, *fill(deque(self._blocks), width, float("inf"), fresh=True))
        return self._laid_out[1:]

    def height(self, width: float) -> float:
        return self._layout(width)[1]

    def least(self, width: float) -> float:
        return _needed(self._blocks, width)

    def split(self, width: float, room: float, *, fresh: bool) -> tuple[Block, Block] | None:
        waiting = deque(self._blocks)
        placed, _ = fill(waiting, width, room, fresh=fresh)
        if not placed or not waiting:
            return None
        return self._part([each.block for each in placed]), self._part(list(waiting))

    def _part(self, blocks: Sequence[Block]) -> "Stack":
        key = self if self._key is None else self._key
        return type(self)(blocks, self._role, key=key, attributes=self._attributes, above=self.above, below=self.below)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        placed, _ = self._layout(width)
        if not self._role:
            for each in placed:
                each.block.draw(canvas, left, top - each.offset, width)
            return
        with canvas.element(self._role, self._key, self._attributes):
            for each in placed:
                each.block.draw(canvas, left, top - each.offset, width)


class Paragraph(Block):
    """Text in lines. `role` is what it is in the structure; without one it belongs to the element it stands in, such as a cell."""

    def __init__(
        self, text: Rich, style: TextStyle, *, role: str = "P", above: float = 0, below: float = 0, anchor: str = "",
        lines: Sequence[Line] | None = None, key: Hashable = None,
    ) -> None:  # fmt: skip
        self._text, self._style, self._role, self._anchor = text, style, role, anchor
        self._lines = lines
        self._broken_at: float | None = None
        self._key = key
        """None for what was never divided."""
        self.above, self.below = above, below

    @property
    def words(self) -> str:
        return plain(self._text)

    def lines(self, width: float) -> Sequence[Line]:
        if self._lines is None or (self._broken_at is not None and self._broken_at != width):
            self._lines, self._broken_at = break_lines(self._text, self._style, width), width
        return self._lines

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self._style.leading

    def least(self, width: float) -> float:
        count = len(self.lines(width))
        return (count if count <= 3 else 2) * self._style.leading

    def split(self, width: float, room: float, *, fresh: bool) -> tuple[Block, Block] | None:
        """Two lines at least on each page: a line by itself looks lost."""
        lines = self.lines(width)
        fitting = min(int((room + FUZZ) / self._style.leading), len(lines) - 2)
        if fitting < 2 and not (fresh and fitting == 1):
            return None
        return self._part(lines[:fitting], self.above, 0), self._part(lines[fitting:], 0, self.below)

    def _part(self, lines: Sequence[Line], above: float, below: float) -> "Paragraph":
        key = self if self._key is None else self._key
        return Paragraph(self._text, self._style, role=self._role, above=above, below=below, anchor=self._anchor, lines=lines, key=key)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        if self._anchor:
            canvas.anchor(self._anchor, top)
        if not self._role or not any(line.pieces for line in self.lines(width)):
            self._write(canvas, left, top, width)
            return
        with canvas.element(self._role, self._key):
            self._write(canvas, left, top, width)

    def _write(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        style = self._style
        waiting: list[DrawnLine] = []
        for number, line in enumerate(self.lines(width)):
            if not line.pieces:
                continue
            spare = 0.0 if style.align == "left" else width - line.width * style.size
            start, baseline = left + (spare / 2 if style.align == "center" else spare), top - number * style.leading - style.rise
            if all(piece.span is None for piece in line.pieces):
                waiting.append(DrawnLine(start, baseline, [(piece.text, piece.face) for piece in line.pieces]))
                continue
            waiting = self._write_linked(canvas, line, start, baseline, waiting)
        if waiting:
            canvas.text(waiting, style.size, style.colour)

    def _write_linked(
        self, canvas: TaggedCanvas, line: Line, start: float, baseline: float, waiting: list[DrawnLine]
    ) -> list[DrawnLine]:  # fmt: skip
        """A line with links: what goes before a link is drawn first, or it would be read after it."""
        style = self._style
        for piece, wide in _measured(line.pieces, style.size):
            drawn = DrawnLine(start, baseline, [(piece.text, piece.face)])
            if piece.span is None:
                waiting.append(drawn)
            else:
                if waiting:
                    canvas.text(waiting, style.size, style.colour)
                    waiting = []
                _write_link(canvas, piece.span, drawn, wide - _trailing(piece, style.size), style, (self._key or self, id(piece.span)))
            start += wide
        return waiting


def _measured(pieces: Sequence[Piece], size: float) -> list[tuple[Piece, float]]:
    return [(piece, faces.width(piece.text, piece.face) * size) for piece in pieces]


def _trailing(piece: Piece, size: float) -> float:
    return faces.width(" ", piece.face) * size if piece.text.endswith(" ") else 0.0


def _write_link(canvas: TaggedCanvas, span: Span, drawn: DrawnLine, wide: float, style: TextStyle, key: Hashable) -> None:
    """A link over several lines is one element, with a place to click in each."""
    bottom = drawn.baseline - 0.25 * style.size
    with canvas.element("Link", key):
        canvas.text([drawn], style.size, style.link_colour)
        canvas.hotspot((drawn.left, bottom, drawn.left + wide, bottom + 1.2 * style.size), span.link, plain(span))
    under = drawn.baseline - 0.12 * style.size
    canvas.rule((drawn.left, under), (drawn.left + wide, under), style.link_colour, thickness=0.05 * style.size)


class Heading(Paragraph):
    """It stands in the bookmarks and, unless `listed` is false, in the contents; it never ends a page."""

    keeps_next = True

    def __init__(
        self, level: int, text: str, style: TextStyle, *, anchor: str, above: float = 0, below: float = 0, listed: bool = True
    ) -> None:  # fmt: skip
        super().__init__(text, style, role=f"H{level}", above=above, below=below, anchor=anchor)
        self.level, self.anchor, self.listed = level, anchor, listed

    def split(self, width: float, room: float, *, fresh: bool) -> None:  # noqa: ARG002
        return None

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        if self.listed:
            canvas.bookmark(self.level, self.words.replace("\n", " "), top)
        super().draw(canvas, left, top, width)
