"""Asking again those in whose hands a result is: seen before, at most once a day to each person, each with a dated row."""

from collections.abc import Collection
from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.transactions import PERFORMANCE_QUEUE, one_at_a_time
from riskreg.domain.performance import rounds as rules
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.performance import chasing, telling
from riskreg.performance.models import RequestNudge, Round
from riskreg.register.operations.processes import day
from riskreg.waiting import nudging


def must_be_answered_in(one: Round, on: date) -> None:
    """Nobody is asked for what they cannot do yet."""
    rules.insist_on_open(one.opens_on, on, is_closed=one.is_closed)


def nudge(one: Round, request_ids: Collection[int], message: str = "", *, quietly: bool = False, by: Person, at: datetime) -> nudging.Sent:
    """Of these results, whoever has one in hand and was not asked about it today. `quietly`: for days long past."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    today = day(at)
    one_at_a_time(PERFORMANCE_QUEUE)  # nobody is asked about what is closed meanwhile
    db.session.refresh(one)
    must_be_answered_in(one, today)
    chosen = [each for each in chasing.waiting(one, today) if each.key in request_ids]
    letters = nudging.to_write(
        chosen, chasing.asked_on(one, today), nothing="Scegli almeno un risultato che aspetta qualcuno.", field="requests"
    )
    desk = Gathering(by=by, at=at)
    for user_id, his in letters.items():
        for each in his:
            new = RequestNudge(
                request_id=each.key, user_id=user_id, by_id=by.user_id, on=today, state=each.asked.state.value, due_on=each.due_on, at=at
            )
            db.session.add(new)
            desk.record(Tag.NUDGE_SENT, new)
    if not quietly:
        telling.nudged(one, letters, tidy(message), desk)
    desk.close()
    return nudging.sent(letters)
