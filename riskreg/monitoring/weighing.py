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
from riskreg.monitoring.asking import Key
from riskreg.monitoring.models import Check, Session, Verification
from riskreg.monitoring.proofs import CHECK
from riskreg.people.models import OrgUnit
from riskreg.people.queries import reach
from riskreg.people.queries.reach import owner_now
from riskreg.register.models import EventFactor, Measure, MeasureEvent, Phase, Process, RiskArea, RiskEvent


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


class Heard(NamedTuple):
    """What the sessions have: by measure and process, the last semester first; and the last verification that went badly."""

    declared: Mapping[Key, Sequence[Declared]]
    failed: Mapping[Key, Failed]
    first: Semester
    last_closed: Semester | None
    last: Semester | None
    """The last in which somebody validated something, or that is closed."""


@only_the_last
def of_all(year: int, on: date) -> tuple[Weighed, ...]:
    """Every process at work that has an approved assessment. Those that come out worse for what the monitoring found are first, since somebody can mend
    it now; then those that the plan leaves uncovered."""
    return _in_order(_weighed(year, on, None))


def at_closing(year: int, on: date, session_id: int) -> tuple[Weighed, ...]:
    """As it is once that session is closed: what nobody has validated of it is not monitored."""
    return _in_order(_weighed(year, on, None, session_id))


def _in_order(found: Sequence[Weighed]) -> tuple[Weighed, ...]:
    def place(one: Weighed) -> Any:
        return (not one.effect.is_seen_worse, *(-each for each in one.effect.weight), -one.effect.found_band.rank)

    return tuple(sorted(found, key=place))


@while_nothing_changes
def of_process(process_id: int, year: int, on: date) -> Weighed | None:
    """`year`: up to which year its assessment is looked for."""
    return next(iter(_weighed(year, on, process_id)), None)


@while_nothing_changes
def years(on: date) -> tuple[int, ...]:
    """Those with a session, the last first; this one, where there is none."""
    found = db.session.scalars(select(Session.year).where(Session.opens_on <= on).distinct().order_by(Session.year.desc()))
    return tuple(found) or (on.year,)


def _weighed(year: int, on: date, process_id: int | None, closing: int | None = None) -> list[Weighed]:
    heard = _heard(on, process_id, closing)
    if heard.last is None:
        return []
    scored = _scored(year, on, process_id)
    events = _events(on, process_id, heard) if scored else {}
    methods: dict[int, Methodology] = {}
    found = []
    for rows in scored.values():
        row, mine = rows[0], events.get(rows[0].process_id, {})
        if row.methodology_id not in methods:
            methods[row.methodology_id] = methodologies.as_domain(methodologies.methodology(row.methodology_id))
        method = methods[row.methodology_id]
        results = [(each, stored(each, method)) for each in rows]
        written = [Given(each.event_id, each.event_name or "", result) for each, result in results if result is not None]
        computed = effect.effect(method, written, mine, (row.judged_band, row.judged_from))
        if computed is not None:
            found.append(
                Weighed(
                    row.process_id, row.code, row.name, row.area_id, f"{row.area_code} {row.area_name}", row.unit_id, row.unit_name, row.id,
                    row.year, method, computed, tuple(mine.values()), effect.taken_from(mine.values()) or heard.last.label,
                )
            )  # fmt: skip
    return found


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


