"""Drafts that only have to be sent: every answer is there and what changed is explained, the residual makes sense, the judgment is about today's
number. And, of those that were sent, which wait for whom.

Asked by the first page of whoever keeps the register: rows instead of objects, because there is a draft for each process.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from riskreg.assessments import queries, turns, windows
from riskreg.assessments.models import Assessment, Score, ScoreAnswer
from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.assessments import WITH_AUTHOR, State, is_active_in
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Person
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.calculation import worst
from riskreg.domain.scoring.judgment import insist_on_sense
from riskreg.domain.scoring.methodology import Grain, Methodology
from riskreg.domain.workflow import Turn
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.register import queries as register
from riskreg.register.models import Phase, Process, RiskEvent


class Draft(NamedTuple):
    """One that has at least a score: the others have nothing to look at."""

    row: Any
    methodology: Methodology
    scores: Mapping[int | None, Any]

    def results(self, events: Collection[int]) -> list[Result | None]:
        asked: Iterable[int | None] = [None] if self.methodology.grain is Grain.PROCESS else events
        return [queries.stored(self.scores.get(event_id), self.methodology) for event_id in asked]


class Waiting(NamedTuple):
    """Those that are ready, by whom they wait for: somebody, or somebody else because they are this person's own work."""

    for_them: Sequence[int]
    for_others: Sequence[int]


def ready(on: date, units: Collection[int] | None = None) -> Sequence[int]:
    """The ids of all of them, of the processes of these units where units are given; approval looks again, at one."""
    return _ready(on, None if units is None else frozenset(units))


def to_approve(by: Person, on: date, units: Collection[int] | None = None) -> Waiting:
    """Those that are validated, of the processes of these units where units are given: which this person may approve."""
    return _of(State.VALIDATED, by, on, units)


def to_validate(by: Person, on: date, units: Collection[int] | None = None) -> Waiting:
    """Those that were sent: which this person may validate."""
    return _of(State.SENT, by, on, units)


class OnItsWay(NamedTuple):
    """One that waits for somebody's judgment, as a list names it."""

    id: int
    year: int
    process_id: int
    code: str
    name: str


def _of(state: State, by: Person, on: date, units: Collection[int] | None) -> Waiting:
    found = turns_in(state, on, None if units is None else frozenset(units))
    mine = [one.id for one, turn in found if turn.has(by)]
    return Waiting(mine, [one.id for one, turn in found if not turn.has(by)])


@while_nothing_changes
def turns_in(state: State, on: date, units: frozenset[int] | None = None) -> Sequence[tuple[OnItsWay, Turn]]:
    """Every one in that state, with whose turn it is; but for the years of which nothing moves."""
    statement = select(Assessment).join(Process, Process.id == Assessment.process_id).where(Assessment.state == state.value)
    if units is not None:
        statement = statement.where(Process.unit_id.in_(units))
    rows = db.session.scalars(statement.options(contains_eager(Assessment.process)).order_by(Assessment.id)).all()
    stopped = windows.refused({one.year for one in rows}, on)
    those = [one for one in rows if one.year not in stopped]
    found = turns.of(those, on)
    return tuple((OnItsWay(one.id, one.year, one.process_id, one.process.code, one.process.name), found[one.id]) for one in those)


@while_nothing_changes
def _ready(on: date, units: frozenset[int] | None) -> tuple[int, ...]:
    drafts = list(_begun(units))
    if not drafts:
        return ()
    events = _events({draft.row.process_id for draft in drafts if draft.methodology.grain is not Grain.PROCESS})
    covered = _with_measures({draft.row.process_id for draft in drafts}, on)
    return tuple(draft.row.id for draft in drafts if _is_ready(draft, events.get(draft.row.process_id, set()), covered))


