"""Pages about specific measures under objectives: searched, ticked, taken away, read by whoever reads the edition."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.plans import queries
from riskreg.plans.operations import editions, objectives
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import serving
from riskreg.register import queries as register
from riskreg.register.operations import measures

TODAY = date(2026, 11, 21)


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def event(make):
    return make.event(make.phase(make.process(code="B.07", name="Affidamenti diretti")))


@pytest.fixture
def draft(make, event):
    one = make.edition(2026, "MG.1")
    for code, name in (("S.1", "Rotazione degli operatori"), ("S.2", "Doppia firma"), ("S.3", "Più preventivi")):
        make.measure(event, name=name, code=code)
    return one


def key(code):
    return str(register.measure_by_code(code).id)


def linked(objective):
    (found,) = [
        each for each in of_edition.served(objective.edition, queries.lines(objective.edition), TODAY) if each.objective.id == objective.id
    ]
    return [one.code for one in found.specific]


def choosing(objective):
    return f"/piani/obiettivi/{objective.id}/specifiche/scegli"


def boxes(page, name):
    return {box.attributes["value"]: "checked" in box.attributes for box in page.tree.css(f"input[name={name}]")}


def test_measures_are_ticked_searched_again_and_saved_together(client_for, draft, make):
    objective, client = make.objective(draft, "S.3"), client_for(Role.COMPLIANCE)
    page = client.get(choosing(objective))
    assert (boxes(page, "more"), boxes(page, "measures")) == ({key("S.1"): False, key("S.2"): False}, {key("S.3"): True})
    found = client.post(choosing(objective), page.form() | {"more": key("S.1"), "parole": "doppia", "trova": "1"}, status=200)
    assert boxes(found, "more") == {key("S.1"): True, key("S.2"): False}, "what was ticked before stays"
    assert linked(objective) == ["S.3"], "searching saves nothing"
    client.post(choosing(objective), found.form() | {"more": [key("S.1"), key("S.2")]})
    assert linked(objective) == ["S.1", "S.2", "S.3"]


def test_a_tick_taken_away_takes_the_measure_away_also_one_that_has_ended(client_for, draft, make):
    objective, client = make.objective(draft, "S.1", "S.3"), client_for(Role.COMPLIANCE)
    page = client.get(choosing(objective))
    client.post(choosing(objective), page.form() | {"measures": [key("S.3")]})
    assert linked(objective) == ["S.3"]


def test_all_that_were_found_are_linked_with_one_button_as_many_as_the_page_said(client_for, draft, make):
    objective, client = make.objective(draft), client_for(Role.COMPLIANCE)
    page = client.get(f"{choosing(objective)}?parole=affidamenti")
    assert "Collega tutte le 3 trovate" in page.text
    sent = page.form() | {"parole": "affidamenti", "tutte": "2"}
    assert "ora sono 3" in client.post(choosing(objective), sent, status=422).text
    client.post(choosing(objective), sent | {"tutte": "3"})
    assert linked(objective) == ["S.1", "S.2", "S.3"]


def test_of_too_many_the_page_shows_the_first_and_says_how_many(client_for, draft, make, event, monkeypatch):
    monkeypatch.setattr(serving, "MOST_FOUND", 2)
    monkeypatch.setattr(serving, "MOST_AT_ONCE", 2)
    objective = make.objective(draft)
    page = client_for(Role.COMPLIANCE).get(f"{choosing(objective)}?parole=affidamenti")
    assert "3 misure trovate: qui sono le prime 2" in page.text
    assert "Collega tutte" not in page.text
    assert "restringi la ricerca a 2 misure al massimo" in page.text


def test_two_who_choose_for_one_objective_adding_is_kept_and_taking_away_is_shown(client_for, draft, make, compliance):
    objective, client = make.objective(draft, "S.1", "S.2"), client_for(Role.COMPLIANCE)
    adding, taking = client.get(choosing(objective)), client.get(choosing(objective))
    objectives.link_specific(objective, [int(key("S.1"))], **compliance)
    db.session.commit()
    client.post(choosing(objective), adding.form() | {"more": key("S.3")})
    assert linked(objective) == ["S.1", "S.3"], "nobody touched what the other did"
    again = client.post(choosing(objective), taking.form() | {"measures": [key("S.2")]}, status=409)
    (row,) = again.rows()
    assert ("Doppia firma" in row[1], "Rotazione degli operatori" in row[2], "Più preventivi" in row[2]) == (True, True, True)


def test_what_is_not_offered_is_refused(client_for, draft, make):
    objective, client = make.objective(draft), client_for(Role.COMPLIANCE)
    page = client.get(choosing(objective))
    for sent in ("999999", "x", "9" * 30, key("MG.1")):
        client.post(choosing(objective), page.form() | {"more": sent}, status=422)
    assert linked(objective) == []


def test_the_page_of_objectives_names_the_first_and_leads_to_all_of_them(client_for, draft, make, event):
    codes = [make.measure(event, code=f"X.{place:02}").code for place in range(12)]
    objective, client = make.objective(draft, "MG.1", *codes), client_for(Role.COMPLIANCE)
    page = client.get(f"/piani/{draft.id}/obiettivi")
    rows = [row for row in page.rows() if row[0].startswith("X.")]
    assert [row[0].split()[0] for row in rows] == codes[:10]
    assert rows[0][1] == "B.07 Affidamenti diretti"
    assert "Mostra tutte le 12 misure specifiche" in page.text
    every = client.get(f"/piani/obiettivi/{objective.id}/specifiche")
    assert [row[0] for row in every.rows()] == codes
    assert [row[0] for row in client.get(f"/piani/obiettivi/{objective.id}/specifiche?cerca=affidamenti+x.03").rows()] == ["X.03"]
    file = client.http.get(f"/piani/obiettivi/{objective.id}/specifiche?formato=csv").get_data(as_text=True)
    assert file.count("B.07 Affidamenti diretti") == 12


def test_a_measure_leads_to_its_sheet_until_the_edition_has_a_line_of_it(client_for, draft, make):
    make.objective(draft, "S.1")
    client = client_for(Role.COMPLIANCE)

    def leads():
        links = client.get(f"/piani/{draft.id}/obiettivi").tree.css("main table th a")
        return [str(link.attributes["href"]) for link in links if "S.1" in link.text()]

    assert leads() == [f"/misure/{key('S.1')}"]
    editions.propose(draft, **make._by())
    db.session.commit()
    line = queries.line_by_code(draft, "S.1")
    assert leads() == [f"/piani/misure/{line.id}"]
    assert "OS.1" in client.get(f"/piani/misure/{line.id}").text


def test_the_sheet_of_a_measure_leads_to_its_objective(client_for, draft, make):
    objective = make.objective(draft, "S.1", name="Più trasparenza")
    page = client_for(Role.COMPLIANCE).get(f"/misure/{key('S.1')}")
    assert f"/piani/{draft.id}/obiettivi#obiettivo-{objective.id}" in [link.attributes["href"] for link in page.tree.css("main a")]
    assert "Obiettivi strategici" not in client_for(Role.COMPLIANCE).get(f"/misure/{key('S.2')}").text


def test_one_that_ended_is_said_with_the_reason_why_it_is_not_counted(client_for, draft, make):
    objective = make.objective(draft, "S.1")
    measures.end(register.measure_by_code("S.1"), last_day=date(2026, 11, 20), because="Sostituita", **make._by())
    db.session.commit()
    page = client_for(Role.COMPLIANCE).get(f"/piani/{draft.id}/obiettivi")
    assert "S.1 Rotazione degli operatori (non è più in vigore)" in page.text
    assert "Nessuna misura del piano serve questo obiettivo" in page.text
    assert "Non contata" in client_for(Role.OIV).get(f"/piani/obiettivi/{objective.id}/specifiche").text
