"""The sample of a round: its plan declared with a seed, changed until the draw, drawn once from what is verified then; and what looking at each found."""

import secrets
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import CHANGED_MEANWHILE, must_be
from riskreg.core.transactions import PERFORMANCE_QUEUE, one_at_a_time
from riskreg.domain import sampling
from riskreg.domain.errors import Conflict, RuleBroken, WrongState
from riskreg.domain.performance import inspecting as rules
from riskreg.domain.performance import rounds as round_rules
from riskreg.domain.performance.inspecting import Found
from riskreg.domain.performance.results import ResultState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.performance import sample, telling
from riskreg.performance.models import Inspection, Reading, Round, RoundDraw
from riskreg.performance.operations import results
from riskreg.performance.queries import rounds as rows
from riskreg.performance.queries.rounds import Asked
from riskreg.register.operations.processes import day

DRAWN = "L'estrazione è già stata fatta: la quota, il seme e l'elenco non cambiano più."
MADE = "Questo controllo è già fatto."
NOT_YOURS = "L'hai inserito o verificato tu: lo controlla un'altra persona."
NOT_VERIFIED = "Il risultato è stato restituito, e non è ancora verificato di nuovo: si controlla dopo."
LONG_SEED = 10


def declare(one: Round, seed: str, percent: int | None, *, version: int | None = None, by: Person, at: datetime) -> RoundDraw:
    """The plan of the draw, or that plan changed: with a seed, or one that riskreg makes. `version`: of the plan that the form showed; None: there was none."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    _alone(one, at)
    plan = rows.draw_of(one)
    if plan is not None and version is None:
        raise Conflict(CHANGED_MEANWHILE)
    if plan is not None:
        must_be(plan, version)
        _insist_not_drawn(plan)
    share = rules.check_percent(percent)
    said = sampling.checked_seed(seed or (plan.seed if plan is not None else secrets.token_hex(LONG_SEED)))
    if plan is not None and (plan.seed, plan.percent) == (said, share):
        return plan
    made = plan or RoundDraw(round=one, rows="", fingerprint="")
    made.seed, made.percent, made.declared_at, made.declared_by_id = said, share, at, by.user_id
    db.session.add(made)
    record(Tag.ROUND_DRAW_CHANGED if plan is not None else Tag.ROUND_DRAW_DECLARED, made, by=by, at=at)
    return made


def draw(plan: RoundDraw, *, version: int | None = None, by: Person, at: datetime) -> RoundDraw:
    """Everything that is verified at this moment: the list is frozen, and the sample taken from it."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    _alone(plan.round, at)
    must_be(plan, version)
    _insist_not_drawn(plan)
    listed = sample.to_list(plan.round)
    if not listed:
        raise RuleBroken("Non c'è nessun risultato verificato da cui estrarre: quando ne verifichi qualcuno, torna qui.")
    plan.rows, plan.fingerprint = sample.rows_written(listed), sampling.fingerprint(each.row for each in listed)
    plan.drawn_at, plan.drawn_by_id = at, by.user_id
    made = [Inspection(draw=plan, request_id=each, declared="", looked_at="", found="") for each in sample.Again(plan).taken]
    db.session.add_all(made)
    record(Tag.ROUND_DRAW_MADE, plan, by=by, at=at, along=made)
    return plan


def _insist_not_drawn(plan: RoundDraw) -> None:
    if plan.is_drawn:
        raise WrongState(DRAWN)


def _alone(one: Round, at: datetime) -> None:
    one_at_a_time(PERFORMANCE_QUEUE)
    db.session.refresh(one)
    round_rules.insist_on_open(one.opens_on, day(at), is_closed=one.is_closed)


def inspect(
    one: Inspection, finding: Found | None, looked_at: str, found: str = "", *, version: int | None = None, by: Person, at: datetime
) -> Inspection:
    """By somebody who had no part in it. Not confirmed, the result goes back to whoever entered it."""
    insist(by, Permission.RESULT_INSPECT)
    asked = rows.asked_by_id(one.request_id)
    reading = insist_to_inspect(one, asked, by)
    must_be(one, version)
    rules.check_finding(finding, tidy(looked_at), tidy(found))
    one.finding, one.looked_at, one.found = Found(finding or "").value, tidy(looked_at), tidy(found)
    one.declared, one.checked_at, one.checked_by_id = reading.value, at, by.user_id
    record(Tag.INSPECTION_MADE, one, by=by, at=at)
    if finding is Found.NOT_CONFIRMED:
        because = f"Il controllo a campione non lo conferma: {tidy(found)}"
        results.returned(reading, because, path=telling.answer_page(one.request_id), by=by, at=at)
    return one


def insist_to_inspect(one: Inspection, asked: Asked, by: Person) -> Reading:
    """Also for the form."""
    if one.finding is not None:
        raise WrongState(MADE)
    if asked.round.is_closed:
        raise WrongState(round_rules.CLOSED)
    reading = asked.reading
    if reading is None or reading.state != ResultState.VERIFIED.value:
        raise WrongState(NOT_VERIFIED)
    if by.user_id is not None and by.user_id in (reading.entered_by_id, reading.verified_by_id):
        raise WrongState(NOT_YOURS)
    return reading
