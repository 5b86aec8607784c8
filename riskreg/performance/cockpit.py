"""How far a round has come: counts for its page and for the list of rounds, each of which opens its rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from riskreg.core.extensions import db
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.performance.rounds import title_of, usual
from riskreg.people.models import OrgUnit
from riskreg.performance import listings_rounds, queries
from riskreg.performance.listings import STANDS
from riskreg.performance.listings_rounds import AREA_FILTER, BY_PERFORMANCE, UNIT_FILTER
from riskreg.performance.models import Indicator, IndicatorYear, Reading, Request, Round, StrategicArea
from riskreg.performance.queries import rounds as rows
from riskreg.performance.queries.rounds import ANSWERS

TO_ENTER = "to_enter"


class Part(NamedTuple):
    """A unit that gives results, or a strategic area: how far its results have come."""

    label: str
    filter: str
    value: str
    by_state: Mapping[str, int]
    late: int
    strays: int

    @property
    def asked(self) -> int:
        return sum(self.by_state.values())

    @property
    def to_do(self) -> int:
        return self.by_state.get(TO_ENTER, 0) + self.by_state.get(ResultState.RETURNED, 0)

    @property
    def entered(self) -> int:
        return self.by_state.get(ResultState.ENTERED, 0)

    @property
    def verified(self) -> int:
        return self.by_state.get(ResultState.VERIFIED, 0) + self.by_state.get(ResultState.CLOSED, 0)


class Board(NamedTuple):
    whole: Part
    units: Sequence[Part]
    areas: Sequence[Part]


_Answers = aliased(OrgUnit, name="answering")


def board(one: Round, on: date) -> Board:
    """One query."""
    found = db.session.execute(_grouped(one, on)).all()
    units = {(row.unit_key or "", row.answers_id, row.unit) for row in found}
    areas = {(row.position, row.area_id, row.area) for row in found}
    return Board(
        _part("Tutti", "", "", found),
        [
            _part(
                name or "Unità della performance",
                UNIT_FILTER,
                str(number or BY_PERFORMANCE),
                [row for row in found if row.answers_id == number],
            )
            for _key, number, name in sorted(units, key=lambda each: (each[1] is None, each[0]))
        ],
        [_part(name, AREA_FILTER, str(number), [row for row in found if row.area_id == number]) for _place, number, name in sorted(areas)],
    )


def _part(label: str, name: str, value: str, found: Sequence[Any]) -> Part:
    by_state: dict[str, int] = {}
    for row in found:
        by_state[row.state] = by_state.get(row.state, 0) + row.number
    return Part(label, name, value, by_state, sum(int(row.late) for row in found), sum(int(row.strays) for row in found))


def _grouped(one: Round, on: date) -> Any:
    state = func.coalesce(Reading.state, TO_ENTER)
    words = listings_rounds.strays(one)
    strays = Reading.id.is_not(None) & STANDS.in_(words) if one.period == Period.YEAR else Reading.standing.in_(words)
    by = (Request.answers_id, _Answers.name, _Answers.sort_key, Indicator.area_id, StrategicArea.name, StrategicArea.position, state)
    return (
        select(
            Request.answers_id, _Answers.name.label("unit"), _Answers.sort_key.label("unit_key"), Indicator.area_id, StrategicArea.name.label("area"),
            StrategicArea.position.label("position"), state.label("state"), func.count().label("number"),
            func.sum(case((listings_rounds.is_late_sql(one, on), 1), else_=0)).label("late"), func.sum(case((strays, 1), else_=0)).label("strays"),
        )
        .select_from(Request)
        .join(Request.round)
        .join(Request.year_row)
        .join(IndicatorYear.indicator)
        .join(StrategicArea, StrategicArea.id == Indicator.area_id)
        .outerjoin(_Answers, _Answers.id == Request.answers_id)
        .outerjoin(Reading, ANSWERS)
        .where(Request.round_id == one.id, Request.dropped_on.is_(None))
        .group_by(*by)
    )  # fmt: skip


class Shown(NamedTuple):
    """A round as the list shows it."""

    one: Round
    asked: int
    entered: int
    verified: int


def of_all() -> list[Shown]:
    """Every round with its numbers, which agree with those of its page: two queries."""
    done = Reading.state.in_([ResultState.VERIFIED.value, ResultState.CLOSED.value])
    to_mend = (Reading.state == ResultState.RETURNED.value) & Round.closed_at.is_(None)
    statement = (
        select(
            Request.round_id, func.count().label("asked"), func.sum(case((Reading.id.is_(None) | to_mend, 0), else_=1)).label("entered"),
            func.sum(case((done, 1), else_=0)).label("verified"),
        )
        .select_from(Request)
        .join(Request.round)
        .outerjoin(Reading, ANSWERS)
        .where(Request.dropped_on.is_(None))
        .group_by(Request.round_id)
    )  # fmt: skip
    counted = {row.round_id: row for row in db.session.execute(statement)}
    found = []
    for one in rows.rounds():
        row = counted.get(one.id)
        found.append(Shown(one, row.asked, int(row.entered), int(row.verified)) if row else Shown(one, 0, 0, 0))
    return found


class Proposed(NamedTuple):
    """What the form to open one offers: each period that has none yet, and the days of the first."""

    choices: Sequence[tuple[str, str]]
    opens_on: date | None
    enter_by: date | None
    verify_by: date | None


def to_open(on: date) -> Proposed:
    """Of the open years that have targets, what is over or is about to be; the last first."""
    closed, there = queries.closed_years(), {(one.year, one.period) for one in rows.rounds()}
    open_years = [year for year in queries.years() if year not in closed and year <= on.year]
    free = [
        (period.ends_on(year), year, period) for year in open_years for period in Period if (year, period.value) not in there
    ]  # fmt: skip
    past = sorted((each for each in free if each[0] <= on), key=lambda each: each[0], reverse=True)
    to_come = sorted((each for each in free if each[0] > on), key=lambda each: each[0])
    ordered = [*past, *to_come]
    if not ordered:
        return Proposed((), None, None, None)
    days = usual(ordered[0][1], ordered[0][2])
    late = days.enter_by < on
    return Proposed(
        [(f"{year}-{period.value}", title_of(year, period)) for _ends, year, period in ordered],
        on if late else days.opens_on, on + (days.enter_by - days.opens_on) if late else days.enter_by,
        on + (days.verify_by - days.opens_on) if late else days.verify_by,
    )  # fmt: skip
