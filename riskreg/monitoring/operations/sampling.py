"""The sample of a session: its plan declared with a seed, changed until the draw, drawn once from the list as it is at that moment; and what is
chosen by hand besides."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import CHANGED_MEANWHILE, must_be
from riskreg.core.transactions import MONITORING_QUEUE, one_at_a_time
from riskreg.domain import sampling
from riskreg.domain.errors import Conflict, RuleBroken, WrongState
from riskreg.domain.italian import join_words
from riskreg.domain.monitoring.checks import State
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.monitoring import sample
from riskreg.monitoring.models import Check, Draw, Session, Verification
from riskreg.monitoring.operations.answering import insist_on_open
from riskreg.monitoring.operations.opening import must_have_begun
from riskreg.monitoring.queries import verification as looked

DRAWN = "L'estrazione è già stata fatta: il piano, il seme e l'elenco non cambiano più."
LONG_SEED = 10
"""Bytes of a seed that riskreg makes."""


def made_seed() -> str:
    """One that nobody could guess or prefer."""
    return secrets.token_hex(LONG_SEED)


def declare(
    one: Session, seed: str, shares: Mapping[str, int], because: str = "", *, version: int | None = None, by: Person, at: datetime
) -> Draw:
    """The plan of the draw to come, or that plan changed: with a seed, or one that riskreg makes. Whoever draws again in a session says why.
    `version`: of the plan that the form showed; None: there was none."""
    insist(by, Permission.MONITORING_MANAGE)
    _alone(one, at)
    there = looked.draws(one)
    plan = there[-1] if there and not there[-1].is_drawn else None
    before = [each for each in there if each.is_drawn]
    if plan is not None and version is None:
        raise Conflict(CHANGED_MEANWHILE)
    if plan is not None:
        must_be(plan, version)
    strata = sampling.checked_shares([*sample.parts(one, shares)])
    seed = sampling.checked_seed(seed or (plan.seed if plan is not None else made_seed()))
    if seed in {each.seed for each in before}:
        raise RuleBroken("Questo seme è già servito per un'altra estrazione di questo semestre: scrivine uno diverso.", "seed")
    if before and not tidy(because):
        raise RuleBroken("In questo semestre un'estrazione c'è già stata: scrivi perché ne serve un'altra.", "because")
    written = sample.plan_written(strata)
    made = plan or Draw(session=one, rows="", fingerprint="", because="")
    if plan is not None and (plan.seed, plan.plan, plan.because) == (seed, written, tidy(because)):
        return plan
    made.seed, made.plan, made.because, made.declared_at, made.declared_by_id = seed, written, tidy(because), at, by.user_id
    db.session.add(made)
    record(Tag.DRAW_CHANGED if plan is not None else Tag.DRAW_DECLARED, made, by=by, at=at)
    return made


def _alone(one: Session, at: datetime) -> None:
    one_at_a_time(MONITORING_QUEUE)
    db.session.refresh(one)
    must_have_begun(one, at)


def draw(plan: Draw, *, version: int | None = None, by: Person, at: datetime) -> Draw:
    """Everything that is validated at this moment and was never listed, drawn or chosen: the list is frozen, and the sample taken from it."""
    insist(by, Permission.MONITORING_MANAGE)
    _alone(plan.session, at)
    must_be(plan, version)
    if plan.is_drawn:
        raise WrongState(DRAWN)
    listed = sample.to_list(plan.session)
    if not listed:
        raise RuleBroken("Non c'è nessuna scheda validata da cui estrarre: quando i dirigenti ne validano qualcuna, torna qui.")
    _insist_on_whole_plan(plan, listed)
    plan.rows, plan.fingerprint = sample.rows_written(listed), sampling.fingerprint(each.row for each in listed)
    plan.drawn_at, plan.drawn_by_id = at, by.user_id
    taken = sample.Again(plan).taken
    if not taken:
        raise RuleBroken("Con queste quote non esce nessuna scheda: alza almeno una percentuale, e poi estrai.")
    made = [Verification(check_id=check_id, draw=plan, **_nothing_yet()) for check_id in taken]
    db.session.add_all(made)
    record(Tag.DRAW_MADE, plan, by=by, at=at, along=made)
    return plan


def _insist_on_whole_plan(plan: Draw, listed: list[sample.Listed]) -> None:
    """A measure that came in since may stand in a part that the plan does not know."""
    known = {each.code for each in sample.plan_of(plan)}
    if missing := {each.stratum for each in listed} - known:
        named = [f"«{each.label}»" for each in sample.parts(plan.session) if each.code in missing]
        raise RuleBroken(
            f"Da quando il piano è stato dichiarato si è aggiunta una parte dell'elenco: {join_words(named)}. Indica la sua quota."
        )


def _nothing_yet() -> dict[str, str]:
    return dict.fromkeys(("chosen_because", "looked_at", "found", "follow_up", "followed_how"), "")


def choose(one: Check, because: str, *, by: Person, at: datetime) -> Verification:
    """One that nobody drew, for a reason: a report, a doubt, or one that was not confirmed and has been mended."""
    insist(by, Permission.CHECK_VERIFY)
    insist_on_open(one, at)
    insist_on_choice(one)
    if not tidy(because):
        raise RuleBroken("Scrivi perché la verifichi: chi ha risposto e l'RPCT lo leggono.", "because")
    made = Verification(check=one, **(_nothing_yet() | {"chosen_because": tidy(because)}))
    db.session.add(made)
    record(Tag.VERIFICATION_CHOSEN, made, by=by, at=at)
    return made


def insist_on_choice(one: Check) -> None:
    if one.state != State.VALIDATED:
        raise WrongState("Si verifica quello che è validato: questa scheda non lo è ancora.")
    if looked.pending(one.id) is not None:
        raise WrongState("Questa scheda è già fra quelle da verificare.")
