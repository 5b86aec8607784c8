"""The life of a job that waits for a worker, and when a scheduled one is next due."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return JOB_STATE_LABELS[self]

    @property
    def is_over(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


JOB_STATE_LABELS: Mapping[str, str] = {
    "queued": "In attesa",
    "running": "In corso",
    "done": "Concluso",
    "failed": "Non riuscito",
    "cancelled": "Annullato",
}


def retry_delay(attempts: int) -> timedelta:
    """How long to wait before trying again: half a minute, then four times longer each time.

    >>> retry_delay(1), retry_delay(2)
    (datetime.timedelta(seconds=30), datetime.timedelta(seconds=120))
    """
    return timedelta(seconds=30 * 4 ** (attempts - 1))


def next_daily(after: datetime, at: time) -> datetime:
    """The next moment at which the clocks of Rome show `at`, strictly after the given one.

    The hour is the wall clock's: across the change of hour it stays 2 o'clock for people, not for UTC.
    """
    local = after.astimezone(ROME)
    day = local.date()
    due = datetime.combine(day, at, tzinfo=ROME)
    if due <= local:
        due = datetime.combine(day + timedelta(days=1), at, tzinfo=ROME)
    return due.astimezone(after.tzinfo)
