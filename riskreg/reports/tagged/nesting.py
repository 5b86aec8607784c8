"""The elements of the tree, the links and the bookmarks, as objects of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from riskreg.reports.tagged.errors import Misordered
from riskreg.reports.tagged.file import File, text
from riskreg.reports.tagged.structure import Attributes, Element, Hotspot, Mark

_OF_THE_ELEMENT = {"Alt"}
"""The others stand in a dictionary of attributes, with the name of who defines them."""
_OWNERS = {"BBox": "Layout", "ListNumbering": "List"}
_PRINTED = 4
"""The flag of an annotation that PDF/A asks for."""


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    level: int
    title: str
    page: int
    top: float


class Nesting:
    """`pages`: the numbers of the pages in the file, in their order; it grows while they are drawn."""

    def __init__(self, file: File, pages: Sequence[int]) -> None:
        self._file, self._pages = file, pages
        self._attributes: dict[Attributes, int] = {}

    def write(self, element: Element) -> None:
        """A mark is a number if it stands on the page that the element names, else it names its own."""
        home = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
        said = [f"<</S/{element.role}/P {element.parent} 0 R"]
        said += [f"/{name}{text(str(value))}" for name, value in element.attributes if name in _OF_THE_ELEMENT]
        if shared := tuple(each for each in element.attributes if each[0] not in _OF_THE_ELEMENT):
            said.append(f"/A {self._shared(shared)} 0 R")
        if home is not None:
            said.append(f"/Pg {self._pages[home]} 0 R")
        if element.kids:
            said.append(f"/K[{' '.join([self._kid(kid, home) for kid in element.kids])}]")
        self._file.put("".join([*said, ">>"]), element.number)

    def _kid(self, kid: int | Mark | Hotspot, home: int | None) -> str:
        if isinstance(kid, int):
            return f"{kid} 0 R"
        if isinstance(kid, Hotspot):
            return f"<</Type/OBJR/Pg {self._pages[kid.page]} 0 R/Obj {kid.number} 0 R>>"
        if kid.page == home:
            return str(kid.number)
        return f"<</Type/MCR/Pg {self._pages[kid.page]} 0 R/MCID {kid.number}>>"

    def _shared(self, attributes: Attributes) -> int:
        """Thousands of cells say the same: one object for all."""
        if attributes not in self._attributes:
            said = "".join(f"/{name}{_value(value)}" for name, value in attributes)
            self._attributes[attributes] = self._file.put(f"<</O/{_OWNERS.get(attributes[0][0], 'Table')}{said}>>")
        return self._attributes[attributes]


def _value(value: str | int | tuple[float, ...]) -> str:
    if isinstance(value, str):
        return f"/{value}"
    return f"[{' '.join(f'{each:g}' for each in value)}]" if isinstance(value, tuple) else f" {value}"


def write_links(file: File, spots: Sequence[Hotspot], anchors: Mapping[str, Place], pages: Sequence[int]) -> list[int]:
    """The element of each, in the order of their numbers in the parent tree, which begin after those of the pages."""
    for number, spot in enumerate(spots, start=len(pages)):
        box = " ".join(f"{side:.2f}" for side in spot.box)
        file.put(
            f"<</Type/Annot/Subtype/Link/Rect[{box}]/Border[0 0 0]/F {_PRINTED}/Contents{text(spot.words)}/StructParent {number}"
            f"{_way(spot.target, anchors, pages)}>>",
            spot.number,
        )
    return [spot.element for spot in spots]


def _way(target: str, anchors: Mapping[str, Place], pages: Sequence[int]) -> str:
    if not target.startswith("#"):
        address = quote(target, safe="%/:=&?~#+!$,;'@()*[]")
        return f"/A<</Type/Action/S/URI/URI{text(address)}>>"
    if (place := anchors.get(target[1:])) is None:
        raise Misordered(f"A link leads to {target}, which is nowhere in the document.")
    return f"/Dest[{pages[place.page]} 0 R/XYZ null {place.top:.2f} null]"


@dataclass(eq=False, slots=True)
class _Item:
    number: int
    said: str
    kids: list["_Item"] = field(default_factory=list)


def write_bookmarks(file: File, bookmarks: Sequence[Bookmark], pages: Sequence[int]) -> int:
    """Those of the first level are open, the others closed. The number of what holds them."""
    root = _Item(file.reserved(), "/Type/Outlines")
    above = [root]
    for each in bookmarks:
        item = _Item(file.reserved(), f"/Title{text(each.title)}/Dest[{pages[each.page]} 0 R/XYZ null {each.top:.2f} null]")
        del above[each.level :]
        above[-1].kids.append(item)
        above.append(item)
    _write_item(file, root, "", depth=0)
    return root.number


def _write_item(file: File, item: _Item, neighbours: str, depth: int) -> None:
    said = f"<<{item.said}{neighbours}"
    if item.kids:
        shown = len(item.kids) + (sum(len(kid.kids) for kid in item.kids) if not depth else 0)
        said += f"/First {item.kids[0].number} 0 R/Last {item.kids[-1].number} 0 R/Count {shown if depth < 2 else -shown}"
    file.put(f"{said}>>", item.number)
    for place, kid in enumerate(item.kids):
        beside = f"/Parent {item.number} 0 R"
        beside += f"/Prev {item.kids[place - 1].number} 0 R" if place else ""
        beside += f"/Next {item.kids[place + 1].number} 0 R" if place + 1 < len(item.kids) else ""
        _write_item(file, kid, beside, depth + 1)
