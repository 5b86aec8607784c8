"""In whose hands each sheet of a campaign is: whoever does the work, whoever validates, whoever approves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from riskreg.assessments import turns, windows
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess, Nudge
from riskreg.core.extensions import db
from riskreg.domain.campaigns import WITH_OWNER, Standing, due_on
from riskreg.domain.italian import join_words
from riskreg.domain.roles import Role
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.register.models import Process
from riskreg.waiting.crew import Crew, crew


class Sheet(NamedTuple):
    """One that waits for somebody."""

    row: CampaignProcess
    process: Process
    standing: Standing
    due_on: date
    is_late: bool
    users: Sequence[User]
    is_still: bool = False
    """Nothing of it moves on that day: its campaign is closed, or has not begun and somebody sent it already."""

    @property
    def key(self) -> int:
        return self.row.id

    @property
    def names(self) -> str:
        if not self.users and self.is_still:
            return ""
        return join_words([user.title for user in self.users]) if self.users else "nessuno: assegna il ruolo"


def waiting(one: Campaign, on: date) -> list[Sheet]:
    """Every sheet that is not approved, in the order of the processes: a constant number of queries."""
    return of_rows(one, db.session.execute(queries.rows(one, reach.chart(on)).order_by(Process.code_sort_key, Process.id)), on)


def of_rows(one: Campaign, rows: Iterable[Any], on: date) -> list[Sheet]:
    """Those of these rows that wait for somebody."""
    waiting = []
    rows = list(rows)
    whose, is_still = crew(on), bool(windows.refusal(one.year, on))
    under_way = turns.of([row.Assessment for row in rows if row.Assessment is not None], on)
    for each in rows:
        standing = Standing(each.standing)
        due = due_on(standing, one.calendar, each.CampaignProcess.send_by)
        if due is None:
            continue
        ids: tuple[int, ...] = ()
        if one.is_closed:
            pass
        elif standing in WITH_OWNER:
            ids = _owners(whose, each.OrgUnit.id)
        else:
            ids = under_way[each.Assessment.id].user_ids
        waiting.append((each, standing, due, ids))
    users = _people(user_id for *_sheet, ids in waiting for user_id in ids)
    return [
        Sheet(
            each.CampaignProcess, each.Process, standing, due, due < on, [users[user_id] for user_id in ids if user_id in users], is_still
        )
        for each, standing, due, ids in waiting
    ]


def _owners(whose: Crew, unit_id: int) -> tuple[int, ...]:
    """The same to whom the first page shows it (waiting/crew.py)."""
    return tuple(each.user_id for each in whose.on_unit(Role.REFERENTE, unit_id))


def _people(user_ids: Iterable[int]) -> Mapping[int, User]:
    ids = set(user_ids)
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))} if ids else {}


def owners(one: Campaign, on: date) -> list[User]:
    """Everybody who answers today for one of its processes."""
    whose = crew(on)
    units = {row.OrgUnit.id for row in db.session.execute(queries.rows(one, reach.chart(on)))}
    found = _people(user_id for unit_id in units for user_id in _owners(whose, unit_id))
    return list(found.values())


def asked_on(one: Campaign, on: date) -> set[tuple[int, int]]:
    """Row and person of each nudge of that day."""
    statement = select(Nudge.row_id, Nudge.user_id).join(CampaignProcess, CampaignProcess.id == Nudge.row_id)
    return {
        (row_id, user_id) for row_id, user_id in db.session.execute(statement.where(CampaignProcess.campaign_id == one.id, Nudge.on == on))
    }
