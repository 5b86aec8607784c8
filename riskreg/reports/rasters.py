"""The pictures of documents as dots, for formats that take no vectors: the same drawing, line by line."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, ImageOps
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color

from riskreg.reports.tagged import faces

SCALE = 4
"""Dots to a point: nearly 300 to an inch."""

MARGIN = 3
"""Points of white around it: letters at the very edge are cut by who makes the picture smaller."""


def png(drawing: Drawing) -> bytes:
    """Of what pictures.py draws with: rectangles, lines, letters."""
    size = (round(drawing.width * SCALE), round(drawing.height * SCALE))
    image = Image.new("RGB", size, "white")
    paper = ImageDraw.Draw(image)
    for shape in drawing.contents:
        match shape:
            case Rect():
                _rectangle(paper, shape, size[1])
            case Line():
                paper.line(
                    [(shape.x1 * SCALE, size[1] - shape.y1 * SCALE), (shape.x2 * SCALE, size[1] - shape.y2 * SCALE)],
                    fill=_ink(shape.strokeColor), width=max(round(shape.strokeWidth * SCALE), 1),
                )  # fmt: skip
            case String():
                paper.text(
                    (shape.x * SCALE, size[1] - shape.y * SCALE), shape.text, fill=_ink(shape.fillColor), anchor="ls",
                    font=_face(shape.fontName, shape.fontSize),
                )  # fmt: skip
            case _:
                raise TypeError(f"{type(shape).__name__} has no way to become dots")
    out = io.BytesIO()
    ImageOps.expand(image, MARGIN * SCALE, "white").quantize(64).save(out, "PNG", optimize=True, dpi=(72 * SCALE, 72 * SCALE))
    return out.getvalue()


def _rectangle(paper: ImageDraw.ImageDraw, shape: Rect, high: int) -> None:
    box = (shape.x * SCALE, high - (shape.y + shape.height) * SCALE, (shape.x + shape.width) * SCALE, high - shape.y * SCALE)
    outline = _ink(shape.strokeColor) if shape.strokeColor else None
    width = max(round((shape.strokeWidth or 0) * SCALE), 1) if outline else 0
    paper.rectangle(box, fill=_ink(shape.fillColor) if shape.fillColor else None, outline=outline, width=width)


def _ink(colour: Color) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in colour.rgb())
    return red, green, blue


@lru_cache(maxsize=32)
def _face(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(faces.FOLDER / f"{name}.ttf"), round(size * SCALE), layout_engine=ImageFont.Layout.BASIC)
