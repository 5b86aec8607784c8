"""Approved: from there on nothing of it changes, and the register keeps what it came to."""

from collections.abc import Collection
from datetime import date, datetime

from riskreg.assessments import queries, seeing, telling, turns, windows
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations.checks import insist_on_named, lines, unfinished, write_result
from riskreg.assessments.operations.moving import insist_on_soundness
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.assessments import FLOW, Action, State
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.exact import half_up
from riskreg.domain.italian import join_words
from riskreg.domain.permissions import Permission, Person, insist, may
from riskreg.domain.scoring.calculation import NumericScore
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.judgment import Judged, judged
from riskreg.domain.scoring.methodology import Band
from riskreg.domain.scoring.outcome import Outcome
from riskreg.register.operations import standings
from riskreg.workflow import operations as workflow
from riskreg.workflow import queries as ways
from riskreg.workflow.models import Transition


def approve(
    one: Assessment, *, leaving_out: Collection[int] = (), version: int | None = None, quietly: bool = False, by: Person, at: datetime
) -> Assessment:  # fmt: skip
    """From here on nothing of it changes. What it came to goes to the register in the same transaction. `leaving_out`: the events with
    answers that are no longer there, each named by whoever approves."""
    today = at.astimezone(ROME).date()
    must_be(one, version)
    outcome, result, band = insist_to_approve(one, by, today, leaving_out)
    absent = queries.left_out(one, outcome)
    measures = queries.measures_in_force(one.process_id, today)
    gone = _without_retired_events(one, outcome)
    for each in outcome.scored:
        if (row := queries.score_of(one, each.event_id)) is not None:
            write_result(row, each.explained.result)  # what is approved is what is kept, also where the sums changed since the answers
    _keep_names(one, today)
    db.session.flush()  # first the scores: the database refuses those of an approved assessment
    authors = telling.authors_of(one)
    seen = seeing.seen(one, today).as_facts() | {"version": one.version, "band": one.judged_band}
    taken = workflow.write(FLOW, one.id, one.state, Action.APPROVE, seen=seen, by=by, at=at)
    one.measures = lines(measures)
    one.state, one.approved_by_id, one.approved_at = State.APPROVED.value, by.user_id, at
    top = max(band.rank for band in outcome.methodology.bands)
    standing = standings.set_standing(one.process, one.year, standing_of(result, band, top))
    why = f"Senza gli eventi che non ci sono più: {join_words([f'«{event.name}»' for event in absent])}." if absent else None
    record(Tag.ASSESSMENT_APPROVED, one, by=by, at=at, why=why, along=[*gone, *one.scores, standing, taken])
    if not quietly:
        telling.approved(one, authors, by=by, at=at)
    return one


def insist_to_approve(one: Assessment, by: Person, today: date, leaving_out: Collection[int] = ()) -> tuple[Outcome, Result, Band]:
    """Gives back what it comes to, with the band that counts."""
    insist(by, Permission.ASSESSMENT_APPROVE)
    FLOW.step(one.state, Action.APPROVE)
    windows.insist(one.year, today)
    turns.insist(one, by, today)
    return insist_on_outcome(one, by, today, ways.last_seen(FLOW, [one.id]).get(one.id), leaving_out)


def insist_on_outcome(
    one: Assessment, by: Person, today: date, last: Transition | None, leaving_out: Collection[int] = (), known: seeing.Around | None = None
) -> tuple[Outcome, Result, Band]:  # fmt: skip
    """The same of whoever's turn it is: of one, and of many before any of them is approved."""
    insist_on_soundness(one, today, "approvare", last, known)
    outcome = queries.outcome(one)
    if outcome.result is None or outcome.judged is None:
        raise RuleBroken(unfinished(outcome))
    _insist_on_judgment(outcome, one, by)
    insist_on_named(queries.left_out(one, outcome), leaving_out)
    return outcome, outcome.result, outcome.judged


def _keep_names(one: Assessment, today: date) -> None:
    """As they are called on that day: what is renamed or moved later changes nothing here."""
    one.process_title, one.unit_name = one.process.title, one.unit.name_on(today)
    for row in one.scores:
        row.event_name = row.event.name if row.event else None


def standing_of(result: Result, judged_band: Band, top: int) -> standings.Score:
    """What the register keeps of it: bands by their name of today, which a later methodology may not know, and their highest rank."""
    numbers = (half_up(result.inherent), result.residual) if isinstance(result, NumericScore) else (None, None)
    return standings.Score(
        inherent=numbers[0],
        residual=numbers[1],
        inherent_band=result.inherent_band.name,
        inherent_rank=result.inherent_band.rank,
        computed_band=result.band.name,
        computed_rank=result.band.rank,
        band=judged_band.name,
        rank=judged_band.rank,
        top=top,
        needs_treatment=judged_band.needs_treatment,
    )


def _insist_on_judgment(outcome: Outcome, one: Assessment, by: Person) -> None:
    """The rule of the judgment again: whoever approves answers for the band that counts."""
    if outcome.computed is None or outcome.judged is None or one.judged_band is None:
        return
    standing = Judged(outcome.judged, one.band_motivation)
    try:
        judged(outcome.computed, outcome.judged, one.band_motivation, may_lower=may(by, Permission.BAND_LOWER), standing=standing)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message) from refusal


def _without_retired_events(one: Assessment, outcome: Outcome) -> list[Base]:
    """What was answered about an event that has since been retired counts for nothing: it goes, and the trail says so."""
    counted = {each.event_id for each in outcome.scored}
    gone = [row for row in one.scores if row.event_id not in counted]
    rows: list[Base] = [each for row in gone for each in (row, *row.answers)]
    for row in gone:
        one.scores.remove(row)
    return rows
