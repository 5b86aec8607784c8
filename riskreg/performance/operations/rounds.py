"""A collection round: opened, kept up to date, given more time, closed."""

from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import PERFORMANCE_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.performance import results as year_rules
from riskreg.domain.performance import rounds as rules
from riskreg.domain.performance.results import Period, ResultState
from riskreg.domain.performance.rounds import TO_DO, AskedState, Calendar
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.performance import asking, queries, telling
from riskreg.performance.asking import Wanted
from riskreg.performance.models import Request, Round
from riskreg.performance.queries import rounds as rows
from riskreg.performance.queries.rounds import Asked
from riskreg.register.operations.processes import day

NEEDS_A_REASON = "Scrivi perché si chiude prima del termine: resta scritto accanto alla chiusura."


class Updated(NamedTuple):
    """How many results came in, how many dropped out."""

    added: int
    dropped: int


def open_round(year: int, period: Period, calendar: Calendar, instructions: str = "", *, by: Person, at: datetime) -> Round:
    """A result for each indicator of the year that is not computed, of each who gives one; who that is stays fixed. Where its first day has come, people are
    told at once; else on that day."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    one_at_a_time(PERFORMANCE_QUEUE)
    if queries.is_closed(year):
        raise WrongState(year_rules.CLOSED)
    if rows.round_of(year, period) is not None:
        raise RuleBroken(f"La {rules.title_of(year, period).lower()} c'è già: apri quella.", "period")
    days = calendar.checked(year, period)
    if days.enter_by < day(at) and not by.is_machine:
        raise RuleBroken("Il termine per inserire è già passato: scegli un giorno da oggi in poi.", "enter_by")
    asked = asking.wanted(year, period, day(at))
    if not asked:
        raise RuleBroken(f"Nel {year} non c'è nessun indicatore da chiedere: prima si scrivono i target.", "period")
    one = Round(
        year=year,
        period=period.value,
        opens_on=days.opens_on,
        enter_by=days.enter_by,
        verify_by=days.verify_by,
        instructions=tidy(instructions),
    )
    db.session.add(one)
    made = _added(one, asked)
    record(Tag.ROUND_OPENED, one, by=by, at=at, along=made)
    tell(one, by=by, at=at)
    return one


def _added(one: Round, those: list[Wanted]) -> list[Request]:
    made = [
        Request(round=one, year_row=each.row, unit_id=each.whom.unit_id, answers_id=each.whom.answers_id, of_area=each.whom.of_area)
        for each in those
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def tell(one: Round, *, by: Person, at: datetime) -> int:
    """Whoever gives a result, once, from the day on which it opens; how many people."""
    if one.told_at is not None or one.is_closed or one.opens_on > day(at):
        return 0
    one.told_at = at
    record(Tag.ROUND_TOLD, one, by=by, at=at)
    return telling.opened(one, by=by, at=at)


def must_be_open(one: Round) -> None:
    if one.is_closed:
        raise WrongState(rules.CLOSED)


def _in_turn(one: Round) -> None:
    """Nobody changes what is asked while somebody closes it: whoever comes second sees it closed."""
    one_at_a_time(PERFORMANCE_QUEUE)
    db.session.refresh(one)
    must_be_open(one)


def extend(one: Round, enter_by: date, verify_by: date, because: str, *, version: int | None = None, by: Person, at: datetime) -> Round:
    """More time for everybody, with the reason."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    _in_turn(one)
    must_be(one, version)
    rules.check_more_time(one.calendar, enter_by, verify_by, tidy(because))
    Calendar(one.opens_on, enter_by, verify_by).checked(one.year, Period(one.period))
    one.enter_by, one.verify_by, one.extended_because = enter_by, verify_by, tidy(because)
    overtaken = [each for each in rows.every_request(one) if each.enter_by is not None and each.enter_by <= enter_by]
    for each in overtaken:  # a unit that had more time has what everybody has now
        each.enter_by, each.extended_because = None, ""
    record(Tag.ROUND_EXTENDED, one, by=by, at=at, along=overtaken)
    return one


