"""From hand to hand: sent, taken back, validated, sent back with a reason; and what falls back by itself when what was seen is not there any more."""

from collections.abc import Sequence
from datetime import date, datetime

from riskreg.assessments import comparing, queries, seeing, telling, turns, windows
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations.checks import insist_on_active, unfinished
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.rows import must_be
from riskreg.domain.assessments import FLOW, Action, State
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.italian import join_words
from riskreg.domain.permissions import Permission, Person, acting, insist
from riskreg.domain.scoring.judgment import insist_on_sense
from riskreg.register import queries as register
from riskreg.register.operations import standings
from riskreg.workflow import operations as workflow
from riskreg.workflow import queries as ways
from riskreg.workflow.models import Transition


def send(one: Assessment, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Assessment:
    """From whoever answers to whoever validates. `quietly`: for days long past, of which nobody is to be told."""
    today = at.astimezone(ROME).date()
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(one.process, today))
    must_be(one, version)
    FLOW.step(one.state, Action.SEND)
    windows.insist(one.year, today)
    insist_on_active(one.process, one.year)
    insist_on_finished(one, len(queries.measures_in_force(one.process_id, today)), "inviare")
    _insist_on_reasons(one, today, by)
    row = _step(one, Action.SEND, today, by, at)
    record(Tag.ASSESSMENT_SENT, one, by=by, at=at, along=[row])
    if not quietly:
        telling.to_whoever_is_next(one, by=by, at=at)
    return one


def withdraw(one: Assessment, *, version: int | None = None, by: Person, at: datetime) -> Assessment:
    """Back to the author, who asks for it: as long as nobody has validated it."""
    today = at.astimezone(ROME).date()
    insist(by, Permission.ASSESSMENT_EDIT, register.scope_of(one.process, today))
    must_be(one, version)
    FLOW.step(one.state, Action.WITHDRAW)
    windows.insist(one.year, today)
    if not turns.is_maker(one, by):
        raise NotAllowed("La ritira chi ha risposto o l'ha inviata; chi la valida può restituirla, con un motivo.")
    row = _step(one, Action.WITHDRAW, today, by, at)
    record(Tag.ASSESSMENT_WITHDRAWN, one, by=by, at=at, along=[row])
    return one


