"""Pictures with words for those who do not see them: a drawing of reportlab's graphics, or an image."""

from collections.abc import Iterator
from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Group, Shape, String
from reportlab.lib.utils import ImageReader

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.blocks import Block
from riskreg.reports.tagged.canvas import TaggedCanvas
from riskreg.reports.tagged.errors import FontNotEmbedded, Untagged
from riskreg.reports.tagged.glyphs import clean

OURS = {faces.REGULAR, faces.BOLD, faces.ITALIC, faces.BOLD_ITALIC, faces.SIGNS}


class Figure(Block):
    """`words` say what the picture shows, not that there is one. A picture wider than the page is made smaller; it is never divided."""

    def __init__(
        self, picture: Drawing | Path, words: str, *, width: float = 0, height: float = 0, above: float = 0, below: float = 0
    ) -> None:  # fmt: skip
        """Of an image, `width` and `height` in points; one of them is enough."""
        self._words = clean(words).strip()
        if not self._words:
            raise Untagged("A picture without alternative text.")
        if isinstance(picture, Drawing):
            insist_on_our_letters(picture)
            self._wide, self._high = float(picture.width), float(picture.height)
        else:
            pixels, lines = ImageReader(str(picture)).getSize()
            self._wide = width or height * pixels / lines
            self._high = height or width * lines / pixels
        self._picture = picture
        self.above, self.below = above, below

    @property
    def drawing(self) -> Drawing:
        """For who draws the same picture elsewhere."""
        if not isinstance(self._picture, Drawing):
            raise TypeError("an image has no drawing")
        return self._picture

    def _scale(self, width: float) -> float:
        return min(1.0, width / self._wide)

    def height(self, width: float) -> float:
        return self._high * self._scale(width)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        scale = self._scale(width)
        bottom = top - self._high * scale
        with canvas.figure(self._words, (left, bottom, left + self._wide * scale, top)) as bare:
            bare.translate(left, bottom)
            bare.scale(scale, scale)
            if isinstance(self._picture, Drawing):
                # Its letters begin in Times-Roman, which would then be asked for although nothing is written in it.
                self._picture.initialFontName = faces.REGULAR
                renderPDF.draw(self._picture, bare, 0, 0)
            else:
                bare.drawImage(ImageReader(str(self._picture)), 0, 0, self._wide, self._high, mask="auto")


def insist_on_our_letters(drawing: Drawing) -> None:
    for letters in _strings(drawing):
        if letters.fontName not in OURS:
            raise FontNotEmbedded(
                f"{letters.fontName}, in {letters.text!r}: a drawing writes in the faces of riskreg.reports.tagged.faces."
            )
        faces.insist_on_glyphs(letters.text, letters.fontName)


def _strings(shape: Drawing | Group | Shape) -> Iterator[String]:
    if isinstance(shape, String):
        yield shape
    elif isinstance(shape, Drawing | Group):
        for part in shape.contents:
            yield from _strings(part)
    elif hasattr(shape, "draw"):
        # A ready-made chart: it says what it is made of.
        yield from _strings(shape.draw())
