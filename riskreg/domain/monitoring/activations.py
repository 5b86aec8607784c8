"""When a measure was activated against the day by which it should have been: once in its life, in time, early or late.

The update index of a year counts the new measures activated in it, whatever their deadline; whoever reads it sees which came before their year and which
after their day.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class Pace(StrEnum):
    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    WAITING = "waiting"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        return PACE_LABELS[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


PACE_LABELS: Mapping[str, str] = {
    "early": "In anticipo", "in_time": "Nei tempi", "late": "In ritardo", "overdue": "Scaduta", "waiting": "Da attuare",
    "undated": "Senza scadenza",
}  # fmt: skip
_TONES: Mapping[str, str] = {
    "early": "ok", "in_time": "ok", "late": "warning", "overdue": "danger", "waiting": "info", "undated": "neutral",
}  # fmt: skip


def pace(due_on: date | None, activated_on: date | None, on: date) -> Pace:
    """*In anticipo*: activated in a year before the one in which it was due.

    >>> pace(date(2025, 12, 31), date(2024, 12, 30), date(2026, 1, 1)), pace(date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1))
    (<Pace.EARLY: 'early'>, <Pace.LATE: 'late'>)
    >>> pace(date(2025, 6, 30), None, date(2025, 6, 30)), pace(date(2025, 6, 30), None, date(2025, 7, 1))
    (<Pace.WAITING: 'waiting'>, <Pace.OVERDUE: 'overdue'>)
    """
    if due_on is None:
        return Pace.UNDATED
    if activated_on is None or activated_on > on:
        return Pace.OVERDUE if due_on < on else Pace.WAITING
    if activated_on > due_on:
        return Pace.LATE
    return Pace.EARLY if activated_on.year < due_on.year else Pace.IN_TIME


def overdue_by(year: int, today: date) -> date:
    """The last day whose deadlines have passed, for the figures of a year: its end, or yesterday while it goes on.

    >>> overdue_by(2025, date(2026, 11, 21)), overdue_by(2026, date(2026, 11, 21))
    (datetime.date(2025, 12, 31), datetime.date(2026, 11, 20))
    """
    return min(date(year, 12, 31), date.fromordinal(today.toordinal() - 1))