def extend_unit(one: Round, answers_id: int, enter_by: date, because: str, *, by: Person, at: datetime) -> int:
    """More time for what one unit has still to enter; how many results."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    _in_turn(one)
    mine = [each.request for each in rows.asked(one) if each.request.answers_id == answers_id and each.state in TO_DO]
    if not mine:
        raise RuleBroken("Questa unità non ha più nulla da inserire.", "unit")
    counted_on = Calendar(one.opens_on, min(each.due_on for each in mine), one.verify_by)
    rules.check_more_time(counted_on, enter_by, one.verify_by, tidy(because))
    Calendar(one.opens_on, enter_by, one.verify_by).checked(one.year, Period(one.period))
    mine = [each for each in mine if each.due_on < enter_by]  # a day that was given is never taken away
    for each in mine:
        each.enter_by, each.extended_because = enter_by, tidy(because)
    record(Tag.REQUEST_EXTENDED, one, by=by, at=at, along=mine)
    return len(mine)


def bring_up_to_date(one: Round, *, by: Person, at: datetime) -> Updated:
    """A target that was added later is asked about, one that was removed drops out with the reason; what is verified stays as it is."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    _in_turn(one)
    there = rows.every_request(one)
    known = {each.year_id for each in there}
    new = [each for each in asking.wanted(one.year, Period(one.period), day(at)) if each.row.id not in known]
    verified = {
        each.request.id for each in rows.asked(one) if each.reading is not None and each.reading.state == ResultState.VERIFIED.value
    }
    changed = [each for each in there if each.id not in verified and _moved(each, day(at))]
    if not (new or changed):
        return Updated(0, 0)
    made = _added(one, new)
    record(Tag.ROUND_LISTED, one, by=by, at=at, along=[*made, *changed])
    if one.told_at is not None and made:
        telling.opened(one, only={each.id for each in made}, by=by, at=at)
    gone = sum(1 for each in changed if each.dropped_on is not None)
    return Updated(len(made) + len(changed) - gone, gone)


def _moved(each: Request, on: date) -> bool:
    """Out, or back where its target stands again."""
    row = each.year_row
    why = rules.why_dropped(target_removed=row.is_removed, is_computed=bool(row.indicator.computed), act=row.act)
    if bool(why) == (each.dropped_on is not None):
        return False
    each.dropped_on, each.dropped_because = (on, why) if why else (None, "")
    return True


def close(one: Round, because: str = "", *, version: int | None = None, by: Person, at: datetime) -> Round:
    """Its results are kept as they are. What was not given or not verified stays so; of the year it still comes in, until the year is closed."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    one_at_a_time(PERFORMANCE_QUEUE)  # a result that is being saved is still in, or is refused
    db.session.refresh(one)
    must_be(one, version)
    insist_to_close(one, day(at))
    bring_up_to_date(one, by=by, at=at)
    there = rows.asked(one)
    one.closed_because = _because(one, there, because, by=by, at=at)
    is_verified = [each.reading for each in there if each.reading is not None and each.reading.state == ResultState.VERIFIED.value]
    kept = [] if queries.is_closed(one.year) else is_verified  # those of a closed year are kept by the year
    for reading in kept:
        reading.state = ResultState.CLOSED.value
    db.session.flush()  # the database lets nothing of a closed round change
    one.closed_at, one.closed_by_id = at, by.user_id
    record(Tag.ROUND_CLOSED, one, by=by, at=at, along=kept)
    return one


def insist_to_close(one: Round, on: date) -> None:
    rules.insist_on_open(one.opens_on, on, is_closed=one.is_closed)


def left(those: list[Asked]) -> list[Asked]:
    """What waits for somebody still."""
    return [each for each in those if each.state in (*TO_DO, AskedState.ENTERED)]


def _because(one: Round, there: list[Asked], because: str, *, by: Person, at: datetime) -> str:
    """Why it is closed while people may still enter or verify, where that is so. What a machine loads was closed when it was."""
    if by.is_machine or not rules.closes_early(one.verify_by, day(at), len(left(there))):
        return tidy(because)
    if not (said := tidy(because)):
        raise RuleBroken(NEEDS_A_REASON, "because")
    return said
