"""Many checks validated at once: each is done by itself, of the version that was shown; one that cannot be is left and named."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken
from riskreg.domain.permissions import Permission, Person, acting
from riskreg.monitoring import queries, turns
from riskreg.monitoring.models import Check
from riskreg.monitoring.operations import activating, moving
from riskreg.monitoring.turns import Judged
from riskreg.register.operations.processes import day


class Done(NamedTuple):
    one: Check
    refusal: str


def validate(those: Mapping[int, int], *, by: Person, at: datetime) -> list[Done]:
    """`those`: by number, the version that was seen."""
    activating.alone_with(those)
    rows = queries.several(those)
    found = turns.judged(rows, by, day(at))
    return [_one(one, those[one.id], found[one.id], by, at) for one in rows]


def _one(one: Check, version: int, found: Judged, by: Person, at: datetime) -> Done:
    who = acting(by, Permission.CHECK_VALIDATE, found.scope)
    try:
        with db.session.begin_nested():
            moving.validate(one, version=version, found=found, by=who, at=at)
    except (RuleBroken, NotAllowed, Conflict) as refused:
        return Done(one, refused.message)
    return Done(one, "")