def _scored(year: int, on: date, process_id: int | None) -> Mapping[int, Sequence[Any]]:
    """By assessment, its scores as they were written, by the code of the process."""
    statement = (
        select(
            Assessment.id, Assessment.year, Assessment.methodology_id, Assessment.process_id, Assessment.judged_band, Assessment.judged_from,
            Process.code, Process.name, Process.area_id, RiskArea.code.label("area_code"), RiskArea.name.label("area_name"),
            Process.unit_id, OrgUnit.name.label("unit_name"), Score.event_id, Score.event_name, Score.effectiveness, Score.probability,
            Score.impact, Score.inherent, Score.residual, Score.inherent_band, Score.band,
        )
        .join(Process, Process.id == Assessment.process_id)
        .join(RiskArea, RiskArea.id == Process.area_id)
        .join(OrgUnit, OrgUnit.id == (owner_now(Process.unit_id, reach.chart(on)) if process_id is None else Process.unit_id))
        .join(Score, Score.assessment_id == Assessment.id)
        .where(_last_approved(year, on, process_id))
        .order_by(Process.code_sort_key, Process.id, Score.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.id].append(row)
    return found


# The events, their causes, their measures


def _events(on: date, process_id: int | None, heard: Heard) -> Mapping[int, Mapping[int, Event]]:
    """By process, those in use on that day, in the order of the sheet; each with its causes, and with every specific measure that answers it and
    was not over before the sessions that are looked at."""
    gathered: dict[int, dict[int, _Gathered]] = defaultdict(dict)
    known: dict[Key, Counted] = {}
    for row in db.session.execute(_asked(on, process_id, heard.first)):
        event = gathered[row.process_id].setdefault(row.id, _Gathered(row.name, {}, {}))
        if row.factor is not None:
            event.factors[Factor(row.factor)] = None
        if row.measure_id is None or row.measure_id in event.measures:
            continue
        key = (row.measure_id, row.process_id)
        if key not in known:
            life = Life(Timing.CONTINUOUS, row.in_force_from, row.in_force_to)
            known[key] = counting.counted(life, heard.declared.get(key, ()), heard.last_closed, heard.failed.get(key), on)
        one = known[key]
        event.measures[row.measure_id] = Covering(row.measure_id, row.code, row.family, one.why_not, row.measure, one.said, one.semester)
    return {
        process: {number: Event(number, each.name, tuple(each.factors), tuple(each.measures.values())) for number, each in mine.items()}
        for process, mine in gathered.items()
    }


class _Gathered(NamedTuple):
    """An event as its rows come: factor by factor, measure by measure."""

    name: str
    factors: dict[Factor, None]
    measures: dict[int, Covering]


def _asked(on: date, process_id: int | None, first: Semester) -> Any:
    lasts = and_(
        Measure.id == MeasureEvent.measure_id, Measure.kind == MeasureKind.SPECIFIC.value,
        or_(Measure.in_force_to.is_(None), Measure.in_force_to >= first.first_day),
    )  # fmt: skip
    return (
        select(
            Phase.process_id, RiskEvent.id, RiskEvent.name, EventFactor.factor, Measure.id.label("measure_id"), Measure.code,
            Measure.name.label("measure"), Measure.family, Measure.in_force_from, Measure.in_force_to,
        )
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .outerjoin(EventFactor, EventFactor.event_id == RiskEvent.id)
        .outerjoin(MeasureEvent, MeasureEvent.event_id == RiskEvent.id)
        .outerjoin(Measure, lasts)
        .where(_in_use(on), _only(process_id, Phase.process_id))
        .order_by(
            Phase.process_id, Phase.position, Phase.id, RiskEvent.position, RiskEvent.id, EventFactor.factor, Measure.code_sort_key,
            Measure.id,
        )
    )  # fmt: skip


def _in_use(on: date) -> ColumnElement[bool]:
    return and_(
        or_(RiskEvent.retired_on.is_(None), RiskEvent.retired_on > on), or_(Phase.retired_on.is_(None), Phase.retired_on > on),
        or_(RiskEvent.added_on.is_(None), RiskEvent.added_on <= on),
    )  # fmt: skip


# What the sessions have


def _heard(on: date, process_id: int | None, closing: int | None = None) -> Heard:
    """Of the years up to that day: the open sessions, where what is validated speaks already, and the last that are closed. `closing`: one that is taken
    as closed."""
    rows = db.session.execute(_of_sessions(on, process_id)).all()
    sessions = {row.session_id: row for row in rows}
    ordered = sorted(sessions.values(), key=lambda row: (row.year, row.half), reverse=True)
    over = [row for row in ordered if row.closed_at is not None or row.session_id == closing]
    closed = {row.session_id for row in over[: counting.LOOKS_BACK]}
    kept = {row.session_id: Semester(row.year, row.half) for row in ordered if row.session_id in closed or row not in over}
    spoke = [kept[number] for number in kept if number in closed or sessions[number].has_spoken]
    declared, failed = _declared([row for row in rows if row.id is not None and row.session_id in kept], closed)
    last_closed = max((kept[number] for number in closed), default=None)
    return Heard(declared, failed, min(kept.values(), default=Semester(on.year, 1)), last_closed, max(spoke, default=None))


def _of_sessions(on: date, process_id: int | None) -> Any:
    """Every session of the last years, with what it has of these processes: a row at least of each. A year asks for two: no more than
    `LOOKS_BACK` closed ones stand in so many years, the open ones apart."""
    shown = select(EvidenceLink.id).where(
        EvidenceLink.about_kind == CHECK, EvidenceLink.about_id == Check.id, EvidenceLink.withdrawn_at.is_(None)
    )
    other = aliased(Check)
    validated = select(other.id).where(other.session_id == Session.id, other.state == State.VALIDATED.value)
    mine = and_(Check.session_id == Session.id, Check.process_id.is_not(None), _only(process_id, Check.process_id))
    return (
        select(
            Session.id.label("session_id"), Session.year, Session.half, Session.closed_at, validated.exists().label("has_spoken"), Check.id,
            Check.measure_id, Check.process_id, Check.state, Check.outcome, Check.validated_at, Check.cases, Check.no_evidence_because,
            Check.dropped_because, shown.exists().label("is_shown"), Verification.verified_at, Verification.found,
        )
        .outerjoin(Check, mine)
        .outerjoin(Verification, and_(Verification.check_id == Check.id, Verification.finding == Finding.NEGATIVE.value))
        .where(Session.year <= on.year, Session.year >= on.year - counting.LOOKS_BACK)
        .order_by(Verification.verified_at, Verification.id, Check.id)
    )  # fmt: skip


def _declared(rows: Sequence[Any], closed: Collection[int]) -> tuple[Mapping[Key, Sequence[Declared]], Mapping[Key, Failed]]:
    found: dict[Key, dict[int, Declared]] = defaultdict(dict)
    failed: dict[Key, Failed] = {}
    for row in rows:
        key = (row.measure_id, row.process_id)
        found[key][row.id] = _as_declared(row, row.session_id in closed)
        if row.verified_at is not None and (key not in failed or failed[key].at <= row.verified_at):
            failed[key] = Failed(row.verified_at, row.verified_at.astimezone(ROME).date(), row.found)
    return {key: sorted(those.values(), key=lambda one: one.semester, reverse=True) for key, those in found.items()}, failed


def _as_declared(row: Any, is_closed: bool) -> Declared:
    return Declared(
        Semester(row.year, row.half), is_closed, Outcome(row.outcome) if row.outcome else None,
        row.validated_at if row.state == State.VALIDATED else None, row.cases, bool(row.is_shown), row.no_evidence_because,
        row.dropped_because,
    )  # fmt: skip
