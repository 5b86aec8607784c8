"""Presa visione: somebody confirms that they have read an adopted edition; those who have not are asked to."""

from collections.abc import Collection
from datetime import datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.plans import asking
from riskreg.plans.models import Edition, EditionReading, ReadingReminder
from riskreg.plans.queries import readings
from riskreg.register.operations.processes import day


def acknowledge(one: Edition, *, by: Person, at: datetime) -> EditionReading:
    """Once, for good; whoever presses twice has confirmed once."""
    insist(by, Permission.PLAN_ACKNOWLEDGE)
    must_hold(one)
    if by.user_id is None:
        raise WrongState("La presa visione la conferma una persona, per sé.")
    if (found := readings.reading(one, by.user_id)) is not None:
        return found
    read = EditionReading(edition_id=one.id, user_id=by.user_id, at=at)
    db.session.add(read)
    record(Tag.EDITION_READ, read, by=by, at=at)
    return read


def remind(one: Edition, user_ids: Collection[int], *, by: Person, at: datetime) -> int:
    """Of these, those who have not read it and were not asked today already; how many. Each has a dated row: who asked whom, and when."""
    insist(by, Permission.PLAN_REMIND)
    must_hold(one)
    today = day(at)
    chosen = [row for row in readings.missing(one, today) if row.User.id in user_ids]
    if not chosen:
        raise RuleBroken("Le persone scelte hanno già letto il piano, o non accedono più: ricarica la pagina.", "people")
    due = [row.User for row in chosen if row.reminded_on is None or row.reminded_on < today]
    if not due:
        raise RuleBroken("Le persone scelte sono già state sollecitate oggi: un altro sollecito può partire da domani.", "people")
    desk = Gathering(by=by, at=at)
    for user in due:
        reminder = ReadingReminder(edition_id=one.id, user_id=user.id, by_id=by.user_id, on=today, at=at)
        db.session.add(reminder)
        desk.record(Tag.READING_REMINDED, reminder)
        if not by.is_machine:
            asking.to_read(one, user, desk)
    desk.close()
    return len(due)


def must_hold(one: Edition) -> None:
    """Only what the body decided is to be read, and only while it holds."""
    must_be_decided(one)
    after = readings.followed_by(one)
    if after is not None:
        raise WrongState(f"L'edizione {one.name} è stata sostituita: ora si legge il {after.title}.")


def must_be_decided(one: Edition) -> None:
    if not one.is_frozen:
        raise WrongState(f"L'edizione {one.name} non è ancora adottata: la presa visione comincia con l'adozione.")
