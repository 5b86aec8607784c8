"""What people see and press: whoever answers, the unit of performance, whoever reads."""

from decimal import Decimal

import pytest

from riskreg.core.extensions import db
from riskreg.domain.performance.computed import Computed, Measured, Part
from riskreg.domain.roles import Role
from riskreg.performance import queries, sources
from tests.features.performance.test_operations import row_of
from tests.page import Client

pytestmark = pytest.mark.one_database


@pytest.fixture
def unit(make):
    return make.unit(name="UO Metrologia")


@pytest.fixture
def as_(app, make, unit):
    def signed_in(role, where=None):
        user = make.user()
        make.grant(user, role, where or (unit if role in (Role.REFERENTE, Role.DIRIGENTE) else make.root()))
        return Client.signed_in(app, user)

    return signed_in


def page_of(one, rest=""):
    return f"/performance/indicatori/{one.id}{rest}"


def test_from_a_new_indicator_to_its_verified_result(make, unit, as_):
    area, keeper, owner = make.strategic_area(), as_(Role.PERFORMANCE), as_(Role.REFERENTE)
    sent = {
        "part": "performance",
        "place": str(area.id),
        "name": "Pratiche evase entro cinque giorni",
        "units": str(unit.id),
        "flags": ["D", "S"],
    }
    added = keeper.post("/performance/indicatori/nuovo", sent)
    target = keeper.post(added.location, {"year": "2026", "target": ">= 50%"})
    one = queries.of_year(2026)[0].indicator
    assert target.location.endswith(page_of(one, "?anno=2026"))
    owner.post(page_of(one, "/2026/risultato"), {"value": "52,41%", "note": "Dato del gestionale."})
    shown = keeper.get(page_of(one))
    assert "52,41 % ≥ 50 %: raggiunto" in shown.text
    assert "104,82 %" in shown.text
    keeper.post(page_of(one, "/2026/verifica"), {"version": str(row_of(one).final.version), "sure": "y"})
    assert row_of(one).final.state == "verified"
    assert "Correggi il risultato" not in owner.get(page_of(one)).text


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(make, as_):
    make.strategic_area()
    refused = as_(Role.PERFORMANCE).post("/performance/indicatori/nuovo", {"name": "", "algorithm": "a diviso b"}, status=422)
    assert refused.errors["name"].startswith("Scrivi che cosa misura l'indicatore")
    assert refused.value("algorithm") == "a diviso b"


@pytest.mark.parametrize("target", ["Sì", ">= 50%", "Entro il 31/12/2026"])
def test_a_changed_target_asks_for_its_act(make, as_, target):
    one = make.indicator(target="100")
    refused = as_(Role.PERFORMANCE).post(
        page_of(one, "/2026/target"), {"version": "1", "way": "change", "target": target, "act": ""}, status=422
    )
    assert "act" in refused.errors
    assert refused.value("target") == target


def test_two_people_on_one_result_read_each_others_words(make, unit, as_):
    one, owner = make.indicator(unit=unit), as_(Role.REFERENTE)
    opened = owner.get(page_of(one, "/2026/risultato"))
    make.result(one, "60%")
    met = owner.send(opened, value="52%", status=409)
    assert met.value("value") == "52%"
    assert row_of(one).result == "60%"


def test_each_sees_the_buttons_that_they_may_press(make, unit, as_):
    one = make.indicator(unit=unit, result="52%")
    buttons = (
        "Modifica",
        "Correggi il risultato",
        "Verifica il risultato",
        "Cambia il target",
        "Decidi l'esito",
        "Restituisci il risultato",
    )
    seen = {
        role: {each for each in buttons if each in as_(role).get(page_of(one)).text}
        for role in (Role.PERFORMANCE, Role.REFERENTE, Role.OIV)
    }
    assert seen == {Role.PERFORMANCE: set(buttons), Role.REFERENTE: {"Correggi il risultato"}, Role.OIV: set()}


def test_a_number_of_the_list_opens_as_many_rows(make, as_):
    reached = make.indicator(result="60%")
    for result in ("40%", "45%"):
        make.indicator(result=result)
    make.indicator(result="61%", year=2025)
    client = as_(Role.OIV)
    page = client.get("/performance?anno=2026")
    assert "Da valutare" in page.text
    opened = client.get("/performance?anno=2026&esito=no&target=in_corso")
    assert "2 risultati" in opened.text
    assert reached.name in client.get("/performance?anno=2026&esito=yes").text


