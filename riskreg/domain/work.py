"""The life of a job that waits for a worker, and when a scheduled one is next due."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=60)
"""How long a worker may be silent before its job is given to another."""

HEARTBEAT = timedelta(seconds=15)
"""How often it says that it is alive: three beats may go missing."""

KEEPS_RESULTS = timedelta(days=30)


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
    return timedelta(seconds=30 * 4 ** max(attempts - 1, 0))


LONGEST_DELAY = retry_delay(MOST_ATTEMPTS - 1)


def next_daily(after: datetime, at: time) -> datetime:
    """The next moment at which the clocks of Rome show `at`, strictly after the given one.

    The hour is the wall clock's: across the change of hour it stays 2 o'clock for people, not for UTC. An hour that
    comes twice counts the first time; one that a spring night skips falls as long after the leap as it stood in the gap.

    >>> next_daily(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), time(1, 0)).isoformat()
    '2026-11-22T00:00:00+00:00'
    """
    day = after.astimezone(ROME).date()
    # Compared in UTC: two moments of one zone would be compared by their faces, and one night a year those lie.
    due = datetime.combine(day, at, tzinfo=ROME).astimezone(UTC)
    if due <= after:
        due = datetime.combine(day + timedelta(days=1), at, tzinfo=ROME).astimezone(UTC)
    return due.astimezone(after.tzinfo)


def schedule_key(kind: str, due: datetime) -> str:
    """The name of one occurrence: whoever plans it, it is the same one.

    >>> schedule_key("trail:seal", datetime(2026, 11, 22, 0, 0, tzinfo=UTC))
    'trail:seal@2026-11-22T01:00'
    """
    return f"{kind}@{due.astimezone(ROME):%Y-%m-%dT%H:%M}"
