"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from flask import g

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment
from riskreg.core import clock
from riskreg.domain.permissions import Scope
from riskreg.register import queries as register


def assessment(assessment_id: int, **_rest: object) -> Scope:
    """An event is part of its assessment. What the guard read is at hand for the page (`seen`)."""
    g.assessment_seen = one = queries.assessment(assessment_id)
    return queries.scope_now(one, clock.today())


def seen(assessment_id: int) -> Assessment | None:
    """The one that the guard of this very request has read."""
    one: Assessment | None = g.get("assessment_seen")
    return one if one is not None and one.id == assessment_id else None


def process(process_id: int, **_rest: object) -> Scope:
    return register.scope_of(register.process(process_id), clock.today())
