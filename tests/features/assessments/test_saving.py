"""Answers that save themselves: what is in other hands is never undone by a page left open, and every refusal is one that the page can say."""

import pytest

from riskreg.assessments import operations
from riskreg.core.extensions import db
from tests.features.assessments import world
from tests.features.assessments.test_workflow import AT, AUTHOR, BOSS, MACHINE, RPCT, Office


@pytest.fixture
def office(make):
    return Office(make)


@pytest.mark.parametrize("state", ["sent", "validated"])
def test_what_was_sent_is_undone_by_the_button_alone_and_the_page_says_so(office, client_for, state):
    one = office.assessment()
    client, here = client_for(user=office.users[AUTHOR]), f"/valutazioni/{one.id}/risposte"
    assert client.get(here).soup.select("[data-keeps]")
    world.validated(one) if state == "validated" else world.sent(one)
    db.session.commit()
    page = client.get(here)
    assert not page.soup.select("[data-keeps]")
    assert "torna in bozza e va inviata di nuovo" in page.soup.select_one(".rr-alert").get_text()
    kept = client.send(page, 422, at=f"{here}/salva", answer_opacita="5")
    assert "torna in bozza" in kept.response.json["said"]
    assert one.state == state
    saved = client.send(page, answer_opacita="5")
    assert "è tornata in bozza" in client.get(saved.location).text
    assert one.state == "draft"


def test_a_tab_left_open_is_told_that_the_sheet_was_approved_meanwhile(office, client_for):
    one = office.assessment()
    client, here = client_for(user=office.users[AUTHOR]), f"/valutazioni/{one.id}/risposte"
    page = client.get(here)
    world.approve(one, **MACHINE)
    db.session.commit()
    kept = client.send(page, 422, at=f"{here}/salva", answer_opacita="5")
    assert "è approvata" in kept.response.json["said"]
    lost = client.send(page, 422, answer_opacita="5", because_opacita="Sezione non aggiornata.")
    shown = [label.get_text() for label in lost.soup.select(".rr-typed label")]
    assert "Opacità" in shown
    assert not [label for label in shown if label.startswith(("Answer", "Because", "Effectiveness", "Started"))]


def test_whoever_judges_what_changed_meanwhile_is_told_to_read_it_again(office, client_for):
    one = office.assessment("sent")
    boss, here = client_for(user=office.users[BOSS]), f"/valutazioni/{one.id}"
    page = boss.get(f"{here}/valida")
    assert {here, f"{here}/restituisci"} <= set(page.links)
    operations.judge(one, "medio", "Due segnalazioni.", "", by=office.person(*RPCT), at=AT)
    db.session.commit()
    again = boss.send(page, 409)
    assert "La scheda è cambiata" in again.text
    assert "Il tuo testo" not in again.text
    boss.send(again)
    assert one.state == "validated"


def test_what_is_missing_is_proposed_from_where_one_answers(office, make, client_for):
    make.campaign(2026, office.process)
    one = office.assessment()
    client, here = client_for(user=office.users[AUTHOR]), f"/valutazioni/{one.id}"
    assert f"{here}#manca" in client.get(f"{here}/risposte").links
    (way,) = [link for link in client.get(here).links if link.endswith("/proponi/evento")]
    assert "rischioso" in client.get(way).h1
