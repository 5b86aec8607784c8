"""Every night: roles that end by themselves must not leave work to nobody without somebody being told, in time and after."""

from collections.abc import Sequence
from datetime import date, timedelta
from datetime import time as hour

from riskreg.core.clock import ROME
from riskreg.domain.italian import plural, write_date
from riskreg.domain.permissions import WORKER
from riskreg.jobs import queries
from riskreg.jobs.kinds import Work, kind
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.people import responsibility
from riskreg.people.responsibility import ENDING_SOON, Ending

NAME = "roles:watch"
A_DAY = timedelta(days=1)
TOLD_BEFORE = (ENDING_SOON, timedelta(days=7))
"""A month before there is time to choose; a week before it is urgent."""


@kind(NAME, label="Controllo dei ruoli che finiscono", daily=hour(6, 0))
def watch_roles(work: Work) -> str:
    """Each end is told once in each of its moments, also when some nights were missed."""
    today = work.at.astimezone(ROME).date()
    since = _last_watched(today)
    ended = responsibility.ended_without_anybody(since, today - A_DAY, today)
    ending = [one for one in responsibility.ending(today) if one.leaves_a_gap and _is_time(one, since, today)]
    if not ended and not ending:
        return "Nessun ruolo resta scoperto."
    work.begin_writing()
    facts = {"ended": _said(ended), "ending": _said(ending)}
    readers = responsibility.overseers(today)
    for user in readers:
        queue(user, Kind.ROLES_WATCH, facts, path="/organizzazione/ruoli-scoperti", by=WORKER, at=work.at)
    return f"{plural(len(ended) + len(ending), 'ruolo scoperto segnalato', 'ruoli scoperti segnalati')} a {plural(len(readers), 'persona', 'persone')}."


def _last_watched(today: date) -> date:
    last = queries.last_done(NAME)
    return last.due_at.astimezone(ROME).date() if last else today - A_DAY


def _is_time(one: Ending, since: date, today: date) -> bool:
    last_day = one.grant.to_on
    return last_day is not None and any(since + before < last_day <= today + before for before in TOLD_BEFORE)


def _said(found: Sequence[Ending]) -> list[str]:
    return [
        f"{one.grant.role_label} su {one.grant.unit.name}: {one.grant.user.title}, fino al {write_date(one.grant.to_on)}. "
        f"Intanto risponde {one.after.said}."
        for one in found
        if one.grant.to_on is not None
    ]
