"""Pictures of the register, drawn on the server: values in, SVG out; no library, nothing looked up.

    drawn = pictures.arrows("mappa", processes, bands, caption="Rischio prima e dopo le misure, 2026")
    drawn = pictures.crossing("mappa", {("ALTO", "BASSO"): 12, …}, bands, caption="…", cell_url=address_of_cell)  # of more than FEW
    drawn = pictures.bars("aree", [Bar(…), …], bands, caption="Processi per area e fascia, 2026")
    drawn = pictures.columns("medie", [Column("2025", Decimal("5.75"), url), …], caption="Rischio residuo medio")

and in the template, with the stylesheet of pictures in the head:
    {% from "components/picture.html" import picture, picture_styles %}
    {% block scripts %}{{ picture_styles() }}{% endblock %}
    {{ picture(drawn) }}

The first word of each is its name on the page, for ids: letters and figures, another for each picture. Each number leads to its rows; the same
numbers stand in a table beside (`heads`, `rows`). Bands have by rank the colour of their badges (`domain/bands.py`) and a pattern of their own, so
that the picture reads without colours. Places are shares of the width, text has its own size: on a telephone a picture is narrower, not smaller.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from markupsafe import Markup

from riskreg.domain import bands as bands_in_words
from riskreg.domain.italian import NBSP, plural, write_number
from riskreg.web import drawing
from riskreg.web.drawing import Band, Cell, Head, Picture

__all__ = ["Band", "Bar", "Cell", "Column", "Picture", "Process", "arrows", "bars", "columns", "crossing"]

FEW = 40
"""Processes of which each gets a line of its own; of more, only how many went from which band to which."""

LINE, BAR, CELL, ROOM, LABEL, LABEL_LINE = 26, 22, 58, 190, 38, 17  # of a line of what a bar is about: its letters, its height


class Process(NamedTuple):
    """One process before and after its measures: the names of the bands, and the scores where there are any."""

    code: str
    name: str
    url: str
    inherent_band: str
    band: str
    inherent: Decimal | None = None
    residual: Decimal | None = None
    computed_band: str = ""
    """Where `band` was judged otherwise than computed: the computed one."""


@dataclass(frozen=True)
class Bar:
    """One bar: how many of each band (by name), where all of them are listed, and where those of one band are."""

    label: str
    url: str
    counts: Mapping[str, int]
    urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column: None is drawn as nothing and said to be missing. `note` says why a value is not final: it is hatched, with the words before the
    colon under it."""

    label: str
    value: Decimal | None
    url: str = ""
    note: str = ""


def arrows(name: str, processes: Sequence[Process], bands: Sequence[Band], *, caption: str) -> Picture:
    """Each process on the scale of the scores or, without scores, of the bands."""
    steps = drawing.steps(bands)
    known = [one for one in processes if one.inherent_band in steps and one.band in steps]
    return _arrows(name, known, bands, caption) if known else Picture(name, caption)


def bars(
    name: str, rows: Sequence[Bar], bands: Sequence[Band], *, caption: str, of: str = "Area di rischio",
    counted: tuple[str, str] = ("processo", "processi"),
) -> Picture:  # fmt: skip
    """How many processes, or what else is counted, row by row, parted by band: the mildest at the left. `of` is what the rows are."""
    ordered = drawing.by_rank(bands)
    most = max((_total(row, ordered) for row in rows), default=0)
    if not most:
        return Picture(name, caption)
    drawn = [Markup()]
    top = drawing.legend_height(ordered)
    for row in rows:
        lines = drawing.in_lines(row.label, LABEL)
        drawn += _bar(name, row, lines, ordered, most, top, counted)
        top += LABEL_LINE * (len(lines) - 1) + LINE + BAR + 10
    svg = drawing.svg(
        name, caption, _said_of_bars(rows, ordered), top, drawing.patterns(name, ordered), drawing.legend(name, ordered), *drawn
    )
    heads = drawing.heads(of, *(band.name for band in ordered), "Totale")
    return Picture(name, caption, svg, heads, [_bar_cells(row, ordered) for row in rows])


