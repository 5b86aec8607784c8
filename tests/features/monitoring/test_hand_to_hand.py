"""Who is told when a check leaves somebody's hands, and who may take it back into theirs."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import WORKER
from riskreg.domain.roles import Role
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check
from riskreg.monitoring.operations import opening
from riskreg.notifications.kinds import Kind
from riskreg.notifications.models import Notice
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from tests.features.monitoring.office import Office
from tests.features.monitoring.test_operations import MACHINE


@pytest.fixture
def office(make):
    return Office(make)


def _postponed(one: Check) -> None:
    """To another year: overnight, nobody asks about it any more."""
    measure_life.reschedule(register.measure(one.measure_id), to=date(2027, 3, 31), because="Il fornitore è in ritardo.", **MACHINE)
    db.session.commit()
    opening.bring_up_to_date(queries.session(one.session_id), by=WORKER, at=clock.now())
    db.session.commit()


def test_of_a_sent_check_that_drops_out_whoever_made_it_and_whoever_was_to_validate_it_are_told(office):
    sent, draft = office.sent(office.general()), office.make.check(office.general())
    _postponed(sent)
    _postponed(draft)
    told = db.session.scalars(select(Notice).where(Notice.kind == Kind.CHECK_DROPPED.value).order_by(Notice.user_id)).all()
    assert {one.user_id for one in told} == {office.users[Role.REFERENTE, "own"], office.users[Role.DIRIGENTE, "own"]}
    assert {one.about for one in told} == {sent.subject}, "of one that nobody had sent there is nothing to say"
    assert all("La scadenza è stata spostata al 31/03/2027" in one.body for one in told)
