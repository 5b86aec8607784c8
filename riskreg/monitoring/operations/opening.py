"""A session is opened for a semester, its sheet is corrected, measures come in or drop out; on the day it opens people are told."""

from datetime import datetime
from typing import NamedTuple

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import MONITORING_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.sessions import Calendar, why_gone
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.domain.semesters import Semester
from riskreg.monitoring import asking, indexing, queries, telling
from riskreg.monitoring.asking import Wanted
from riskreg.monitoring.models import Check, Session
from riskreg.monitoring.operations import activating, asked_list, carrying
from riskreg.register.operations.processes import day

CLOSED = "Questo monitoraggio è chiuso: non cambia più."


class Sheet(NamedTuple):
    """What compliance writes when it opens one."""

    calendar: Calendar
    instructions: str = ""


class Updated(NamedTuple):
    """How many checks came in, how many dropped out."""

    added: int
    dropped: int


def open_session(semester: Semester, sheet: Sheet, *, with_steady: bool = True, by: Person, at: datetime) -> Session:
    """One check for every measure in force or due that year. Where its first day has come, people are told at once; else on that day. What was
    answered too late in the session before comes along."""
    insist(by, Permission.MONITORING_MANAGE)
    one_at_a_time(MONITORING_QUEUE)
    if queries.of_semester(semester) is not None:
        raise RuleBroken(f"Il monitoraggio del {semester.label} c'è già: apri quello.", "semester")
    calendar = sheet.calendar.checked()
    if calendar.answer_by < day(at) and not by.is_machine:
        raise RuleBroken("Il termine per le risposte è già passato: scegli un giorno da oggi in poi.", "answer_by")
    asked = asking.wanted(semester, with_steady=with_steady)
    if not asked:
        raise RuleBroken(f"Non c'è nessuna misura in vigore o in scadenza nel {semester.label}: non c'è nulla da monitorare.")
    one = Session(
        year=semester.year, half=semester.half, instructions=tidy(sheet.instructions), outcome="", opens_on=calendar.opens_on,
        answer_by=calendar.answer_by, validate_by=calendar.validate_by, verify_by=calendar.verify_by,
    )  # fmt: skip
    db.session.add(one)
    record(Tag.MONITORING_OPENED, one, by=by, at=at, why=asked_list.add(one, asked))
    rows = queries.checks(one)
    indexing.checks(rows)
    carrying.from_before(one, rows, by=by, at=at)
    if calendar.opens_on <= day(at):
        tell(one, by=by, at=at)
    return one


def tell(one: Session, *, by: Person, at: datetime) -> int:
    """Whoever answers, once, from the day on which it opens; how many people."""
    if one.told_at is not None or one.is_closed or one.opens_on > day(at):
        return 0
    one.told_at = at
    record(Tag.MONITORING_TOLD, one, by=by, at=at)
    return telling.opened(one, by=by, at=at)


def change(one: Session, sheet: Sheet, *, version: int | None = None, by: Person, at: datetime) -> Session:
    """The days and the instructions, while it is open; once people were told, there is more time, never less."""
    insist(by, Permission.MONITORING_MANAGE)
    must_be(one, version)
    must_be_open(one)
    calendar = sheet.calendar.checked()
    if one.told_at is not None:
        if calendar.opens_on != one.opens_on:
            raise RuleBroken("Il monitoraggio è già cominciato: il giorno di apertura non cambia.", "opens_on")
        for name in ("answer_by", "validate_by", "verify_by"):
            if getattr(calendar, name) < getattr(one, name):
                raise RuleBroken(f"Chi lavora conta sul {write_date(getattr(one, name))}: si può solo dare più tempo.", name)
    one.instructions = tidy(sheet.instructions)
    one.opens_on, one.answer_by, one.validate_by, one.verify_by = (
        calendar.opens_on, calendar.answer_by, calendar.validate_by, calendar.verify_by,
    )  # fmt: skip
    if db.session.is_modified(one):
        record(Tag.MONITORING_CHANGED, one, by=by, at=at)
    tell(one, by=by, at=at)
    return one


def must_be_open(one: Session) -> None:
    if one.is_closed:
        raise WrongState(CLOSED)


def must_have_begun(one: Session, at: datetime) -> None:
    must_be_open(one)
    if one.opens_on > day(at):
        raise WrongState(f"Questo monitoraggio si apre il {write_date(one.opens_on)}: le schede si compilano da quel giorno.")


def bring_up_to_date(one: Session, *, by: Person, at: datetime) -> Updated:
    """A measure that was added later gets its check, one that ended drops out with the reason; what is validated stays as it is."""
    insist(by, Permission.MONITORING_MANAGE)
    must_be_open(one)
    there = {(check.measure_id, check.process_id): check for check in queries.every_check(one)}
    asked = {each.key: each for each in asking.wanted(one.semester, with_steady=True)}
    steady = asking.steady(one.semester)
    new = [each for key, each in asked.items() if key not in there and each.measure.id not in steady]
    gone = [check for key, check in there.items() if key not in asked and check.state != State.VALIDATED and check.dropped_on is None]
    back = [check for key, check in there.items() if key in asked and check.dropped_on is not None]
    return _updated(one, new, gone, back, by=by, at=at)


def _updated(one: Session, new: list[Wanted], gone: list[Check], back: list[Check], *, by: Person, at: datetime) -> Updated:
    if not (new or gone or back):
        return Updated(0, 0)
    activating.alone(check.measure_id for check in gone)
    desk = Gathering(by=by, at=at)
    said = asked_list.add(one, new) if new else None
    for check in gone:
        check.dropped_on, check.dropped_because = day(at), _why(check, one.semester)
    for check in back:
        check.dropped_on, check.dropped_because = None, ""
    desk.record(Tag.MONITORING_LISTED, one, why=said, along=[*gone, *back])
    desk.close()
    activating.after_drop(one, gone, by=by, at=at)
    telling.dropped([check.id for check in gone if check.state == State.SENT], by=by, at=at)
    if one.told_at is not None and new:
        telling.opened(one, only={each.key for each in new}, by=by, at=at)
    if new:
        keys = {each.key for each in new}
        indexing.checks([check for check in queries.checks(one) if (check.measure_id, check.process_id) in keys])
    return Updated(len(new) + len(back), len(gone))


def _why(check: Check, semester: Semester) -> str:
    return why_gone(check.measure.life, semester) or "La misura non risponde più a nessun evento rischioso di questo processo."
