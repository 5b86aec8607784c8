"""Whom a round asks about each indicator of its year, and in whose hands a result is meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import AskedState, Whom, asked_of
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries as people
from riskreg.people.queries import reach
from riskreg.performance import queries
from riskreg.performance.models import IndicatorYear
from riskreg.waiting.crew import Crew

ENTER = frozenset({Role.REFERENTE, Role.DIRIGENTE})
"""Who enters a result for a unit: as the permission map says."""


class Wanted(NamedTuple):
    row: IndicatorYear
    whom: Whom


def wanted(year: int, period: Period, on: date) -> list[Wanted]:
    """Of each indicator with a target that stands, whatever the register does not measure by itself, in the order of the plan."""
    owners, areas = reach.chart(on).owners, areas_on(on)
    found = []
    for row in queries.of_year(year):
        if row.is_removed or row.indicator.computed:
            continue
        units = dict.fromkeys(owners.get(each.unit_id, each.unit_id) for each in row.indicator.owners if each.unit_id is not None)
        outsiders = any(each.unit_id is None for each in row.indicator.owners)
        found += [Wanted(row, whom) for whom in asked_of(period, list(units), areas, outsiders=outsiders)]
    return found


def areas_on(on: date) -> Mapping[int, int]:
    """Of each unit the area that it stands in, itself included; a unit under none stands for itself."""
    units = people.units(on)
    parents, areas = {each.id: each.parent_id for each in units}, {each.id for each in units if each.kind == UnitKind.AREA}
    return {each.id: _area(each.id, parents, areas) for each in units}


def _area(unit_id: int, parents: Mapping[int, int | None], areas: set[int]) -> int:
    here: int | None = unit_id
    while here is not None and here not in areas:
        here = parents.get(here)
    return unit_id if here is None else here


class Hands(NamedTuple):
    """Whom it waits for: whoever answers for `role` on `unit_id`, or whoever holds one of `roles` on the whole body, but for `without`. As waiting.Item."""

    unit_id: int | None = None
    role: Role = Role.REFERENTE
    roles: Sequence[Role] = ()
    without: frozenset[int] = frozenset()


def hands(answers_id: int | None, state: AskedState, whose: Crew, *, of_area: bool, entered_by: int | None) -> Hands:
    """To enter and to mend: whoever answers for the unit; where that is nobody who may enter a result, the unit of performance. To verify: the unit of
    performance, never who entered it."""
    if state is AskedState.ENTERED:
        return Hands(roles=(Role.PERFORMANCE,), without=frozenset() if entered_by is None else frozenset({entered_by}))
    role = Role.DIRIGENTE if of_area else Role.REFERENTE
    if answers_id is not None and whose.answer(role, answers_id).role in ENTER:
        return Hands(answers_id, role)
    return Hands(roles=(Role.PERFORMANCE,))
