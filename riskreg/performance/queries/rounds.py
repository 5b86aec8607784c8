"""Rows of collection rounds, read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.errors import Missing
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.performance.rounds import AskedState, is_late, state_of
from riskreg.performance.models import (
    Indicator,
    IndicatorYear,
    Inspection,
    PerformanceYear,
    Reading,
    Request,
    Round,
    RoundDraw,
)

ANSWERS: ColumnElement[bool] = and_(
    Reading.year_id == Request.year_id,
    Reading.period == Round.period,
    or_(Reading.unit_id == Request.unit_id, and_(Reading.unit_id.is_(None), Request.unit_id.is_(None))),
)
"""The reading that answers a request."""


class Asked(NamedTuple):
    """A result that was asked, and what came."""

    request: Request
    reading: Reading | None

    @property
    def round(self) -> Round:
        return self.request.round

    @property
    def state(self) -> AskedState:
        return state_of(self.reading.state if self.reading else None, is_closed=self.round.is_closed)

    def is_late(self, on: date) -> bool:
        return is_late(self.state, self.request.due_on, self.round.verify_by, on)


def rounds() -> Sequence[Round]:
    """The last first."""
    return db.session.scalars(select(Round).order_by(Round.year.desc(), Round.opens_on.desc(), Round.id.desc())).all()


def round_of(year: int, period: Period) -> Round | None:
    return db.session.scalars(select(Round).where(Round.year == year, Round.period == period.value)).one_or_none()


def of_years(years: Collection[int]) -> Sequence[Round]:
    return db.session.scalars(select(Round).where(Round.year.in_(sorted(years))).order_by(Round.year, Round.id)).all()


def open_rounds() -> Sequence[Round]:
    return db.session.scalars(select(Round).where(Round.closed_at.is_(None)).order_by(Round.opens_on, Round.id)).all()


def _asked() -> Select[Any]:
    statement: Select[Any] = select(Request).add_columns(Reading)
    return (
        statement.join(Request.round)
        .join(Request.year_row)
        .join(IndicatorYear.indicator)
        .outerjoin(Reading, ANSWERS)
        .options(
            contains_eager(Request.round),
            contains_eager(Request.year_row).contains_eager(IndicatorYear.indicator),
            joinedload(Request.unit),
            joinedload(Request.answers),
            joinedload(Reading.entered_by),
            joinedload(Reading.verified_by),
        )
    )


def asked(one: Round) -> list[Asked]:
    """All that it still asks for, in the order of the plan."""
    statement = _asked().where(Request.round_id == one.id, Request.dropped_on.is_(None)).order_by(Indicator.position, Request.id)
    return [Asked(row[0], row[1]) for row in db.session.execute(statement)]


def asked_by_id(request_id: int) -> Asked:
    row = db.session.execute(_asked().where(Request.id == request_id)).one_or_none()
    if row is None:
        raise Missing
    return Asked(row[0], row[1])


def several(request_ids: Collection[int]) -> list[Asked]:
    statement = _asked().where(among(Request.id, request_ids)).order_by(Indicator.position, Request.id)
    return [Asked(row[0], row[1]) for row in db.session.execute(statement)]


def every_request(one: Round) -> Sequence[Request]:
    statement = select(Request).where(Request.round_id == one.id).options(joinedload(Request.year_row).joinedload(IndicatorYear.indicator))
    return db.session.scalars(statement.order_by(Request.id)).all()


class OfIndicator(NamedTuple):
    is_closed: bool
    """The year."""

    asked: Sequence[Asked]


def of_indicator_year(row: IndicatorYear) -> OfIndicator:
    """Whether the year is closed, and what its rounds ask of this indicator: one query, for its sheet."""
    statement = (
        select(PerformanceYear.closed_at, Request, Round)
        .outerjoin(Round, Round.year == PerformanceYear.year)
        .outerjoin(Request, and_(Request.round_id == Round.id, Request.year_id == row.id, Request.dropped_on.is_(None)))
        .where(PerformanceYear.year == row.year)
        .options(contains_eager(Request.round), joinedload(Request.unit))
        .order_by(Round.opens_on, Request.id)
    )
    found = db.session.execute(statement).all()
    there = {(each.period, each.unit_id): each for each in row.readings}
    return OfIndicator(
        bool(found) and found[0].closed_at is not None,
        [Asked(each.Request, there.get((each.Round.period, each.Request.unit_id))) for each in found if each.Request is not None],
    )


def round_closed(year: int, period: Period) -> bool:
    """As it stands now: whoever waited for a turn reads no row from before."""
    statement = select(Round.closed_at.is_not(None)).where(Round.year == year, Round.period == period.value)
    return bool(db.session.scalar(statement))


@while_nothing_changes
def closed_periods() -> frozenset[tuple[int, str]]:
    statement = select(Round.year, Round.period).where(Round.closed_at.is_not(None))
    return frozenset((year, period) for year, period in db.session.execute(statement))


def before(request: Request, period: Period | None) -> Reading | None:
    """What the same unit said of the period before."""
    if period is None:
        return None
    mine = Reading.unit_id.is_(None) if request.unit_id is None else Reading.unit_id == request.unit_id
    statement = select(Reading).where(Reading.year_id == request.year_id, Reading.period == period.value, mine)
    return db.session.scalars(statement).one_or_none()


# The second level


def draw_of(one: Round) -> RoundDraw | None:
    return db.session.scalars(
        select(RoundDraw).where(RoundDraw.round_id == one.id).options(joinedload(RoundDraw.declared_by), joinedload(RoundDraw.drawn_by))
    ).one_or_none()


def inspections(draw: RoundDraw) -> Sequence[Inspection]:
    asked_for = joinedload(Inspection.request)
    return db.session.scalars(
        select(Inspection)
        .where(Inspection.draw_id == draw.id)
        .options(
            asked_for.joinedload(Request.year_row).joinedload(IndicatorYear.indicator), asked_for.joinedload(Request.unit),
            asked_for.joinedload(Request.round), joinedload(Inspection.checked_by),
        )
        .order_by(Inspection.id)
    ).all()  # fmt: skip


def to_inspect(one: Round) -> int:
    """How many of those drawn nobody has looked at yet."""
    statement = select(func.count()).select_from(Inspection).join(RoundDraw, RoundDraw.id == Inspection.draw_id)
    return db.session.scalar(statement.where(RoundDraw.round_id == one.id, Inspection.finding.is_(None))) or 0


def inspection(inspection_id: int) -> Inspection:
    found = db.session.get(Inspection, inspection_id)
    if found is None:
        raise Missing
    return found


def verified(one: Round) -> list[Asked]:
    """What stands to be drawn."""
    return [each for each in asked(one) if each.reading is not None and each.reading.state == ResultState.VERIFIED.value]
