"""In whose hands each sheet of a campaign is: whoever does the work, whoever validates, whoever approves."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from riskreg.assessments.models import Assessment
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess, Nudge
from riskreg.core.extensions import db
from riskreg.domain.campaigns import WITH_OWNER, Standing, due_on
from riskreg.domain.italian import join_words
from riskreg.domain.roles import Role
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.people.responsibility import Standing as Roles
from riskreg.register.models import Process


class Sheet(NamedTuple):
    """One that waits for somebody."""

    row: CampaignProcess
    process: Process
    standing: Standing
    due_on: date
    is_late: bool
    users: Sequence[User]
    said: str
    """Who they are, and by which role."""

    @property
    def names(self) -> str:
        return join_words([user.title for user in self.users]) if self.users else "nessuno: assegna il ruolo"


class Sent(NamedTuple):
    people: int
    sheets: int


def waiting(one: Campaign, on: date) -> list[Sheet]:
    """Every sheet that is not approved, in the order of the processes: a constant number of queries."""
    return of_rows(one, db.session.execute(queries.rows(one, reach.chart(on)).order_by(Process.code_sort_key, Process.id)), on)


def of_rows(one: Campaign, rows: Iterable[Any], on: date) -> list[Sheet]:
    """Those of these rows that wait for somebody."""
    roles = Roles(on)
    found = []
    for each in rows:
        standing = Standing(each.standing)
        due = due_on(standing, one.calendar, each.CampaignProcess.send_by)
        if due is not None:
            users, said = _whose(standing, each.Assessment, each.OrgUnit.id, roles)
            found.append(Sheet(each.CampaignProcess, each.Process, standing, due, due < on, users, said))
    return found


def _whose(standing: Standing, assessment: Assessment | None, unit_id: int, roles: Roles) -> tuple[Sequence[User], str]:
    role = Role.REFERENTE if standing in WITH_OWNER else Role.DIRIGENTE if standing is Standing.SENT else Role.RPCT
    answered = roles.answers(unit_id, role)
    return answered.users, answered.said


def owners(one: Campaign, on: date) -> list[User]:
    """Everybody who answers today for one of its processes."""
    chart, roles = reach.chart(on), Roles(on)
    units = {row.OrgUnit.id for row in db.session.execute(queries.rows(one, chart))}
    return list(dict.fromkeys(user for unit_id in sorted(units) for user in roles.answers(unit_id, Role.REFERENTE).users))


def asked_on(one: Campaign, on: date) -> set[tuple[int, int]]:
    """Row and person of each nudge of that day."""
    statement = select(Nudge.row_id, Nudge.user_id).join(CampaignProcess, CampaignProcess.id == Nudge.row_id)
    return {
        (row_id, user_id) for row_id, user_id in db.session.execute(statement.where(CampaignProcess.campaign_id == one.id, Nudge.on == on))
    }
