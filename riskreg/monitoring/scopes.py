"""Where the things of the monitoring stand, for the permission map."""

from typing import Any

from flask import g

from riskreg.core import clock
from riskreg.domain.permissions import Scope
from riskreg.monitoring import hands, queries
from riskreg.monitoring.models import Check, Verification
from riskreg.monitoring.queries import verification as looked
from riskreg.people import queries as people
from riskreg.web.guards import current_person


def check(check_id: int, **_rest: Any) -> Scope:
    """On any of those who answer for its measure. What the guard read is at hand for the page (`seen`)."""
    g.check_seen = one = queries.check(check_id)
    return hands.scope(one, current_person(), clock.today())


def to_sign(check_id: int, **_rest: Any) -> Scope:
    """Where the capofila stands."""
    g.check_seen = one = queries.check(check_id)
    return hands.scope_to_sign(one, current_person(), clock.today())


def seen(check_id: int) -> Check:
    """The one that the guard of this very request has read."""
    one: Check | None = g.get("check_seen")
    return one if one is not None and one.id == check_id else queries.check(check_id)


def whole(**_rest: Any) -> Scope:
    """What tells of every measure: where the whole body stands."""
    root = people.root_unit()
    return Scope(lineage=frozenset({root.id} if root is not None else ()))


def verification(verification_id: int, **_rest: Any) -> Scope:
    """Where its check stands."""
    g.verification_seen = one = looked.verification(verification_id)
    return hands.scope(one.check, current_person(), clock.today())


def verification_seen(verification_id: int) -> Verification:
    one: Verification | None = g.get("verification_seen")
    return one if one is not None and one.id == verification_id else looked.verification(verification_id)
