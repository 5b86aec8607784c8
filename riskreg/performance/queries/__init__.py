"""Rows of performance, read."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from riskreg.audit.known import while_nothing_changes
from riskreg.core import rows
from riskreg.core.extensions import db
from riskreg.domain.errors import Missing
from riskreg.domain.italian import fold
from riskreg.domain.performance.results import Period
from riskreg.performance.models import (
    Indicator,
    IndicatorMeasure,
    IndicatorOwner,
    IndicatorYear,
    Objective,
    PerformanceYear,
    Reading,
    StrategicArea,
)


def areas() -> Sequence[StrategicArea]:
    return db.session.scalars(select(StrategicArea).order_by(StrategicArea.position, StrategicArea.id)).all()


def area(area_id: int) -> StrategicArea:
    return rows.get(StrategicArea, area_id)


def area_named(name: str) -> StrategicArea | None:
    return db.session.scalars(select(StrategicArea).where(StrategicArea.name_fold == fold(name))).one_or_none()


def objectives() -> Sequence[Objective]:
    """Area by area, in their order."""
    return db.session.scalars(
        select(Objective)
        .join(Objective.area)
        .options(contains_eager(Objective.area))
        .order_by(StrategicArea.position, StrategicArea.id, Objective.position, Objective.id)
    ).all()


def objective(objective_id: int) -> Objective:
    return rows.get(Objective, objective_id)


def indicator(indicator_id: int) -> Indicator:
    """With all that its sheet shows."""
    found = db.session.scalars(
        select(Indicator)
        .where(Indicator.id == indicator_id)
        .options(
            joinedload(Indicator.area),
            joinedload(Indicator.objective),
            selectinload(Indicator.links).joinedload(IndicatorMeasure.measure),
            selectinload(Indicator.owners).joinedload(IndicatorOwner.unit),
            selectinload(Indicator.years).options(
                joinedload(IndicatorYear.set_by),
                selectinload(IndicatorYear.readings).options(
                    joinedload(Reading.unit), joinedload(Reading.entered_by), joinedload(Reading.verified_by)
                ),
            ),
        )
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def indicators() -> Sequence[Indicator]:
    return db.session.scalars(select(Indicator).order_by(Indicator.position, Indicator.id)).all()


def year_of(one: Indicator, year: int) -> IndicatorYear:
    found = next((each for each in one.years if each.year == year), None)
    if found is None:
        raise Missing(f"L'indicatore non ha un target nel {year}.")
    return found


def year_row(row_id: int) -> IndicatorYear:
    return rows.get(IndicatorYear, row_id)


def last_position() -> int:
    return db.session.scalar(select(func.max(Indicator.position))) or 0


@while_nothing_changes
def years() -> Sequence[int]:
    """Those that have targets, the last one first."""
    return tuple(db.session.scalars(select(IndicatorYear.year).distinct().order_by(IndicatorYear.year.desc())))


def performance_year(year: int, *, for_change: bool = False) -> PerformanceYear | None:
    statement = select(PerformanceYear).where(PerformanceYear.year == year)
    return db.session.scalars(statement.with_for_update() if for_change else statement).one_or_none()


def is_closed(year: int) -> bool:
    """As it stands now: whoever waited for a turn reads no row from before."""
    return bool(db.session.scalar(select(PerformanceYear.closed_at.is_not(None)).where(PerformanceYear.year == year)))


def closed_years() -> frozenset[int]:
    return frozenset(db.session.scalars(select(PerformanceYear.year).where(PerformanceYear.closed_at.is_not(None))))


def results_of(one: Indicator) -> Mapping[int, str]:
    """The final result of each of its years."""
    return {each.year: each.result for each in one.years if each.result}


def of_year(year: int) -> Sequence[IndicatorYear]:
    """Every indicator that has a target in the year, as the plan lists them."""
    return db.session.scalars(
        select(IndicatorYear)
        .join(IndicatorYear.indicator)
        .where(IndicatorYear.year == year)
        .options(
            contains_eager(IndicatorYear.indicator).options(
                joinedload(Indicator.area), joinedload(Indicator.objective), selectinload(Indicator.owners).joinedload(IndicatorOwner.unit)
            ),
            selectinload(IndicatorYear.readings),
        )
        .order_by(Indicator.position, Indicator.id)
    ).all()


def computed_of(year: int) -> list[IndicatorYear]:
    """Those that the register measures."""
    return [row for row in of_year(year) if row.indicator.computed]


@while_nothing_changes
def typologies() -> Sequence[str]:
    return tuple(db.session.scalars(select(Indicator.typology).distinct().order_by(Indicator.typology)))


def to_direct(year: int) -> Sequence[IndicatorYear]:
    """Those of the year with a direction that nobody has confirmed yet."""
    return db.session.scalars(
        select(IndicatorYear)
        .join(IndicatorYear.indicator)
        .where(IndicatorYear.year == year, Indicator.direction.is_(None), Indicator.direction_proposed.is_not(None))
        .options(
            contains_eager(IndicatorYear.indicator).selectinload(Indicator.years).selectinload(IndicatorYear.readings),
        )
        .order_by(Indicator.position, Indicator.id)
    ).all()


class Branch(NamedTuple):
    """An area with its objectives, and how many indicators each has in a year."""

    area: StrategicArea
    objectives: Sequence[Objective]
    counts: Mapping[int | None, int]

    @property
    def whole(self) -> int:
        return sum(self.counts.values())


def tree(year: int) -> list[Branch]:
    """Three queries."""
    statement = (
        select(Indicator.area_id, Indicator.objective_id, func.count())
        .join(IndicatorYear, IndicatorYear.indicator_id == Indicator.id)
        .where(IndicatorYear.year == year)
        .group_by(Indicator.area_id, Indicator.objective_id)
    )
    counted = {(row[0], row[1]): row[2] for row in db.session.execute(statement)}
    known = objectives()
    return [
        Branch(
            each,
            [one for one in known if one.area_id == each.id],
            {objective_id: count for (area_id, objective_id), count in counted.items() if area_id == each.id},
        )
        for each in areas()
    ]


def count_of(year: int) -> int:
    return db.session.scalar(select(func.count()).select_from(IndicatorYear).where(IndicatorYear.year == year)) or 0


FINAL = (Reading.period == Period.YEAR.value, Reading.unit_id.is_(None))
