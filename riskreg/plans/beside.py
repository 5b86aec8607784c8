"""What stands beside an edition on its page: whether its reader has read it, and the consultation on it."""

from datetime import date
from typing import Any

from riskreg.domain.permissions import Person
from riskreg.plans.models import Edition
from riskreg.plans.queries import consultation, readings


def beside(one: Edition, person: Person, on: date) -> dict[str, Any]:
    found = consultation.of_edition(one)
    total, unsettled = consultation.counts(found) if found else (0, 0)
    mine = readings.reading(one, person.user_id) if one.is_frozen else None
    return {
        "reading": mine,
        "asks_to_read": one.is_frozen and mine is None and readings.followed_by(one) is None,
        "consultation": found,
        "contributions": total,
        "unsettled": unsettled,
        "stage": found.stage(on) if found else None,
    }