def columns(name: str, values: Sequence[Column], *, caption: str, of: str = "Anno", most: Decimal | None = None, unit: str = "") -> Picture:
    """One value after the other, two decimals each. `most`: what a full column would be; else the largest value. `unit`: what it is counted in, said
    in the table and in words; over a column there is no room."""
    if not values:
        return Picture(name, caption)
    largest = max([most or Decimal(0), *(one.value for one in values if one.value is not None)])
    slot = Fraction(100, len(values))
    floor = ROOM + LINE
    drawn = [drawing.tag("line", x1="0", x2="100%", y1=floor, y2=floor, class_="rr-pic-axis")]
    for place, one in enumerate(values):
        drawn.append(_column(name, one, slot * place, slot, floor, largest, unit))
    hatched = any(one.note for one in values)
    height = floor + (2 * LINE if hatched else LINE)
    parts = (drawing.hatching(name), *drawn) if hatched else drawn
    svg = drawing.svg(name, caption, "; ".join(_said_of_column(one, unit) for one in values), height, *parts, class_="rr-pic-columns")
    heads, cells = drawing.heads(of, "Valore"), [[Cell(one.label, one.url), Cell(_with(unit, one.value))] for one in values]
    if hatched:
        heads, cells = [*heads, Head("2", "Note", numeric=False)], [[*row, Cell(one.note)] for row, one in zip(cells, values, strict=True)]
    return Picture(name, caption, svg, heads, cells)


# Arrows, one for each process

_PLOT, _PLOT_WIDTH = Fraction(17), Fraction(55)


def _arrows(name: str, processes: Sequence[Process], bands: Sequence[Band], caption: str) -> Picture:
    ordered = sorted(drawing.by_rank(bands), key=lambda band: band.rank)
    ranks = {band.name: band.rank for band in ordered}
    in_order = sorted(processes, key=lambda one: (-(one.residual or 0), -ranks[one.band], -(one.inherent or 0), one.code))
    scale = _Scale(ordered, in_order)
    top, height = drawing.legend_height(ordered) + LINE, len(in_order) * LINE
    zones = [part for zone in scale.zones() for part in _zone(name, zone, drawing.steps(ordered), top, height)]
    heads_drawn = drawing.tag("text", "prima → dopo", x="100%", y=top - 14, class_="rr-pic-end-label rr-pic-muted")
    lines = [_arrow(one, scale, top + LINE * place) for place, one in enumerate(in_order)]
    said = f"{plural(len(in_order), 'processo', 'processi')}: per ognuno una freccia dal rischio inerente al rischio residuo."
    marker = drawing.tag(
        "marker", drawing.tag("path", d="M0 0 9 4.5 0 9z", class_="rr-pic-head"), id=f"{name}-punta", viewBox="0 0 9 9", refX="8", refY="4.5",
        markerWidth="9", markerHeight="9", markerUnits="userSpaceOnUse", orient="auto",
    )  # fmt: skip
    arrows = drawing.tag("g", *lines, class_="rr-pic-arrows", marker_end=f"url(#{name}-punta)")
    drawn = (
        drawing.patterns(name, ordered, marker),
        drawing.legend(name, ordered),
        heads_drawn,
        *zones,
        *scale.limits(top + height + 16),
        arrows,
    )
    svg = drawing.svg(name, caption, said, top + height + LINE, *drawn)
    heads = drawing.heads("Processo", "Rischio inerente", "Rischio residuo")
    cells = [
        [
            Cell(f"{one.code} {one.name}", one.url),
            Cell(_scored(one.inherent, one.inherent_band)),
            Cell(_scored(one.residual, one.band, one.computed_band)),
        ]
        for one in in_order
    ]
    return Picture(name, caption, svg, heads, cells)


def _zone(name: str, zone: "tuple[Band, Fraction, Fraction]", steps: Mapping[str, int], top: int, height: int) -> list[Markup]:
    """Pale behind the arrows; at its head a strip as in the legend."""
    band, start, width = zone
    step, place = steps[band.name], {"x": drawing.share(start), "width": drawing.share(width)}
    strip = {"y": top - 8, "height": 8}
    return [
        drawing.tag("rect", **place, y=top, height=height, class_=f"rr-pic-zone rr-pic-{step}"),
        drawing.tag("rect", **place, **strip, class_=f"rr-pic-{step}"),
        drawing.tag("rect", **place, **strip, fill=f"url(#{name}-trama-{step})", class_="rr-pic-texture"),
    ]


