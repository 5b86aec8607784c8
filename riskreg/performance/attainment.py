"""How a year went: verdicts counted, by part of the plan, area and typology. A number and the list that it opens ask the same."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import SQLColumnExpression, func, select

from riskreg.core.extensions import db
from riskreg.domain.performance.indicators import PART_LABELS
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
        return self.whole - self.verdicts.get("manual", 0)


class Attainment(NamedTuple):
    whole: Line
    by_part: Sequence[Line]
    by_area: Sequence[Line]
    by_typology: Sequence[Line]


def of(year: int) -> Attainment:
    """One query: a row for each part, area, typology and verdict that there is."""
    keys: tuple[SQLColumnExpression[Any], ...] = (Indicator.part, Indicator.area_id, Indicator.typology, STANDS)
    statement = (
        select(*keys, StrategicArea.name, StrategicArea.position, func.count())
        .select_from(IndicatorYear)
        .join(Indicator, Indicator.id == IndicatorYear.indicator_id)
        .join(StrategicArea, StrategicArea.id == Indicator.area_id)
        .where(IndicatorYear.year == year, IndicatorYear.state != "removed")
        .group_by(*keys, StrategicArea.name, StrategicArea.position)
    )
    rows = db.session.execute(statement).all()
    by_area = sorted({(row[5], row[1], row[4]) for row in rows})
    return Attainment(
        _line("", "", [(row[3], row[6]) for row in rows]),
        [_line(part, label, [(row[3], row[6]) for row in rows if row[0] == part]) for part, label in PART_LABELS.items() if any(row[0] == part for row in rows)],
        [_line(str(number), name, [(row[3], row[6]) for row in rows if row[1] == number]) for _place, number, name in by_area],
        [_line(typology or TYPELESS, typology or "Senza tipologia", [(row[3], row[6]) for row in rows if row[2] == typology]) for typology in sorted({row[2] for row in rows})],
    )  # fmt: skip


def _line(word: str, name: str, counted: Sequence[tuple[str, int]]) -> Line:
    totals = dict.fromkeys(VERDICT_LABELS, 0)
    for verdict, count in counted:
        totals[verdict] += count
    return Line(word, name, totals)
