"""The figures of the plan as files say them: indices are text with two decimals, and what cannot be had is null with its reason."""

from decimal import Decimal
from typing import Any

from riskreg.domain.plans import PlanFigures, Rate, edition_name
from riskreg.monitoring.yearly import Number, YearFigures
from riskreg.plans.models import Edition

COUNTS = (
    "general_measures",
    "consolidated",
    "new",
    "new_by_year",
    "specific_measures",
    "specific_planned",
    "specific_implemented",
    "specific_rate",
)
INDICES = ("update_index_planned", "update_index", "general_planned", "general_implemented", "general_rate")


MONITORED = ("implementation_rate", "consolidated_rate", "specific_implementation_rate", "new_activated", "overdue", "by_class")


def monitored_as_json(found: YearFigures | None) -> dict[str, Any]:
    """What the monitoring adds: `by_class` is how many were implemented of each class; what cannot be had is null."""
    if found is None:
        return dict.fromkeys(MONITORED)
    return {
        "implementation_rate": _text(found.general.percent),
        "consolidated_rate": _text(found.consolidated.percent) if found.consolidated is not None else None,
        "specific_implementation_rate": _text(found.specific.percent),
        "new_activated": found.of(Number.NEW_ACTIVATED),
        "overdue": found.of(Number.OVERDUE),
        "by_class": {name: rate.done for name, rate in found.by_class.items()},
    }


def as_json(year: int, one: Edition | None, found: PlanFigures | None) -> dict[str, Any]:
    if one is None or found is None:
        absent = dict.fromkeys((*COUNTS, *INDICES))
        return {"edition": None, "edition_reason": f"Non c'è nessuna edizione del piano {edition_name(year)}."} | absent
    return {
        "edition": one.name,
        "edition_state": one.state,
        "general_measures": found.general,
        "consolidated": found.consolidated,
        "new": found.new,
        "new_by_year": {str(each): count for each, count in found.new_by_year.items()},
        "update_index_planned": _text(found.update_index_planned),
        "update_index": _text(found.update_index),
        "general_planned": found.general_rate.planned,
        "general_implemented": found.general_rate.done,
        "general_rate": _text(found.general_rate.percent),
        "specific_measures": found.specific,
        "specific_planned": found.specific_rate.planned,
        "specific_implemented": found.specific_rate.done,
        "specific_rate": _text(found.specific_rate.percent),
        "general_by_class": {name: _rate(rate) for name, rate in found.by_class.items()},
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"planned": rate.planned, "implemented": rate.done, "rate": _text(rate.percent)}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
