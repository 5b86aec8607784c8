"""Lists: bullets, numbers, and terms with what is said of each. A list is one list however many pages it takes."""

from collections import deque
from collections.abc import Hashable, Sequence

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.blocks import SHORT, Block, Paragraph, Stack, fill, together
from riskreg.reports.tagged.canvas import TaggedCanvas
from riskreg.reports.tagged.structure import Attributes
from riskreg.reports.tagged.words import Rich, TextStyle

ItemContent = Rich | Block | Sequence[Block]
"""Words, or blocks: a paragraph and below it another list."""

BULLETS = "•–"
"""Outside, and in a list inside a list."""


class Item(Block):
    """A label, and beside it a body."""

    def __init__(self, label: Paragraph | None, body: Stack, indent: float, *, key: Hashable = None, below: float = 0) -> None:
        self._label, self._body, self._indent = label, body, indent
        self._key = key
        """None for what was never divided."""
        self.below = below

    def height(self, width: float) -> float:
        return max(self._label.height(self._indent) if self._label else 0, self._body.height(width - self._indent))

    def least(self, width: float) -> float:
        return max(self._label.height(self._indent) if self._label else 0, self._body.least(width - self._indent))

    def split(self, width: float, room: float, *, fresh: bool) -> tuple[Block, Block] | None:
        if self._label and self._label.height(self._indent) > room:
            return None
        parts = self._body.split(width - self._indent, room, fresh=fresh)
        if not parts:
            return None
        first, rest = (part if isinstance(part, Stack) else Stack([part]) for part in parts)
        key = self if self._key is None else self._key
        return Item(self._label, first, self._indent, key=key, below=self.below), Item(None, rest, self._indent, key=key, below=self.below)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        with canvas.element("LI", self._key):
            if self._label:
                with canvas.element("Lbl"):
                    self._label.draw(canvas, left, top, self._indent)
            with canvas.element("LBody", None if self._key is None else (self._key, "body")):
                self._body.draw(canvas, left + self._indent, top, width - self._indent)


class Items(Stack):
    """A list: no short item stands by itself before the end of a page, or overleaf."""

    def _is_short(self, place: int, width: float) -> bool:
        return self._blocks[place].height(width) <= SHORT

    def _first(self, width: float) -> int:
        return together(len(self._blocks), lambda place: self._is_short(place, width))

    def least(self, width: float) -> float:
        first = self._first(width)
        return super().least(width) if first < 2 else fill(deque(self._blocks[:first]), width, float("inf"), fresh=True)[1]

    def split(self, width: float, room: float, *, fresh: bool) -> tuple[Block, Block] | None:
        waiting = deque(self._blocks)
        placed, _ = fill(waiting, width, room, fresh=fresh)
        if not placed or not waiting:
            return None
        here, there = [each.block for each in placed], list(waiting)
        if len(here) + len(there) == len(self._blocks):  # no item is divided
            first, last = self._first(width), len(self._blocks) - 1
            if len(here) < first and not fresh:
                return None
            if len(there) == 1 and len(here) > first and self._is_short(last, width) and self._is_short(last - 1, width):
                there.insert(0, here.pop())
        return self._part(here), self._part(there)


def bullets(items: Sequence[ItemContent], style: TextStyle, *, depth: int = 0, gap: float = 2, above: float = 0, below: float = 0) -> Stack:
    bullet = BULLETS[min(depth, len(BULLETS) - 1)]
    return _listed([bullet] * len(items), items, style, 1.3 * style.size, "Disc", gap=gap, above=above, below=below)


def numbered(
    items: Sequence[ItemContent], style: TextStyle, *, first: int = 1, gap: float = 2, above: float = 0, below: float = 0
) -> Stack:
    labels = [f"{number}." for number in range(first, first + len(items))]
    widest = max((faces.width(label, faces.REGULAR) for label in labels), default=0)
    return _listed(labels, items, style, (widest + 0.6) * style.size, "Decimal", gap=gap, above=above, below=below)


def terms(
    pairs: Sequence[tuple[str, ItemContent]], style: TextStyle, *, term_style: TextStyle, indent: float, gap: float = 3, above: float = 0,
    below: float = 0,
) -> Stack:  # fmt: skip
    """What each thing is called, and what is said of it, side by side."""
    items = [Item(Paragraph(term, term_style, role=""), _body(content, style, gap), indent, below=gap) for term, content in pairs]
    return _list(items, "None", above=above, below=below)


def _listed(
    labels: Sequence[str], items: Sequence[ItemContent], style: TextStyle, indent: float, numbering: str, *, gap: float, above: float,
    below: float,
) -> Stack:  # fmt: skip
    made = [
        Item(Paragraph(label, style, role=""), _body(content, style, gap), indent, below=gap)
        for label, content in zip(labels, items, strict=True)
    ]
    return _list(made, numbering, above=above, below=below)


def _list(items: Sequence[Item], numbering: str, *, above: float, below: float) -> Items:
    attributes: Attributes = (("ListNumbering", numbering),)
    return Items(items, "L", attributes=attributes, above=above, below=below)


def _body(content: ItemContent, style: TextStyle, gap: float) -> Stack:
    return Stack(as_blocks(content, style, role="P", below=gap))


def as_blocks(content: ItemContent, style: TextStyle, *, role: str, below: float = 0) -> list[Block]:
    """Blocks as they are; words as a paragraph."""
    if isinstance(content, Block):
        return [content]
    if isinstance(content, str) or not isinstance(content, Sequence):
        return [Paragraph(content, style, role=role, below=below)]
    blocks = [part for part in content if isinstance(part, Block)]
    if not blocks:
        return [Paragraph([part for part in content if not isinstance(part, Block)], style, role=role, below=below)]
    return list(content)  # type: ignore[arg-type]  # Stack refuses what is no block
