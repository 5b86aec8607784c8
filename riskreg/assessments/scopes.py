"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from riskreg.assessments import queries
from riskreg.core import clock
from riskreg.domain.permissions import Scope
from riskreg.register import queries as register


def assessment(assessment_id: int, **_rest: object) -> Scope:
    """An event is part of its assessment."""
    return queries.scope(assessment_id, clock.today())


def process(process_id: int, **_rest: object) -> Scope:
    return register.scope_of(register.process(process_id), clock.today())
