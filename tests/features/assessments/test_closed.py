"""A sheet of a year of which nothing moves: its campaign is over, or has not begun. The page says that, and alarms nobody."""

from datetime import date

import pytest

from riskreg.assessments import readiness, seeing, turns
from riskreg.assessments.readiness import Waiting
from riskreg.campaigns.operations import closing
from riskreg.comments import operations as comments
from riskreg.comments import subjects as asked
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import WrongState
from riskreg.domain.roles import Role
from riskreg.evidence import subjects as proved
from riskreg.waiting import queries as waiting
from tests.features.assessments.test_workflow import AT, AUTHOR, BOSS, EVERYBODY, MACHINE, RPCT, Office, add_event

OVER, LATER = "La campagna 2026 è chiusa", "La campagna 2026 si apre il 01/12/2026"
ALARM = ("È ferma", "Nessuno può", "nessuno,", "Tocca a te", "questa notte torna da sola", "inviala", "La invia")


@pytest.fixture
def office(make):
    return Office(make)


def begun_later(office):
    office.make.campaign(2026, office.process, opens_on=date(2026, 12, 1), send_by=date(2026, 12, 5))


def closed(office):
    closing.close(office.make.campaign(2026, office.process), **MACHINE)
    db.session.commit()


YEARS = pytest.mark.parametrize(("year", "said"), [(closed, OVER), (begun_later, LATER)])


@YEARS
@pytest.mark.parametrize("state", ["draft", "returned", "sent", "validated"])
@pytest.mark.one_database
def test_the_sheet_says_why_it_stands_still_and_nothing_else(office, client_for, year, said, state):
    one = office.assessment(state)
    year(office)
    add_event(office, office.make)
    assert turns.holder(one, clock.today()) is None
    for who in (BOSS, RPCT):
        for waits in (readiness.to_validate, readiness.to_approve):
            assert waits(office.person(*who), clock.today()) == Waiting([], []), "nor is it told to whoever looks at the work of others"
    for who in EVERYBODY:
        if who[0] is not Role.ADMIN and who[1] != "elsewhere":
            sheet = client_for(user=office.users[who]).get(f"/valutazioni/{one.id}").text
            assert said in sheet
            assert [alarm for alarm in ALARM if alarm in sheet] == []


@YEARS
@pytest.mark.parametrize("state", ["draft", "sent", "validated"])
def test_nothing_is_asked_or_proved_about_it_and_nothing_waits(office, client_for, year, said, state):
    one = office.assessment(state)
    about = asked.About(asked.named("assessment"), one.id)
    comments.ask(about, "scheda", "Da dove viene questa risposta?", by=office.person(*RPCT), at=AT)
    year(office)
    with pytest.raises(WrongState, match=said):
        comments.ask(about, "scheda", "E questa?", by=office.person(*RPCT), at=AT)
    assert said in proved.named("assessment").found([one.id])[one.id].closed
    for who in (AUTHOR, BOSS, RPCT):
        assert [task.key for task in waiting.of_person(office.person(*who), clock.today()) if task.kind == "comment"] == []
        sheet = client_for(user=office.users[who]).get(f"/valutazioni/{one.id}")
        assert "Da dove viene questa risposta?" in sheet.text
        assert not {link for link in sheet.links if link.startswith("/domande/di/") or link.endswith("/rispondi")}


@pytest.mark.parametrize(
    ("years", "said", "unsaid"),
    [({2026}, "questa notte torna da sola in bozza", "resta quella approvata"), (set(), "resta quella approvata", "questa notte")],
)
@pytest.mark.one_database
def test_of_what_is_approved_and_changed_the_page_says_what_becomes_of_it(office, make, client_for, monkeypatch, years, said, unsaid):
    monkeypatch.setattr(seeing, "_open_years", [lambda _on: frozenset(years)])
    one = office.assessment("approved")
    add_event(office, make)
    sheet = client_for(user=office.users[AUTHOR]).get(f"/valutazioni/{one.id}").text
    assert "Dopo l'approvazione è cambiato il registro" in sheet
    assert said in sheet
    assert unsaid not in sheet
