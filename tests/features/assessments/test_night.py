"""What riskreg looks at every night: of which sheets, against what was seen last, and what goes along with one that falls back."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.assessments import operations, seeing
from riskreg.campaigns import queries as campaigns
from riskreg.campaigns.models import Confirmation
from riskreg.campaigns.operations import closing, confirming
from riskreg.core.extensions import db
from riskreg.domain.assessments import FLOW
from riskreg.domain.errors import RuleBroken
from riskreg.notifications.models import Notice
from riskreg.workflow import queries as ways
from tests.features.assessments import world
from tests.features.assessments.test_workflow import AT, AUTHOR, BOSS, CHANGES, MACHINE, RPCT, Office, add_event, tonight
from tests.statements import counted

NOTHING = "Nessuna valutazione è cambiata da quando è stata vista."


@pytest.fixture
def office(make):
    return Office(make)


# --- Against what was seen last ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", CHANGES)
def test_a_new_judgment_hides_nothing_of_what_the_register_changed(office, make, client_for, said):
    """What riskreg itself did (back to whoever validates) had nothing before its eyes."""
    one = office.assessment("validated")
    operations.judge(one, "medio", "Due segnalazioni.", "", by=office.person(*RPCT), at=AT)
    db.session.commit()
    assert (one.state, tonight()) == ("sent", NOTHING)
    CHANGES[said](office, make)
    assert said in client_for(user=office.users[BOSS]).get(f"/valutazioni/{one.id}").text
    with pytest.raises(RuleBroken, match=said):
        operations.validate(one, by=office.person(*BOSS), at=AT)
    db.session.rollback()
    assert tonight() == "1 valutazione è tornata in bozza."
    assert said in ways.path(FLOW, one.id)[0].why


# --- Of which years ----------------------------------------------------------------------------------------


def begun_later(office):
    return office.make.campaign(2026, office.process, opens_on=date(2026, 12, 1), send_by=date(2026, 12, 5))


def closed(office):
    closing.close(office.make.campaign(2026, office.process), **MACHINE)
    db.session.commit()


@pytest.mark.parametrize("state", ["sent", "validated", "approved"])
@pytest.mark.parametrize("year", [begun_later, closed])
def test_of_a_year_that_is_over_or_has_not_begun_nothing_moves_by_night(office, make, year, state):
    one = office.assessment(state)
    year(office)
    letters = len(db.session.scalars(select(Notice)).all())
    add_event(office, make)
    assert tonight() == NOTHING
    assert one.state == state
    assert len(db.session.scalars(select(Notice)).all()) == letters


@pytest.mark.parametrize("state", ["sent", "validated", "approved"])
def test_of_a_year_whose_campaign_is_under_way_all_of_it_is_looked_at(office, make, state):
    one = office.assessment(state)
    make.campaign(2026, office.process)
    assert tonight() == NOTHING
    add_event(office, make)
    assert tonight() == "1 valutazione è tornata in bozza."
    assert one.state == "draft"


def test_looking_takes_as_many_queries_for_ten_as_for_one(office, monkeypatch):
    monkeypatch.setattr(seeing, "_open_years", [lambda _on: frozenset({2026})])

    def taken():
        db.session.expire_all()
        with counted() as seen:
            assert tonight() == NOTHING
        return len(seen)

    for state in ("sent", "approved"):
        office.assessment(state, process=world.process(office.make, office.unit))
    few = taken()
    for state in ("sent", "validated", "approved") * 3:
        office.assessment(state, process=world.process(office.make, office.unit))
    assert taken() <= few


def test_nobody_closes_a_year_while_it_is_looked_at(office, database):
    office.assessment("sent")
    with counted(("SELECT PG_ADVISORY_XACT_LOCK_SHARED",)) as waited:
        tonight()
    assert len(waited) == (database == "postgresql"), "on SQLite who writes is alone"


# --- What goes along ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["sent", "validated", "approved"])
def test_what_was_confirmed_as_it_was_is_confirmed_no_more_once_it_falls_back(office, make, state):
    """Else it would be counted among those in which nothing had changed."""
    office.assessment("approved")
    one = make.campaign(2027, office.process)
    made = confirming.confirm(campaigns.row(one.id, office.process.id), by=office.person(*AUTHOR), at=AT)
    if state != "sent":
        operations.validate(made, by=office.person(*BOSS), at=AT)
    if state == "approved":
        operations.approve(made, by=office.person(*RPCT), at=AT)
    db.session.commit()
    assert campaigns.confirmation_of(office.process.id, 2027) is not None
    add_event(office, make)
    assert tonight() == "1 valutazione è tornata in bozza."
    assert (made.state, db.session.scalars(select(Confirmation)).all()) == ("draft", [])
