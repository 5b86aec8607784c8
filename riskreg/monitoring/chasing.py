"""In whose hands each check of a session is, for whoever asks them: whoever signs it, whoever validates it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.domain.monitoring.checks import State
from riskreg.domain.roles import Role
from riskreg.monitoring import hands, telling, turns
from riskreg.monitoring.hands import Place
from riskreg.monitoring.models import Check, CheckNudge, Session
from riskreg.monitoring.places import BY_THE_PLAN, FIGURE
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.waiting.crew import Crew, crew


class Waiting(NamedTuple):
    """A check that is not validated. `signer`: as the list filters by it."""

    check: Check
    signer: str
    due_on: date
    is_late: bool
    users: Sequence[User]

    @property
    def key(self) -> int:
        return self.check.id

    @property
    def names(self) -> str:
        return join_words([user.title for user in self.users]) if self.users else "nessuno: assegna il ruolo"


def waiting(one: Session, on: date) -> list[Waiting]:
    """Every one that waits for somebody, in the order of the codes: a constant number of queries."""
    checks = [check for check in telling.with_hands(one) if check.state != State.VALIDATED]
    whose, validating, chart = crew(on), turns.of(checks, on), reach.chart(on)
    ids = {check.id: _hands(check, whose) if check.is_with_author else validating[check.id].user_ids for check in checks}
    users = _people(user_id for those in ids.values() for user_id in those)
    found = []
    for check in checks:
        due_on = one.answer_by if check.is_with_author else one.validate_by
        there = [users[user_id] for user_id in ids[check.id] if user_id in users]
        found.append(Waiting(check, _signer(hands.of(check).signs, chart), due_on, due_on < on, there))
    return sorted(found, key=lambda each: (each.check.measure.code_sort_key, each.key))


def _hands(check: Check, whose: Crew) -> tuple[int, ...]:
    """The same to whom the first page shows it (monitoring/waiting.py)."""
    place = hands.of(check).signs
    if place.figure_id is not None:
        return whose.figure(place.figure_id)
    if place.unit_id is not None:
        return tuple(each.user_id for each in whose.on_unit(Role.REFERENTE, place.unit_id))
    return whose.answer(Role.COMPLIANCE, whose.root_id).user_ids if whose.root_id is not None else ()


def _signer(place: Place, chart: reach.Chart) -> str:
    if place.figure_id is not None:
        return f"{FIGURE}{place.figure_id}"
    return str(chart.owners.get(place.unit_id, place.unit_id)) if place.unit_id is not None else BY_THE_PLAN[0]


def _people(user_ids: Iterable[int]) -> Mapping[int, User]:
    ids = set(user_ids)
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))} if ids else {}


def asked_on(one: Session, on: date) -> set[tuple[int, int]]:
    """Check and person of each nudge of that day."""
    statement = select(CheckNudge.check_id, CheckNudge.user_id).join(Check, Check.id == CheckNudge.check_id)
    return {
        (check_id, user_id) for check_id, user_id in db.session.execute(statement.where(Check.session_id == one.id, CheckNudge.on == on))
    }
