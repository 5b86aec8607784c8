"""What became of the measures of a large administration: most that were due are activated, some deadlines moved, some go by steps."""

from datetime import date, timedelta
from typing import Any

from bench.grown import Grown
from bench.places import TODAY
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.register.models import Measure, MeasureActivation, MeasureDeadline, MeasureMilestone

MOVED, BY_STEPS, DONE_ALWAYS, DONE_WHEN_DUE = 0.15, 0.1, 0.25, 0.93
"""Shares: of those with a deadline, of all, of those without one or not yet due, of those whose day has passed."""

STEPS = ("Testo pronto", "Prima prova in un ufficio", "Estesa a tutti gli uffici")


def lives(grown: Grown) -> None:
    for row in grown.of(Measure):
        if row["in_force_to"] is not None or row["in_force_from"] >= TODAY:
            continue
        if row["due_on"] and grown.random.random() < MOVED:
            _moved(grown, row)
        if grown.random.random() < BY_STEPS:
            _by_steps(grown, row)
        is_due = row["due_on"] is not None and row["due_on"] < TODAY
        if grown.random.random() < (DONE_WHEN_DUE if is_due else DONE_ALWAYS):
            _activated(grown, row, min(row["due_on"] or TODAY, TODAY))


def _moved(grown: Grown, row: dict[str, Any]) -> None:
    before, on = row["due_on"], max(row["in_force_from"], min(row["due_on"], TODAY) - timedelta(days=20))
    after = before + timedelta(days=grown.random.randrange(60, 400))
    told = {"from_on": before, "to_on": after, "because": "Il fornitore consegna più tardi", "moved_on": on, "moved_by_id": None}
    number = grown.add(MeasureDeadline, measure_id=row["id"], **told)
    row["due_on"] = after
    said = {"due_on": after} | _beside(f"measure_deadline:{number}", told)
    _tell(grown, row, Tag.MEASURE_RESCHEDULED, on, before={"due_on": before}, after=said)


def _by_steps(grown: Grown, row: dict[str, Any]) -> None:
    said: dict[str, Any] = {}
    for position, name in enumerate(STEPS, start=1):
        told = {"position": position, "name": name, "due_on": row["due_on"], "done_on": row["in_force_from"] if position == 1 else None}
        said |= {f"measure_milestone:{grown.add(MeasureMilestone, measure_id=row['id'], **told)}.name": name}
    _tell(grown, row, Tag.MEASURE_STEPS_CHANGED, row["in_force_from"], after=said)


def _activated(grown: Grown, row: dict[str, Any], last: date) -> None:
    on = grown.day(row["in_force_from"], max(last, row["in_force_from"] + timedelta(days=1)))
    told = {"on": on, "because": "Circolare agli uffici", "recorded_by_id": None}
    number = grown.add(MeasureActivation, measure_id=row["id"], **told)
    _tell(grown, row, Tag.MEASURE_ACTIVATED, on, after=_beside(f"measure_activation:{number}", told))


def _beside(subject: str, told: dict[str, Any]) -> dict[str, Any]:
    return {f"{subject}.{name}": value for name, value in told.items() if value is not None}


def _tell(grown: Grown, row: dict[str, Any], tag: Tag, on: date, *, after: dict[str, Any], before: dict[str, Any] | None = None) -> None:
    """One entry, on the measure: what changed of it, and the row beside it."""
    row |= {"edits": row["edits"] + 1, "version": row["version"] + 1}
    grown.tell(Measure, row["id"], tag, at=clock.on_day(on, hour=16), by=_somebody(grown), before=before or {}, after=after)


def _somebody(grown: Grown) -> str:
    return f"user:{grown.random.randint(1, grown.size.users)}"
