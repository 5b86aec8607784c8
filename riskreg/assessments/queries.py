"""Reading assessments: one of them, what it comes to, who made it, what it was last year."""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.assessments.models import Assessment, Score
from riskreg.core.days import day_after
from riskreg.core.extensions import db
from riskreg.domain.assessments import APPROVED, FLOW, Action
from riskreg.domain.errors import Missing, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.measure_life import Status
from riskreg.domain.permissions import Scope
from riskreg.domain.scoring.calculation import EFFECTIVENESS, NumericScore, OrdinalScore
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.methodology import Grain, Methodology, OrdinalMethodology
from riskreg.domain.scoring.outcome import Outcome, Scored, came_to
from riskreg.domain.scoring.reasons import explain
from riskreg.methodology import queries as methodologies
from riskreg.people.queries import reach
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent, Standing


def assessment(assessment_id: int) -> Assessment:
    """With everything that its pages show: a constant number of queries."""
    scores = selectinload(Assessment.scores)
    given = scores.joinedload(Score.answers)  # a dozen of each: not worth a query of their own
    statement = select(Assessment).where(Assessment.id == assessment_id)
    found = db.session.scalars(
        statement.options(
            joinedload(Assessment.process).options(joinedload(Process.area), joinedload(Process.unit)),
            joinedload(Assessment.methodology), joinedload(Assessment.unit), joinedload(Assessment.author),
            joinedload(Assessment.judged_by), joinedload(Assessment.sent_by), joinedload(Assessment.validated_by), joinedload(Assessment.approved_by),
            scores.joinedload(Score.event), given,
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        raise Missing
    return found


def several(ids: Collection[int]) -> list[Assessment]:
    """By the code of their process, with what their lines say."""
    loaded = (joinedload(Assessment.process), joinedload(Assessment.methodology), selectinload(Assessment.scores).joinedload(Score.answers))
    statement = select(Assessment).join(Process, Process.id == Assessment.process_id).where(Assessment.id.in_(ids))
    return list(db.session.scalars(statement.options(*loaded).order_by(Process.code_sort_key, Assessment.year)).unique()) if ids else []


def draft(assessment_id: int, at_hand: Assessment | None = None) -> Assessment:
    """For the pages of those who assess: what is approved says so before anything is typed. What is under way may still change, and falls back."""
    found = at_hand or assessment(assessment_id)
    if found.is_approved:
        raise WrongState(APPROVED)
    return found


def waiting_for(assessment_id: int, action: Action) -> Assessment:
    """For the pages of one step: whoever comes when it cannot be taken reads why before typing anything."""
    found = assessment(assessment_id)
    FLOW.step(found.state, action)
    return found


def scope(assessment_id: int, on: date) -> Scope:
    """For the permission map: who answers that day for the process. An event is part of its assessment."""
    unit_id = db.session.scalar(select(Process.unit_id).join(Assessment).where(Assessment.id == assessment_id))
    if unit_id is None:
        raise Missing
    return reach.scope_of(unit_id, on)


def scope_now(one: Assessment, on: date) -> Scope:
    """The same, of one that is at hand."""
    return reach.scope_of(one.process.unit_id, on)


def of(process_id: int, year: int) -> Assessment | None:
    return db.session.scalars(select(Assessment).where(Assessment.process_id == process_id, Assessment.year == year)).one_or_none()


def history(process_id: int) -> list[Assessment]:
    """The assessments of a process, the last year first."""
    statement = select(Assessment).where(Assessment.process_id == process_id).order_by(Assessment.year.desc())
    return list(db.session.scalars(statement.options(joinedload(Assessment.methodology))))


def methodology_of(one: Assessment) -> Methodology:
    return methodologies.as_domain(one.methodology)


# What it comes to


def events_of(process_id: int) -> list[RiskEvent]:
    """The risk events that count today, in the order of the sheet."""
    statement = select(RiskEvent).join(Phase).where(Phase.process_id == process_id, register.event_in_use())
    return list(db.session.scalars(statement.order_by(Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)))


def outcome(one: Assessment) -> Outcome:
    """What is not approved counts the events of today and today's sums; an approved one what it was approved with."""
    methodology = methodology_of(one)
    scored = [
        Scored(
            event_id,
            explain(
                methodology,
                answers_of(score),
                score.effectiveness if score else None,
                stored(score, methodology) if one.is_approved else None,
            ),
            name,
        )
        for event_id, name, score in _rows(one, methodology)
    ]
    return came_to(methodology, scored, one.judged_band, one.judged_from)


def _rows(one: Assessment, methodology: Methodology) -> list[tuple[int | None, str, Score | None]]:
    if methodology.grain is Grain.PROCESS:
        return [(None, "", score_of(one, None))]
    if one.is_approved:
        return [(row.event_id, row.event_name or row.title, row) for row in one.scores]
    return [(event.id, event.name, score_of(one, event.id)) for event in events_of(one.process_id)]


def counting(one: Assessment) -> list[Score]:
    """Its scores that count, in the order of the form: what was answered about an event that is there no more stays in its row, and no form asks
    about it again."""
    return [score for _event_id, _name, score in _rows(one, methodology_of(one)) if score is not None]


@lru_cache(maxsize=8_192)
def _fraction(text: str) -> Fraction:
    """Of few answers there are few sums: the same text comes again and again."""
    return Fraction(text)


def stored(row: Any, methodology: Methodology) -> Result | None:
    """The result as it was written in a score (or in its columns), whatever the sums of today would say; None while it waits for an
    answer."""
    if row is None or row.band is None or row.inherent_band is None or row.probability is None or row.impact is None:
        return None
    step = next(each for each in methodology.effectiveness if each.code == row.effectiveness)
    bands = {band.code: band for band in methodology.bands}
    before, after = bands[row.inherent_band], bands[row.band]
    if isinstance(methodology, OrdinalMethodology):
        return OrdinalScore(methodology.level(row.probability), methodology.level(row.impact), step, before, after)
    if row.inherent is None or row.residual is None:
        return None
    return NumericScore(_fraction(row.probability), _fraction(row.impact), _fraction(row.inherent), step, row.residual, before, after)


def left_out(one: Assessment, found: Outcome) -> list[RiskEvent]:
    """Events with answers that count for nothing: retired meanwhile, or moved to another process."""
    counted = {each.event_id for each in found.scored}
    gone = [score.event_id for score in one.scores if score.event_id is not None and score.event_id not in counted]
    return register.events(gone) if gone and not one.is_approved else []


def events_to_leave_out(one: Assessment) -> list[tuple[str, str]]:
    """For whoever approves: which, and why each is out."""
    return [(str(event.id), f"{event.name} ({_why_out(event, one)})") for event in left_out(one, outcome(one))]


def _why_out(event: RiskEvent, one: Assessment) -> str:
    if event.phase.process_id != one.process_id:
        return f"ora sta nel processo {event.phase.process.code}"
    day = event.retired_on or event.phase.retired_on
    return f"{'ritirato' if event.retired_on else 'la sua fase è ritirata'} dal {write_date(day)}" if day else "non conta più"


def score_of(one: Assessment, event_id: int | None) -> Score | None:
    return next((score for score in one.scores if score.event_id == event_id), None)


def answers_of(score: Score | None) -> Mapping[str, str]:
    return {each.criterion: each.answer for each in score.answers} if score else {}


def reasons_of(score: Score | None) -> Mapping[str, str]:
    """By criterion, why the answer is not that of the year before; the effectiveness is one more."""
    if score is None:
        return {}
    given = {each.criterion: each.because for each in score.answers} | {EFFECTIVENESS: score.effectiveness_because}
    return {code: because for code, because in given.items() if because}


def at_work(on: date) -> ColumnElement[bool]:
    """The condition "this specific measure lowers the risk of this process on that day", of the measures that answer events of processes: of
    an event that is retired, nothing is left to lower. A process that has retired is looked at on its last day: its measures ended with
    it, and till then they did their work."""
    until = Measure.in_force_to
    goes_on = or_(Process.retired_on.is_(None), Process.retired_on > on)
    on_its_last_day = and_(Measure.in_force_from < Process.retired_on, or_(until.is_(None), day_after(until) >= Process.retired_on))
    return and_(
        Phase.process_id == Process.id, RiskEvent.phase_id == Phase.id, register.event_in_use(),
        MeasureEvent.event_id == RiskEvent.id, Measure.id == MeasureEvent.measure_id,
        or_(and_(goes_on, register.in_force(on)), and_(not_(goes_on), on_its_last_day)),
    )  # fmt: skip


def measures_in_force(process_id: int, on: date) -> list[Measure]:
    """Those at work for the process on that day."""
    ids = select(Measure.id).where(Process.id == process_id, at_work(on)).correlate(None)  # asked once, not of each measure of the register
    return list(
        db.session.scalars(
            select(Measure).where(Measure.id.in_(ids)).order_by(Measure.code_sort_key, Measure.id).options(joinedload(Measure.activation))
        )
    )


def is_to_activate(measure: Measure, on: date) -> bool:
    """In force, and nobody has said yet that it was activated: it may lower nothing so far."""
    return measure.status(on) in (Status.LATE, Status.DUE_SOON, Status.TO_DO)


def next_to_answer(one: Assessment, event_id: int | None) -> Scored | None:
    """After this event, the next that waits for an answer; those before it come last."""
    scored = outcome(one).scored if event_id is not None else ()
    here = next((place for place, each in enumerate(scored) if each.event_id == event_id), 0)
    return next((each for each in (*scored[here + 1 :], *scored[:here]) if each.explained.missing), None)


def first_to_answer(one: Assessment) -> int | None:
    """Where each event is scored, the first that waits for an answer; None where the process is scored as a whole."""
    scored = outcome(one).scored if methodology_of(one).grain is not Grain.PROCESS else ()
    waiting = [each.event_id for each in scored if each.explained.missing] or [each.event_id for each in scored]
    return waiting[0] if waiting else None


def event_to_answer(one: Assessment, event_id: int | None) -> RiskEvent | None:
    """The event that the form is about: one of the process, and only where each is scored by itself."""
    whole = methodology_of(one).grain is Grain.PROCESS
    found = next((event for event in events_of(one.process_id) if event.id == event_id), None) if not whole else None
    if whole != (event_id is None) or (not whole and found is None):
        raise Missing
    return found


def standings_of(process_id: int) -> dict[int, Standing]:
    """What each approved year came to."""
    return {
        each.year: each
        for each in db.session.scalars(
            select(Standing).where(Standing.process_id == process_id).options(joinedload(Standing.area)).order_by(Standing.year)
        )
    }


def measures_shown(one: Assessment, on: date) -> list[str]:
    """Those in force today while it is a draft; then those of the day on which it was approved."""
    return [title for title, _is_to_activate in measures_listed(one, on)]


def measures_listed(one: Assessment, on: date) -> list[tuple[str, bool]]:
    """The same, each with whether it is still to be activated; of an approved one nothing is said of that."""
    if not one.is_approved:
        return [(measure.title, is_to_activate(measure, on)) for measure in measures_in_force(one.process_id, on)]
    return [(title, False) for title in one.measures.splitlines()]
