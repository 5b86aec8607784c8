"""What blocks draw with. reportlab's canvas paints; nobody else has it in hand, so that nothing can be painted without a name.

Text goes to the innermost open element, or to an artifact; lines and boxes are artifacts by themselves; pictures are figures.
Places are points from the lower left corner, as in PDF.
"""

import io
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.errors import Untagged
from riskreg.reports.tagged.letters import Letters
from riskreg.reports.tagged.structure import Attributes, Box, StructureTree

rl_config.useA85 = 0
"""Pages need not be text any more: a fifth of the file, and a tenth of the time."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of text: where it begins, and its words, each in a face that has them."""

    left: float
    baseline: float
    pieces: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bookmark:
    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    top: float


@dataclass
class Drawn:
    """What finishing needs beside reportlab's bytes."""

    tree: StructureTree = field(default_factory=StructureTree)
    bookmarks: list[Bookmark] = field(default_factory=list)
    anchors: dict[str, Place] = field(default_factory=dict)


class TaggedCanvas:
    def __init__(self, page_of: Mapping[str, int]) -> None:
        """`page_of`: on which page each heading will stand, counted from one."""
        faces.characters(faces.REGULAR)
        self._bytes = io.BytesIO()
        # The first font of each page is reportlab's default, Helvetica, unless it is told otherwise; it would not be embedded.
        self._pdf = Canvas(self._bytes, invariant=1, pageCompression=1, pdfVersion=(1, 7), initialFontName=faces.REGULAR)
        self._in_artifact = self._in_figure = False
        self._colours: dict[str, str] = {}
        self._letters: dict[str, Letters] = {}
        self.drawn = Drawn()
        self.page_of = page_of

    # Pages

    @property
    def page(self) -> int:
        """Counted from zero."""
        return len(self.drawn.tree.marked) - 1

    def open_page(self, width: float, height: float) -> None:
        self.drawn.tree.turn_page()
        self._pdf.setPageSize((width, height))

    def close_page(self) -> None:
        self._pdf.showPage()

    def finished(self) -> bytes:
        """reportlab's file: everything drawn, nothing named yet."""
        self._pdf.save()
        return self._bytes.getvalue()

    # Names

    def element(self, role: str, key: Hashable = None, attributes: Attributes = ()) -> AbstractContextManager[object]:
        """What is drawn inside belongs to it. In an artifact there are no elements: a head drawn again on the next page is not read again."""
        return nullcontext() if self._in_artifact else self.drawn.tree.element(role, key, attributes)

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
        element, number = self.drawn.tree.mark()
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
            self.drawn.tree.add_hotspot((left, bottom, right, top), target, words)

    def anchor(self, name: str, top: float) -> None:
        if not self._in_artifact:
            self.drawn.anchors.setdefault(name, Place(self.page, round(top, 2)))

    def bookmark(self, level: int, title: str, top: float) -> None:
        self.drawn.bookmarks.append(Bookmark(level, title, self.page, round(top, 2)))
