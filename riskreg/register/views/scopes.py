"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from riskreg.core import clock
from riskreg.domain.permissions import Scope
from riskreg.register import queries


def process(process_id: int) -> Scope:
    return queries.scope_of(queries.process(process_id), clock.today())


def phase(phase_id: int) -> Scope:
    return queries.scope_of(queries.phase(phase_id).process, clock.today())


def event(event_id: int) -> Scope:
    return queries.scope_of(queries.event(event_id).phase.process, clock.today())
