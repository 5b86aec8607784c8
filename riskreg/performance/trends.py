"""Performance year by year: how many were reached, in the whole or by strategic area, part of the plan, typology; and what fell short in one year."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.domain.performance.indicators import TargetState
from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.performance import attainment, queries
from riskreg.performance.attainment import Attainment, Line
from riskreg.performance.listings import SHORT_OF, STANDS
from riskreg.performance.models import Indicator, IndicatorOwner, IndicatorYear, StrategicArea

MOST = 6
"""Years, the last ones."""

FEW = 10
"""Of what fell short, on the page: all of them stand in the list."""


class Facet(NamedTuple):
    """`word`: in the address of this page; `filter`: what the list of indicators calls the same."""

    word: str
    label: str
    filter: str
    lines: Callable[[Attainment], Sequence[Line]]


FACETS: Mapping[str, Facet] = {
    each.word: each
    for each in (
        Facet("area", "Area strategica", "area", lambda found: found.by_area),
        Facet("parte", "Parte del piano", "parte", lambda found: found.by_part),
        Facet("tipo", "Tipologia", "tipo", lambda found: found.by_typology),
    )
}


class Point(NamedTuple):
    """A year, and how it went."""

    year: int
    is_closed: bool
    found: Attainment

    def line(self, facet: Facet | None, word: str) -> Line | None:
        """None where there was nothing of it."""
        if facet is None:
            return self.found.whole
        return next((line for line in facet.lines(self.found) if line.word == word), None)


def points(today_year: int) -> list[Point]:
    """Three queries, whatever the years; the oldest first."""
    years = tuple(sorted(year for year in queries.years() if year <= today_year)[-MOST:])
    closed, found = queries.closed_years(), attainment.of_years(years)
    return [Point(year, year in closed, found[year]) for year in years]


class Row(NamedTuple):
    """A part, an area, a typology over the years; as the last year calls it."""

    word: str
    name: str
    lines: Sequence[Line | None]


def rows(found: Sequence[Point], facet: Facet | None) -> list[Row]:
    if facet is None:
        return [Row("", "Tutti gli indicatori", [point.found.whole for point in found])]
    names = {line.word: line.name for point in found for line in facet.lines(point.found)}
    return [Row(word, name, [point.line(facet, word) for point in found]) for word, name in names.items()]


def year_shown(found: Sequence[Point], asked: int | None) -> Point | None:
    """The one that is asked for; else the last in which something was judged."""
    named = next((point for point in found if point.year == asked), None)
    return named or next((point for point in reversed(found) if point.found.whole.judged), found[-1] if found else None)


def short_of(year: int) -> list[IndicatorYear]:
    """What was not reached, then what was in part; of each the farthest from its target first."""
    statement = (
        select(IndicatorYear)
        .join(IndicatorYear.indicator)
        .join(StrategicArea, StrategicArea.id == Indicator.area_id)
        .where(IndicatorYear.year == year, IndicatorYear.state != TargetState.REMOVED.value, STANDS.in_(SHORT_OF))
        .options(
            contains_eager(IndicatorYear.indicator).options(
                joinedload(Indicator.area), selectinload(Indicator.owners).joinedload(IndicatorOwner.unit)
            ),
            selectinload(IndicatorYear.readings),
        )
        .order_by(STANDS, IndicatorYear.attained.is_(None), IndicatorYear.attained, Indicator.position, Indicator.id)
    )
    return list(db.session.scalars(statement.limit(FEW)))


HEADS = ("Anno", "Chiuso", "Voce", *VERDICT_LABELS.values(), "Indicatori", "Con un esito", "Raggiunti %")


def cells(found: Sequence[Point], facet: Facet | None) -> list[list[Any]]:
    """For a file: a row for each line and year."""
    return [
        [str(point.year), "sì" if point.is_closed else "no", row.name, *line.verdicts.values(), line.whole, line.judged, line.rate]
        for row in rows(found, facet)
        for point, line in zip(found, row.lines, strict=True)
        if line is not None
    ]


def how_many_short(line: Line) -> int:
    return sum(line.verdicts[word] for word in SHORT_OF)
