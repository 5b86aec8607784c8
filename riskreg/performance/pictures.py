"""Attainment as pictures: verdicts from the best to the worst, each number a link to its indicators."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.performance.attainment import Line
from riskreg.performance.trends import Facet, Point, Row
from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Picture

Address = Callable[..., str]
"""From a year and filters of its indicators to where they are listed."""

DRAWN = ("yes", "manual", "partial", "no")
BANDS = tuple(Band(VERDICT_LABELS[word], rank, top=len(DRAWN)) for rank, word in enumerate(DRAWN, start=1))
COUNTED = ("indicatore", "indicatori")
OPEN_YEAR = "anno aperto: contano solo gli indicatori che hanno già un esito"


def by_year(found: Sequence[Point], facet: Facet | None, row: Row, listed: Address) -> Picture:
    drawn = [
        _bar(f"{point.year}{'' if point.is_closed else ', aperto'}", line, point.year, _filter(facet, row.word), listed)
        for point, line in zip(found, row.lines, strict=True)
        if line is not None
    ]
    return pictures.bars("anni", drawn, BANDS, caption=f"{row.name}: com'è andata anno per anno", of="Anno", counted=COUNTED)


def rates(found: Sequence[Point], facet: Facet | None, row: Row, listed: Address) -> Picture:
    drawn = [
        Column(
            str(point.year),
            line.rate if line is not None else None,
            listed(point.year, **_filter(facet, row.word)),
            "" if point.is_closed else OPEN_YEAR,
        )
        for point, line in zip(found, row.lines, strict=True)
    ]
    return pictures.columns("quote", drawn, caption=f"{row.name}: raggiunti su cento che hanno un esito", most=Decimal(100), unit="%")


def of_year(point: Point, facet: Facet, listed: Address) -> Picture:
    drawn = [_bar(line.name, line, point.year, {facet.filter: line.word}, listed) for line in facet.lines(point.found)]
    caption = f"{facet.label}: com'è andato il {point.year}"
    return pictures.bars(facet.word, drawn, BANDS, caption=caption, of=facet.label, counted=COUNTED)


def _filter(facet: Facet | None, word: str) -> dict[str, str]:
    return {facet.filter: word} if facet is not None else {}


def _bar(label: str, line: Line, year: int, filtered: dict[str, str], listed: Address) -> Bar:
    counts = {VERDICT_LABELS[word]: line.verdicts[word] for word in DRAWN}
    urls = {VERDICT_LABELS[word]: listed(year, esito=word, **filtered) for word in DRAWN}
    return Bar(label, listed(year, **filtered), counts, urls)
