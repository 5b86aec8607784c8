"""Questions as people meet them: counted on top, in their thread, beside the section on the form; without scripts."""

import pytest

from riskreg.domain.roles import Role
from tests.features.assessments import world
from tests.house.test_budgets import counted


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def one(make, unit):
    return make.assessment(make.process(unit=unit), methodology=world.methodology(make))


@pytest.fixture
def referente(client_for, unit):
    return client_for(Role.REFERENTE, unit)


@pytest.fixture
def rpct(client_for):
    return client_for(Role.RPCT)


def asked(client, one, text="Da dove viene?", section="impact", status=302):
    return client.post(f"/domande/di/valutazione/{one.id}/nuova", {"section": section, "text": text}, status)


def test_from_asked_to_resolved_and_open_again(one, referente, rpct):
    assert asked(rpct, one).location.endswith(f"/valutazioni/{one.id}#domande")
    sheet = referente.get(f"/valutazioni/{one.id}")
    assert "1 domanda aperta" in sheet.text
    assert "Da dove viene?" in sheet.text
    question = next(link for link in sheet.links if link.startswith("/domande/") and link.endswith("/rispondi")).removesuffix("/rispondi")
    assert f"{question}/rispondi" in referente.get("/").links
    form = referente.get(f"/valutazioni/{one.id}/risposte")
    assert "1 domanda aperta" in form.text
    assert f"{question}/rispondi" in form.links
    referente.post(f"{question}/rispondi", {"text": "Dal verbale.", "risolta": "1"})
    resolved = rpct.get(f"/valutazioni/{one.id}")
    assert "1 domanda aperta" not in resolved.text
    assert "Domande risolte (1)" in resolved.text
    assert "Dal verbale." in resolved.text
    assert rpct.post(f"{question}/riapri").status == 302
    assert "1 domanda aperta" in rpct.get(f"/valutazioni/{one.id}").text


def test_two_are_two(one, referente, rpct):
    asked(rpct, one)
    asked(rpct, one, section="giudizio")
    assert "2 domande aperte" in referente.get(f"/valutazioni/{one.id}").text


@pytest.mark.one_database
def test_without_a_word_nothing_is_asked(one, rpct):
    page = asked(rpct, one, text="", status=422)
    assert "Scrivi la domanda." in page.text


@pytest.mark.one_database
def test_whoever_only_reads_is_offered_nothing(make, one, client_for):
    made, oiv = make.question(one), client_for(Role.OIV)
    links = oiv.get(f"/valutazioni/{one.id}").links
    assert f"/domande/{made.id}" in links
    assert not [link for link in links if link.endswith("/rispondi") or "/domande/di/" in link]
    assert "Da dove viene questa risposta?" in oiv.get(f"/domande/{made.id}").text


@pytest.mark.one_database
def test_for_another_unit_there_is_no_question(make, one, client_for):
    stranger, made = client_for(Role.REFERENTE, make.unit()), make.question(one)
    for path in (f"/domande/{made.id}", f"/domande/{made.id}/rispondi", f"/domande/di/valutazione/{one.id}/nuova", "/domande/99999"):
        stranger.get(path, 404)
    stranger.post(f"/domande/{made.id}/risolvi", status=404)


@pytest.mark.one_database
def test_where_each_event_is_scored_each_is_asked_about(make, unit, rpct, client_for):
    process = world.process(make, unit)
    one = make.assessment(process, methodology=make.methodology("pna_2013", published=True))
    form = rpct.get(f"/domande/di/valutazione/{one.id}/nuova")
    assert "Evento 1" in form.text
    assert "Probabilità" not in form.text
    event = process.phases[0].events[0]
    asked(rpct, one, section=f"evento-{event.id}")
    assert "Da dove viene?" in rpct.get(f"/valutazioni/{one.id}/eventi/{event.id}").text


@pytest.mark.one_database
def test_many_questions_cost_no_more(make, one, rpct):
    rpct.get(f"/valutazioni/{one.id}")
    with counted() as few:
        rpct.get(f"/valutazioni/{one.id}")
    for _ in range(5):
        make.reply(make.question(one))
    rpct.get(f"/valutazioni/{one.id}")
    with counted() as many:
        rpct.get(f"/valutazioni/{one.id}")
    assert len(many) == len(few)
