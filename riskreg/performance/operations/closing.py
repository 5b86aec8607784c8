"""A year of performance is closed: every result is verified, computed ones are taken for the last time, and nothing of it changes any more."""

from datetime import datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import PERFORMANCE_QUEUE, one_at_a_time
from riskreg.domain.errors import Missing, WrongState
from riskreg.domain.performance.results import CLOSED, ResultState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.performance import queries
from riskreg.performance.models import IndicatorYear, PerformanceYear, Round
from riskreg.performance.operations import measuring, verdicts
from riskreg.performance.queries import rounds

NOT_YET = "L'anno non è finito: si chiude dal 1° gennaio dell'anno dopo."
NOT_READY = (
    "Non si può ancora chiudere: ogni indicatore deve avere un risultato verificato, e ogni rilevazione dell'anno dev'essere chiusa."
)


class Lacking(NamedTuple):
    """What keeps a year open."""

    without: list[IndicatorYear]
    unverified: list[IndicatorYear]
    asking: list[Round]
    """Rounds that are still open: what they ask for could no more be given, verified nor kept."""


def lacking(year: int) -> Lacking:
    """Computed ones are taken at the closing."""
    standing = [row for row in queries.of_year(year) if not row.is_removed and not row.indicator.computed]
    return Lacking(
        [row for row in standing if row.final is None],
        [row for row in standing if row.final is not None and row.final.state in (ResultState.ENTERED.value, ResultState.RETURNED.value)],
        [each for each in rounds.of_years([year]) if not each.is_closed],
    )


def close(year: int, *, version: int | None = None, by: Person, at: datetime) -> PerformanceYear:
    insist(by, Permission.PERFORMANCE_MANAGE)
    one = queries.performance_year(year, for_change=True)
    if one is None:
        raise Missing
    one_at_a_time(PERFORMANCE_QUEUE)  # a round that is being opened keeps the year open, or is refused
    must_be(one, version)
    insist_to_close(one, at)
    if any(lacking(year)):
        raise WrongState(NOT_READY)
    rows = queries.of_year(year)
    changed: list[Base] = []
    for row in rows:
        if measuring.taken(row, at):
            changed += list(verdicts.judged_again(row.indicator))
        if row.final is not None:
            row.final.state = ResultState.CLOSED.value
            changed.append(row.final)
    db.session.flush()  # the database lets nothing of a closed year change
    one.closed_at, one.closed_by_id = at, by.user_id
    record(Tag.PERFORMANCE_CLOSED, one, by=by, at=at, along=dict.fromkeys(changed))
    return one


def insist_to_close(one: PerformanceYear, at: datetime) -> None:
    if one.is_closed:
        raise WrongState(CLOSED)
    if at.astimezone(ROME).year <= one.year:
        raise WrongState(NOT_YET)
