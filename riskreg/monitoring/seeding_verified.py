"""The demo's second level: of the last sessions a sample was drawn and verified, and what was not in order was followed up."""

from dataclasses import replace
from datetime import date, timedelta

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import Person
from riskreg.domain.responsibility import Answer
from riskreg.domain.semesters import Semester
from riskreg.monitoring import turns
from riskreg.monitoring.models import Session, Verification
from riskreg.monitoring.operations import sampling, verifying
from riskreg.monitoring.operations.verifying import Found
from riskreg.monitoring.queries import verification as looked
from riskreg.people import queries as people

SEEDS = {
    Semester(2025, 2): "Lotto del 28/01/2026, ruota nazionale: 12 34 47 58 90",
    Semester(2026, 1): "Lotto del 04/08/2026, ruota nazionale: 7 21 39 66 81",
}  # fmt: skip
"""The numbers of a draw that had not taken place when they were declared."""

POSITIVE = Found(
    Finding.POSITIVE, "La scheda, le prove allegate e un atto a campione del semestre.", "La misura è applicata come è dichiarato."
)
REMARKS = "La misura è applicata; il modello usato però non è quello aggiornato."
NEGATIVE = "Degli atti chiesti, due su cinque non portano il controllo dichiarato."
MENDED = "L'ufficio usa il modello nuovo: lo mostra la comunicazione di servizio acquisita al protocollo."


def load(one: Session, email: str) -> None:
    """In a session that is about to be closed: plan, draw, and each verification in the days after."""
    seed = SEEDS.get(one.semester)
    if seed is None:
        return
    day = one.validate_by + timedelta(days=1)
    by = replace(_person(email, day), is_machine=True)
    plan = sampling.declare(one, seed, {}, by=by, at=clock.on_day(day, hour=9))
    sampling.draw(plan, by=by, at=clock.on_day(day + timedelta(days=5), hour=10))
    db.session.flush()
    drawn, circle = looked.of_session(one), turns.Circle.of(day)
    barred = turns.barred([each.check for each in drawn], circle)
    for place, each in enumerate(drawn):
        verifier = _verifier(circle.verifier(barred[each.check_id]), by, day)
        _made(each, place, day + timedelta(days=7 + place % 20), verifier, is_last=one.semester == max(SEEDS))


def _verifier(found: Answer, usual: Person, day: date) -> Person:
    """Who does it usually; where they had a part in it, who else may."""
    if usual.user_id in found.user_ids or not found.is_settled:
        return usual
    return replace(people.person(people.user(found.user_ids[0]), day), is_machine=True)


def _made(one: Verification, place: int, on: date, by: Person, *, is_last: bool) -> None:
    given = POSITIVE
    if place % 9 == 4:
        given = Found(Finding.REMARKS, POSITIVE.looked_at, REMARKS, "Adottare il modello aggiornato.", on + timedelta(days=45))
    elif is_last and place == 7:
        given = Found(
            Finding.NEGATIVE,
            "Cinque atti del semestre, estratti a sorte.",
            NEGATIVE,
            "Applicare il controllo a tutti gli atti.",
            date(2026, 12, 15),
        )
    verifying.verify(one, given, quietly=True, by=by, at=clock.on_day(on, hour=11))
    if given.finding is Finding.REMARKS and given.follow_up_by is not None:
        verifying.follow(one, given.follow_up_by, MENDED, by=by, at=clock.on_day(given.follow_up_by, hour=12))


def _person(email: str, on: date) -> Person:
    user = people.user_by_email(email)
    if user is None:
        raise LookupError(f"the demo verifies with somebody who is not there: {email}")
    return people.person(user, on)
