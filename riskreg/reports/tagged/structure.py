"""What a document says, apart from how it looks: the tree that screen readers follow.

It knows nothing of reportlab nor of files: the canvas grows it while it draws, and what is finished is handed on at once (`nesting.py` writes it).
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from riskreg.reports.tagged.errors import Untagged

Box = tuple[float, float, float, float]
Attributes = tuple[tuple[str, str | int | Box], ...]
"""Of an element: `Alt`, `Scope`, `ColSpan`, `RowSpan`, `ListNumbering`, `BBox`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of what is drawn on a page, by its number there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Hotspot:
    """Where on a page a click leads: `target` is an address or, after `#`, an anchor of this document. `words` are read aloud. `number` and
    `element` are those of objects in the file."""

    number: int
    element: int
    page: int
    box: Box
    target: str
    words: str


@dataclass(eq=False, slots=True)
class Element:
    """`number` and `parent` are those of objects in the file; so are kids that are numbers: elements that stand in this one."""

    role: str
    number: int
    parent: int
    attributes: Attributes = ()
    kids: list[int | Mark | Hotspot] = field(default_factory=list)


class StructureTree:
    """Elements are opened and closed while drawing. What is drawn in several parts, over several pages, opens the same element again
    by its key: a paragraph, a row or a list stays one, wherever its pages end. What has no key is finished when it is closed."""

    def __init__(self, number: Callable[[], int], finished: Callable[[Element], None]) -> None:
        self._number, self._finished = number, finished
        self.above = number()
        """What the file calls the root of the tree: the document stands in it."""
        self.root = Element("Document", number(), self.above)
        self.pages = 0
        self.marked: list[int] = []
        """The element of each mark of this page."""
        self.hotspots: list[Hotspot] = []
        self._open = [self.root]
        self._by_key: dict[Hashable, Element] = {}

    @contextmanager
    def element(self, role: str, key: Hashable = None, attributes: Attributes = ()) -> Iterator[Element]:
        found = self._by_key.get(key) if key is not None else None
        if found is None:
            above = self._open[-1]
            found = Element(role, self._number(), above.number, attributes)
            above.kids.append(found.number)
            if key is not None:
                self._by_key[key] = found
        self._open.append(found)
        yield found
        self._open.pop()
        if key is None:
            self._finished(found)

    def close(self) -> None:
        """Nothing more is drawn: what had a key is finished too."""
        for element in self._by_key.values():
            self._finished(element)
        self._finished(self.root)

    @property
    def innermost(self) -> Element:
        return self._open[-1]

    def turn_page(self) -> None:
        self.pages += 1
        self.marked = []

    @property
    def hotspots_here(self) -> list[Hotspot]:
        """Of this page: the last ones."""
        first = len(self.hotspots)
        while first and self.hotspots[first - 1].page == self.pages - 1:
            first -= 1
        return self.hotspots[first:]

    def mark(self) -> tuple[Element, int]:
        """A new mark for what is drawn next, in the innermost element."""
        if self.innermost is self.root:
            raise Untagged("Text in no element: open one, or an artifact, before drawing.")
        self.marked.append(self.innermost.number)
        self.innermost.kids.append(Mark(self.pages - 1, len(self.marked) - 1))
        return self.innermost, len(self.marked) - 1

    def add_hotspot(self, box: Box, target: str, words: str) -> None:
        if self.innermost.role != "Link":
            raise Untagged("A link outside an element of role Link.")
        spot = Hotspot(self._number(), self.innermost.number, self.pages - 1, box, target, words)
        self.hotspots.append(spot)
        self.innermost.kids.append(spot)
