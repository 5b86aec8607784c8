"""Whether a measure counts in what is verified of a risk: what was declared of it, what shows it, what a verification found; and if not, why.

What speaks is the last that was validated: in the last session that is closed, or in one that is still open. A measure that waits for a case says
nothing in a semester in which no case came: then the last semester in which one came speaks for it, and none does where there never was one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from riskreg.domain.italian import write_date
from riskreg.domain.measure_life import Life
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.semesters import Semester

LOOKS_BACK = 4
"""Over how many closed sessions a case is looked for: two years."""

NOT_MONITORED = "non monitorata"
NEVER_MET = "il caso a cui si applica non si è ancora presentato: nessuno l'ha vista all'opera"
WHY_NOT: Mapping[Outcome, str] = {
    Outcome.ON_TRACK: "in corso nei tempi, non ancora attuata",
    Outcome.LATE: "dichiarata in ritardo",
    Outcome.NOT_DONE: "dichiarata non attuata",
    Outcome.NOT_APPLICABLE: "dichiarata non applicabile",
}


@dataclass(frozen=True)
class Declared:
    """What one session has of the measure, in the process that is looked at."""

    semester: Semester
    is_closed: bool
    outcome: Outcome | None = None
    validated_at: datetime | None = None
    cases: int | None = None
    is_shown: bool = False
    no_evidence_because: str = ""
    dropped_because: str = ""

    @property
    def speaks(self) -> bool:
        """What is still being answered says nothing yet; of what is closed, silence says something too."""
        return self.is_closed or self.validated_at is not None

    @property
    def had_no_case(self) -> bool:
        return self.validated_at is not None and self.outcome is Outcome.NOT_APPLICABLE and self.cases == 0


@dataclass(frozen=True)
class Failed:
    """The last verification that went badly."""

    at: datetime
    on: date
    found: str


@dataclass(frozen=True)
class Counted:
    """Whether it counts; `why_not` says in a few words why it does not, `said` what else a reader should know; `semester`: which session spoke."""

    why_not: str = ""
    said: str = ""
    semester: Semester | None = None

    @property
    def counts(self) -> bool:
        return not self.why_not


def counted(life: Life, declared: Sequence[Declared], last_closed: Semester | None, failed: Failed | None, on: date) -> Counted:
    """`declared`: the last semester first. `last_closed`: the last session that was closed, whatever it asked about.

    >>> from riskreg.domain.register import Timing
    >>> life, h1 = Life(Timing.CONTINUOUS, date(2025, 1, 1)), Semester(2026, 1)
    >>> counted(life, [Declared(h1, is_closed=True)], h1, None, date(2026, 11, 21)).why_not
    'non monitorata nel 1° semestre 2026'
    """
    if life.in_force_to is not None and life.in_force_to < on:
        return Counted(f"non più in vigore dal {write_date(life.in_force_to)}")
    if life.in_force_from > on:
        return Counted(f"in vigore solo dal {write_date(life.in_force_from)}")
    spoken = [each for each in declared if each.speaks]
    if not spoken or (last_closed is not None and spoken[0].semester < last_closed):
        return Counted(f"{NOT_MONITORED}{f' nel {last_closed.label}' if last_closed is not None else ''}", semester=last_closed)
    met = next((each for each in spoken if not each.had_no_case), None)
    if met is None:
        return Counted(NEVER_MET, semester=spoken[0].semester)
    why_not, said = _why_not(met, failed)
    if met is not spoken[0] and not said:
        said = f"nel {spoken[0].semester.label} il caso non si è presentato: vale il {met.semester.label}"
    return Counted(why_not, said, met.semester)


def _why_not(one: Declared, failed: Failed | None) -> tuple[str, str]:
    if one.validated_at is None or one.outcome is None:
        if one.dropped_because:
            return f"fuori dal monitoraggio del {one.semester.label}", one.dropped_because
        return f"{NOT_MONITORED} nel {one.semester.label}", ""
    if one.outcome is not Outcome.DONE:
        return WHY_NOT[one.outcome], ""
    if failed is not None and failed.at >= one.validated_at:
        return f"verifica negativa del {write_date(failed.on)}", failed.found
    return ("", "") if one.is_shown else ("senza prove", one.no_evidence_because)
