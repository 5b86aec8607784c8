"""What a document says, apart from how it looks: the tree that screen readers follow.

It knows nothing of reportlab or pikepdf: the canvas grows it while it draws, `finishing.py` writes it into the file.
"""

from collections.abc import Hashable, Iterator
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
    """Where on a page a click leads: `target` is an address or, after `#`, an anchor of this document. `words` are read aloud."""

    page: int
    box: Box
    target: str
    words: str


@dataclass(eq=False, slots=True)
class Element:
    role: str
    attributes: Attributes = ()
    kids: list["Element | Mark | Hotspot"] = field(default_factory=list)


class StructureTree:
    """Elements are opened and closed while drawing. What is drawn in several parts, over several pages, opens the same element again
    by its key: a paragraph, a row or a list stays one, wherever its pages end."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.marked: list[list[Element]] = []
        """Page by page, the element of each mark: the parent tree."""
        self._open = [self.root]
        self._by_key: dict[Hashable, Element] = {}

    @contextmanager
    def element(self, role: str, key: Hashable = None, attributes: Attributes = ()) -> Iterator[Element]:
        found = self._by_key.get(key) if key is not None else None
        if found is None:
            found = Element(role, attributes)
            self._open[-1].kids.append(found)
            if key is not None:
                self._by_key[key] = found
        self._open.append(found)
        yield found
        self._open.pop()

    @property
    def innermost(self) -> Element:
        return self._open[-1]

    def turn_page(self) -> None:
        self.marked.append([])

    def mark(self) -> tuple[Element, int]:
        """A new mark for what is drawn next, in the innermost element."""
        if self.innermost is self.root:
            raise Untagged("Text in no element: open one, or an artifact, before drawing.")
        page = self.marked[-1]
        page.append(self.innermost)
        self.innermost.kids.append(Mark(len(self.marked) - 1, len(page) - 1))
        return self.innermost, len(page) - 1

    def add_hotspot(self, box: Box, target: str, words: str) -> None:
        if self.innermost.role != "Link":
            raise Untagged("A link outside an element of role Link.")
        self.innermost.kids.append(Hotspot(len(self.marked) - 1, box, target, words))
