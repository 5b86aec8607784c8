"""What people are told of a round and its results: one letter to each person, whatever the number of indicators."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select

from riskreg.audit.gathering import Gathering
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.notifications import letters
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import Words
from riskreg.people.models import User
from riskreg.performance import chasing
from riskreg.performance.models import Reading, Round
from riskreg.performance.queries.rounds import Asked


def page_of(one: Round) -> str:
    return f"/performance/rilevazioni/{one.slug}"


def answer_page(request_id: int) -> str:
    return f"/performance/rilevazioni/risultati/{request_id}/inserisci"


def opened(one: Round, *, only: Collection[int] | None = None, by: Person, at: datetime) -> int:
    """Who gives its results, or only some of them; how many people, one letter each. What a machine loads writes to nobody."""
    if by == COMMAND_LINE:
        return 0
    waiting = [each for each in chasing.to_enter(one, at.astimezone(ROME).date()) if only is None or each.key in only]
    desk, facts = Gathering(by=by, at=at), {"session": one.title, "on": one.enter_by, "instructions": one.instructions}
    told = _by_person(waiting)
    for user, his in told.values():
        if user.id != by.user_id:
            path = answer_page(his[0].key) if len(his) == 1 else page_of(one)
            notices.gather(
                desk, user, Kind.ROUND_OPENED, {**facts, "lines": [each.asked.request.title for each in his]}, path=path, about=one.subject
            )
    desk.close()
    return len(told)


def returned(one: Reading, *, by: Person, at: datetime, path: str = "") -> None:
    """Whoever entered it, who has it again."""
    if by == COMMAND_LINE or one.entered_by_id in (None, by.user_id):
        return
    user = db.session.scalars(select(User).where(User.id == one.entered_by_id, User.disabled_at.is_(None))).one_or_none()
    if user is not None:
        said = {"about": one.title, "reason": one.returned_because}
        notices.queue(
            user, Kind.RESULT_RETURNED, said, path=path or f"/performance/anni/{one.year_id}", about=one.year_row.subject, by=by, at=at
        )


class Waits(Protocol):
    """A result that was asked, the day by which it is to be taken further, in whose hands."""

    @property
    def key(self) -> int: ...
    @property
    def asked(self) -> Asked: ...
    @property
    def due_on(self) -> date: ...
    @property
    def is_late(self) -> bool: ...
    @property
    def users(self) -> Sequence[User]: ...


def _by_person(waiting: Iterable[chasing.Waiting]) -> dict[int, tuple[User, list[chasing.Waiting]]]:
    found: dict[int, tuple[User, list[chasing.Waiting]]] = {}
    for each in waiting:
        for user in each.users:
            found.setdefault(user.id, (user, []))[1].append(each)
    return found


def nudged(one: Round, waiting: Mapping[int, Sequence[Waits]], message: str, desk: Gathering) -> None:
    users = {user.id: user for those in waiting.values() for each in those for user in each.users}
    if desk.by.is_machine:
        return
    for user_id, his in waiting.items():
        notices.gather(desk, users[user_id], Kind.ROUND_NUDGED, _nudge(one, his, message), path=page_of(one), about=one.subject)


def words_of_nudge(one: Round, his: Sequence[Waits], message: str = "") -> Words:
    """Of the same letter, for whoever looks before it is sent."""
    return letters.words(Kind.ROUND_NUDGED, _nudge(one, his, message))


def _nudge(one: Round, his: Sequence[Waits], message: str) -> Mapping[str, object]:
    return {"session": one.title, "lines": [_due(each) for each in his], "message": message}


def _due(each: Waits) -> str:
    when = f"{'il termine era il' if each.is_late else 'entro il'} {write_date(each.due_on)}"
    return f"{each.asked.request.title} ({each.asked.state.label.lower()}): {when}"
