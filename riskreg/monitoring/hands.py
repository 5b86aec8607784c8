"""In whose hands a check is: the capofila who signs, those who contribute, and where that gives permissions.

The first owner of the measure that is a unit or an office signs; of a specific measure without one, the unit of the process; of a general one,
whoever keeps the plan. All follow today's owners: a measure that changes hands takes its checks along.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, or_, select, true

from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.monitoring.models import Check
from riskreg.people import queries as people
from riskreg.people.queries import reach
from riskreg.register.models import MeasureOwner, Process
from riskreg.waiting.crew import crew

NO_PERSON = 0
"""No person has this number."""


class Place(NamedTuple):
    """One of those who answer: a unit or an office. Neither: whoever keeps the plan."""

    unit_id: int | None = None
    figure_id: int | None = None
    name: str = ""

    @property
    def key(self) -> str:
        return f"figure:{self.figure_id}" if self.figure_id is not None else f"unit:{self.unit_id}"


class Hands(NamedTuple):
    signs: Place
    contribute: Sequence[Place]


def of(one: Check) -> Hands:
    """For a check whose measure was read with its owners."""
    linked = [Place(each.unit_id, each.figure_id, each.title) for each in one.measure.owners if each.unit_id or each.figure_id]
    here = [Place(unit_id=one.process.unit_id, name=one.process.unit.name)] if one.process is not None else []
    every = list({place.key: place for place in [*linked, *here]}.values())
    return Hands(every[0], every[1:]) if every else Hands(Place(name="Chi tiene il piano"), ())


def capofila() -> ScalarSelect[int]:
    """The number of the owner that signs, of the check of the outer query; none where its process, or the plan, does."""
    return (
        select(MeasureOwner.id)
        .where(MeasureOwner.measure_id == Check.measure_id)
        .where(or_(MeasureOwner.unit_id.is_not(None), MeasureOwner.figure_id.is_not(None)))
        .order_by(MeasureOwner.position)
        .limit(1)
        .correlate(Check)
        .scalar_subquery()
    )


# Where permissions are asked


def scope(one: Check, person: Person | None, on: date) -> Scope:
    """On any of the places that have a part in it; an office gives it to whoever holds it."""
    found = of(one)
    return _scope([found.signs, *found.contribute], person, on)


def scope_to_sign(one: Check, person: Person | None, on: date) -> Scope:
    """Only where the capofila stands."""
    return _scope([of(one).signs], person, on)


def scopes_to_sign(those: Sequence[Check], person: Person | None, on: date) -> list[Scope]:
    """As `scope_to_sign`, of many: how the body is made is asked once."""
    chart, root = reach.chart(on), people.root_unit()
    return [_within([of(one).signs], person, on, chart, root.id if root is not None else None) for one in those]


def scope_of(place: Place, person: Person | None, on: date) -> Scope:
    return _scope([place], person, on)


def _scope(places: Sequence[Place], person: Person | None, on: date) -> Scope:
    root = people.root_unit()
    return _within(places, person, on, reach.chart(on), root.id if root is not None else None)


def _within(places: Sequence[Place], person: Person | None, on: date, chart: reach.Chart, root_id: int | None) -> Scope:
    units = [chart.owners.get(place.unit_id, place.unit_id) for place in places if place.unit_id is not None]
    either = tuple(people.climb(unit_id, chart.parents) for unit_id in dict.fromkeys(units))
    if not either and root_id is not None:
        either = (frozenset({root_id}),)
    return Scope(either=either, owner_id=_holder([place.figure_id for place in places if place.figure_id is not None], person, on))


def _holder(figure_ids: Sequence[int], person: Person | None, on: date) -> int:
    if person is None or person.user_id is None or not figure_ids:
        return NO_PERSON
    held = crew(on).offices_of(person.user_id)
    return person.user_id if held.intersection(figure_ids) else NO_PERSON


def parts_of(one: Check, person: Person, on: date) -> list[Place]:
    """For which of the places this person may write."""
    found = of(one)
    return [place for place in (found.signs, *found.contribute) if may(person, Permission.CHECK_ANSWER, scope_of(place, person, on))]


# Of many at once


class Reach(NamedTuple):
    """How far somebody's part goes: units and offices; None where it is everything."""

    units: frozenset[int] | None
    offices: frozenset[int]


def reach_of(person: Person, permission: Permission, on: date) -> Reach:
    """Of a permission that roles alone give: of one that owners have too, everybody would reach everything."""
    units = reach.units_within(person, permission, on)
    return Reach(units, crew(on).offices_of(person.user_id) if person.user_id is not None else frozenset())


def seen(found: Reach) -> ColumnElement[bool]:
    """The condition on checks for whoever reads only their part: one of the owners is theirs, or the process is."""
    if found.units is None:
        return true()
    units = sorted(found.units)
    theirs = or_(MeasureOwner.unit_id.in_(units), MeasureOwner.figure_id.in_(sorted(found.offices)))
    return or_(
        Check.measure_id.in_(select(MeasureOwner.measure_id).where(theirs)),
        Check.process_id.in_(select(Process.id).where(Process.unit_id.in_(units))),
    )
