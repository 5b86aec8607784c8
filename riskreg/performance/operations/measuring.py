"""Results of computed indicators, taken from the register: by a person, every night, and for the last time when the year closes."""

from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.domain.errors import WrongState
from riskreg.domain.performance.computed import Computed, Measured, said, working
from riskreg.domain.performance.results import CLOSED, Period, ResultState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.performance import queries, sources
from riskreg.performance.models import Indicator, IndicatorYear, Reading
from riskreg.performance.operations import verdicts

NOT_MEASURED = "n.d."
"""As people write a result that cannot be had."""


def take(year: int, *, by: Person, at: datetime) -> int:
    """Of all computed indicators of an open year; how many have another result than before."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    if queries.is_closed(year):
        raise WrongState(CLOSED)
    desk = Gathering(by=by, at=at)
    changed = 0
    for row in queries.computed_of(year):
        rows = taken(row, at)
        if rows:
            changed += 1
            desk.record(
                Tag.RESULT_MEASURED,
                row,
                along=[each for each in dict.fromkeys([*rows, *verdicts.judged_again(row.indicator)]) if each is not row],
            )
    desk.close()
    return changed


def result_of(figure: Computed, found: Measured) -> str:
    return said(figure, found.value) if found.value is not None else NOT_MEASURED


def taken_again(one: Indicator, at: datetime) -> list[Base]:
    """Of every open year of an indicator that has just become computed, or measures another figure."""
    closed = queries.closed_years()
    return [each for row in one.years if row.year not in closed for each in taken(row, at)]


def taken(row: IndicatorYear, at: datetime) -> list[Base]:
    """The reading where it is new or says something else; nothing where all is as it was. Nobody verifies it: it opens its own rows."""
    figure, today = row.indicator.figure, at.astimezone(ROME).date()
    if figure is None or row.is_removed or row.year > today.year:
        return []
    found = sources.measured(figure, row.year, today)
    value = result_of(figure, found)
    how, on, final = working(figure, found), sources.as_of(row.year, today), row.final
    is_over = on == date(row.year, 12, 31)
    if final is not None and (final.value, final.working, final.note) == (value, how, found.reason) and (final.as_of == on or not is_over):
        return []
    if final is None:
        final = Reading(period=Period.YEAR.value, returned_because="")
        row.readings.append(final)
    final.value, final.working, final.as_of, final.note, final.returned_because = value, how, on, found.reason, ""
    final.state, final.entered_at, final.entered_by_id, final.verified_at, final.verified_by_id = (
        ResultState.VERIFIED.value,
        at,
        None,
        at,
        None,
    )
    return [final]
