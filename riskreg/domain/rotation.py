"""Which safety copies are kept: those of the last day, and the last of each of the latest days, weeks and months that have one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")

LATE_AFTER = timedelta(hours=26)
"""A night and the time that a copy may take: an older last copy means that a night was missed."""


RECENT = timedelta(hours=24)


class Reason(StrEnum):
    RECENT = "recent"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def label(self) -> str:
        return REASON_LABELS[self]


REASON_LABELS: Mapping[str, str] = {"recent": "recente", "daily": "giornaliera", "weekly": "settimanale", "monthly": "mensile"}


@dataclass(frozen=True)
class Rotation:
    """How many of each are kept."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


_PERIODS: Mapping[Reason, Callable[[date], tuple[int, ...]]] = {
    Reason.DAILY: lambda day: (day.toordinal(),),
    Reason.WEEKLY: lambda day: day.isocalendar()[:2],
    Reason.MONTHLY: lambda day: (day.year, day.month),
}


def kept(moments: Iterable[datetime], rotation: Rotation) -> dict[datetime, tuple[Reason, ...]]:
    """Each copy that stays, newest first, with why. Periods without a copy do not count: silence takes nothing away.

    >>> nights = [datetime(2026, 11, day, 1, tzinfo=ROME) for day in (20, 21, 22, 23)]
    >>> [(night.day, [reason.label for reason in why]) for night, why in kept(nights, Rotation(2, 2, 1)).items()]
    [(23, ['recente', 'giornaliera', 'settimanale', 'mensile']), (22, ['giornaliera', 'settimanale'])]
    """
    newest_first = sorted(set(moments), reverse=True)
    reasons: dict[datetime, list[Reason]] = {one: [Reason.RECENT] for one in newest_first if newest_first[0] - one < RECENT}
    limits = {Reason.DAILY: rotation.daily, Reason.WEEKLY: rotation.weekly, Reason.MONTHLY: rotation.monthly}
    for reason, limit in limits.items():
        for moment in _last_of_each(newest_first, _PERIODS[reason])[:limit]:
            reasons.setdefault(moment, []).append(reason)
    return {moment: tuple(reasons[moment]) for moment in newest_first if moment in reasons}


def _last_of_each(newest_first: list[datetime], period: Callable[[date], tuple[int, ...]]) -> list[datetime]:
    last: dict[tuple[int, ...], datetime] = {}
    for moment in newest_first:
        last.setdefault(period(moment.astimezone(ROME).date()), moment)
    return list(last.values())


def is_late(last: datetime | None, at: datetime) -> bool:
    """No good copy, or the last one is so old that a night was missed.

    >>> is_late(datetime(2026, 11, 21, 0, 45, tzinfo=ROME), datetime(2026, 11, 22, 2, 0, tzinfo=ROME))
    False
    """
    return last is None or at - last > LATE_AFTER
