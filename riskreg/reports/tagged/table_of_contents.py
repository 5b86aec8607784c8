"""The contents: every listed heading with its page, and a link to it. Its lines are known before any page is, so it is laid out once."""

from collections.abc import Sequence
from itertools import pairwise

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.blocks import Block, Heading, Paragraph, Stack
from riskreg.reports.tagged.canvas import DrawnLine, TaggedCanvas
from riskreg.reports.tagged.words import Line, TextStyle

_NUMBER = 28
"""Points kept at the right for the number of the page."""
_INDENT = 14


class ContentsLine(Block):
    def __init__(self, heading: Heading, style: TextStyle, *, keeps_next: bool = False) -> None:
        """`keeps_next`: what stands under it comes next."""
        self.keeps_next = keeps_next
        self._anchor, self._words, self._style = heading.anchor, heading.words.replace("\n", " "), style
        self._indent = (heading.level - 1) * _INDENT
        self._title = Paragraph(self._words, style, role="")
        self.below = 1.5

    def _lines(self, width: float) -> Sequence[Line]:
        return self._title.lines(width - self._indent - _NUMBER)

    def height(self, width: float) -> float:
        return len(self._lines(width)) * self._style.leading

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        style, lines = self._style, self._lines(width)
        number = str(canvas.page_of.get(self._anchor, ""))
        face = faces.face(bold=style.bold)
        baseline = top - (len(lines) - 1) * style.leading - style.rise
        start = left + width - faces.width(number, face) * style.size
        with canvas.element("TOCI"), canvas.element("Reference"), canvas.element("Link"):
            self._title.draw(canvas, left + self._indent, top, width - self._indent - _NUMBER)
            canvas.text([DrawnLine(start, baseline, [(number, face)])], style.size, style.colour)
            box = (left + self._indent, top - self.height(width), left + width, top)
            canvas.hotspot(box, f"#{self._anchor}", f"{self._words}, pagina {number}")
        end = left + self._indent + lines[-1].width * style.size
        self._draw_dots(canvas, end, start, baseline)

    def _draw_dots(self, canvas: TaggedCanvas, end: float, start: float, baseline: float) -> None:
        """In step from line to line, and not read aloud."""
        step, size = 4.0, self._style.size
        places = range(int(end + 0.5 * size) // int(step) + 1, int((start - 0.4 * size) / step))
        if places:
            with canvas.artifact():
                canvas.text([DrawnLine(place * step, baseline, [(".", faces.REGULAR)]) for place in places], 0.8 * size, "#5a6772")


class TableOfContents(Block):
    """Where it stands in the story, the document puts its lines."""

    def __init__(self, styles: Sequence[TextStyle], *, deepest: int = 3, below: float = 0) -> None:
        self._styles, self._deepest, self.below = styles, deepest, below

    def of(self, headings: Sequence[Heading]) -> Stack:
        listed = [heading for heading in headings if heading.listed and heading.level <= self._deepest]
        deeper = [after.level > before.level for before, after in pairwise(listed)]
        lines = [
            ContentsLine(heading, self._styles[min(heading.level, len(self._styles)) - 1], keeps_next=keeps_next)
            for heading, keeps_next in zip(listed, [*deeper, False], strict=False)
        ]
        return Stack(lines, "TOC", below=self.below)

    def height(self, width: float) -> float:  # noqa: ARG002
        return 0

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        pass
