"""What the forms of performance offer."""

from collections.abc import Sequence
from datetime import date

from riskreg.performance import queries
from riskreg.performance.models import Objective
from riskreg.plans.models import EditionObjective
from riskreg.register.listings import unit_choices

Choices = Sequence[tuple[str, str]]


def places() -> list[tuple[str, Choices]]:
    """Each area with its objectives."""
    inside: dict[int, list[tuple[str, str]]] = {}
    for one in queries.objectives():
        inside.setdefault(one.area_id, []).append((f"{one.area_id}-{one.id}", one.title))
    return [(area.name, [(str(area.id), f"{area.name}, senza obiettivo"), *inside.get(area.id, [])]) for area in queries.areas()]


def units(on: date) -> Choices:
    return unit_choices(on)


def pursued(one: Objective, goals: Sequence[EditionObjective]) -> str:
    """Of these, the one that it pursues: by what lasts from edition to edition."""
    return next((str(goal.id) for goal in goals if goal.lasting == one.plan_objective_id), "")
