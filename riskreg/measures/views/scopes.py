"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from typing import Any

from flask import g

from riskreg.core import clock
from riskreg.domain.permissions import ANYWHERE, Scope
from riskreg.people import queries as people
from riskreg.register import queries
from riskreg.register.queries import life


def process(process_id: int) -> Scope:
    return queries.scope_of(queries.process(process_id), clock.today())


def measure(measure_id: int) -> Scope:
    """To change it: every process that it answers to."""
    return queries.scope_of_all(queries.processes_of(queries.measure(measure_id)), clock.today())


def measure_seen(measure_id: int) -> Scope:
    """To read it: any process that it answers to, or any unit that answers for it. A general one is read by whoever reads something."""
    found, today = followed(measure_id), clock.today()
    if found.is_general:
        return ANYWHERE
    units = {process.unit_id for process in queries.processes_of(found)} | {owner.unit_id for owner in found.owners if owner.unit_id}
    owners = {people.present_owner(unit_id, today).id for unit_id in units}
    ways = tuple(people.lineages(owners).values())
    return Scope(either=ways) if ways else queries.scope_of_all([], today)


def followed(measure_id: int) -> Any:
    """With what became of it: read once for the guard and the page behind it."""
    if (known := g.get("measure")) is None or known.id != measure_id:
        g.measure = known = life.followed(measure_id)
    return known


def event(event_id: int) -> Scope:
    return queries.scope_of(queries.event(event_id).phase.process, clock.today())


def event_and_measure(event_id: int, measure_id: int) -> Scope:
    """To tie them: the event's process, and every one that the measure answers to."""
    return queries.scope_of_all([queries.event(event_id).phase.process, *queries.processes_of(queries.measure(measure_id))], clock.today())