class _Scale:
    """Where on the picture a score stands; without scores, the middle of its band."""

    def __init__(self, ordered: Sequence[Band], processes: Sequence[Process]) -> None:
        limits = [band.most for band in ordered]
        self._by_score = all(limit is not None for limit in limits) and all(
            one.inherent is not None and one.residual is not None for one in processes
        )
        ends = [Fraction(limit or 0) for limit in limits] if self._by_score else [Fraction(place + 1) for place in range(len(ordered))]
        highest = max([Fraction(1, 100), *ends, *(Fraction(one.inherent or 0) for one in processes if self._by_score)])
        self._ends = [end / highest for end in ends]
        self._ordered, self._highest = ordered, highest

    def zones(self) -> list[tuple[Band, Fraction, Fraction]]:
        starts = [Fraction(0), *self._ends[:-1]]
        return [
            (band, _PLOT + start * _PLOT_WIDTH, max(end - start, Fraction(0)) * _PLOT_WIDTH)
            for band, start, end in zip(self._ordered, starts, self._ends, strict=True)
        ]

    def limits(self, y: int) -> list[Markup]:
        """Where each band ends, in figures."""
        ends = [(start + width, band.most) for band, start, width in self.zones() if self._by_score and band.most is not None]
        return [drawing.tag("text", write_number(most), x=drawing.share(x), y=y, class_="rr-pic-middle rr-pic-muted") for x, most in ends]

    def place(self, value: Decimal | None, band: str) -> Fraction:
        if self._by_score and value is not None:
            return _PLOT + min(Fraction(value) / self._highest, Fraction(1)) * _PLOT_WIDTH
        return next(start + width / 2 for one, start, width in self.zones() if one.name == band)


def _arrow(one: Process, scale: _Scale, top: int) -> Markup:
    before, after = scale.place(one.inherent, one.inherent_band), scale.place(one.residual, one.band)
    middle = top + LINE // 2
    values = f"{_short(one.inherent, one.inherent_band)} → {_short(one.residual, one.band)}"
    # What is read aloud begins with what is seen, so that it can also be called by voice.
    said = f"{one.code}, {values}: {one.name}, da {_scored(one.inherent, one.inherent_band)} a {_scored(one.residual, one.band, one.computed_band)}"
    still = drawing.tag("circle", cx=drawing.share(after), cy=middle, r="6", class_="rr-pic-end")
    moves = drawing.tag("line", x1=drawing.share(before), x2=drawing.share(after), y1=middle, y2=middle)
    return drawing.link(
        one.url,
        said,
        drawing.tag("rect", x="0", y=top, width="100%", height=LINE, class_="rr-pic-hit"),
        drawing.tag("text", drawing.cut(one.code, 12), x="0", y=middle + 4, class_="rr-pic-label"),
        drawing.tag("circle", cx=drawing.share(before), cy=middle, r="4", class_="rr-pic-start"),
        moves if abs(before - after) > Fraction(1, 2) else still,
        drawing.tag("text", values, x="100%", y=middle + 4, class_="rr-pic-end-label"),
    )


# How many went from which band to which