def test_proposed_directions_are_confirmed_one_by_one_or_together(make, as_):
    many = [make.indicator(f"Corsi tenuti {number}", "10", result="12") for number in range(3)]
    keeper = as_(Role.PERFORMANCE)
    assert "Direzioni proposte da confermare: 3" in keeper.get("/performance?anno=2026").text
    keeper.post("/performance/direzioni?anno=2026", {"chosen": [str(many[0].id), str(many[1].id)]})
    db.session.expire_all()
    assert [queries.indicator(one.id).direction for one in many] == ["increase", "increase", None]
    refused = keeper.post("/performance/direzioni?anno=2026", {}, status=422)
    assert "chosen" in refused.errors


def test_a_verdict_of_a_person_is_shown_as_such(make, as_):
    one, keeper = make.indicator(result="40%"), as_(Role.PERFORMANCE)
    refused = keeper.post(page_of(one, "/2026/esito"), {"version": "1", "verdict": "yes", "because": ""}, status=422)
    assert "because" in refused.errors
    keeper.post(page_of(one, "/2026/esito"), {"version": str(row_of(one).version), "verdict": "yes", "because": "Il dato è di nove mesi."})
    text = keeper.get(page_of(one)).text
    assert all(words in text for words in ("deciso da una persona", "Il dato è di nove mesi.", "40 % < 50 %: non raggiunto"))


def test_a_computed_result_says_how_and_opens_its_rows(make, as_):
    make.edition(2026, "MG.1", "MG.2", state="adopted")
    one, keeper = make.indicator("Indice", ">=1,4", computed=Computed.UPDATE_INDEX), as_(Role.PERFORMANCE)
    keeper.post("/performance/2026/calcola")
    assert "misure consolidate nel piano" in keeper.get(page_of(one)).text
    opened = as_(Role.RPCT).get(page_of(one))
    assert any(link.startswith("/monitoraggio/anni/2026") for link in opened.links)
    assert not any(link.startswith("/monitoraggio/anni/2026") for link in keeper.get(page_of(one)).links)


def test_the_page_that_closes_a_year_names_what_is_missing(make, as_):
    one = make.indicator(year=2025)
    page = as_(Role.PERFORMANCE).get("/performance/2025/chiudi")
    assert one.name in page.text
    assert "Senza risultato (1)" in page.text
    assert "Torna agli indicatori" in page.text
    assert not [button for button in page.forms("post") if "conferma" in button.lower()]


def test_a_closed_year_offers_nothing_to_change(make, unit, as_):
    one, keeper = make.indicator(year=2025, unit=unit), as_(Role.PERFORMANCE)
    make.result(one, "52%", 2025, verified=True)
    keeper.post("/performance/2025/chiudi", {"version": "1"})
    text = keeper.get(page_of(one, "?anno=2025")).text
    assert "L'anno 2025 è chiuso" in text
    assert not any(words in text for words in ("Cambia il target", "Decidi l'esito", "Restituisci il risultato", "Inserisci il risultato"))
    as_(Role.REFERENTE).get(page_of(one, "/2025/risultato"), status=422)


def test_of_a_closed_year_the_page_says_where_the_register_has_moved_on(make, as_, monkeypatch):
    """What was taken at the closing counts; a correction made later is in sight, not hidden."""
    answers = {"now": Decimal("1.5")}
    monkeypatch.setitem(
        sources._registry.measures, Computed.UPDATE_INDEX, lambda _year, _on: Measured(answers["now"], (Part("nuove", "18"),))
    )
    one, keeper = make.indicator(target=">= 1,4", year=2025, computed=Computed.UPDATE_INDEX), as_(Role.PERFORMANCE)
    keeper.post("/performance/2025/chiudi", {"version": "1"})
    assert "Oggi il registro dice" not in keeper.get(page_of(one, "?anno=2025")).text
    answers["now"] = Decimal("1.25")
    assert "Oggi il registro dice 1,25, ma l'anno è chiuso: resta quello che fu calcolato." in keeper.get(page_of(one, "?anno=2025")).text
    assert queries.year_of(queries.indicator(one.id), 2025).result == "1,5"


def test_what_is_searched_is_found(make, as_):
    one = make.indicator("Tempi medi di evasione dei diplomi")
    assert one.name in as_(Role.REFERENTE).get("/cerca?testo=diplomi").text


def test_a_file_says_the_share_attained_as_the_page_does(make, as_):
    make.indicator(target=">= 50%", result="52,41%")
    sent = as_(Role.OIV).ask("GET", "/performance?anno=2026&formato=csv").get_data(as_text=True)
    assert "104,82" in sent
