"""/controlli: by severity and rule, filtered in the address, accepted and taken back."""

import pytest

from riskreg.domain.roles import Role
from tests.features.coherence.body import LONG, SAID

RULE = "processo_senza_fasi"


@pytest.fixture
def there(make):
    """Two processes without phases, and a measure without a target, on two units."""
    gare, sport = make.unit(name="UO Gare"), make.unit(name="UO Sportelli")
    make.process(code="A.01", name="Concorsi", area=make.area(code="A"), unit=gare)
    make.process(code="B.01", name="Appalti", area=make.area(code="B"), unit=sport)
    event = make.event(make.phase(make.process(code="B.02", area=make.area(code="B2"), unit=gare)))
    make.measure(event, owner=gare, name="Doppia firma", **SAID | {"target": ""})
    return gare


def shown(page) -> list[str]:
    return [row[0] for row in page.rows()]


def test_the_page_counts_by_severity_and_rule_and_lists_what_is_found(client_for, there):
    page = client_for(Role.RPCT).get("/controlli")
    assert ["Processi senza fasi", "Attenzione", "2", "0"] in page.rows()
    assert {"A.01 Concorsi", "B.01 Appalti"} <= set(shown(page))
    assert "PNA 2019, allegato 1" in page.text
    assert "/controlli?gravita=grave" in page.links


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (f"regola={RULE}", ["A.01 Concorsi", "B.01 Appalti"]),
        (f"regola={RULE}&processo=b.01", ["B.01 Appalti"]),
        ("gravita=attenzione&processo=B.02", ["B.02.M1 Doppia firma"]),
        (f"regola={RULE}&stato=accettate", []),
    ],
)
def test_the_filters_of_the_address_hold(client_for, there, asked, titles):
    assert shown(client_for(Role.RPCT).get(f"/controlli?{asked}")) == titles


def test_by_area_and_by_unit(client_for, there):
    client = client_for(Role.RPCT)
    area = next(option for option in client.get("/controlli").tree.css("#filtro-area option") if option.text().startswith("A "))
    assert shown(client.get(f"/controlli?regola={RULE}&area={area.attributes['value']}")) == ["A.01 Concorsi"]
    assert shown(client.get(f"/controlli?regola={RULE}&unita={there.id}")) == ["A.01 Concorsi"]


def test_a_filter_that_is_not_known_shows_nothing_and_says_so(client_for, there):
    page = client_for(Role.RPCT).get("/controlli?regola=boh")
    assert "Filtro non riconosciuto" in page.errors["filtro-regola"]
    assert not page.tree.css(".rr-rule")


def test_a_referente_sees_what_is_about_their_unit_and_accepts_nothing(client_for, there):
    client = client_for(Role.REFERENTE, there)
    page = client.get("/controlli?regola=processo_senza_fasi")
    assert shown(page) == ["A.01 Concorsi"]
    assert "/accetta" not in page.html
    assert "B.01" not in client.get("/controlli").text
    client.get(f"/controlli/{RULE}/accetta", status=403)


def test_every_link_that_mends_opens(client_for, there):
    for client in (client_for(Role.OIV), client_for(Role.REFERENTE, there)):
        page = client.get("/controlli")
        links = {str(link.attributes["href"]) for link in page.tree.css(".rr-rule tbody th a")}
        assert links
        assert {client.get(link).status for link in links} == {200}


def test_a_text_of_several_sheets_leads_only_to_those_that_one_may_open(make, client_for, there):
    for code, unit in (("C.01", make.unit()), ("C.02", there)):
        make.process(code=code, area=make.area(code=code), unit=unit, description=LONG)
    page = client_for(Role.REFERENTE, there).get("/controlli?regola=testo_ripetuto")
    (row,) = page.rows()
    assert row[1] == "Lo stesso testo sta in 2 schede. Schede: C.02 ."
    assert "Schede: C.01 , C.02 ." in client_for(Role.RPCT).get("/controlli?regola=testo_ripetuto").text


def test_several_of_a_rule_are_accepted_with_one_reason_and_one_is_taken_back(client_for, there):
    client = client_for(Role.RPCT)
    form = client.get(f"/controlli/{RULE}/accetta").form()
    assert len(form["findings"]) == 2
    client.post(f"/controlli/{RULE}/accetta", form | {"because": "Li svolge un consorzio"})
    page = client.get(f"/controlli?regola={RULE}&stato=accettate")
    assert "Fatto: 2 segnalazioni accettate. Se qualcosa cambia, tornano aperte." in page.messages
    assert page.text.count("Li svolge un consorzio") == 2
    back = next(action for action in page.forms("post") if action.endswith("/ritira"))
    client.post(back, {})
    assert len(shown(client.get(f"/controlli?regola={RULE}"))) == 1


def test_one_alone_is_accepted_from_its_row(client_for, there):
    client = client_for(Role.COMPLIANCE)
    page = client.get(f"/controlli?regola={RULE}")
    link = next(link for link in page.links if "/accetta?" in link and "su=process" in link)
    assert isinstance(client.get(link).form()["findings"], str)


@pytest.mark.parametrize("findings", [[], "niente", ["x y", "0 process:1"]])
def test_what_cannot_be_accepted_is_said(client_for, there, findings):
    page = client_for(Role.RPCT).post(f"/controlli/{RULE}/accetta", {"because": "Sì", "findings": findings}, status=422)
    assert page.summary


def test_a_rule_that_is_none_is_not_found(client_for, there):
    client_for(Role.RPCT).get("/controlli/boh/accetta", status=404)


def test_the_same_rows_as_files(client_for, there):
    client = client_for(Role.OIV)
    answer = client.get(f"/controlli?regola={RULE}&formato=csv").response
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("Attenzione;Processi senza fasi;A.01 Concorsi;La scheda non descrive nessuna fase.;")
    assert client.get("/controlli?formato=xlsx").response.get_data()[:2] == b"PK"


def test_the_sheet_of_a_process_leads_to_its_findings(client_for, there):
    client = client_for(Role.REFERENTE, there)
    sheet = next(link for link in client.get("/controlli").links if "/registro/processi/" in link)
    assert "/controlli?processo=A.01" in client.get(sheet).links