def crossing(
    name: str, counts: Mapping[tuple[str, str], int], bands: Sequence[Band], *, caption: str, cell_url: Callable[[str, str], str],
    titles: tuple[str, str] = ("Prima", "Dopo le misure"),
) -> Picture:  # fmt: skip
    """How many of each band before ended in each band after; `cell_url(inherent band, residual band)` lists them."""
    ordered = drawing.by_rank(bands)
    counts = {(before.name, after.name): counts.get((before.name, after.name), 0) for before in ordered for after in ordered}
    if not any(counts.values()):
        return Picture(name, caption)
    left, wide = Fraction(26), Fraction(74, len(ordered))
    most, head = max(counts.values()), 2 * LINE
    drawn = _crossing_heads(ordered, left, wide, titles)
    for row, before in enumerate(reversed(ordered)):
        top = head + CELL * row
        drawn.append(drawing.tag("text", drawing.cut(before.name, 11), x="0", y=top + CELL // 2 + 4, class_="rr-pic-label"))
        for place, after in enumerate(ordered):
            count = counts[before.name, after.name]
            drawn.append(
                _cell(before, after, count, Fraction(count, most), left + wide * place, wide, top, name, drawing.steps(ordered), cell_url)
            )
    said = "; ".join(
        f"da {before} a {after}: {plural(count, 'processo', 'processi')}" for (before, after), count in counts.items() if count
    )
    svg = drawing.svg(name, caption, said, head + CELL * len(ordered), drawing.patterns(name, ordered), *drawn)
    address = {both: cell_url(*both) if count else "" for both, count in counts.items()}
    listed = {both: Cell(write_number(count), address[both]) for both, count in counts.items()}
    cells = [[Cell(before.name), *(listed[before.name, after.name] for after in ordered)] for before in reversed(ordered)]
    return Picture(name, caption, svg, drawing.heads("Prima delle misure", *(f"Dopo: {band.name}" for band in ordered)), cells)


def _crossing_heads(ordered: Sequence[Band], left: Fraction, wide: Fraction, titles: tuple[str, str]) -> list[Markup]:
    return [
        drawing.tag("text", f"{titles[0]} ↓", x="0", y=LINE + 18, class_="rr-pic-muted"),
        drawing.tag("text", f"{titles[1]} →", x=drawing.share(left), y="12", class_="rr-pic-muted"),
        *(
            drawing.tag(
                "text", line, x=drawing.share(left + wide * place + wide / 2), y=LINE + 18 - 14 * above, class_="rr-pic-middle rr-pic-small"
            )
            for place, band in enumerate(ordered)
            for above, line in enumerate(reversed(drawing.in_two(band.name)))
        ),
    ]


def _cell(
    before: Band, after: Band, count: int, share: Fraction, x: Fraction, wide: Fraction, top: int, name: str, steps: Mapping[str, int],
    cell_url: Callable[[str, str], str],
) -> Markup:  # fmt: skip
    """The line at the foot is as long as the number is large: the heat of the map, also in black and white."""
    step = steps[after.name]
    place = {"x": drawing.share(x + Fraction(1, 2)), "y": top + 2, "width": drawing.share(wide - 1), "height": CELL - 4}
    if not count:
        return drawing.tag("rect", **place, class_="rr-pic-none")
    said = f"Da {before.name} a {after.name}: {plural(count, 'processo', 'processi')}"
    return drawing.link(
        cell_url(before.name, after.name),
        said,
        drawing.tag("rect", **place, class_=f"rr-pic-hit rr-pic-{step}"),
        drawing.tag("rect", **place, fill=f"url(#{name}-trama-{step})", class_="rr-pic-texture"),
        drawing.tag(
            "text", write_number(count), x=drawing.share(x + wide / 2), y=top + CELL // 2 + 4, class_=f"rr-pic-number rr-pic-on-{step}"
        ),
        drawing.tag(
            "rect", x=drawing.share(x + 1), y=top + CELL - 11, width=drawing.share((wide - 2) * share), height="5", class_="rr-pic-heat"
        ),
    )


# Bars


def _bar(name: str, row: Bar, lines: Sequence[str], ordered: Sequence[Band], most: int, top: int, counted: tuple[str, str]) -> list[Markup]:
    total, steps = _total(row, ordered), drawing.steps(ordered)
    high = LINE + LABEL_LINE * (len(lines) - 1)
    labels = [drawing.tag("text", line, x="0", y=top + 18 + LABEL_LINE * place, class_="rr-pic-label") for place, line in enumerate(lines)]
    number = drawing.tag("text", write_number(total), x="100%", y=top + 18, class_="rr-pic-end-label")
    hit = drawing.tag("rect", x="0", y=top, width="100%", height=high, class_="rr-pic-hit")
    drawn = [drawing.link(row.url, f"{row.label}: {plural(total, *counted)}", hit, *labels, number)]
    top += high - LINE
    left = Fraction(0)
    for band in ordered:
        count = row.counts.get(band.name, 0)
        if not count:
            continue
        wide = Fraction(100 * count, most)
        step = steps[band.name]
        place = {"x": drawing.share(left), "y": top + LINE, "width": drawing.share(wide), "height": BAR}
        said = f"{row.label}, {band.name}: {plural(count, *counted)}"
        shown = drawing.tag(
            "text", write_number(count), x=drawing.share(left + wide / 2), y=top + LINE + 16, class_=f"rr-pic-number rr-pic-on-{step}"
        )
        drawn.append(
            drawing.link(
                row.urls.get(band.name, row.url),
                said,
                drawing.tag("rect", **place, class_=f"rr-pic-hit rr-pic-{step}"),
                drawing.tag("rect", **place, fill=f"url(#{name}-trama-{step})", class_="rr-pic-texture"),
                shown if wide >= 2 + 3 * len(write_number(count)) else Markup(),
            )
        )
        left += wide
    return drawn


def _total(row: Bar, ordered: Sequence[Band]) -> int:
    return sum(row.counts.get(band.name, 0) for band in ordered)


def _bar_cells(row: Bar, ordered: Sequence[Band]) -> list[Cell]:
    counts = [(band.name, row.counts.get(band.name, 0)) for band in ordered]
    return [
        Cell(row.label, row.url),
        *(Cell(write_number(count), row.urls.get(band, "") if count else "") for band, count in counts),
        Cell(write_number(_total(row, ordered))),
    ]


def _said_of_bars(rows: Sequence[Bar], ordered: Sequence[Band]) -> str:
    return "; ".join(
        f"{row.label}: " + (", ".join(f"{row.counts[b.name]} {b.name}" for b in ordered if row.counts.get(b.name)) or "nessuno")
        for row in rows
    )


# Columns


def _column(name: str, one: Column, left: Fraction, slot: Fraction, floor: int, largest: Decimal, unit: str) -> Markup:
    tall = round(Fraction(one.value) / Fraction(largest) * ROOM) if one.value is not None and largest > 0 else 0
    middle = drawing.share(left + slot / 2)
    place = {"x": drawing.share(left + slot / 4), "y": floor - tall, "width": drawing.share(slot / 2), "height": tall}
    parts = [
        drawing.tag("rect", x=drawing.share(left), y="0", width=drawing.share(slot), height=floor + LINE, class_="rr-pic-hit"),
        drawing.tag("rect", **place, class_="rr-pic-column" + (" rr-pic-provisional" if one.note else "")),
        drawing.tag("rect", **place, fill=f"url(#{name}-tratteggio)", class_="rr-pic-texture") if one.note else Markup(),
        drawing.tag("text", drawing.cut(one.label, 10), x=middle, y=floor + 18, class_="rr-pic-middle"),
        drawing.tag("text", drawing.cut(one.note.partition(":")[0], 12), x=middle, y=floor + 36, class_="rr-pic-middle rr-pic-small")
        if one.note
        else Markup(),
        drawing.tag("text", _decimal(one.value), x=middle, y=floor - tall - 7, class_="rr-pic-number"),
    ]
    return drawing.link(one.url, _said_of_column(one, unit), *parts) if one.url else drawing.tag("g", *parts)


def _said_of_column(one: Column, unit: str) -> str:
    return f"{one.label}: {_with(unit, one.value)}" + (f", {one.note}" if one.note else "")


def _with(unit: str, value: Decimal | None) -> str:
    return f"{_decimal(value)}{NBSP}{unit}" if unit and value is not None else _decimal(value)


# Values in words


def _decimal(value: Decimal | None) -> str:
    return "n.d." if value is None else write_number(value, 2)


def _scored(value: Decimal | None, band: str, computed: str = "") -> str:
    """A score and its band, in words where somebody judged another than the computed one."""
    if computed and computed != band:
        judged = bands_in_words.said(band, computed)
        return judged if value is None else f"{_decimal(value)}, {judged}"
    return band if value is None else f"{_decimal(value)} ({band})"


def _short(value: Decimal | None, band: str) -> str:
    return drawing.cut(band, 6) if value is None else _decimal(value)
