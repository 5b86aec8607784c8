"""Semesters: monitoring looks at the plan twice a year, as of 30 June and of 31 December (PNA 2022, part I, 10: the RPCT plans when)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from riskreg.domain.italian import Unreadable, month_name


@dataclass(frozen=True, order=True)
class Semester:
    year: int
    half: int

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1) if self.half == 1 else date(self.year, 7, 1)

    @property
    def as_of(self) -> date:
        """The day of which answers speak."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def label(self) -> str:
        """
        >>> Semester(2026, 1).label
        '1° semestre 2026'
        """
        return f"{self.half}° semestre {self.year}"

    @property
    def slug(self) -> str:
        """As an address says it."""
        return f"{self.year}-{self.half}"

    @property
    def before(self) -> "Semester":
        """
        >>> Semester(2026, 1).before, Semester(2026, 2).before
        (Semester(year=2025, half=2), Semester(year=2026, half=1))
        """
        return Semester(self.year - 1, 2) if self.half == 1 else Semester(self.year, 1)

    @property
    def after(self) -> "Semester":
        return Semester(self.year + 1, 1) if self.half == 2 else Semester(self.year, 2)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.as_of


def semester_of(day: date) -> Semester:
    """
    >>> semester_of(date(2026, 6, 30)), semester_of(date(2026, 7, 1))
    (Semester(year=2026, half=1), Semester(year=2026, half=2))
    """
    return Semester(day.year, 1 if day.month <= 6 else 2)


def read_semester(text: str) -> Semester:
    """
    >>> read_semester("2026-1")
    Semester(year=2026, half=1)
    """
    found = re.fullmatch(r"(\d{4})-([12])", text)
    if found is None:
        raise Unreadable("Scrivi l'anno e il semestre, per esempio 2026-1.")
    return Semester(int(found[1]), int(found[2]))


MONTHS_OF: dict[str, int] = {"monthly": 1, "bimonthly": 2, "quarterly": 3, "four_monthly": 4, "half_yearly": 6, "yearly": 12}
"""How long each cadence is; periods are those of the calendar, and begin on 1 January."""


@dataclass(frozen=True)
class Period:
    """One of those for which a periodic measure is asked about."""

    first_on: date
    last_on: date

    @property
    def label(self) -> str:
        """
        >>> Period(date(2026, 1, 1), date(2026, 3, 31)).label, Period(date(2026, 1, 1), date(2026, 1, 31)).label
        ('gennaio–marzo 2026', 'gennaio 2026')
        """
        first, last = month_name(self.first_on.month), month_name(self.last_on.month)
        return f"{first if first == last else f'{first}–{last}'} {self.last_on.year}"


def periods(cadence: str, semester: Semester, since: date | None = None) -> tuple[Period, ...]:
    """Those that end within the semester; of a measure that begins meanwhile, those that end after it began.

    >>> [one.label for one in periods("quarterly", Semester(2026, 1))]
    ['gennaio–marzo 2026', 'aprile–giugno 2026']
    >>> periods("yearly", Semester(2026, 1)), [one.label for one in periods("yearly", Semester(2026, 2))]
    ((), ['gennaio–dicembre 2026'])
    """
    months, found = MONTHS_OF[cadence], []
    for first in range(1, 13, months):
        following = first + months
        last = date(semester.year + (following > 12), (following - 1) % 12 + 1, 1) - timedelta(days=1)
        if last in semester and (since is None or last >= since):
            found.append(Period(date(semester.year, first, 1), last))
    return tuple(found)
