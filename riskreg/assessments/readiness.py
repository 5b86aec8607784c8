"""Drafts that only wait for whoever approves: every answer is there, the residual makes sense, the judgment is about today's number."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment, Score
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.errors import RuleBroken
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.calculation import worst
from riskreg.domain.scoring.judgment import insist_on_sense
from riskreg.domain.scoring.methodology import Grain
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent


def ready(on: date) -> list[int]:
    """The ids of all of them, in a constant number of queries; approval looks again, at one."""
    drafts = _begun()
    if not drafts:
        return []
    processes = {draft.process_id for draft in drafts}
    events, covered = _events(processes), _with_measures(processes, on)
    return [draft.id for draft in drafts if _is_ready(draft, events.get(draft.process_id, set()), draft.process_id in covered)]


def _begun() -> Sequence[Assessment]:
    """With at least one score: the others have nothing to look at."""
    scored = select(Score.assessment_id).where(Score.band.is_not(None))
    statement = select(Assessment).where(Assessment.state == State.DRAFT.value, Assessment.id.in_(scored))
    loaded = (joinedload(Assessment.process), joinedload(Assessment.methodology), selectinload(Assessment.scores))
    return db.session.scalars(statement.options(*loaded).order_by(Assessment.id)).all()


def _events(process_ids: Collection[int]) -> dict[int, set[int]]:
    statement = (
        select(Phase.process_id, RiskEvent.id).join(RiskEvent.phase).where(Phase.process_id.in_(process_ids), register.event_in_use())
    )
    found: dict[int, set[int]] = {}
    for process_id, event_id in db.session.execute(statement):
        found.setdefault(process_id, set()).add(event_id)
    return found


def _with_measures(process_ids: Collection[int], on: date) -> set[int]:
    """Processes with at least a measure in force, as `queries.measures_in_force` counts them."""
    statement = (
        select(Process.id, Process.retired_on, Measure.in_force_from, Measure.in_force_to)
        .join(Phase, Phase.process_id == Process.id)
        .join(RiskEvent, RiskEvent.phase_id == Phase.id)
        .join(MeasureEvent, MeasureEvent.event_id == RiskEvent.id)
        .join(Measure, Measure.id == MeasureEvent.measure_id)
        .where(Process.id.in_(process_ids), register.event_in_use())
    )
    return {
        process_id
        for process_id, retired_on, since, until in db.session.execute(statement.distinct())
        if since <= (day := queries.day_of_measures(retired_on, on)) and (until is None or until >= day)
    }


def _is_ready(draft: Assessment, events: Collection[int], has_measures: bool) -> bool:
    methodology = queries.methodology_of(draft)
    asked: Collection[int | None] = [None] if methodology.grain is Grain.PROCESS else events
    results = [queries.stored(queries.score_of(draft, event_id), methodology) for event_id in asked]
    found = [result for result in results if result is not None]
    counting = worst(found) if len(found) == len(results) else None
    if counting is None or not _is_active(draft.process, draft.year) or (draft.judged_band and draft.judged_from != counting.band.code):
        return False
    return all(_makes_sense(result, has_measures) for result in found)


def _is_active(process: Process, year: int) -> bool:
    return process.active_from.year <= year and (process.retired_on is None or process.retired_on.year >= year)


def _makes_sense(result: Result, has_measures: bool) -> bool:
    try:
        insist_on_sense(result, measures_in_force=int(has_measures))
    except RuleBroken:
        return False
    return True
