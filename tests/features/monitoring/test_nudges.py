"""Asking those in whose hands checks are: one, those that were ticked, all that are late; the dated proof; once a day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.roles import Role
from riskreg.monitoring import queries
from riskreg.monitoring.models import CheckNudge
from riskreg.monitoring.operations import nudging
from riskreg.notifications.models import Notice
from tests.features.monitoring.office import TODAY, Office
from tests.page import Client


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def late(office):
    """Of one unit two that are not sent and one that waits for its dirigente, past the day; of another one that is not sent."""
    mine, other, away = office.measure(), office.measure(), office.general(owner=office.elsewhere)
    office.make.session(answer_by=date(2026, 11, 10), validate_by=date(2026, 11, 15))
    sent = office.sent()
    return [office.make.check(mine), office.make.check(other), sent, office.make.check(away)]


def _letters():
    return list(db.session.scalars(select(Notice).where(Notice.kind == "monitoring:nudged").order_by(Notice.id)))


def test_whoever_has_it_is_asked_once_a_day_with_a_dated_row_of_each_check(office, late):
    first, second, sent, _away = late
    compliance, one = office.by(Role.COMPLIANCE, "body"), queries.session(first.session_id)
    found = nudging.nudge(one, [first.id, second.id, sent.id], "Serve entro venerdì.", **compliance)
    db.session.commit()
    assert found == (2, 3)
    owner, boss = office.user(Role.REFERENTE).id, office.user(Role.DIRIGENTE).id
    assert {each.user_id for each in _letters()} == {owner, boss}
    assert all("Serve entro venerdì." in each.body for each in _letters())
    assert {(each.check_id, each.user_id, each.on, each.state, each.due_on) for each in db.session.scalars(select(CheckNudge))} == {
        (first.id, owner, TODAY, "draft", date(2026, 11, 10)), (second.id, owner, TODAY, "draft", date(2026, 11, 10)),
        (sent.id, boss, TODAY, "sent", date(2026, 11, 15)),
    }  # fmt: skip
    with pytest.raises(RuleBroken, match="già stati sollecitati oggi"):
        nudging.nudge(one, [first.id], **compliance)
    assert nudging.nudge(one, [first.id], **(compliance | {"at": clock.now() + timedelta(days=1)})) == (1, 1)


def test_nobody_else_asks_and_nobody_is_asked_before_it_begins(make, office, late):
    one = queries.session(late[0].session_id)
    with pytest.raises(NotAllowed):
        nudging.nudge(one, [late[0].id], **office.by(Role.DIRIGENTE))
    later = make.session(2026, 1, opens_on=date(2026, 12, 1), answer_by=date(2026, 12, 2))
    with pytest.raises(WrongState, match="si apre il 01/12/2026"):
        nudging.nudge(later, [late[0].id], **office.by(Role.COMPLIANCE, "body"))


@pytest.mark.one_database
def test_it_is_read_before_it_leaves_and_stays_as_the_proof(app, office, late):
    client, page = Client.signed_in(app, office.user(Role.COMPLIANCE, "body")), "/monitoraggio/2026-2"
    assert f"{page}/sollecito?quali=in_ritardo" in client.get(page).html
    preview = client.get(f"{page}/sollecito?quali=in_ritardo")
    assert len(preview.form()["checks"]) == 4
    assert office.user(Role.REFERENTE).title in preview.text
    assert db.session.scalar(select(func.count()).select_from(CheckNudge)) == 0, "looking sends nothing"
    client.post(f"{page}/sollecito?quali=in_ritardo", preview.form() | {"message": "Serve."}, status=302)
    assert "per 4 schede: resta scritto fra i solleciti" in client.get(page).text
    assert len(client.get(f"{page}/solleciti").rows()) == 4
    again = client.post(f"{page}/sollecito", preview.form(), status=422)
    assert "già stati sollecitati oggi" in again.text


@pytest.mark.one_database
def test_from_the_table_of_the_units_and_from_the_ticks_only_what_was_meant_is_chosen(app, office, late):
    client, page = Client.signed_in(app, office.user(Role.COMPLIANCE, "body")), "/monitoraggio/2026-2"
    of_unit = f"{page}/sollecito?responsabile={office.unit.id}"
    assert of_unit in client.get(page).html
    assert set(client.get(of_unit).form()["checks"]) == {str(each.id) for each in late[:3]}
    ticked = client.get(f"{page}/sollecito?quali=segnate&scheda={late[3].id}").form()["checks"]
    assert ticked in (str(late[3].id), [str(late[3].id)])
    client.get(f"{page}/sollecito?quali=segnate", status=302)
    owner = Client.signed_in(app, office.user(Role.REFERENTE))
    owner.get(f"{page}/sollecito", status=403)
    assert "/sollecit" not in owner.get(page).html
