"""Implementation as pictures: outcomes from the best to the worst in the shades of bands, with all the numbers in the table beside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from riskreg.domain.italian import write_number
from riskreg.domain.monitoring.figures import COUNTED, DRAWN, UNMONITORED, Facet, Tally
from riskreg.monitoring.trends import Line, Point, of_outcome
from riskreg.web import drawing, pictures
from riskreg.web.pictures import Band, Bar, Cell, Column, Picture

Address = Callable[[Point, Mapping[str, str]], str]
"""From a session and filters of its checks to where they are listed; empty for who may not open it."""

BANDS = tuple(Band(COUNTED[outcome], rank, top=len(DRAWN)) for rank, outcome in enumerate(DRAWN, start=1))
SHORT: Mapping[str, str] = {
    "done": "Attuate", "on_track": "In corso", "late": "In ritardo", "not_done": "Non attuate", "not_applicable": "Non applic.",
    "unmonitored": "Non monit.",
}  # fmt: skip
"""As the heads of a narrow table say them."""

PROVISIONAL = "provvisorio: il monitoraggio è aperto, contano solo le schede già validate"
TO_VALIDATE = "Da validare"
"""What is not validated while it still may be: in the table, in no bar."""


def by_semester(found: Sequence[Point], facet: Facet | None, line: Line, rows: Address) -> Picture:
    """A bar for each semester, parted by outcome; of an open one, of what is validated."""
    caption = f"{line.name}: come stanno semestre per semestre"
    drawn, cells = [], []
    shown = [each for each in COUNTED if each in DRAWN or any(tally is not None and tally.of(each) for tally in line.tallies)]
    for point, tally in zip(found, line.tallies, strict=True):
        if tally is not None:
            label = f"{point.label}, provvisorio: solo le validate" if point.is_provisional else point.label
            filtered = point.filter(facet, line.code)
            urls = {outcome: rows(point, {**filtered, **of_outcome(outcome)}) for outcome in COUNTED}
            drawn.append(_bar(label, rows(point, filtered), point.spoken(tally), urls))
            cells.append(_cells(found, point, rows(point, filtered), tally, urls, shown))
    made = pictures.bars("andamento", drawn, BANDS, caption=caption, of="Semestre", counted=("scheda", "schede"))
    return (
        made
        if made.is_empty
        else replace(made, heads=drawing.heads("Semestre", *(SHORT[each] for each in shown), *_waited(found), "Totale"), rows=cells)
    )


def _short(point: Point) -> str:
    return f"{point.one.half}° {point.one.year}{', provvisorio' if point.is_provisional else ''}"


def _bar(label: str, url: str, tally: Tally, urls: Mapping[str, str]) -> Bar:
    return Bar(label, url, {COUNTED[each]: tally.of(each) for each in DRAWN}, {COUNTED[each]: urls[each] for each in DRAWN})


def _cells(found: Sequence[Point], point: Point, url: str, tally: Tally, urls: Mapping[str, str], shown: Sequence[str]) -> list[Cell]:
    spoken = point.spoken(tally)
    counts = [(spoken.of(each), urls[each]) for each in shown]
    waiting = [(tally.asked - spoken.asked, urls[UNMONITORED]) for _head in _waited(found)]
    cells = [Cell(write_number(number), where if number else "") for number, where in (*counts, *waiting)]
    return [Cell(_short(point), url), *cells, Cell(write_number(tally.asked), url)]


def _waited(found: Sequence[Point]) -> tuple[str, ...]:
    return (TO_VALIDATE,) if any(point.is_provisional for point in found) else ()


def rates(found: Sequence[Point], facet: Facet | None, line: Line, rows: Address) -> Picture:
    """A column for each semester: how much of what applies is implemented."""
    drawn = [
        Column(
            f"{point.one.half}° {point.one.year}", point.spoken(tally).rate if tally is not None else None, rows(point, point.filter(facet, line.code)),
            PROVISIONAL if point.is_provisional else "",
        )
        for point, tally in zip(found, line.tallies, strict=True)
    ]  # fmt: skip
    return pictures.columns(
        "quote", drawn, caption=f"{line.name}: quante sono attuate, su cento che si applicano", of="Semestre", most=Decimal(100), unit="%"
    )
