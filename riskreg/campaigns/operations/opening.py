"""A campaign is opened for a year, its sheet is corrected, processes come in or go; on the day it opens people are told."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from riskreg.assessments import choosing, windows
from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.campaigns import queries, telling
from riskreg.campaigns.models import Campaign, CampaignProcess
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import CAMPAIGN_QUEUE, REGISTER_QUEUE, all_at_once, one_at_a_time
from riskreg.domain.assessments import is_active_in, years_to_assess
from riskreg.domain.campaigns import Calendar
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.domain.scoring.versions import State as MethodologyState
from riskreg.methodology.models import MethodologyVersion
from riskreg.register.models import Process
from riskreg.register.operations.processes import day

CLOSED = "Questa campagna è chiusa: non cambia più."
NONE_CHOSEN = "Scegli almeno un processo."


class Sheet(NamedTuple):
    """What compliance writes when it opens one."""

    calendar: Calendar
    instructions: str = ""


def open_campaign(
    year: int, methodology: MethodologyVersion, sheet: Sheet, processes: Collection[int] | None = None, *, by: Person, at: datetime
) -> Campaign:
    """For the active processes, or for those that are given. Where its first day has come, people are told at once; else on that day."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    one_at_a_time(REGISTER_QUEUE)
    if year not in (years := years_to_assess(day(at))) and not by.is_machine:
        raise RuleBroken(f"Scegli un anno tra {years[0]} e {years[-1]}.", "year")
    if queries.of_year(year) is not None:
        raise RuleBroken(f"La campagna {year} c'è già: apri quella.", "year")
    check_methodology(methodology, year)
    calendar = _checked(sheet.calendar, by=by, at=at)
    asked = [each for each in may_be_asked(year) if processes is None or each.id in processes]
    if not asked:
        raise RuleBroken(NONE_CHOSEN, "processes")
    one = Campaign(
        year=year, methodology=methodology, instructions=tidy(sheet.instructions), outcome="", opens_on=calendar.opens_on,
        send_by=calendar.send_by, validate_by=calendar.validate_by, approve_by=calendar.approve_by,
    )  # fmt: skip
    db.session.add(one)
    record(Tag.CAMPAIGN_OPENED, one, by=by, at=at, along=_rows(one, asked))
    windows.forget()
    if calendar.opens_on <= day(at):
        tell(one, by=by, at=at)
    return one


def _checked(calendar: Calendar, was: Calendar | None = None, *, by: Person, at: datetime) -> Calendar:
    """Days in their order, and time left to send; `was`: what stood before, which nobody is asked again."""
    calendar.checked()
    if calendar.send_by < day(at) and not by.is_machine and (was is None or calendar.send_by != was.send_by):
        raise RuleBroken("Il termine per l'invio è già passato: scegli un giorno da oggi in poi.", "send_by")
    return calendar


def check_methodology(methodology: MethodologyVersion, year: int) -> None:
    """Figures of a year speak of one scale: what is answered already says which."""
    if methodology.state != MethodologyState.PUBLISHED:
        raise WrongState("Si valuta con una metodologia pubblicata: questa non lo è.", "methodology_id")
    answered = choosing.measured_already(year)
    if answered is not None and answered.id != methodology.id:
        raise RuleBroken(
            f"Il {year} ha già valutazioni fatte con «{answered.name}»: la campagna usa la stessa metodologia.", "methodology_id"
        )


def may_be_asked(year: int) -> list[Process]:
    """The processes at work in that year, in the order of their codes."""
    statement = select(Process).order_by(Process.code_sort_key, Process.id)
    return [each for each in db.session.scalars(statement) if is_active_in(year, each.active_from, each.retired_on)]


def _rows(one: Campaign, processes: Iterable[Process]) -> list[CampaignProcess]:
    rows = [CampaignProcess(campaign=one, process=each, extended_because="", seconds=0) for each in processes]
    db.session.add_all(rows)
    return rows


