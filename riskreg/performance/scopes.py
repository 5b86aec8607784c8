"""Where indicators stand, for the permission map: on the units that answer for them; one that only others answer for, on the whole body."""

from datetime import date
from typing import Any

from riskreg.core import clock
from riskreg.domain.permissions import ANYWHERE, Scope
from riskreg.people import queries as people
from riskreg.people.queries import reach
from riskreg.performance import queries
from riskreg.performance.models import Indicator, Request
from riskreg.performance.queries import rounds


def indicator(indicator_id: int, **_rest: Any) -> Scope:
    return scope_of(queries.indicator(indicator_id), clock.today())


def request(request_id: int, **_rest: Any) -> Scope:
    return scope_of_request(rounds.asked_by_id(request_id).request, clock.today())


def scope_of_request(one: Request, on: date) -> Scope:
    """The unit that was asked; the whole body, where the unit of performance is."""
    if one.answers_id is not None:
        return reach.scope_of(one.answers_id, on)
    return _whole_body()


def _whole_body() -> Scope:
    root = people.root_unit()
    return ANYWHERE if root is None else Scope(lineage=frozenset({root.id}))


def scope_of(one: Indicator, on: date) -> Scope:
    """Any of its units is enough."""
    chart = reach.chart(on)
    units = [chart.owners.get(owner.unit_id, owner.unit_id) for owner in one.owners if owner.unit_id is not None]
    if units:
        return Scope(either=tuple(people.climb(unit_id, chart.parents) for unit_id in dict.fromkeys(units)))
    return _whole_body()