def _begun(units: Collection[int] | None) -> Iterator[Draft]:
    about = (
        Assessment.id, Assessment.process_id, Assessment.year, Assessment.judged_band, Assessment.judged_from, Assessment.methodology_id,
        Process.active_from, Process.retired_on,
    )  # fmt: skip
    result = (
        Score.event_id, Score.effectiveness, Score.probability, Score.impact, Score.inherent, Score.residual, Score.inherent_band, Score.band,
    )  # fmt: skip
    statement = (
        select(*about, *result, _unexplained().label("unexplained"))
        .join(Process, Process.id == Assessment.process_id)
        .join(Score, Score.assessment_id == Assessment.id)
    )
    statement = statement.where(Assessment.state.in_(WITH_AUTHOR), Score.band.is_not(None)).order_by(Assessment.id)
    if units is not None:
        statement = statement.where(Process.unit_id.in_(units))
    rows = db.session.execute(statement).all()
    used = _methodologies({row.methodology_id for row in rows})
    for _id, group in groupby(rows, key=lambda row: row.id):
        scores = list(group)
        yield Draft(scores[0], used[scores[0].methodology_id], {row.event_id: row for row in scores})


def _unexplained() -> ColumnElement[bool]:
    """Of a score: something is answered otherwise than in the last year approved, and nobody has said why (`comparing.owed`). Only where the
    questions mean the same. What is approved is found by its moment: by its state SQLite would look through all of the approved, of each draft."""
    then, score, answer, given = aliased(Assessment), aliased(Score), aliased(ScoreAnswer), aliased(ScoreAnswer)
    earlier = aliased(Assessment)
    approved = (earlier.process_id == Assessment.process_id, earlier.year < Assessment.year, earlier.approved_at.is_not(None))
    last_year = select(func.max(earlier.year)).where(*approved).correlate(Assessment).scalar_subquery()
    alike = (then.process_id == Assessment.process_id, then.methodology_id == Assessment.methodology_id, then.year == last_year)
    of_then = (score.assessment_id == then.id, score.event_id.is_not_distinct_from(Score.event_id))
    answered = exists().where(
        *alike, *of_then, answer.score_id == score.id, given.score_id == Score.id, given.criterion == answer.criterion,
        given.answer != answer.answer, given.because == "",
    )  # fmt: skip
    weighed = exists().where(*alike, *of_then, score.effectiveness != Score.effectiveness, Score.effectiveness_because == "")
    return or_(answered.correlate(Assessment, Score), weighed.correlate(Assessment, Score))


def _methodologies(ids: Collection[int]) -> dict[int, Methodology]:
    if not ids:
        return {}
    versions = db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(ids)))
    return {version.id: methodologies.as_domain(version) for version in versions}


def _events(process_ids: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    if process_ids:
        statement = select(Phase.process_id, RiskEvent.id).join(RiskEvent.phase)
        for process_id, event_id in db.session.execute(statement.where(Phase.process_id.in_(process_ids), register.event_in_use())):
            found.setdefault(process_id, set()).add(event_id)
    return found


def _with_measures(process_ids: Collection[int], on: date) -> set[int]:
    """Those with a measure at work."""
    return set(db.session.scalars(select(Process.id).where(Process.id.in_(process_ids), exists().where(queries.at_work(on)))))


def _is_ready(draft: Draft, events: Collection[int], covered: Collection[int]) -> bool:
    if any(row.unexplained for event_id, row in draft.scores.items() if event_id is None or event_id in events):
        return False
    results = draft.results(events)
    found = [result for result in results if result is not None]
    counting = worst(found) if len(found) == len(results) else None
    row = draft.row
    if (
        counting is None
        or not is_active_in(row.year, row.active_from, row.retired_on)
        or (row.judged_band and row.judged_from != counting.band.code)
    ):
        return False
    return all(_makes_sense(result, row.process_id in covered) for result in found)


def _makes_sense(result: Result, has_measures: bool) -> bool:
    try:
        insist_on_sense(result, measures_in_force=int(has_measures))
    except RuleBroken:
        return False
    return True
