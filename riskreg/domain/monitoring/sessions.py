"""A monitoring session: which measures it asks about, and by when it is answered, validated, verified.

L. 190/2012 art. 1 c. 10 lett. a: the RPCT verifies that the plan is carried out effectively and that it is suitable. PNA 2019, part II, 6: the
monitoring is planned with its times, at two levels: whoever answers for the measure declares, the RPCT verifies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.measure_life import Life
from riskreg.domain.register import Timing
from riskreg.domain.semesters import Semester

FIRST_YEAR, LAST_YEAR = 2013, 2100


@dataclass(frozen=True)
class Calendar:
    """The days of a session: from when checks are answered, and by when they are signed, validated, verified; each day included."""

    opens_on: date
    answer_by: date
    validate_by: date
    verify_by: date

    def checked(self) -> "Calendar":
        """In their order: nobody verifies what nobody has declared.

        >>> Calendar(date(2026, 7, 1), date(2026, 7, 20), date(2026, 7, 31), date(2026, 9, 15)).checked().answer_by
        datetime.date(2026, 7, 20)
        """
        for first, second in zip(fields(self), fields(self)[1:], strict=False):
            before, after = getattr(self, first.name), getattr(self, second.name)
            if after < before:
                said = f"{_SAID[second.name]} non può venire prima del {write_date(before)} ({_SAID[first.name].lower()})."
                raise RuleBroken(said, second.name)
        return self


_SAID: Mapping[str, str] = {
    "opens_on": "L'apertura", "answer_by": "Il termine per le risposte", "validate_by": "Il termine per la validazione",
    "verify_by": "Il termine per le verifiche",
}  # fmt: skip


def why_not_to_close(semester: Semester, today: date) -> str:
    """Nobody can tell how things stood on a day that has not come; nothing from that day on.

    >>> why_not_to_close(Semester(2026, 2), date(2026, 12, 31))
    ''
    """
    if today >= semester.as_of:
        return ""
    return f"Il monitoraggio dice come stanno le misure al {write_date(semester.as_of)}: si chiude da quel giorno in poi."


def closes_early(calendar: Calendar, today: date, *, waiting: int) -> bool:
    """Somebody may still validate, and something waits for it: whoever closes says why.

    >>> days = Calendar(date(2026, 7, 1), date(2026, 7, 20), date(2026, 7, 31), date(2026, 9, 15))
    >>> closes_early(days, date(2026, 7, 31), waiting=2), closes_early(days, date(2026, 7, 31), waiting=0), closes_early(days, date(2026, 8, 1), waiting=2)
    (True, False, False)
    """
    return bool(waiting) and today <= calendar.validate_by


def is_asked(life: Life, semester: Semester) -> bool:
    """Every measure in force or due that year. One with a deadline is due in its year, stays so while it is late, and is in force once it is
    activated; the others are in force from the day on which they begin. What ended before the semester is not asked about.

    >>> due = Life(Timing.BY_DATE, date(2026, 1, 26), due_on=date(2027, 12, 31))
    >>> is_asked(due, Semester(2026, 2)), is_asked(due, Semester(2027, 1)), is_asked(due, Semester(2028, 1))
    (False, True, True)
    >>> is_asked(Life(Timing.CONTINUOUS, date(2026, 8, 1)), Semester(2026, 1))
    False
    """
    if life.in_force_to is not None and life.in_force_to < semester.first_day:
        return False
    if life.timing is not Timing.BY_DATE:
        return life.in_force_from <= semester.as_of
    if life.activated_on is not None and life.activated_on <= semester.as_of:
        return True
    return life.due_on is not None and life.due_on.year <= semester.year and life.in_force_from.year <= semester.year


def why_gone(life: Life, semester: Semester) -> str:
    """Why a measure that a session asks about drops out of it; nothing while it stays.

    >>> why_gone(Life(Timing.CONTINUOUS, date(2024, 1, 1), in_force_to=date(2025, 12, 31)), Semester(2026, 1))
    'La misura non è più in vigore dal 31/12/2025.'
    """
    if is_asked(life, semester):
        return ""
    if life.in_force_to is not None and life.in_force_to < semester.first_day:
        return f"La misura non è più in vigore dal {write_date(life.in_force_to)}."
    if life.timing is Timing.BY_DATE and life.due_on is not None:
        return f"La scadenza è stata spostata al {write_date(life.due_on)}: si monitora da quell'anno."
    return f"La misura entra in vigore il {write_date(life.in_force_from)}."