def tell(one: Campaign, *, by: Person, at: datetime) -> int:
    """Who fills in its sheets, once, from the day on which it opens; how many people."""
    if one.told_at is not None or one.is_closed or one.opens_on > day(at):
        return 0
    one.told_at = at
    record(Tag.CAMPAIGN_TOLD, one, by=by, at=at)
    return telling.opened(one, by=by, at=at)


def change(one: Campaign, sheet: Sheet, *, version: int | None = None, by: Person, at: datetime) -> Campaign:
    """The days and the instructions, while it is open. Later days for sending are an extension: `extending.extend_all` tells people. Where it
    opens today instead of later, people are told now."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    must_be(one, version)
    must_be_open(one)
    calendar = _checked(sheet.calendar, one.calendar, by=by, at=at)
    if one.told_at is not None:
        _must_keep_its_word(one.calendar, calendar)
    one.instructions = tidy(sheet.instructions)
    one.opens_on, one.send_by, one.validate_by, one.approve_by = (
        calendar.opens_on,
        calendar.send_by,
        calendar.validate_by,
        calendar.approve_by,
    )
    if db.session.is_modified(one):
        record(Tag.CAMPAIGN_CHANGED, one, by=by, at=at)
        windows.forget()
    tell(one, by=by, at=at)
    return one


def _must_keep_its_word(told: Calendar, new: Calendar) -> None:
    """People count on the days that they were told: the first two stand, the later ones come no sooner."""
    if new.opens_on != told.opens_on:
        raise RuleBroken("La campagna è già cominciata: il giorno di apertura non cambia.", "opens_on")
    if new.send_by != told.send_by:
        raise RuleBroken("La campagna è già cominciata: per dare più tempo usa «Proroga».", "send_by")
    for before, after, field in ((told.validate_by, new.validate_by, "validate_by"), (told.approve_by, new.approve_by, "approve_by")):
        if after < before:
            raise RuleBroken(f"La campagna è già cominciata: chi conta sul {write_date(before)} non può avere meno tempo.", field)


def must_be_open(one: Campaign) -> None:
    if one.is_closed:
        raise WrongState(CLOSED)


def must_stay_open(one: Campaign) -> None:
    """For whoever adds something to it: from here to the end of the transaction nobody closes it, and who closes it sees what was added."""
    if all_at_once(CAMPAIGN_QUEUE):
        db.session.refresh(one)
    must_be_open(one)


def add_processes(one: Campaign, processes: Collection[int], *, version: int | None = None, by: Person, at: datetime) -> int:
    """Those born or revived after it was opened, or left out then; how many."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    must_stay_open(one)
    must_be(one, version)
    there = queries.process_ids(one)
    new = [each for each in may_be_asked(one.year) if each.id in processes and each.id not in there]
    if not new:
        raise RuleBroken(NONE_CHOSEN, "processes")
    desk = Gathering(by=by, at=at)
    for row in _rows(one, new):
        desk.record(Tag.CAMPAIGN_PROCESS_ADDED, row)
    desk.close()
    if one.told_at is not None:
        telling.opened(one, only={each.id for each in new}, by=by, at=at)
    return len(new)


def leave_out(row: CampaignProcess, because: str, *, by: Person, at: datetime) -> None:
    """One that is not to be asked about, as long as nobody has begun its sheet."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    because = tidy(because)
    if not because:
        raise RuleBroken("Scrivi perché il processo esce dalla campagna.", "because")
    must_stay_open(row.campaign)
    must_be_untouched(row)
    db.session.delete(row)
    record(Tag.CAMPAIGN_PROCESS_REMOVED, row.campaign, by=by, at=at, along=[row], why=because)


def must_be_untouched(row: CampaignProcess) -> None:
    """Nobody has begun its sheet, or was asked about it."""
    must_be_open(row.campaign)
    if queries.assessment_of(row) is not None:
        raise WrongState("Qualcuno ha già cominciato a valutarlo: il processo resta nella campagna.")
    if queries.has_traces(row):
        raise WrongState("Chi risponde di questo processo è già stato sollecitato: il processo resta nella campagna.")
