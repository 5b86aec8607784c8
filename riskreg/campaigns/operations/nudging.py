"""Asking those in whose hands a sheet is: seen before, at most once a day to each person, each with a dated row."""

from collections.abc import Collection
from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.campaigns import hands, telling
from riskreg.campaigns.models import Campaign, Nudge
from riskreg.campaigns.operations.opening import must_be_open, must_stay_open
from riskreg.core.extensions import db
from riskreg.domain.errors import WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.register.operations.processes import day
from riskreg.waiting import nudging


def must_have_begun(one: Campaign, on: date) -> None:
    """Nobody is asked for what they are not allowed to do yet."""
    must_be_open(one)
    if on < one.opens_on:
        raise WrongState(
            f"La campagna {one.year} si apre il {write_date(one.opens_on)}: prima di quel giorno non c'è nulla da sollecitare."
        )


def nudge(
    one: Campaign, process_ids: Collection[int], message: str = "", *, quietly: bool = False, by: Person, at: datetime
) -> nudging.Sent:
    """Of these processes, whoever has the sheet in hand and was not asked about it today. A person reads one letter, with all that waits for
    them; the rows say about which sheets. `quietly`: for days long past."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    today = day(at)
    must_stay_open(one)
    must_have_begun(one, today)
    chosen = [sheet for sheet in hands.waiting(one, today) if sheet.row.process_id in process_ids]
    letters = nudging.to_write(
        chosen, hands.asked_on(one, today), nothing="Scegli almeno un processo che aspetta qualcuno.", field="processes"
    )
    desk = Gathering(by=by, at=at)
    for user_id, his in letters.items():
        for sheet in his:
            new = Nudge(
                row_id=sheet.row.id, user_id=user_id, by_id=by.user_id, on=today, standing=sheet.standing.value, due_on=sheet.due_on, at=at
            )
            db.session.add(new)
            desk.record(Tag.NUDGE_SENT, new)
    if not quietly:
        telling.nudged(one, chosen, letters, tidy(message), desk)
    desk.close()
    return nudging.sent(letters)
