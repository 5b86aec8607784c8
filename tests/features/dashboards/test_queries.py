"""What waits for a person, counted as it is named."""

from datetime import date, timedelta

from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.dashboards import queries
from riskreg.domain.permissions import COMMAND_LINE, Role
from riskreg.jobs import operations
from tests.conftest import NOW

TODAY = date(2026, 11, 21)


def counts(person, on=TODAY):
    return {thing.one: thing.count for thing in queries.waiting(person, on)}


def test_roles_that_end_are_counted_one_by_one(make):
    admin, user = make.person(Role.ADMIN), make.user()
    for role in (Role.REFERENTE, Role.RPCT):
        make.grant(user, role, to_on=date(2026, 12, 31))
    assert counts(admin)["ruolo che finisce entro 60 giorni"] == 2


def test_a_job_that_failed_long_ago_waits_for_nobody(make):
    admin = make.person(Role.ADMIN)
    with writing():
        job_id = operations.enqueue("trail:verify", {}, by=COMMAND_LINE, at=NOW).id
        assert operations.take("lease", NOW) == job_id
        operations.give_up(job_id, "lease", sentence="No.", at=clock.now())
    name = "lavoro non riuscito negli ultimi 30 giorni"
    assert counts(admin)[name] == 1
    assert name not in counts(admin, TODAY + timedelta(days=31))
