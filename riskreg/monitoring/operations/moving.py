"""A check from hand to hand: signed by the capofila, validated by the dirigente or returned with a reason; and what a validated one writes on the
measure."""

from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.rows import must_be
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.monitoring import checks as rules
from riskreg.domain.monitoring.checks import FLOW, Action, Outcome, State
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.monitoring import dates, hands, proofs, telling, turns
from riskreg.monitoring.models import Check
from riskreg.monitoring.operations import activating
from riskreg.monitoring.operations.answering import insist_on_author, insist_on_open
from riskreg.monitoring.turns import Judged
from riskreg.register.operations import measure_life
from riskreg.register.operations.processes import day
from riskreg.workflow import operations as workflow
from riskreg.workflow.models import Transition


def send(one: Check, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Check:
    """Signed by the capofila. `quietly`: for days long past, of which nobody is to be told."""
    FLOW.step(one.state, Action.SEND)
    insist_on_author(one, by, at)
    must_be(one, version)
    evidence = proofs.how_many([one.id]).get(one.id, 0)
    rules.check_complete(one.answer, one.asked, one.session.semester, day(at), evidence)
    rules.check_value(one.answer, one.verdict)
    row = _step(one, Action.SEND, by, at, evidence=evidence)
    record(Tag.CHECK_SENT, one, by=by, at=at, along=[row])
    if not quietly:
        telling.to_whoever_validates(one, by=by, at=at)
    return one


def withdraw(one: Check, *, version: int | None = None, by: Person, at: datetime) -> Check:
    """Back to whoever sent it, as long as nobody has validated it."""
    insist(by, Permission.CHECK_ANSWER, hands.scope(one, by, day(at)))
    insist_on_open(one, at)
    must_be(one, version)
    FLOW.step(one.state, Action.WITHDRAW)
    if not by.is_machine and not {by.user_id, *by.acting_for} & turns.signers(one):
        raise NotAllowed("La ritira chi ha risposto o l'ha inviata; chi la valida può restituirla, con un motivo.")
    row = _step(one, Action.WITHDRAW, by, at)
    record(Tag.CHECK_WITHDRAWN, one, by=by, at=at, along=[row])
    return one


def validate(
    one: Check, *, version: int | None = None, quietly: bool = False, found: Judged | None = None, by: Person, at: datetime
) -> Check:  # fmt: skip
    """By the one whose turn it is. «Attuata» becomes the activation of the measure, once in its life. `found`: for whoever validates many."""
    must_be(one, version)
    found = found or turns.judged([one], by, day(at))[one.id]
    insist_to_judge(one, Action.VALIDATE, found, by, at)
    _insist_on_day(one, at)
    is_new = one.measure.activation is None  # once in its life
    if is_new:
        activating.alone([one.measure_id])
    rows: list[Base] = [_step(one, Action.VALIDATE, by, at)]
    rows += activating.settled(one.session, one.measure, by=by, at=at) if is_new else []
    record(Tag.CHECK_VALIDATED, one, by=by, at=at, along=rows)
    if not quietly:
        telling.validated(one, found.makers, by=by, at=at)
    return one


def insist_to_judge(one: Check, action: Action, found: Judged, by: Person, at: datetime) -> None:
    insist(by, Permission.CHECK_VALIDATE, found.scope)
    insist_on_open(one, at)
    FLOW.step(one.state, action)
    turns.insist(one, found, by, day(at))


def _insist_on_day(one: Check, at: datetime) -> None:
    """Since it was signed the measure may have ended, or somebody may have taken back the activation that it said still holds: whoever answers says
    it again."""
    if one.outcome != Outcome.DONE or one.measure.activation is not None:
        return
    try:
        rules.check_done_on(one.done_on, one.asked, one.session.semester, day(at))
    except RuleBroken as refused:
        raise WrongState(
            f"Da quando questa scheda è stata inviata, la misura è cambiata. Restituiscila a chi l'ha compilata, con questo motivo: «{refused.message}»"
        ) from refused


def send_back(
    one: Check, reason: str, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime
) -> Check:  # fmt: skip
    """To whoever answered, with the reason."""
    must_be(one, version)
    found = turns.judged([one], by, day(at))[one.id]
    insist_to_judge(one, Action.RETURN, found, by, at)
    row = _step(one, Action.RETURN, by, at, reason=reason)
    record(Tag.CHECK_RETURNED, one, by=by, at=at, along=[row])
    if not quietly:
        telling.returned(one, row.reason, found.makers, by=by, at=at)
    return one


def reopened(one: Check, reason: str, *, by: Person, at: datetime) -> list[Base]:
    """After a verification that went badly, for whoever records it: to whoever answered, and without the activation that it wrote."""
    activating.alone([one.measure_id])
    row = _step(one, Action.REOPEN, by, at, reason=reason)
    return [row, *activating.settled(one.session, one.measure, by=by, at=at)]


def _step(one: Check, action: Action, by: Person, at: datetime, reason: str = "", evidence: int | None = None) -> Transition:
    was, target = one.state, FLOW.step(one.state, action).target
    seen = {"version": one.version, "outcome": one.outcome, "evidence": evidence} if action is not Action.RETURN else None
    one.state = target
    if target in rules.WITH_AUTHOR:
        one.sent_at = one.sent_by_id = None
    if target != State.VALIDATED:
        one.validated_at = one.validated_by_id = None
    if action is Action.SEND:
        one.sent_at, one.sent_by_id = at, by.user_id
    elif action is Action.VALIDATE:
        one.validated_at, one.validated_by_id = at, by.user_id
    return workflow.write(FLOW, one.id, was, action, seen=seen, reason=reason, by=by, at=at)


def accept_date(one: Check, *, version: int | None = None, by: Person, at: datetime) -> Check:
    """The new deadline that was proposed becomes the measure's, with the reason that was given; the edition keeps the old one."""
    insist(by, Permission.MONITORING_MANAGE)
    must_be(one, version)
    to = insist_on_date(one, at)
    because = f"{rules.Reason(one.reason).label if one.reason else ''}. {one.reason_note}".strip(". ") + f" ({one.session.title.lower()})"
    moved = measure_life.rescheduled(one.measure, to=to, because=because, by=by, at=at)
    record(Tag.CHECK_DATE_ACCEPTED, one.measure, by=by, at=at, along=[moved] if moved else [])
    return one


def insist_on_date(one: Check, at: datetime) -> date:
    """The day that may be accepted."""
    if one.state != State.VALIDATED or one.proposed_due_on is None:
        raise WrongState("La nuova data si accoglie quando la scheda che la propone è validata.")
    if why := dates.why_not(one, day(at)):
        raise RuleBroken(why)
    return one.proposed_due_on
