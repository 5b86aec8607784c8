"""The effect of measures on the risk of processes, read in bulk: as many queries for a thousand processes as for one.

Of each process: its last approved assessment up to a year, as it was written; its events of that day with their causes and measures; what the last
sessions have of each measure in that very process (a measure that several processes apply counts in each by its own check); and the last
verification that went badly.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import aliased

from riskreg.assessments.models import Assessment, Score
from riskreg.assessments.queries import stored
from riskreg.audit.known import only_the_last, while_nothing_changes
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import State as AssessmentState
from riskreg.domain.measure_life import Life
from riskreg.domain.monitoring import counting, effect
from riskreg.domain.monitoring.checks import Outcome, State
from riskreg.domain.monitoring.counting import Counted, Declared, Failed
from riskreg.domain.monitoring.effect import Covering, Effect, Event, Given
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.register import Factor, MeasureKind, Timing
from riskreg.domain.scoring.methodology import Methodology
from riskreg.domain.semesters import Semester
from riskreg.evidence.models import EvidenceLink
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.monitoring.models import Check, Session, Verification
from riskreg.monitoring.proofs import CHECK
from riskreg.people.models import OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register.models import EventFactor, Measure, MeasureEvent, Phase, Process, RiskArea, RiskEvent

Key = tuple[int, int | None]
"""Measure and process: what a session asks once."""


@dataclass(frozen=True)
class Weighed:
    """A process with its effect; `session`: those that spoke of its measures, in words."""

    process_id: int
    code: str
    name: str
    area_id: int
    area: str
    unit_id: int
    unit: str
    assessment_id: int
    year: int
    methodology: Methodology
    effect: Effect
    events: tuple[Event, ...]
    session: str

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def top_rank(self) -> int:
        return max(each.rank for each in self.methodology.bands)


class Spoken(NamedTuple):
    """The sessions that are looked at."""

    semesters: Mapping[int, Semester]
    closed: frozenset[int]
    last_closed: Semester | None
    last: Semester | None
    """The last in which somebody validated something, or that is closed."""


@only_the_last
def of_all(year: int, on: date) -> tuple[Weighed, ...]:
    """Every process at work that has an approved assessment; those that come out worse first."""
    found = _weighed(year, on, None)
    return tuple(sorted(found, key=lambda one: (*(-each for each in one.effect.weight), -one.effect.found_band.rank)))


@while_nothing_changes
def of_process(process_id: int, year: int, on: date) -> Weighed | None:
    """`year`: up to which year its assessment is looked for."""
    return next(iter(_weighed(year, on, process_id)), None)


@while_nothing_changes
def years(on: date) -> tuple[int, ...]:
    """Those with a session, the last first; this one, where there is none."""
    found = db.session.scalars(select(Session.year).where(Session.opens_on <= on).distinct().order_by(Session.year.desc()))
    return tuple(found) or (on.year,)


@while_nothing_changes
def last_spoken(on: date) -> Semester | None:
    """The session from which the effect of a day is taken; None where none has said anything yet."""
    return _sessions(on).last


def _weighed(year: int, on: date, process_id: int | None) -> list[Weighed]:
    sessions = _sessions(on)
    if sessions.last is None:
        return []
    rows = _assessed(year, on, process_id)
    methods, given = _methods({row.methodology_id for row in rows}), _given([row.id for row in rows], year, on, process_id)
    events, scored = _events(on, process_id, sessions), []
    for row in rows:
        method, mine = methods[row.methodology_id], events.get(row.process_id, {})
        results = [(each, stored(each, method)) for each in given.get(row.id, ())]
        written = [Given(each.event_id, each.event_name or "", result) for each, result in results if result is not None]
        computed = effect.effect(method, written, mine, (row.judged_band, row.judged_from))
        if computed is not None:
            scored.append(
                Weighed(
                    row.process_id, row.code, row.name, row.area_id, f"{row.area_code} {row.area_name}", row.unit_id, row.unit_name, row.id,
                    row.year, method, computed, tuple(mine.values()), effect.taken_from(mine.values()) or sessions.last.label,
                )
            )  # fmt: skip
    return scored


def _only(process_id: int | None, column: Any) -> ColumnElement[bool]:
    return true() if process_id is None else column == process_id


# The assessments


def _last_approved(year: int, on: date, process_id: int | None) -> ColumnElement[bool]:
    later = aliased(Assessment)
    newer = select(later.id).where(
        later.process_id == Assessment.process_id, later.year > Assessment.year, later.year <= year,
        later.state == AssessmentState.APPROVED.value,
    )  # fmt: skip
    return and_(
        Assessment.state == AssessmentState.APPROVED.value, Assessment.year <= year, ~newer.exists(), _only(process_id, Assessment.process_id),
        or_(Process.retired_on.is_(None), Process.retired_on > on),
    )  # fmt: skip


def _assessed(year: int, on: date, process_id: int | None) -> Sequence[Any]:
    unit_id = owner_now(Process.unit_id, reach.chart(on))
    statement = (
        select(
            Assessment.id, Assessment.year, Assessment.methodology_id, Assessment.process_id,
            Assessment.judged_band, Assessment.judged_from, Process.code, Process.name, Process.area_id,
            RiskArea.code.label("area_code"), RiskArea.name.label("area_name"), Process.unit_id, OrgUnit.name.label("unit_name"),
        )
        .join(Process, Process.id == Assessment.process_id)
        .join(RiskArea, RiskArea.id == Process.area_id)
        .join(OrgUnit, OrgUnit.id == unit_id)
        .where(_last_approved(year, on, process_id))
        .order_by(Process.code_sort_key, Process.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def _methods(ids: Collection[int]) -> Mapping[int, Methodology]:
    rows = db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(sorted(ids)))) if ids else ()
    return {one.id: methodologies.as_domain(one) for one in rows}


def _given(ids: Sequence[int], year: int, on: date, process_id: int | None) -> Mapping[int, Sequence[Any]]:
    """The scores as they were written."""
    if not ids:
        return {}
    statement = (
        select(
            Score.assessment_id, Score.event_id, Score.event_name, Score.effectiveness, Score.probability, Score.impact, Score.inherent,
            Score.residual, Score.inherent_band, Score.band,
        )
        .join(Assessment, Assessment.id == Score.assessment_id)
        .join(Process, Process.id == Assessment.process_id)
        .where(_last_approved(year, on, process_id))
        .order_by(Score.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.assessment_id].append(row)
    return found


# The events, their causes, their measures


def _events(on: date, process_id: int | None, sessions: Spoken) -> Mapping[int, Mapping[int, Event]]:
    """By process, those in use on that day, in the order of the sheet."""
    measures = _measures(on, process_id, sessions)
    statement = (
        select(Phase.process_id, RiskEvent.id, RiskEvent.name, EventFactor.factor)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .outerjoin(EventFactor, EventFactor.event_id == RiskEvent.id)
        .where(_in_use(on), _only(process_id, Phase.process_id))
        .order_by(Phase.process_id, Phase.position, Phase.id, RiskEvent.position, RiskEvent.id, EventFactor.factor)
    )
    names: dict[int, dict[int, str]] = defaultdict(dict)
    factors: dict[int, list[Factor]] = defaultdict(list)
    for row in db.session.execute(statement):
        names[row.process_id][row.id] = row.name
        if row.factor is not None:
            factors[row.id].append(Factor(row.factor))
    return {
        process: {number: Event(number, name, tuple(factors[number]), tuple(measures.get(number, ()))) for number, name in mine.items()}
        for process, mine in names.items()
    }


def _in_use(on: date) -> ColumnElement[bool]:
    return and_(
        or_(RiskEvent.retired_on.is_(None), RiskEvent.retired_on > on), or_(Phase.retired_on.is_(None), Phase.retired_on > on),
        or_(RiskEvent.added_on.is_(None), RiskEvent.added_on <= on),
    )  # fmt: skip


def _measures(on: date, process_id: int | None, sessions: Spoken) -> Mapping[int, Sequence[Covering]]:
    """By event, every specific measure that answers it and that was not over before the sessions that are looked at."""
    declared, failed = _declared(sessions, process_id), failures(process_id)
    first = min(sessions.semesters.values()).first_day
    statement = (
        select(
            MeasureEvent.event_id, Phase.process_id, Measure.id, Measure.code, Measure.name, Measure.family, Measure.in_force_from,
            Measure.in_force_to,
        )
        .join(Measure, Measure.id == MeasureEvent.measure_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(
            Measure.kind == MeasureKind.SPECIFIC.value, _in_use(on), _only(process_id, Phase.process_id),
            or_(Measure.in_force_to.is_(None), Measure.in_force_to >= first),
        )
        .order_by(Measure.code_sort_key, Measure.id)
    )  # fmt: skip
    found: dict[int, list[Covering]] = defaultdict(list)
    known: dict[Key, Counted] = {}
    for row in db.session.execute(statement):
        key = (row.id, row.process_id)
        if key not in known:
            life = Life(Timing.CONTINUOUS, row.in_force_from, row.in_force_to)
            known[key] = counting.counted(life, declared.get(key, ()), sessions.last_closed, failed.get(key), on)
        counts = known[key]
        found[row.event_id].append(Covering(row.id, row.code, row.family, counts.why_not, row.name, counts.said, counts.semester))
    return found


# What the sessions have


@while_nothing_changes
def _sessions(on: date) -> Spoken:
    """Those of the years up to that day: the open ones, where what is validated speaks already, and the last that are closed."""
    statement = select(Session.id, Session.year, Session.half, Session.closed_at).where(Session.year <= on.year)
    rows = db.session.execute(statement.order_by(Session.year.desc(), Session.half.desc())).all()
    closed = [row for row in rows if row.closed_at is not None][: counting.LOOKS_BACK]
    kept = [*closed, *(row for row in rows if row.closed_at is None)]
    semesters = {row.id: Semester(row.year, row.half) for row in kept}
    validated = select(Check.session_id).where(Check.session_id.in_(semesters), Check.state == State.VALIDATED.value).distinct()
    spoke = {row.id for row in closed} | (set(db.session.scalars(validated)) if semesters else set())
    last_closed = max((semesters[row.id] for row in closed), default=None)
    return Spoken(semesters, frozenset(row.id for row in closed), last_closed, max((semesters[number] for number in spoke), default=None))


def _declared(sessions: Spoken, process_id: int | None) -> Mapping[Key, Sequence[Declared]]:
    """By measure and process, the last semester first."""
    shown = select(EvidenceLink.id).where(
        EvidenceLink.about_kind == CHECK, EvidenceLink.about_id == Check.id, EvidenceLink.withdrawn_at.is_(None)
    )
    statement = select(
        Check.measure_id, Check.process_id, Check.session_id, Check.state, Check.outcome, Check.validated_at, Check.cases,
        Check.no_evidence_because, Check.dropped_because, shown.exists().label("is_shown"),
    ).where(
        Check.session_id.in_(sessions.semesters), Check.process_id.is_not(None), _only(process_id, Check.process_id),
    )  # fmt: skip
    found: dict[Key, list[Declared]] = defaultdict(list)
    for row in db.session.execute(statement):
        validated = row.validated_at if row.state == State.VALIDATED else None
        found[row.measure_id, row.process_id].append(
            Declared(
                sessions.semesters[row.session_id], row.session_id in sessions.closed, Outcome(row.outcome) if row.outcome else None, validated,
                row.cases, bool(row.is_shown), row.no_evidence_because, row.dropped_because,
            )
        )  # fmt: skip
    for those in found.values():
        those.sort(key=lambda one: one.semester, reverse=True)
    return found


def failures(process_id: int | None) -> Mapping[Key, Failed]:
    """By measure and process, the last verification that went badly."""
    statement = (
        select(Check.measure_id, Check.process_id, Verification.verified_at, Verification.found)
        .join(Check, Check.id == Verification.check_id)
        .where(Verification.finding == Finding.NEGATIVE.value, Check.process_id.is_not(None), _only(process_id, Check.process_id))
        .order_by(Verification.verified_at, Verification.id)
    )
    return {
        (row.measure_id, row.process_id): Failed(row.verified_at, row.verified_at.astimezone(ROME).date(), row.found)
        for row in db.session.execute(statement)
    }
