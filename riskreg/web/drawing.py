"""What every picture of `web/pictures.py` is made of: elements of SVG, the colours and patterns of bands, the legend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup, escape

from riskreg.domain.bands import shade
from riskreg.domain.italian import tidy, write_number

LEGEND_LINE = 22


class Band(NamedTuple):
    """A band of risk; `rank` grows with the risk. `most`: up to which score, where the methodology has numbers. `top`: the highest
    rank of its methodology, where others are drawn beside it."""

    name: str
    rank: int
    most: Decimal | None = None
    top: int = 0


class Head(NamedTuple):
    """The head of a column of the table beside a picture."""

    name: str
    label: str
    numeric: bool = True
    sortable: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of the table beside a picture."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """What the macro `picture` draws. With no rows there is nothing to draw, and it says so."""

    name: str
    caption: str
    svg: Markup = field(default_factory=Markup)
    heads: Sequence[Head] = ()
    rows: Sequence[Sequence[Cell]] = ()

    @property
    def is_empty(self) -> bool:
        return not self.rows


def heads(first: str, *numbers: str) -> list[Head]:
    return [Head("0", first, numeric=False), *(Head(str(place), label) for place, label in enumerate(numbers, start=1))]


def by_rank(bands: Sequence[Band]) -> list[Band]:
    return sorted({band.name: band for band in bands}.values(), key=lambda band: (band.rank, band.name))


def steps(bands: Sequence[Band]) -> dict[str, int]:
    """The shade of each: the same that its badge has elsewhere."""
    highest = max((band.rank for band in bands), default=0)
    return {band.name: shade(band.rank, band.top or highest) for band in by_rank(bands)}


_LINES = {2: "M0 8 8 0", 3: "M0 0 8 8M0 8 8 0", 4: "M0 4H8", 5: ""}


def patterns(name: str, ordered: Sequence[Band], *more: Markup) -> Markup:
    used = sorted(set(steps(ordered).values()))
    return tag(
        "defs",
        *(
            tag(
                "pattern", tag("path", d=_LINES.get(step, ""), class_=f"rr-pic-line rr-pic-line-{step}"), id=f"{name}-trama-{step}", width="8",
                height="8", patternUnits="userSpaceOnUse",
            )
            for step in used
        ),
        *more,
    )  # fmt: skip


def hatching(name: str) -> Markup:
    """Over what is not final yet."""
    lines = tag("path", d="M-2 2 2-2M0 8 8 0M6 10 10 6", class_="rr-pic-hatch")
    return tag("defs", tag("pattern", lines, id=f"{name}-tratteggio", width="8", height="8", patternUnits="userSpaceOnUse"))


def legend_height(ordered: Sequence[Band]) -> int:
    return -(-len(ordered) // 2) * LEGEND_LINE + 8


def legend(name: str, ordered: Sequence[Band]) -> Markup:
    """Two to a line; the mildest first."""
    of = steps(ordered)
    drawn = []
    for place, band in enumerate(ordered):
        left, top, step = Fraction(50 * (place % 2)), place // 2 * LEGEND_LINE, of[band.name]
        drawn += [
            tag("rect", x=share(left), y=top, width="16", height="16", class_=f"rr-pic-{step}"),
            tag("rect", x=share(left), y=top, width="16", height="16", fill=f"url(#{name}-trama-{step})", class_="rr-pic-texture"),
            tag("text", cut(_named(band), 22), x=share(left), dx="22", y=top + 13, class_="rr-pic-small"),
        ]
    return tag("g", *drawn, aria_hidden="true")


def _named(band: Band) -> str:
    return band.name if band.most is None else f"{band.name}, fino a {write_number(band.most)}"


def svg(name: str, caption: str, said: str, height: int, *parts: Markup, class_: str = "") -> Markup:
    title, told = tag("title", caption, id=f"{name}-titolo"), tag("desc", said, id=f"{name}-testo")
    return tag(
        "svg", title, told, *parts, xmlns="http://www.w3.org/2000/svg", width="100%", height=height, role="group",
        aria_labelledby=f"{name}-titolo", aria_describedby=f"{name}-testo", class_=f"rr-pic {class_}".strip(),
    )  # fmt: skip


def link(url: str, said: str, *parts: Markup) -> Markup:
    """`said` is its name, read aloud and shown over it. Without an address (who looks may not open the rows) the same drawing, and
    nothing to follow."""
    return tag("a", tag("title", said), *parts, href=url) if url else tag("g", tag("title", said), *parts)


def tag(tag: str, *parts: Markup | str, **given: object) -> Markup:
    """Everything that comes from outside is escaped here, and only here."""
    attributes = "".join(_attribute(name, str(value)) for name, value in given.items())
    inside = "".join(part if isinstance(part, Markup) else escape(clean(part)) for part in parts)
    return Markup(f"<{tag}{attributes}>{inside}</{tag}>")  # noqa: S704  # names of our own; what Markup.format does, in a third of the time


@lru_cache(maxsize=8_192)
def _attribute(name: str, value: str) -> str:
    """The same few again and again: classes, places, sizes."""
    return f' {name.rstrip("_").replace("_", "-")}="{escape(clean(value))}"'


NOT_OF_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """XML has no place for control characters, nor for the two letters that are none."""
    return NOT_OF_XML.sub("", tidy(text))


def share(of_the_width: Fraction) -> str:
    return f"{round(of_the_width * 100) / Decimal(100):f}%"


def in_two(text: str) -> list[str]:
    """A name over a narrow column, on two lines where it has two words.

    >>> in_two("MEDIO-ALTO"), in_two("ALTO")
    (['MEDIO-', 'ALTO'], ['ALTO'])
    """
    parted = re.fullmatch(r"(.{2,}?[- ])(.{2,})", clean(text)) if len(text) > 8 else None
    return [cut(part.strip(), 9) for part in parted.groups()] if parted else [cut(text, 9)]


def in_lines(text: str, length: int) -> list[str]:
    """What a telephone has room for, in two lines where one is too short: areas often begin with the same words.

    >>> in_lines("C Provvedimenti ampliativi privi di effetto economico diretto e immediato", 38)
    ['C Provvedimenti ampliativi privi di', 'effetto economico diretto e immediato']
    """
    first, *rest = wrap(clean(text), length) or [""]
    return [first, cut(" ".join(rest), length)] if rest else [first]


def cut(text: str, length: int) -> str:
    text = clean(text)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
