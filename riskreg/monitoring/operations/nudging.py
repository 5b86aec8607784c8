"""Asking those in whose hands a check is: seen before, at most once a day to each person, each with a dated row."""

from collections.abc import Collection
from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.transactions import MONITORING_QUEUE, one_at_a_time
from riskreg.domain.errors import WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.monitoring import chasing, telling
from riskreg.monitoring.models import CheckNudge, Session
from riskreg.monitoring.operations.opening import must_be_open
from riskreg.register.operations.processes import day
from riskreg.waiting import nudging


def must_be_answered_in(one: Session, on: date) -> None:
    """Nobody is asked for what they cannot do yet."""
    must_be_open(one)
    if on < one.opens_on:
        raise WrongState(f"Questo monitoraggio si apre il {write_date(one.opens_on)}: prima di quel giorno non c'è nulla da sollecitare.")


def nudge(one: Session, check_ids: Collection[int], message: str = "", *, quietly: bool = False, by: Person, at: datetime) -> nudging.Sent:
    """Of these checks, whoever has one in hand and was not asked about it today. A person reads one letter, with all that waits for them; the rows
    say about which checks. `quietly`: for days long past."""
    insist(by, Permission.MONITORING_MANAGE)
    today = day(at)
    one_at_a_time(MONITORING_QUEUE)  # nobody is asked about what is closed meanwhile
    db.session.refresh(one)
    must_be_answered_in(one, today)
    chosen = [each for each in chasing.waiting(one, today) if each.key in check_ids]
    letters = nudging.to_write(
        chosen, chasing.asked_on(one, today), nothing="Scegli almeno una scheda che aspetta qualcuno.", field="checks"
    )
    desk = Gathering(by=by, at=at)
    for user_id, his in letters.items():
        for each in his:
            new = CheckNudge(
                check_id=each.key, user_id=user_id, by_id=by.user_id, on=today, state=each.check.state, due_on=each.due_on, at=at
            )
            db.session.add(new)
            desk.record(Tag.NUDGE_SENT, new)
    if not quietly:
        telling.nudged(one, letters, tidy(message), desk)
    desk.close()
    return nudging.sent(letters)
