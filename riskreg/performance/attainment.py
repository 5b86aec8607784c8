"""How years went: verdicts counted, by part of the plan, area and typology. A number and the list that it opens ask the same."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import SQLColumnExpression, func, select

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.performance.attainment import judged, rate
from riskreg.domain.performance.indicators import PART_LABELS, TargetState
from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.performance.listings import STANDS, TYPELESS
from riskreg.performance.models import Indicator, IndicatorYear, StrategicArea


class Line(NamedTuple):
    """Of one part, area or typology: what the filter of the list calls it, its name, how many of each verdict. Dropped targets are not in it."""

    word: str
    name: str
    verdicts: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.verdicts.values())

    @property
    def judged(self) -> int:
        return judged(self.verdicts)

    @property
    def rate(self) -> Decimal | None:
        return rate(self.verdicts)


class Attainment(NamedTuple):
    whole: Line
    by_part: Sequence[Line]
    by_area: Sequence[Line]
    by_typology: Sequence[Line]


class _Row(NamedTuple):
    """So many indicators of a part, an area and a typology with one verdict."""

    year: int
    part: str
    area_id: int
    typology: str
    verdict: str
    area: str
    place: int
    many: int


def of(year: int) -> Attainment:
    return of_years((year,))[year]


@while_nothing_changes
def of_years(years: tuple[int, ...]) -> Mapping[int, Attainment]:
    """One query for all of them: a row for each year, part, area, typology and verdict that there is."""
    keys: tuple[SQLColumnExpression[Any], ...] = (IndicatorYear.year, Indicator.part, Indicator.area_id, Indicator.typology, STANDS)
    statement = (
        select(*keys, StrategicArea.name, StrategicArea.position, func.count())
        .select_from(IndicatorYear)
        .join(Indicator, Indicator.id == IndicatorYear.indicator_id)
        .join(StrategicArea, StrategicArea.id == Indicator.area_id)
        .where(IndicatorYear.year.in_(sorted(years)), IndicatorYear.state != TargetState.REMOVED.value)
        .group_by(*keys, StrategicArea.name, StrategicArea.position)
    )
    rows = [_Row._make(row) for row in db.session.execute(statement)]
    return {year: _attainment([row for row in rows if row.year == year]) for year in years}


def _attainment(rows: Sequence[_Row]) -> Attainment:
    parts, typologies = {row.part for row in rows}, sorted({row.typology for row in rows})
    areas = sorted({(row.place, row.area_id, row.area) for row in rows})
    return Attainment(
        _line("", "", rows),
        [_line(part, label, [row for row in rows if row.part == part]) for part, label in PART_LABELS.items() if part in parts],
        [_line(str(number), name, [row for row in rows if row.area_id == number]) for _place, number, name in areas],
        [_line(each or TYPELESS, each or "Senza tipologia", [row for row in rows if row.typology == each]) for each in typologies],
    )


def _line(word: str, name: str, rows: Sequence[_Row]) -> Line:
    totals = dict.fromkeys(VERDICT_LABELS, 0)
    for row in rows:
        totals[row.verdict] += row.many
    return Line(word, name, totals)
