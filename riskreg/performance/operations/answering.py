"""A result that a round asks for: given, verified, sent back; many verified at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.performance import rounds as rules
from riskreg.domain.performance.results import NOTHING, Period
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.performance import queries, scopes, telling
from riskreg.performance.models import Reading
from riskreg.performance.operations import results
from riskreg.performance.operations.results import Given
from riskreg.performance.queries import rounds as rows
from riskreg.performance.queries.rounds import Asked
from riskreg.register.operations.processes import day


def give(asked: Asked, value: str, note: str = "", *, version: int | None = None, by: Person, at: datetime) -> Reading:
    """By whoever answers for the unit that was asked, while the round goes on."""
    scope = scopes.scope_of_request(asked.request, day(at))
    insist(by, Permission.RESULT_ENTER, scope)
    insist_to_give(asked, at)
    row, period = asked.request.year_row, Period(asked.round.period)
    if period.is_final:  # its verdict looks at the other years too
        row = queries.year_of(queries.indicator(row.indicator_id), row.year)
    return results.enter(row, Given(value, note, period, asked.request.unit_id), scope, version=version, by=by, at=at)


def insist_to_give(asked: Asked, at: datetime) -> None:
    """Also for the form: whoever cannot write it reads why before typing anything."""
    if asked.request.dropped_on is not None:
        raise WrongState(f"{rules.DROPPED} {asked.request.dropped_because}")
    rules.insist_on_open(asked.round.opens_on, day(at), is_closed=asked.round.is_closed)
    results.insist_to_enter(asked.request.year_row, asked.reading, Period(asked.round.period))


def given(asked: Asked) -> Reading:
    if asked.reading is None:
        raise WrongState(NOTHING)
    return asked.reading


def verify(asked: Asked, *, version: int | None = None, by: Person, at: datetime) -> Reading:
    insist(by, Permission.RESULT_VERIFY)
    return results.verify(given(asked), version=version, by=by, at=at)


def send_back(asked: Asked, because: str, *, version: int | None = None, by: Person, at: datetime) -> Reading:
    insist(by, Permission.RESULT_VERIFY)
    path = telling.answer_page(asked.request.id)
    return results.send_back(given(asked), because, version=version, path=path, by=by, at=at)


class Done(NamedTuple):
    asked: Asked
    refusal: str


def verify_together(those: Mapping[int, int], *, by: Person, at: datetime) -> list[Done]:
    """`those`: by number of the request, the version of the result that was seen. Each is done by itself; one that cannot be is left and named."""
    insist(by, Permission.RESULT_VERIFY)
    return [_one(each, those[each.request.id], by, at) for each in rows.several(those)]


def _one(asked: Asked, version: int, by: Person, at: datetime) -> Done:
    try:
        with db.session.begin_nested():
            verify(asked, version=version, by=by, at=at)
    except (RuleBroken, NotAllowed, Conflict) as refused:
        return Done(asked, refused.message)
    return Done(asked, "")
