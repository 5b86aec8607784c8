"""The tree of elements, the parent tree and the links, as objects of the file."""

from collections.abc import Mapping
from urllib.parse import quote

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from riskreg.reports.tagged.canvas import Drawn, Place
from riskreg.reports.tagged.errors import Misordered
from riskreg.reports.tagged.structure import Attributes, Element, Hotspot, Mark

_OF_THE_ELEMENT = {"Alt"}
"""The others stand in a dictionary of attributes, with the name of who defines them."""
_OWNERS = {"BBox": "Layout", "ListNumbering": "List"}
_NAMES = {"Scope", "ListNumbering"}
_PRINTED = 4
"""The flag of an annotation that PDF/A asks for."""


def add_structure(pdf: Pdf, drawn: Drawn) -> None:
    writer = _Writer(pdf, drawn.anchors)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = writer.write(drawn.tree.root, root)
    numbers: list[object] = []
    for number, (page, marked) in enumerate(zip(writer.pages, drawn.tree.marked, strict=True)):
        page.StructParents = number
        page.Tabs = Name.S
        numbers += [number, pdf.make_indirect(Array([writer.objects[element] for element in marked]))]
        if annotations := writer.annotations.get(number):
            page.Annots = Array(annotations)
    for number, element in enumerate(writer.linked, start=len(writer.pages)):
        numbers += [number, element]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(writer.pages) + len(writer.linked)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


class _Writer:
    def __init__(self, pdf: Pdf, anchors: Mapping[str, Place]) -> None:
        self._pdf, self._anchors = pdf, anchors
        self.pages = [page.obj for page in pdf.pages]
        self.objects: dict[Element, Object] = {}
        self.annotations: dict[int, list[Object]] = {}
        self.linked: list[Object] = []
        """The element of each annotation, in the order of their numbers in the parent tree."""
        self._attributes: dict[Attributes, Object] = {}
        self._roles: dict[str, Name] = {}

    def write(self, element: Element, parent: Object) -> Object:
        made = self._pdf.make_indirect(Dictionary(S=self._role(element.role), P=parent))
        self.objects[element] = made
        shared = []
        for name, value in element.attributes:
            if name in _OF_THE_ELEMENT:
                made[f"/{name}"] = String(str(value))
            else:
                shared.append((name, value))
        if shared:
            made.A = self._shared(tuple(shared))
        kids = self._kids(element, made)
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return made

    def _kids(self, element: Element, made: Object) -> list[object]:
        """A mark is a number if it stands on the page that the element names, else it names its own."""
        kids: list[object] = []
        home: int | None = None
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self.write(kid, made))
            elif isinstance(kid, Hotspot):
                kids.append(Dictionary(Type=Name.OBJR, Pg=self.pages[kid.page], Obj=self._annotation(kid, made)))
            else:
                if home is None:
                    home, made.Pg = kid.page, self.pages[kid.page]
                kids.append(kid.number if kid.page == home else self._elsewhere(kid))
        return kids

    def _elsewhere(self, mark: Mark) -> Dictionary:
        return Dictionary(Type=Name.MCR, Pg=self.pages[mark.page], MCID=mark.number)

    def _annotation(self, spot: Hotspot, element: Object) -> Object:
        made = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=Array(spot.box), Border=Array([0, 0, 0]), F=_PRINTED, Contents=String(spot.words),
                StructParent=len(self.pages) + len(self.linked),
            )
        )  # fmt: skip
        if spot.target.startswith("#"):
            made.Dest = self._place(spot.target[1:])
        else:
            made.A = Dictionary(Type=Name.Action, S=Name.URI, URI=String(quote(spot.target, safe="%/:=&?~#+!$,;'@()*[]")))
        self.linked.append(element)
        self.annotations.setdefault(spot.page, []).append(made)
        return made

    def _place(self, anchor: str) -> Array:
        if anchor not in self._anchors:
            raise Misordered(f"A link leads to #{anchor}, which is nowhere in the document.")
        place = self._anchors[anchor]
        return Array([self.pages[place.page], Name.XYZ, None, place.top, None])

    def _shared(self, attributes: Attributes) -> Object:
        """Thousands of cells say the same: one object for all."""
        if attributes not in self._attributes:
            made = Dictionary(O=Name(f"/{_OWNERS.get(attributes[0][0], 'Table')}"))
            for name, value in attributes:
                made[f"/{name}"] = Name(f"/{value}") if name in _NAMES else Array(value) if isinstance(value, tuple) else value
            self._attributes[attributes] = self._pdf.make_indirect(made)
        return self._attributes[attributes]

    def _role(self, role: str) -> Name:
        return self._roles.setdefault(role, Name(f"/{role}"))
