"""What blocks draw with. reportlab's canvas paints; nobody else has it in hand, so that nothing can be painted without a name.

Text goes to the innermost open element, or to an artifact; lines and boxes are artifacts by themselves; pictures are figures.
Places are points from the lower left corner, as in PDF.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from riskreg.reports.tagged.errors import Untagged
from riskreg.reports.tagged.file import File, many
from riskreg.reports.tagged.letters import Letters
from riskreg.reports.tagged.nesting import Bookmark, Nesting, Place
from riskreg.reports.tagged.painting import Painting
from riskreg.reports.tagged.structure import Attributes, Box, StructureTree


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of text: where it begins, and its words, each in a face that has them."""

    left: float
    baseline: float
    pieces: Sequence[tuple[str, str]]


class TaggedCanvas:
    def __init__(self, page_of: Mapping[str, int]) -> None:
        """`page_of`: on which page each heading will stand, counted from one."""
        self._painting = Painting()
        self._pdf = self._painting.canvas
        self._in_artifact = self._in_figure = False
        self._colours: dict[str, str] = {}
        self._letters: dict[str, Letters] = {}
        self._size = (0.0, 0.0)
        self.file = File(self._painting.number)
        self.all_pages = self.file.reserved()
        self.pages: list[int] = []
        self.marks: list[int] = []
        """By page: its number in the file, and that of the list of its marks."""
        self.tree = StructureTree(self._painting.number, Nesting(self.file, self.pages).write)
        self.bookmarks: list[Bookmark] = []
        self.anchors: dict[str, Place] = {}
        self.page_of = page_of

    # Pages

    @property
    def page(self) -> int:
        """Counted from zero."""
        return len(self.pages) - 1

    def open_page(self, width: float, height: float) -> None:
        self.pages.append(self.file.reserved())
        self.tree.turn_page()
        self._size = (width, height)
        self._pdf.setPageSize((width, height))

    def close_page(self) -> None:
        """Into the file at once: what is on it, what it says, where its links are."""
        painted = self._painting.turn_page()
        self.file.put_stream(painted.content, number=painted.number)
        self.marks.append(self.file.put(many(self.tree.marked)))
        links = [spot.number for spot in self.tree.hotspots_here]
        width, height = self._size
        self.file.put(
            f"<</Type/Page/Parent {self.all_pages} 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Resources {painted.resources}"
            f"/Contents {painted.number} 0 R/StructParents {self.page}/Tabs/S{f'/Annots{many(links)}' if links else ''}>>",
            self.pages[-1],
        )

    def close(self) -> None:
        """Nothing more is drawn: elements that went over several pages, faces and pictures go into the file."""
        self.tree.close()
        for number, said in self._painting.objects():
            self.file.put_written(number, said)

    # Names

    def element(self, role: str, key: Hashable = None, attributes: Attributes = ()) -> AbstractContextManager[object]:
        """What is drawn inside belongs to it. In an artifact there are no elements: a head drawn again on the next page is not read again."""
        return nullcontext() if self._in_artifact else self.tree.element(role, key, attributes)

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """What is not read aloud: `kind` is Header or Footer for what stands on every page, nothing for rules and backgrounds."""
        if self._in_artifact or self._in_figure:
            yield
            return
        self._pdf.addLiteral(f"/Artifact <</Type/Pagination/Subtype/{kind}>> BDC" if kind else "/Artifact BMC")
        self._in_artifact = True
        yield
        self._in_artifact = False
        self._pdf.addLiteral("EMC")

    @contextmanager
    def figure(self, words: str, box: Box) -> Iterator[Canvas]:
        """reportlab's own canvas, for one picture. `words` are its alternative text."""
        if self._in_artifact:
            raise Untagged("A picture in an artifact has no words: put it where it is read.")
        left, bottom, right, top = (round(side, 2) for side in box)
        with self.element("Figure", attributes=(("Alt", words), ("BBox", (left, bottom, right, top)))), self._marked():
            self._in_figure = True
            self._pdf.saveState()
            yield self._pdf
            self._pdf.restoreState()
            self._in_figure = False

    @contextmanager
    def _marked(self) -> Iterator[None]:
        if self._in_artifact or self._in_figure:
            yield
            return
        element, number = self.tree.mark()
        self._pdf.addLiteral(f"/{element.role} <</MCID {number}>> BDC")
        yield
        self._pdf.addLiteral("EMC")

    # Drawing

    def text(self, lines: Sequence[DrawnLine], size: float, colour: str) -> None:
        """Of one element, in one mark. Written as PDF says it: reportlab's own object for texts takes most of the time of a long document."""
        written = [f"BT {self._colour(colour)} rg"]
        last = ""
        for line in lines:
            written.append(f"1 0 0 1 {line.left:.2f} {line.baseline:.2f} Tm")
            for words, face in line.pieces:
                for font, said in self._letters_of(face).written(words):
                    if font != last:
                        written.append(f"{font} {size:g} Tf")
                        last = font
                    written.append(f"({said}) Tj")
        written.append("ET")
        with self._marked():
            self._pdf.addLiteral("\n".join(written))

    def box(self, box: Box, *, fill: str = "", stroke: str = "", thickness: float = 0.5) -> None:
        left, bottom, right, top = box
        with self.artifact():
            how = [f"{self._colour(fill)} rg"] if fill else []
            how += [f"{self._colour(stroke)} RG {thickness:g} w"] if stroke else []
            paint = "B" if fill and stroke else "f" if fill else "S"
            self._pdf.addLiteral(f"{' '.join(how)} {left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re {paint}")

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: str, *, thickness: float = 0.5) -> None:
        self.rules([(*start, *end)], colour, thickness=thickness)

    def rules(self, lines: Sequence[Box], colour: str, *, thickness: float = 0.5) -> None:
        if lines:
            drawn = [f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l" for x0, y0, x1, y1 in lines]
            with self.artifact():
                self._pdf.addLiteral(f"{self._colour(colour)} RG {thickness:g} w {' '.join(drawn)} S")

    def _letters_of(self, face: str) -> Letters:
        if face not in self._letters:
            self._letters[face] = Letters(face, self._pdf)
        return self._letters[face]

    def _colour(self, name: str) -> str:
        """Its three parts, as PDF says them."""
        if name not in self._colours:
            self._colours[name] = " ".join(f"{part:.6g}" for part in HexColor(name).rgb())
        return self._colours[name]

    # Ways about

    def hotspot(self, box: Box, target: str, words: str) -> None:
        """A click in the box leads to an address, or after `#` to an anchor. In an artifact, a head drawn again, it would lead nobody."""
        if not self._in_artifact:
            left, bottom, right, top = (round(side, 2) for side in box)
            self.tree.add_hotspot((left, bottom, right, top), target, words)

    def anchor(self, name: str, top: float) -> None:
        if not self._in_artifact:
            self.anchors.setdefault(name, Place(self.page, round(top, 2)))

    def bookmark(self, level: int, title: str, top: float) -> None:
        self.bookmarks.append(Bookmark(level, title, self.page, round(top, 2)))
