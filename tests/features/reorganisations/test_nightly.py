"""The night's work as the worker does it: with real commits, planned by the schedule."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.reorganisation import Line, State, StepKind
from riskreg.domain.roles import Role
from riskreg.jobs import worker
from riskreg.jobs.models import Job
from riskreg.people import queries as people
from riskreg.people.operations import units
from riskreg.reorganisations import queries
from riskreg.reorganisations.operations import applying
from riskreg.reorganisations.operations.simulation import preview_of
from tests.factories import Factory

NEW_YEAR = date(2027, 1, 1)
AFTER_MIDNIGHT = datetime(2026, 12, 31, 23, 6, tzinfo=UTC)


@pytest.fixture
def make(real_app):
    return Factory()


def work(app, at: datetime) -> None:
    """One worker until nothing is due: the first time it plans what comes, the second it does it."""
    for moment in (at - timedelta(minutes=10), at):
        db.session.rollback()
        with clock.frozen(moment):
            worker.run(app, threading.Event(), once=True)
    db.session.rollback()


def prepared(make) -> int:
    admin = make.person(Role.ADMIN)
    one, two = make.unit(code="U.1", name="UO Prima"), make.unit(code="U.2", name="UO Seconda")
    make.grant(make.user(), Role.REFERENTE, one)
    made = make.reorganisation(Line(StepKind.MERGE, "U.1", "U.9", "UO Unica"), Line(StepKind.MERGE, "U.2", "U.9"), on=NEW_YEAR)
    found = made.id
    with writing():
        applying.make_ready(queries.reorganisation(found), by=admin, at=clock.now())
    assert two.closed_on is None
    return found


def test_just_after_midnight_it_is_done_and_the_trail_is_whole(real_app, make):
    found = prepared(make)
    work(real_app, AFTER_MIDNIGHT)
    assert queries.reorganisation(found).state == State.APPLIED
    assert people.unit_by_code("U.1").closed_on == date(2026, 12, 31)
    assert len(people.grants_of_unit(people.unit_by_code("U.9").id, NEW_YEAR)) == 1
    outcome = db.session.scalar(db.select(Job.outcome).where(Job.kind == "reorganisations:apply", Job.state == "done"))
    assert outcome == "1 riorganizzazione applicata."
    assert verify().is_whole


def test_what_cannot_be_done_leaves_the_chart_as_it_was_and_says_why(real_app, make):
    found = prepared(make)
    with writing():
        units.rename(
            people.unit_by_code("U.2"), "UO Altra", on=date(2026, 11, 1), act="Determinazione n. 1", by=COMMAND_LINE, at=clock.now()
        )
    work(real_app, AFTER_MIDNIGHT)
    one = queries.reorganisation(found)
    assert (one.state, people.unit_by_code("U.1").closed_on, people.unit_by_code("U.9")) == (State.DRAFT, None, None)
    assert "UO Altra è cambiata" in one.blocked_because
    assert verify().is_whole


def test_looking_at_a_preview_leaves_nothing_behind(real_app, make):
    found = prepared(make)
    db.session.rollback()
    before = people.units()
    entries = verify().count
    preview = preview_of(found, clock.now())
    assert [change.code for change in preview.changes] == ["U.1", "U.2", "U.9"]
    db.session.rollback()
    assert people.units() == before
    assert verify().count == entries
