"""What somebody should know before they fill in a check: that they are the one who will validate it; what came back, and what is due."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain import workflow
from riskreg.domain.italian import join_words
from riskreg.domain.monitoring.checks import FLOW, State
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import Person
from riskreg.domain.roles import Role
from riskreg.domain.workflow import Turn
from riskreg.monitoring import hands, turns
from riskreg.monitoring.models import Check, Verification
from riskreg.workflow import queries as ways
from riskreg.workflow.queries import Stage


def own_turn(one: Check, person: Person, on: date) -> str:
    """For whoever will validate it once those it waits for have signed: that to sign it takes the judgment away from them. Nothing for the others."""
    if person.user_id is None or not one.is_with_author or one.session.is_closed or one.dropped_on is not None:
        return ""
    circle = turns.Circle.of(on)
    signers = _signers(one, circle)
    if not signers or person.user_id in signers:
        return ""
    made = turns.makers([one])[one.id]
    if person.user_id in made or not _turn(one, made | signers, circle).has(person):
        return ""
    instead = _turn(one, made | {person.user_id, *person.acting_for}, circle)
    other = _names(instead.user_ids, circle) if instead.user_ids else "nessuno: manca chi può farlo"
    return f"La compila e la firma {_names(sorted(signers), circle)}; poi la validi tu. Se la compili, la firmi o scrivi un contributo tu, la valida {other}."


def _signers(one: Check, circle: turns.Circle) -> frozenset[int]:
    """Whom it waits for."""
    place = hands.of(one).signs
    if place.figure_id is not None:
        return frozenset(circle.known.figure(place.figure_id))
    if place.unit_id is not None:
        return frozenset(each.user_id for each in circle.known.on_unit(Role.REFERENTE, place.unit_id))
    return circle.holds(Role.COMPLIANCE, circle.root_id)


def _turn(one: Check, made: frozenset[int], circle: turns.Circle) -> Turn:
    unit_id = hands.of(one).signs.unit_id or circle.root_id
    return workflow.to_validate(circle.held.path(circle.chart.owners.get(unit_id, unit_id)), circle.held.holdings, made)


def _names(user_ids: Collection[int], circle: turns.Circle) -> str:
    return join_words([circle.held.people.get(user_id, "chi ne fa le veci") for user_id in user_ids])


# What came back


class Back(NamedTuple):
    """Why a check must be mended, and by what: on top of its page and of its form."""

    title: str
    why: str
    who: str
    at: datetime | None
    due: str = ""
    by_when: date | None = None
    verification_id: int | None = None


def come_back(one: Check, before: Check | None, on: date, looked: Sequence[Verification] | None = None) -> list[Back]:
    """Of one that is not validated: the step that sent it back; what a verification of it, or of the same measure in the semester before, found and nobody
    has yet said to be done."""
    if one.session.is_closed or one.dropped_on is not None or one.state == State.VALIDATED or one.session.opens_on > on:
        return []
    looked = [each for each in (verified(one, before) if looked is None else looked) if each.verified_at is not None]
    found = [] if one.state != State.RETURNED else _returned(ways.path(FLOW, one.id)[:1])
    mine = next((each for each in looked if each.check_id == one.id), None)
    if mine is not None and mine.finding == Finding.NEGATIVE:
        told = (
            "La verifica non l'ha confermata: va corretta e inviata di nuovo"
            if one.is_with_author
            else "La verifica non l'aveva confermata"
        )
        found.append(_verified(mine, told))
    then = next((each for each in looked if each.check_id != one.id), None)
    if then is not None and then.finding != Finding.POSITIVE and then.followed_on is None:
        said = "non aveva confermato questa misura" if then.finding == Finding.NEGATIVE else "aveva lasciato qualcosa da sistemare"
        found.append(_verified(then, f"Nel {then.check.session.semester.label} la verifica {said}"))
    return found


def _returned(stages: Sequence[Stage]) -> list[Back]:
    return [Back("Restituita: va corretta e inviata di nuovo", stage.why, stage.who, stage.at) for stage in stages]


def _verified(one: Verification, title: str) -> Back:
    who = one.verified_by.title if one.verified_by is not None else "riskreg"
    return Back(title, one.found, who, one.verified_at, one.follow_up, one.follow_up_by, one.id)


def verified(one: Check, before: Check | None) -> Sequence[Verification]:
    """Of this one and of the one before it, also those that are still to be made; the last first."""
    earlier = before.id if before is not None else one.carried_from_id
    statement = select(Verification).where(Verification.check_id.in_([each for each in (one.id, earlier) if each is not None]))
    return db.session.scalars(
        statement.options(joinedload(Verification.verified_by), joinedload(Verification.draw)).order_by(Verification.id.desc())
    ).all()