def validate(one: Assessment, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Assessment:
    """By the one whose turn it is, of what was sent and is still so."""
    today = at.astimezone(ROME).date()
    must_be(one, version)
    insist_to_validate(one, by, today)
    row = _step(one, Action.VALIDATE, today, by, at)
    record(Tag.ASSESSMENT_VALIDATED, one, by=by, at=at, along=[row])
    if not quietly:
        telling.to_whoever_is_next(one, by=by, at=at)
    return one


def insist_to_validate(one: Assessment, by: Person, today: date) -> None:
    insist(by, Permission.ASSESSMENT_VALIDATE, register.scope_of(one.process, today))
    FLOW.step(one.state, Action.VALIDATE)
    windows.insist(one.year, today)
    turns.insist(one, by, today)
    insist_on_soundness(one, today, "validare", ways.last_seen(FLOW, [one.id]).get(one.id))


def insist_on_soundness(one: Assessment, today: date, verb: str, last: Transition | None, known: seeing.Around | None = None) -> None:
    """Whoever's turn it is: at work in that year, still what was seen, and finished. Asked of one, and of many before any of them is judged."""
    insist_on_active(one.process, one.year)
    found = seeing.around(one, today) if known is None else known
    if changed := seeing.changed_since(one, last, today, found):
        raise RuleBroken(
            f"Non si può {verb}: dopo l'ultimo passaggio {'; '.join(changed)}. Restituiscila, o aspetta: questa notte torna da sola a chi la compila."
        )
    insist_on_finished(one, len(found.measures), verb)


def send_back(one: Assessment, reason: str, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Assessment:
    """To the author, with the reason: from whoever validates or approves."""
    today = at.astimezone(ROME).date()
    step = FLOW.step(one.state, Action.RETURN)
    if step.permission is not None and not by.is_machine:
        scope = register.scope_of(one.process, today)
        insist(by, step.permission, scope)
        by = acting(by, step.permission, scope)  # the page asks for the right to validate: here it may be the one to approve
    must_be(one, version)
    windows.insist(one.year, today)
    turns.insist(one, by, today)
    authors = telling.authors_of(one)
    row = _step(one, Action.RETURN, today, by, at, reason)
    record(Tag.ASSESSMENT_RETURNED, one, by=by, at=at, along=[row])
    if not quietly:
        telling.returned(one, row.reason, authors, by=by, at=at)
    return one


def fall_back(one: Assessment, why: str, *, by: Person, at: datetime, action: Action = Action.CHANGE) -> list[Base]:
    """What was sent or validated is no longer what was seen: to its author again (to whoever validates, where only the judgment moved). Gives back
    the row, for whoever records the change; nothing where it had not been sent."""
    if not one.is_under_way or (action is Action.REJUDGE and one.state == State.SENT):
        return []
    return [_step(one, action, None, by, at, why)]


def look_again(those: Sequence[Assessment], *, by: Person, at: datetime) -> int:
    """Whether each is still what was seen. What is not goes back, and its author is told; how many did. Of a year whose sheets do not change
    today nothing moves, and what is approved only while its year is open."""
    today = at.astimezone(ROME).date()
    windows.keep_as_they_are()
    stopped, open_years = windows.refused({one.year for one in those}, today), seeing.open_years(today)
    moving = [one for one in those if one.year not in stopped and (one.is_under_way or one.year in open_years)]
    last = ways.last_seen(FLOW, [one.id for one in moving])
    known = seeing.around_many({one.process_id for one in moving}, today)
    changed = [(one, seeing.changed_since(one, last.get(one.id), today, known[one.process_id])) for one in moving]
    fallen = [(one, what) for one, what in changed if what]
    for one, what in fallen:
        _go_back(one, "; ".join(what), by, at)
    return len(fallen)


def _go_back(one: Assessment, changed: str, by: Person, at: datetime) -> None:
    authors, was_approved = telling.authors_of(one), one.is_approved
    step = "l'approvazione" if was_approved else "la validazione" if one.state == State.VALIDATED else "l'invio"
    why = f"Dopo {step} è cambiato il registro: {changed}."
    along: list[Base] = [*windows.answered(one.process_id, one.year, at.astimezone(ROME).date())]
    along += [_void(one, why, by, at)] if was_approved else fall_back(one, why, by=by, at=at)
    if was_approved and (standing := standings.take_standing(one.process, one.year)) is not None:
        along.append(standing)
    record(Tag.ASSESSMENT_VOIDED if was_approved else Tag.ASSESSMENT_FELL_BACK, one, by=by, at=at, along=along)
    telling.fell_back(one, why, authors, by=by, at=at)


def _step(one: Assessment, action: Action, today: date | None, by: Person, at: datetime, reason: str = "") -> Transition:
    """The row of the way, and the state; what was known of the steps beyond is forgotten. In this order: a query in between would save what the
    database refuses."""
    seen = None if today is None else seeing.seen(one, today).as_facts() | {"version": one.version, "band": one.judged_band}
    was, target = one.state, FLOW.step(one.state, action).target
    one.state = target
    if target in (State.DRAFT, State.RETURNED):
        one.sent_at = one.sent_by_id = None
    if target in (State.DRAFT, State.RETURNED, State.SENT):
        one.validated_at = one.validated_by_id = None
    if action is Action.SEND:
        one.sent_at, one.sent_by_id = at, by.user_id
    elif action is Action.VALIDATE:
        one.validated_at, one.validated_by_id = at, by.user_id
    return workflow.write(FLOW, one.id, was, action, seen=seen, reason=reason, by=by, at=at)


def _void(one: Assessment, why: str, by: Person, at: datetime) -> Transition:
    """First the row: the database lets an approved assessment go back only where the last row of its way says so."""
    row = workflow.write(FLOW, one.id, one.state, Action.VOID, reason=why, by=by, at=at)
    one.state = row.to_state
    one.sent_at = one.sent_by_id = one.validated_at = one.validated_by_id = one.approved_at = one.approved_by_id = None
    return row


def _insist_on_reasons(one: Assessment, today: date, by: Person) -> None:
    """What a machine brings in was explained elsewhere."""
    if by.is_machine:
        return
    owed = comparing.owed(one, today)
    if owed.unexplained:
        raise RuleBroken(
            f"Di ogni risposta che cambia scrivi il perché. Manca per: {join_words([f'«{each.about}»' for each in owed.unexplained])}."
        )
    if owed.objections:
        raise RuleBroken(
            f"Le risposte sono tutte quelle del {owed.year}, ma: {' '.join(owed.objections)} Scrivi nel giudizio sintetico perché valgono ancora."
        )


def insist_on_finished(one: Assessment, measures: int, verb: str) -> None:
    """Every answer is there, what it comes to makes sense, the judgment is about today's number."""
    outcome = queries.outcome(one)
    if missing := unfinished(outcome):
        raise RuleBroken(f"Non si può ancora {verb}. {missing}")
    for each in outcome.scored:
        if each.explained.score is not None:
            insist_on_sense(each.explained.score, measures_in_force=measures)
