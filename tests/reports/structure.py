"""Reads a tagged file as a screen reader does, and finds what is wrong in it; knows nothing of how it was written.

A validator alone does not do: it lets pass a parent tree that names the wrong elements, and a table drawn as loose words.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

PAINTS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh", "INLINE IMAGE"}


@dataclass(eq=False)
class Node:
    """An element: what is said in it, its own words and those of its kids in their order."""

    role: str
    made: Object
    """As it stands in the file, while that is open."""
    alternative: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    kids: list["Node | str"] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def text(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    def all(self, *roles: str) -> list["Node"]:
        return [node for node in self.walk() if node.role in roles]

    def walk(self) -> Iterator["Node"]:
        yield self
        for kid in self.nodes:
            yield from kid.walk()

    @property
    def nodes(self) -> list["Node"]:
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def attribute(self, name: str) -> str | None:
        return self.attributes.get(name)


@dataclass
class _Drawn:
    """A mark on a page."""

    role: str
    text: str = ""
    named: int = 0


class Reading:
    """`root`: what is heard. `faults`: what is wrong, in words."""

    def __init__(self, data: bytes) -> None:
        self.faults: list[str] = []
        with pikepdf.open(io.BytesIO(data)) as pdf:
            self._pdf = pdf
            self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
            self._marks = {number: self._drawn_on(number, page.obj) for number, page in enumerate(pdf.pages)}
            self._parents = _number_tree(pdf)
            self._said: dict[int, list[int]] = defaultdict(list)
            self._links: set[tuple[int, int]] = set()
            tree = pdf.Root.get("/StructTreeRoot")
            if tree is None:
                self.faults.append("no structure at all")
                return
            self.root = self._element(tree.K, tree)
            self._whole()
            self._tables()
            self._others()

    def _fault(self, wrong: bool, words: str) -> None:
        if wrong:
            self.faults.append(words)

    # What is drawn

    def _drawn_on(self, number: int, page: Object) -> dict[int, _Drawn]:
        marks: dict[int, _Drawn] = {}
        inside: list[_Drawn | None] = []
        maps = {name: _meanings(font) for name, font in dict(page.Resources.get("/Font", {})).items()}
        meaning: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                self._fault(bool(inside), f"page {number}: a mark inside a mark")
                mark = _Drawn(str(operands[0])[1:])
                if name == "BDC" and "/MCID" in operands[1]:
                    self._fault(int(operands[1].MCID) in marks, f"page {number}: two marks have one number")
                    marks[int(operands[1].MCID)] = mark
                else:
                    self._fault(mark.role != "Artifact", f"page {number}: {mark.role} without a number")
                inside.append(mark)
            elif name == "EMC":
                inside.pop()
            elif name == "Tf":
                meaning = maps[str(operands[0])]
            elif name in PAINTS:
                self._fault(not inside, f"page {number}: {name} outside every mark")
                if name == "Tj" and inside and inside[-1]:
                    inside[-1].text += "".join(meaning[code] for code in bytes(operands[0]))
        self._fault(bool(inside), f"page {number}: a mark is left open")
        return marks

    # What is said

    def _element(self, element: Object, parent: Object) -> Node:
        node = Node(str(element.S)[1:], element, str(element.get("/Alt", "")))
        node.attributes = {name[1:]: str(value).removeprefix("/") for name, value in dict(element.get("/A", {})).items() if name != "/BBox"}
        self._fault(element.P.objgen != parent.objgen, f"{node.role}: the wrong parent")
        kids = element.get("/K", Array([]))
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
                self._annotation(kid.Obj, node)
            elif isinstance(kid, Dictionary) and "/S" in kid:
                node.kids.append(self._element(kid, element))
            else:
                at_home = not isinstance(kid, Dictionary)
                self._mark(node, self._pages[(element if at_home else kid).Pg.objgen], int(kid if at_home else kid.MCID))
        return node

    def _mark(self, node: Node, page: int, number: int) -> None:
        drawn = self._marks[page].get(number)
        if drawn is None:
            self.faults.append(f"{node.role}: names mark {number} of page {page}, which is not there")
            return
        drawn.named += 1
        node.kids.append(drawn.text)
        node.pages.append(page)
        self._fault(drawn.role != node.role, f"page {page}: a mark says {drawn.role}, its element {node.role}")
        owners = self._parents.get(int(self._pdf.pages[page].obj.get("/StructParents", -1)))
        right = owners is not None and number < len(owners) and owners[number].objgen == node.made.objgen
        self._fault(not right, f"page {page}: the parent tree gives mark {number} to another than {node.role}")
        # Read from top to bottom, a page is drawn in the order in which it is said.
        self._fault(bool(self._said[page]) and self._said[page][-1] > number, f"page {page}: drawn in another order than said")
        self._said[page].append(number)

    def _annotation(self, annotation: Object, node: Node) -> None:
        self._links.add(annotation.objgen)
        owner = self._parents.get(int(annotation.get("/StructParent", -1)))
        self._fault(owner is None or owner.objgen != node.made.objgen, "a link that the parent tree gives to another")
        self._fault(not str(annotation.get("/Contents", "")).strip(), "a link without words")

    # What is missing

    def _whole(self) -> None:
        for page, marks in self._marks.items():
            for number, drawn in marks.items():
                self._fault(drawn.named != 1, f"page {page}: mark {number} ({drawn.role}) is named {drawn.named} times")
        there = {link.objgen for page in self._pdf.pages for link in page.obj.get("/Annots", [])}
        self._fault(there != self._links, f"{len(there ^ self._links)} links are in the tree or on the pages only")

    def _tables(self) -> None:
        for table in self.root.all("Table"):
            rows = [row for part in table.nodes for row in ([part] if part.role == "TR" else part.nodes) if part.role != "Caption"]
            self._fault(not rows or any(row.role != "TR" for row in rows), "a table with something else than rows")
            self._fault(len(set(_widths(rows))) > 1, f"“{table.words[:40]}”: rows of different widths {sorted(set(_widths(rows)))}")
            heads = [cell for row in rows for cell in row.nodes if cell.role == "TH"]
            self._fault(not heads, f"“{table.words[:40]}”: no heads")
            self._fault(any(cell.attribute("Scope") is None for cell in heads), "a head that does not say of what")

    def _others(self) -> None:
        above = 0
        for heading in self.root.all(*(f"H{level}" for level in range(1, 7))):
            level = int(heading.role[1])
            self._fault(level > above + 1, f"“{heading.words}”: level {level} under {above}")
            self._fault(not heading.words, "a heading without words")
            above = level
        for figure in self.root.all("Figure"):
            self._fault(not figure.alternative.strip(), "a picture without words")
        for item in self.root.all("LI"):
            roles = [kid.role for kid in item.nodes]
            self._fault(roles != ["Lbl", "LBody"], f"an item made of {roles}")
        self._fault(not str(self._pdf.Root.get("/Lang", "")), "no language")


def _number_tree(pdf: Pdf) -> dict[int, Object]:
    tree = pdf.Root.get("/StructTreeRoot", {}).get("/ParentTree")
    if tree is None:
        return {}
    return {int(tree.Nums[at]): tree.Nums[at + 1] for at in range(0, len(tree.Nums), 2)}


def _widths(rows: list[Node]) -> list[int]:
    """Of each row, with what comes down from those above."""
    coming: dict[int, int] = defaultdict(int)
    found = []
    for number, row in enumerate(rows):
        own = 0
        for cell in row.nodes:
            wide, high = int(cell.attribute("ColSpan") or 1), int(cell.attribute("RowSpan") or 1)
            own += wide
            for below in range(1, high):
                coming[number + below] += wide
        found.append(own + coming[number])
    return found


def _meanings(font: Object) -> dict[int, str]:
    """What each code of a font means: what is copied, and what is read aloud."""
    typed = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]+)>\n", typed[typed.index("beginbfchar") :])
    return {int(code, 16): bytes.fromhex(meaning).decode("utf-16-be") for code, meaning in pairs}


def furniture(data: bytes) -> list[list[str]]:
    """Page by page, what is written in artifacts of the page: seen, not heard."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            maps = {name: _meanings(font) for name, font in dict(page.obj.Resources.get("/Font", {})).items()}
            texts: list[str] = []
            inside, meaning = False, {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC":
                    inside = "/Subtype" in operands[1]
                elif str(operator) == "Tf":
                    meaning = maps[str(operands[0])]
                elif str(operator) == "BT" and inside:
                    texts.append("")
                elif str(operator) == "Tj" and inside:
                    texts[-1] += "".join(meaning[code] for code in bytes(operands[0]))
            found.append(texts)
    return found
