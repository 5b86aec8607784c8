"""Suitability, read in bulk: every specific measure of a year with what is known of it, the advice before anything is added, and the judgments of that
year and of the one before. As many queries for a thousand measures as for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from riskreg.audit.known import only_the_last, while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.monitoring import suitability as rules
from riskreg.domain.monitoring.checks import Outcome, Reason, State
from riskreg.domain.monitoring.counting import LOOKS_BACK
from riskreg.domain.monitoring.suitability import Known, OfSession
from riskreg.domain.monitoring.verification import FINDING_LABELS, Finding
from riskreg.domain.register import FAMILY_LABELS, MeasureKind
from riskreg.domain.semesters import Semester
from riskreg.monitoring.models import Check, Session, Suitability, Verification
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, MeasureOwner, Phase, Process, RiskEvent


@dataclass(frozen=True)
class Judged:
    """A judgment as pages show it."""

    id: int
    version: int
    year: int
    judgment: str
    label: str
    tone: str
    motivation: str
    follow: str
    follow_label: str
    merges_with: str
    merges_with_id: int | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """A specific measure in a year."""

    id: int
    code: str
    name: str
    family: str
    known: Known
    advice: tuple[str, ...]
    last: str
    """The last session that has something of it, in words; empty where none has."""

    late: int
    asked: int
    """In how many of the last sessions that asked about it, it was late or not done."""

    verified: tuple[str, ...]
    units: frozenset[int]
    offices: frozenset[int]
    areas: frozenset[int]
    processes: tuple[str, ...]
    judged: Judged | None
    before: Judged | None

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def family_label(self) -> str:
        return FAMILY_LABELS[self.family]


@only_the_last
def of_year(year: int, on: date) -> tuple[Line, ...]:
    """By code; `on`: the day on which they are in force."""
    rows = _measures(year, on)
    read = _Read(year, _places(), _hands(), _said(_sessions(year)), _verified(year), _judged(year))
    known = {row.id: read.known(row) for row in rows}
    advised = rules.to_think_over(known.values())
    return tuple(read.line(row, known[row.id], advised.get(row.code, ())) for row in rows)


@while_nothing_changes
def to_judge(year: int, on: date) -> int:
    """How many wait for a judgment: one query."""
    return len(waiting(year, on))


def waiting(year: int, on: date) -> Sequence[int]:
    """Those that nobody has judged."""
    statement = select(Measure.id).where(Measure.kind == MeasureKind.SPECIFIC.value, register.in_force(on), ~_has_judgment(year))
    return db.session.scalars(statement.order_by(Measure.id)).all()


def _has_judgment(year: int) -> Any:
    return exists().where(Suitability.measure_id == Measure.id, Suitability.year == year).correlate(Measure)


def _measures(year: int, on: date) -> Sequence[Any]:
    """Those in force on that day, and those that were judged."""
    statement = select(Measure.id, Measure.code, Measure.name, Measure.family).where(
        Measure.kind == MeasureKind.SPECIFIC.value, or_(register.in_force(on), _has_judgment(year))
    )
    return db.session.execute(statement.order_by(Measure.code_sort_key, Measure.id)).all()


def _places() -> Mapping[int, Sequence[Any]]:
    statement = (
        select(MeasureEvent.measure_id, RiskEvent.id, Process.unit_id, Process.area_id, Process.code)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(register.event_in_use())
        .order_by(Process.code_sort_key, RiskEvent.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.measure_id].append(row)
    return found


def _hands() -> Mapping[int, Sequence[Any]]:
    statement = select(MeasureOwner.measure_id, MeasureOwner.unit_id, MeasureOwner.figure_id).where(
        or_(MeasureOwner.unit_id.is_not(None), MeasureOwner.figure_id.is_not(None))
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.measure_id].append(row)
    return found


def _sessions(year: int) -> Mapping[int, Semester]:
    """The last four up to that year."""
    statement = select(Session.id, Session.year, Session.half).where(Session.year <= year)
    rows = db.session.execute(statement.order_by(Session.year.desc(), Session.half.desc()).limit(LOOKS_BACK))
    return {row.id: Semester(row.year, row.half) for row in rows}


def _said(sessions: Mapping[int, Semester]) -> Mapping[int, Sequence[OfSession]]:
    """By measure, what was validated of it, the last semester first."""
    statement = select(Check.measure_id, Check.session_id, Check.outcome, Check.reason, Check.cases).where(
        Check.session_id.in_(sessions), Check.state == State.VALIDATED.value, Check.process_id.is_not(None)
    )
    grouped: dict[int, dict[Semester, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(statement):
        grouped[row.measure_id][sessions[row.session_id]].append(row)
    found: dict[int, list[OfSession]] = defaultdict(list)
    for measure_id, by_semester in grouped.items():
        for semester in sorted(by_semester, reverse=True):
            those = by_semester[semester]
            found[measure_id].append(
                OfSession(
                    semester, tuple(Outcome(each.outcome) for each in those), any(each.reason == Reason.TOO_MUCH for each in those),
                    all(each.outcome == Outcome.NOT_APPLICABLE and each.cases == 0 for each in those),
                )
            )  # fmt: skip
    return found


def _verified(year: int) -> Mapping[int, Sequence[Finding]]:
    """By measure, what the verifications of the year found."""
    statement = (
        select(Check.measure_id, Verification.finding)
        .join(Check, Check.id == Verification.check_id)
        .join(Session, Session.id == Check.session_id)
        .where(Session.year == year, Verification.finding.is_not(None))
        .order_by(Verification.verified_at, Verification.id)
    )
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.measure_id].append(Finding(row.finding))
    return found


def _judged(year: int) -> Mapping[tuple[int, int], Judged]:
    statement = select(Suitability).where(Suitability.year.in_((year, year - 1))).options(joinedload(Suitability.merges_with))
    found = db.session.scalars(statement.options(joinedload(Suitability.judged_by)))
    return {(one.measure_id, one.year): shown(one) for one in found}


def shown(one: Suitability) -> Judged:
    judgment, follow = rules.Judgment(one.judgment), rules.Follow(one.follow)
    return Judged(
        one.id, one.version, one.year, one.judgment, judgment.label, judgment.tone, one.motivation, one.follow, follow.label,
        one.merges_with.title if one.merges_with else "", one.merges_with_id, one.judged_by.title if one.judged_by else "", one.judged_at,
    )  # fmt: skip


class _Read(NamedTuple):
    """Everything that was read, by measure."""

    year: int
    places: Mapping[int, Sequence[Any]]
    hands: Mapping[int, Sequence[Any]]
    said: Mapping[int, Sequence[OfSession]]
    found: Mapping[int, Sequence[Finding]]
    judged: Mapping[tuple[int, int], Judged]

    def known(self, row: Any) -> Known:
        said = self.said.get(row.id, ())
        return Known(
            row.code, row.family, frozenset(each.id for each in self.places.get(row.id, ())), rules.not_done_running(said),
            any(each.is_too_much for each in said if each.semester.year == self.year), Finding.NEGATIVE in self.found.get(row.id, ()),
            rules.never_met(said),
        )  # fmt: skip

    def line(self, row: Any, known: Known, advice: Sequence[str]) -> Line:
        said, places, hands = self.said.get(row.id, ()), self.places.get(row.id, ()), self.hands.get(row.id, ())
        return Line(
            row.id, row.code, row.name, row.family, known, tuple(advice), said[0].said if said else "", sum(each.is_late for each in said),
            len(said), tuple(FINDING_LABELS[each] for each in self.found.get(row.id, ())),
            frozenset(each.unit_id for each in (*places, *hands) if each.unit_id is not None),
            frozenset(each.figure_id for each in hands if each.figure_id is not None), frozenset(each.area_id for each in places),
            tuple(dict.fromkeys(each.code for each in places)), self.judged.get((row.id, self.year)), self.judged.get((row.id, self.year - 1)),
        )  # fmt: skip
