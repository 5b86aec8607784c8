"""Approved: from there on nothing of it changes, and the register keeps what it came to."""

from collections.abc import Collection
from datetime import date, datetime

from riskreg.assessments import queries
from riskreg.assessments.hands import may_approve_work_of
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations.checks import insist_on_active, lines, write_result
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.assessments import State
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.exact import half_up
from riskreg.domain.italian import join_words
from riskreg.domain.permissions import Permission, Person, insist, may
from riskreg.domain.scoring.calculation import NumericScore
from riskreg.domain.scoring.calculation import Score as Result
from riskreg.domain.scoring.judgment import Judged, insist_on_sense, judged
from riskreg.domain.scoring.methodology import Band
from riskreg.domain.scoring.outcome import Outcome
from riskreg.register.models import RiskEvent
from riskreg.register.operations import standings

OTHERS_APPROVE = "La approva chi sostituisce l'RPCT, o un'altra persona con quel ruolo; se non c'è, un amministratore lo assegna."


def approve(
    one: Assessment, *, leaving_out: Collection[int] = (), version: int | None = None, by: Person, at: datetime
) -> Assessment:  # fmt: skip
    """From here on nothing of it changes. What it came to goes to the register in the same transaction. `leaving_out`: the events with
    answers that are no longer there, each named by whoever approves."""
    insist(by, Permission.ASSESSMENT_APPROVE)
    must_be(one, version)
    if not one.is_draft:
        raise WrongState("Questa valutazione è già approvata.")
    insist_on_active(one.process, one.year)
    outcome = queries.outcome(one)
    if outcome.missing or outcome.result is None or outcome.judged is None:
        raise RuleBroken(f"Non si può ancora approvare. Manca: {join_words(outcome.missing)}.")
    _insist_on_judgment(one, outcome, by)
    _insist_on_other_hands(one, by)
    absent = queries.left_out(one, outcome)
    _insist_on_named(absent, leaving_out)
    today = at.astimezone(ROME).date()
    measures = queries.measures_in_force(one.process_id, today)
    for each in outcome.scored:
        if each.explained.score is not None:
            insist_on_sense(each.explained.score, measures_in_force=len(measures))
    gone = _without_retired_events(one, outcome)
    for each in outcome.scored:
        if (row := queries.score_of(one, each.event_id)) is not None:
            write_result(row, each.explained.result)  # what is approved is what is kept, also where the sums changed since the answers
    _keep_names(one, today)
    db.session.flush()  # first the scores: the database refuses those of an approved assessment
    one.measures = lines(measures)
    one.state, one.approved_by_id, one.approved_at = State.APPROVED.value, by.user_id, at
    top = max(band.rank for band in outcome.methodology.bands)
    standing = standings.set_standing(one.process, one.year, standing_of(outcome.result, outcome.judged, top))
    why = f"Senza gli eventi che non ci sono più: {join_words([f'«{event.name}»' for event in absent])}." if absent else None
    record(Tag.ASSESSMENT_APPROVED, one, by=by, at=at, why=why, along=[*gone, *one.scores, standing])
    return one


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


def _insist_on_judgment(one: Assessment, outcome: Outcome, by: Person) -> None:
    """The rule of the judgment again: events come and go without anybody touching an answer."""
    if outcome.computed is None or outcome.judged is None:
        return
    if outcome.lapsed is not None:
        raise RuleBroken(
            f"La fascia {outcome.lapsed.name} è stata giudicata quando il calcolo dava un'altra fascia: ora dà {outcome.computed.name}. "
            "Apri il giudizio e confermalo o cambialo, poi approva."
        )
    if one.judged_band is None:
        return
    standing = Judged(outcome.judged, one.band_motivation)
    try:
        judged(outcome.computed, outcome.judged, one.band_motivation, may_lower=may(by, Permission.BAND_LOWER), standing=standing)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message) from refusal


def _insist_on_other_hands(one: Assessment, by: Person) -> None:
    """Nobody approves what they have assessed; what the RPCT has, the deputy approves."""
    if by.is_machine or by.body_id is None:
        return
    if not may_approve_work_of(by, queries.authors(one)):
        raise NotAllowed(f"Hai risposto anche tu: nessuno approva il proprio lavoro. {OTHERS_APPROVE}")
    if not may_approve_work_of(by, queries.shapers(one)):
        raise NotAllowed(
            "Dopo le prime risposte hai ritirato, riattivato o spostato tu uno degli eventi che questa "
            f"valutazione conta: nessuno approva il proprio lavoro. {OTHERS_APPROVE}"
        )


def _insist_on_named(absent: Collection[RiskEvent], named: Collection[int]) -> None:
    if missing := [event for event in absent if event.id not in named]:
        raise RuleBroken(
            f"Hanno risposte, ma non contano più: {join_words([f'«{event.name}»' for event in missing])}. "
            "Se è giusto così, segnali e approva; altrimenti riattivali o riportali nel processo.",
            "left_out",
        )


def _without_retired_events(one: Assessment, outcome: Outcome) -> list[Base]:
    """What was answered about an event that has since been retired counts for nothing: it goes, and the trail says so."""
    counted = {each.event_id for each in outcome.scored}
    gone = [row for row in one.scores if row.event_id not in counted]
    rows: list[Base] = [each for row in gone for each in (row, *row.answers)]
    for row in gone:
        one.scores.remove(row)
    return rows
