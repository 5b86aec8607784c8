"""Pictures of a document, drawn as vectors: the same figures that pages draw as SVG, legible without colours.

Each needs words for those who do not see it, and stands beside or before a table with its numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportlab.graphics.shapes import Drawing, Line, Rect, Shape, String
from reportlab.lib.colors import Color, HexColor

from riskreg.domain.italian import write_number
from riskreg.reports.marks import Band, hatch
from riskreg.reports.style import INK, LINE, MUTED, SHADES, SHEET, TEXT, WHITE
from riskreg.reports.tagged import faces
from riskreg.reports.tagged.figures import Figure
from riskreg.reports.tagged.glyphs import clean, runs
from riskreg.reports.tagged.words import TextStyle, break_lines

WIDTH = SHEET.column
_SIZE = 8.5
_LEADING = 11.0
_DARK = 4
"""From this shade on, what is written on it is white."""


@dataclass(frozen=True)
class Bar:
    """`counts`: how many of each band, by name."""

    label: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Value:
    """None is drawn as nothing and shown as missing. `note`: a word on why it is not final yet, such as “provvisorio”."""

    label: str
    value: Decimal | None
    note: str = ""


def bars(rows: Sequence[Bar], bands: Sequence[Band], words: str) -> Figure:
    """Each row one bar, parted by band, the mildest at the left; at its end how many there are."""
    ordered = sorted(bands, key=lambda band: (band.rank, band.name))
    most = max((sum(row.counts.get(band.name, 0) for band in ordered) for row in rows), default=0) or 1
    room, bar, left, right = 0.34 * WIDTH, 15.0, 0.36 * WIDTH, WIDTH - 26
    labels = [_in_lines(row.label, room) for row in rows]
    heights = [max(bar, len(label) * _LEADING) + 7 for label in labels]
    legend, legend_height = _legend(ordered)
    top = sum(heights)
    drawing = Drawing(WIDTH, top + legend_height)
    _add(drawing, _shifted(legend, 0, top))
    for row, label, height in zip(rows, labels, heights, strict=True):
        top -= height
        middle = top + height / 2
        _add(drawing, _label(label, 0, middle))
        start, total = left, 0
        for band in ordered:
            count = row.counts.get(band.name, 0)
            wide = (right - left) * count / most
            if count:
                _add(drawing, _tile(band.shade, start, middle - bar / 2, wide, bar))
                _add(drawing, _on_tile(str(count), band.shade, start, middle, wide))
            start, total = start + wide, total + count
        _add(drawing, _letters(str(total), start + 5, middle - 0.35 * _SIZE, TEXT, bold=True))
    drawing.add(Line(left, 0, left, sum(heights), strokeColor=HexColor(INK), strokeWidth=0.75))
    return Figure(drawing, words)


def matrix(
    down: Sequence[Band], across: Sequence[Band], counts: Mapping[tuple[str, str], int], words: str, *, titles: tuple[str, str]
) -> Figure:
    """How many stand at each crossing of a band of `down` and one of `across`: darker where there are more. `titles` name the two sides."""
    room, side, head = 0.22 * WIDTH, 34.0, 30.0
    step = min((WIDTH - room) / max(len(across), 1), 92.0)
    high = head + 16 + side * len(down)
    drawing = Drawing(room + step * len(across), high)
    _add(drawing, _letters(titles[1], room, high - 11, MUTED))
    _add(drawing, _letters(titles[0], 0, high - 11, MUTED))
    most = max(counts.values(), default=0) or 1
    for place, band in enumerate(across):
        _add(drawing, _head(band, room + place * step, high - 16 - head / 2, step))
    for row, band in enumerate(down):
        bottom = high - 16 - head - (row + 1) * side
        _add(drawing, _head(band, 0, bottom + side / 2, room))
        for place, other in enumerate(across):
            _add(drawing, _crossing(counts.get((band.name, other.name), 0), most, room + place * step, bottom, step, side))
    return Figure(drawing, words)


def columns(values: Sequence[Value], words: str, *, most: Decimal | None = None) -> Figure:
    """One beside the other, two decimals each. `most`: what a full column would be; else the largest."""
    room, foot = 130.0, 26.0
    step = min(WIDTH / max(len(values), 1), 80.0)
    wide, size = 0.55 * step, 10.0
    highest = max([most or Decimal(0), *(each.value for each in values if each.value is not None)]) or Decimal(1)
    drawing = Drawing(step * len(values), room + foot + 16)
    for place, each in enumerate(values):
        left = place * step + (step - wide) / 2
        high = float((each.value or Decimal(0)) / highest) * room
        text = "–" if each.value is None else write_number(each.value, decimals=2)
        if each.value is not None:
            _add(drawing, _column(left, foot, wide, high, provisional=bool(each.note)))
        _add(drawing, _centred(text, left + wide / 2, foot + high + 5, TEXT, bold=True, size=size))
        _add(drawing, _centred(each.label, left + wide / 2, foot - 12, TEXT))
        if each.note:
            _add(drawing, _centred(each.note, left + wide / 2, foot - 23, MUTED))
    drawing.add(Line(0, foot, step * len(values), foot, strokeColor=HexColor(INK), strokeWidth=0.75))
    return Figure(drawing, words)


def _column(left: float, bottom: float, wide: float, high: float, *, provisional: bool) -> list[Shape]:
    """Slanted lines, on white, for what is not final."""
    if not provisional:
        return [Rect(left, bottom, wide, high, fillColor=HexColor(INK), strokeColor=None)]
    slanted = hatch(2, (left, bottom, left + wide, bottom + high), step=6).lines
    lines = [Line(*line, strokeColor=HexColor(INK), strokeWidth=0.6) for line in slanted]
    return [*lines, Rect(left, bottom, wide, high, fillColor=None, strokeColor=HexColor(INK), strokeWidth=0.75, strokeDashArray=[3, 2])]


def _centred(text: str, middle: float, baseline: float, colour: str, *, bold: bool = False, size: float = _SIZE) -> list[Shape]:
    wide = sum(faces.width(part, face) for part, face in runs(clean(text), faces.face(bold=bold))) * size
    return _letters(text, middle - wide / 2, baseline, colour, bold=bold, size=size)


def _crossing(count: int, most: int, left: float, bottom: float, wide: float, high: float) -> list[Shape]:
    dark = 0.12 + 0.68 * count / most if count else 0.0
    fill = Color(*(1 - dark * (1 - part) for part in HexColor(INK).rgb()))
    square = Rect(left, bottom, wide, high, fillColor=fill, strokeColor=HexColor(LINE), strokeWidth=0.75)
    size, colour = 12.0, WHITE if dark > 0.66 else TEXT
    text = str(count) if count else "–"
    start = left + (wide - faces.width(text, faces.BOLD) * size) / 2
    return [square, *_letters(text, start, bottom + high / 2 - 0.35 * size, colour if count else MUTED, bold=True, size=size)]


def _head(band: Band, left: float, middle: float, room: float) -> list[Shape]:
    """A band at the side of a matrix: its mark and its name."""
    lines = _in_lines(band.name, room - 16)
    return [*_tile(band.shade, left + 1, middle - 4, 8, 8, step=2.7), *_label(lines, left + 13, middle)]


def _tile(shade: int, left: float, bottom: float, wide: float, high: float, *, step: float = 4.5) -> list[Shape]:
    lines = hatch(shade, (left, bottom, left + wide, bottom + high), step=step)
    drawn: list[Shape] = [Rect(left, bottom, wide, high, fillColor=HexColor(SHADES[shade]), strokeColor=None)]
    drawn += [Line(*line, strokeColor=HexColor(lines.colour), strokeWidth=0.4) for line in lines.lines]
    return [*drawn, Rect(left, bottom, wide, high, fillColor=None, strokeColor=HexColor(INK), strokeWidth=0.6)]


def _on_tile(text: str, shade: int, left: float, middle: float, wide: float) -> list[Shape]:
    """On a patch of the plain shade, so that no line crosses the figures; nothing where there is no room for it."""
    length = faces.width(text, faces.BOLD) * _SIZE
    if wide < length + 6:
        return []
    start = left + (wide - length) / 2
    patch = Rect(start - 2, middle - 5, length + 4, 10, fillColor=HexColor(SHADES[shade]), strokeColor=None)
    return [patch, *_letters(text, start, middle - 0.35 * _SIZE, WHITE if shade >= _DARK else TEXT, bold=True)]


def _legend(bands: Sequence[Band]) -> tuple[list[Shape], float]:
    drawn: list[Shape] = []
    left, line = 0.0, 0
    for band in bands:
        length = 14 + faces.width(clean(band.name), faces.REGULAR) * _SIZE
        if left and left + length > WIDTH:
            left, line = 0.0, line + 1
        drawn += _shifted([*_tile(band.shade, 0, 0, 8, 8, step=2.7), *_letters(band.name, 12, 1.2, TEXT)], left, -line * 13)
        left += length + 16
    height = (line + 1) * 13 + 8.0
    return _shifted(drawn, 1, height - 11), height


def _shifted(shapes: list[Shape], across: float, up: float) -> list[Shape]:
    for shape in shapes:
        if isinstance(shape, Line):
            shape.x1, shape.x2, shape.y1, shape.y2 = shape.x1 + across, shape.x2 + across, shape.y1 + up, shape.y2 + up
        else:
            shape.x, shape.y = shape.x + across, shape.y + up
    return shapes


def _add(drawing: Drawing, shapes: Sequence[Shape]) -> None:
    for shape in shapes:
        drawing.add(shape)


def _in_lines(text: str, room: float) -> list[str]:
    return ["".join(piece.text for piece in line.pieces) for line in break_lines(text, TextStyle(_SIZE, _LEADING), room)]


def _label(lines: Sequence[str], left: float, middle: float) -> list[Shape]:
    """Its lines around the middle."""
    first = middle + (len(lines) - 1) * _LEADING / 2 - 0.35 * _SIZE
    return [shape for number, line in enumerate(lines) for shape in _letters(line, left, first - number * _LEADING, TEXT)]


def _letters(text: str, left: float, baseline: float, colour: str, *, bold: bool = False, size: float = _SIZE) -> list[Shape]:
    """Each run in a face that has its signs."""
    drawn: list[Shape] = []
    for part, face in runs(clean(text), faces.face(bold=bold)):
        drawn.append(String(left, baseline, part, fontName=face, fontSize=size, fillColor=HexColor(colour)))
        left += faces.width(part, face) * size
    return drawn
