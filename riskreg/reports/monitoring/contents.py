"""All that the monitoring report says, and nothing of how it looks: words, numbers, days. Offices and units, no people."""

from dataclasses import dataclass, field
from datetime import date, datetime

from riskreg.domain.monitoring.checks import OUTCOME_LABELS
from riskreg.domain.monitoring.figures import COUNTED, UNMONITORED, SessionFigures
from riskreg.domain.monitoring.summary import Summary
from riskreg.domain.semesters import Semester


@dataclass(frozen=True, slots=True)
class Scope:
    """The whole body, where `code` is empty; else a unit with those below it, or an area of risk."""

    code: str = ""
    name: str = ""
    is_area: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class CheckSaid:
    code: str
    name: str
    kind: str
    group: str
    process: str
    area: str
    signer: str
    counted: str
    """The outcome as figures count it: what is not validated is not monitored."""

    declared: str
    """What was declared, also where nobody validated it."""

    state: str
    timing: str
    due_on: date | None = None
    done_on: date | None = None
    value: str = ""
    progress: int | None = None
    cases: int | None = None
    complied: int | None = None
    reason: str = ""
    criticality: str = ""
    proposed_due_on: date | None = None
    note: str = ""
    shown: int = 0
    no_evidence_because: str = ""

    @property
    def outcome(self) -> str:
        return COUNTED[self.counted]

    @property
    def is_monitored(self) -> bool:
        return self.counted != UNMONITORED

    @property
    def declared_label(self) -> str:
        return OUTCOME_LABELS[self.declared] if self.declared else ""

    @property
    def about(self) -> str:
        return f"{self.name} ({self.process})" if self.process else self.name

    @property
    def about_shortly(self) -> str:
        """With the code alone of the process."""
        return f"{self.name} ({self.process.partition(' ')[0]})" if self.process else self.name


@dataclass(frozen=True, slots=True)
class VerificationSaid:
    code: str
    about: str
    signer: str
    chosen_because: str
    """Empty where it was drawn."""

    finding: str
    """Empty while nobody has looked."""

    found: str
    follow_up: str
    follow_up_by: date | None
    followed_on: date | None
    followed_how: str


@dataclass(frozen=True, slots=True)
class DrawSaid:
    seed: str
    on: date
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DroppedSaid:
    code: str
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class MonitoringContents:
    body: str
    semester: Semester
    scope: Scope
    opens_on: date
    answer_by: date
    validate_by: date
    verify_by: date
    at: datetime
    """When it was closed; of an open session, when this was gathered."""

    on: date
    """That day in Rome."""

    is_final: bool
    figures: SessionFigures
    before: SessionFigures | None
    """Of the semester before, where its monitoring was closed by then."""

    checks: tuple[CheckSaid, ...]
    dropped: tuple[DroppedSaid, ...]
    verifications: tuple[VerificationSaid, ...]
    draws: tuple[DrawSaid, ...]
    summary: Summary = field(default_factory=Summary)
    """What else was measured, of this scope."""

    assessment: str = ""
    """What the RPCT wrote before it was closed, in the light markup of `domain/prose.py`."""

    closed_because: str = ""
    """Why it was closed while something could still be validated; else nothing."""

    @property
    def unmonitored(self) -> tuple[CheckSaid, ...]:
        return tuple(each for each in self.checks if not each.is_monitored)

    def with_outcome(self, *outcomes: str) -> tuple[CheckSaid, ...]:
        return tuple(each for each in self.checks if each.counted in outcomes)
