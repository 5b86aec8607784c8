"""What is found by looking, and what follows: a finding that does not confirm a declaration gives it back to whoever made it."""

from dataclasses import dataclass
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.rows import must_be
from riskreg.domain.errors import WrongState
from riskreg.domain.monitoring import verification as rules
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.monitoring import declared, telling, turns
from riskreg.monitoring.models import Verification
from riskreg.monitoring.operations import moving
from riskreg.monitoring.operations.answering import insist_on_open
from riskreg.register.operations.processes import day

MADE = "Questa verifica è già fatta: se c'è altro da dire, scegli di nuovo la scheda e verificala un'altra volta."
TOO_LATE = "Il monitoraggio è chiuso: le verifiche che mancano non si fanno più."


@dataclass(frozen=True)
class Found:
    """As a form brings it."""

    finding: Finding | None
    looked_at: str
    found: str
    follow_up: str = ""
    follow_up_by: date | None = None


def verify(one: Verification, given: Found, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Verification:
    """By somebody who had no part in it. Not confirmed, the check is open again, without the activation that it wrote."""
    check, today = one.check, day(at)
    insist(by, Permission.CHECK_VERIFY)
    insist_on_open(check, at)
    must_be(one, version)
    insist_to_make(one)
    turns.insist_to_verify(check, by, today)
    looked_at, found, follow_up = tidy(given.looked_at), tidy(given.found), tidy(given.follow_up)
    rules.check_finding(given.finding, looked_at, found, follow_up, given.follow_up_by, today)
    one.declared = declared.written(check)
    one.finding, one.looked_at, one.found, one.follow_up = Finding(given.finding or "").value, looked_at, found, follow_up
    one.follow_up_by, one.verified_at, one.verified_by_id = given.follow_up_by, at, by.user_id
    authors = turns.makers([check])[check.id]
    record(Tag.VERIFICATION_MADE, one, by=by, at=at)
    if given.finding is Finding.NEGATIVE:
        record(Tag.CHECK_REOPENED, check, by=by, at=at, along=moving.reopened(check, found, by=by, at=at))
    if not quietly:
        telling.verified(one, authors, by=by, at=at)
    return one


def insist_to_make(one: Verification) -> None:
    """That it is still to be made: of a check that is validated, in a session that goes on."""
    if one.finding is not None:
        raise WrongState(MADE)
    if one.check.session.is_closed:
        raise WrongState(TOO_LATE)
    if one.check.state != State.VALIDATED:
        raise WrongState("Si verifica quello che è validato: questa scheda non lo è.")


def follow(
    one: Verification, followed_on: date | None, how: str, *, version: int | None = None, by: Person, at: datetime
) -> Verification:  # fmt: skip
    """That what was asked for has been done, whenever: also once the session is closed."""
    insist(by, Permission.CHECK_VERIFY)
    must_be(one, version)
    insist_to_follow(one)
    turns.insist_to_verify(one.check, by, day(at))
    verified_on = one.verified_at.astimezone(ROME).date() if one.verified_at is not None else day(at)
    rules.check_followed(one.follow_up, followed_on, tidy(how), verified_on, day(at))
    one.followed_on, one.followed_how = followed_on, tidy(how)
    record(Tag.VERIFICATION_FOLLOWED, one, by=by, at=at)
    return one


def insist_to_follow(one: Verification) -> None:
    if one.finding is None:
        raise WrongState("Questa verifica non è ancora fatta.")
    if not one.follow_up:
        raise WrongState("Questa verifica non chiede di fare nulla.")
    if one.followed_on is not None:
        raise WrongState("Il seguito di questa verifica è già registrato.")
