"""The only clock. Moments are aware and in UTC; days are the days of Europe/Rome."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")

_fixed_day: date | None = None
_frozen: datetime | None = None


def fix_day(day: date | None) -> None:
    """Let every moment fall on `day`, at the hour it really is (the demo and its figures live on one day)."""
    global _fixed_day
    _fixed_day = day


def fixed_day() -> date | None:
    return _fixed_day


def now() -> datetime:
    if _frozen is not None:
        return _frozen
    moment = datetime.now(UTC)
    if _fixed_day is None:
        return moment
    local = moment.astimezone(ROME)
    return local.replace(year=_fixed_day.year, month=_fixed_day.month, day=_fixed_day.day).astimezone(UTC)


def today() -> date:
    return now().astimezone(ROME).date()


def on_day(day: date, hour: int = 9) -> datetime:
    """A moment inside `day` in Rome, for what is recorded by day only.

    >>> on_day(date(2026, 7, 1)).isoformat()
    '2026-07-01T07:00:00+00:00'
    """
    return datetime(day.year, day.month, day.day, hour, tzinfo=ROME).astimezone(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """For tests: time stands still."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
