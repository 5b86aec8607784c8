"""In whose hands each result of a round is, for whoever asks them again: who enters it, who verifies it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.domain.performance.rounds import TO_DO, due_on
from riskreg.domain.waiting import Task
from riskreg.people.models import User
from riskreg.performance import asking
from riskreg.performance.models import Request, RequestNudge, Round
from riskreg.performance.queries import rounds as queries
from riskreg.performance.queries.rounds import Asked
from riskreg.waiting.crew import Crew, crew
from riskreg.waiting.sources import Item


class Waiting(NamedTuple):
    """A result that waits for somebody."""

    asked: Asked
    due_on: date
    is_late: bool
    users: Sequence[User]

    @property
    def key(self) -> int:
        return self.asked.request.id

    @property
    def names(self) -> str:
        return join_words([user.title for user in self.users]) if self.users else "nessuno: assegna il ruolo"


def waiting(one: Round, on: date) -> list[Waiting]:
    """Every one that waits for somebody, in the order of the plan: a constant number of queries."""
    whose, found = crew(on), []
    there = [(each, due) for each in queries.asked(one) if (due := due_on(each.state, each.request.due_on, one.verify_by)) is not None]
    ids = [_ids(each, whose) for each, _due in there]
    users = _people(user_id for those in ids for user_id in those)
    for (each, due), those in zip(there, ids, strict=True):
        found.append(Waiting(each, due, due < on, [users[user_id] for user_id in those if user_id in users]))
    return found


def to_enter(one: Round, on: date) -> list[Waiting]:
    return [each for each in waiting(one, on) if each.asked.state in TO_DO]


def _ids(each: Asked, whose: Crew) -> list[int]:
    """The same to whom the first page shows it (performance/waiting.py)."""
    entered_by = each.reading.entered_by_id if each.reading else None
    found = asking.hands(each.request.answers_id, each.state, whose, of_area=each.request.of_area, entered_by=entered_by)
    item = Item(Task("", "", "", "", ""), unit_id=found.unit_id, role=found.role, roles=tuple(found.roles), without=found.without)
    return [one.user_id for one in whose.of(item)]


def _people(user_ids: Iterable[int]) -> Mapping[int, User]:
    ids = set(user_ids)
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))} if ids else {}


def asked_on(one: Round, on: date) -> set[tuple[int, int]]:
    """Result and person of each nudge of that day."""
    statement = select(RequestNudge.request_id, RequestNudge.user_id).join(Request, Request.id == RequestNudge.request_id)
    return {
        (request_id, user_id)
        for request_id, user_id in db.session.execute(statement.where(Request.round_id == one.id, RequestNudge.on == on))
    }
