"""More time for sending: to some processes or to all; never less."""

from collections.abc import Collection
from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.campaigns import queries, telling
from riskreg.campaigns.models import Campaign
from riskreg.campaigns.operations.opening import must_be_open, must_stay_open
from riskreg.core.rows import must_be
from riskreg.domain.campaigns import check_extension, last_day_to_send
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.register.operations.processes import day

BECAUSE = "Scrivi perché dai più tempo: resta nella cronologia."


def extend_all(one: Campaign, send_by: date, because: str, *, version: int | None = None, by: Person, at: datetime) -> Campaign:
    """The later days move along, so that nobody has less time than they had; who was given a day of their own has the later of the two."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    must_be(one, version)
    must_be_open(one)
    because = _said(because)
    check_extension(one.send_by, send_by, day(at))
    more = send_by - one.send_by
    one.send_by, one.validate_by, one.approve_by = send_by, one.validate_by + more, one.approve_by + more
    record(Tag.CAMPAIGN_EXTENDED, one, by=by, at=at, why=because)
    telling.extended(one, queries.unsent(one), send_by, because, by=by, at=at)
    return one


def extend(one: Campaign, process_ids: Collection[int], send_by: date, because: str, *, by: Person, at: datetime) -> int:
    """A day of their own for sheets that are not sent yet; how many."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    must_stay_open(one)
    because = _said(because)
    rows = [row for row in queries.unsent(one) if row.process_id in process_ids]
    if not rows:
        raise RuleBroken("Scegli almeno un processo che non è ancora stato inviato.", "processes")
    desk = Gathering(by=by, at=at)
    for row in rows:
        check_extension(last_day_to_send(one.calendar, row.send_by), send_by, day(at))
        row.send_by, row.extended_because = send_by, because
        desk.record(Tag.CAMPAIGN_PROCESS_EXTENDED, row, why=because)
    desk.close()
    telling.extended(one, rows, send_by, because, by=by, at=at)
    return len(rows)


def _said(because: str) -> str:
    if not (said := tidy(because)):
        raise RuleBroken(BECAUSE, "because")
    return said
