"""The pages of units: what each does, and what it says when it will not."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.models import OrgUnit
from riskreg.people.operations import units

ACT = "Determinazione n. 41 del 12/12/2024"
BY_ACT = {"on": "01/01/2026", "act": ACT}


@pytest.fixture
def admin(client_for):
    return client_for(Role.ADMIN)


@pytest.fixture
def area(make):
    return make.unit(name="Area Uno", code="A1", kind=UnitKind.AREA)


@pytest.fixture
def unit(make, area):
    return make.unit(name="UO Gare", code="A1.1", parent=area)


def at(unit, more: str = "") -> str:
    return f"/organizzazione/unita/{unit.id}{more}"


def again(unit) -> OrgUnit:
    return db.session.get(OrgUnit, unit.id, populate_existing=True)


def test_a_new_unit_is_opened_by_an_act_and_found_in_the_chart(admin, area):
    form = admin.get(f"/organizzazione/unita/nuova?sotto={area.id}")
    assert form.value("parent_id") == str(area.id)
    answer = admin.send(form, name="UO Nuova", code="A1.2", kind="uo", position="3", is_staff="y", **BY_ACT)
    assert "Unità istituita: UO Nuova." in admin.get(answer.location).text
    made = queries.unit_by_code("A1.2")
    assert (made.parent_id, made.is_staff, made.position, made.opened_on) == (area.id, True, 3, date(2026, 1, 1))
    assert "UO Nuova" in admin.get("/organizzazione").text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Scrivi la denominazione dell'unità."),
        ({"code": ""}, "code", "Scrivi il codice dell'unità."),
        ({"code": "A1"}, "code", "Il codice A1 è già di Area Uno: scegline uno diverso."),
        ({"code": "a 1"}, "code", "Il codice a 1 è già di Area Uno, scritto A1: scegline uno diverso."),
        ({"kind": ""}, "kind", "Scegli il tipo di unità."),
        ({"parent_id": ""}, "parent_id", "Scegli la struttura sotto cui sta l'unità."),
        ({"on": "01/01/2019"}, "parent_id", "Area Uno non è attiva il 01/01/2019: scegli un'altra struttura."),
        ({"on": ""}, "on", "Scrivi da quale giorno ha effetto."),
        ({"act": ""}, "act", "Indica l'atto che lo dispone."),
    ],
)
def test_a_new_unit_is_refused_with_the_reason_at_its_field(admin, area, typed, field, sentence):
    right = {"name": "UO Nuova", "code": "A1.2", "kind": "uo", "parent_id": str(area.id), **BY_ACT}
    page = admin.send(admin.get("/organizzazione/unita/nuova"), 422, **(right | typed))
    assert page.errors == {field: sentence}
    assert queries.unit_by_code("A1.2") is None


def test_a_rename_keeps_the_old_name_for_the_past(admin, unit):
    answer = admin.send(admin.get(at(unit, "/rinomina")), name="UO Acquisti", **BY_ACT)
    page = admin.get(answer.location)
    assert page.h1 == "UO Acquisti"
    assert "Denominazione cambiata." in page.text
    assert "UO Gare" in page.text, "its names over time are on its page"
    assert "UO Gare" in admin.get("/organizzazione?giorno=31/12/2025").text
    assert "UO Acquisti" not in admin.get("/organizzazione?giorno=31/12/2025").text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Scrivi la nuova denominazione."),
        ({"name": "UO Gare"}, "name", "La nuova denominazione è uguale a quella di oggi: scrivi quella che cambia."),
        ({"on": "01/01/2019"}, "on", "UO Gare non è attiva il 01/01/2019: scegli un giorno in cui esiste."),
        ({"on": "22/11/2026"}, "on", "Scegli una data non successiva a oggi: registra il cambiamento quando ha effetto."),
        ({"act": ""}, "act", "Indica l'atto che lo dispone."),
        ({"act": " "}, "act", "Indica l'atto, per esempio «Determinazione n. 41 del 12/12/2024»."),
    ],
)
def test_a_rename_is_refused_with_the_reason_at_its_field(admin, unit, typed, field, sentence):
    page = admin.send(admin.get(at(unit, "/rinomina")), 422, **({"name": "UO Acquisti", **BY_ACT} | typed))
    assert page.errors == {field: sentence}
    assert again(unit).name == "UO Gare"


def test_a_unit_moves_with_its_act(admin, make, unit):
    there = make.unit(name="Area Due", kind=UnitKind.AREA)
    answer = admin.send(admin.get(at(unit, "/sposta")), parent_id=str(there.id), **BY_ACT)
    assert "Unità spostata." in admin.get(answer.location).text
    assert again(unit).parent_id == there.id


def test_a_unit_is_not_offered_a_place_under_itself(admin, make, unit):
    below = make.unit(parent=unit)
    offered = {option["value"] for option in admin.get(at(unit, "/sposta")).soup.select("#parent_id option")}
    assert not {str(unit.id), str(below.id)} & offered


def test_the_place_where_a_unit_stands_is_no_place_to_move_it_to(admin, area, unit):
    form = admin.get(at(unit, "/sposta"))
    assert str(area.id) not in offered(form, "parent_id")
    assert list(admin.send(form, 422, parent_id=str(area.id), **BY_ACT).errors) == ["parent_id"]
    assert again(unit).parent_id == area.id


@pytest.fixture
def elsewhere(make):
    """What stands beside the area: a unit that its administrator must be offered nowhere."""
    return make.unit(name="UO Altrove", code="B1")


@pytest.fixture
def area_admin(client_for, area, elsewhere):
    return client_for(Role.ADMIN, area)


def offered(page, field: str) -> set[str]:
    return {str(option["value"]) for option in page.soup.select(f"[name={field}] option, input[name={field}]")} - {"", "nuova"}


def test_the_administrator_of_an_area_is_offered_what_the_act_will_accept(area_admin, make, area, unit, elsewhere):
    sister = make.unit(name="UO Bandi", code="A1.2", parent=area)
    mine = {str(one.id) for one in (area, unit, sister)}
    assert offered(area_admin.get("/organizzazione/unita/nuova"), "parent_id") == mine
    assert offered(area_admin.get(at(unit, "/sposta")), "parent_id") == {str(sister.id)}
    assert offered(area_admin.get(at(unit, "/chiudi")), "heir_id") == {str(area.id), str(sister.id)}
    merging = area_admin.get("/organizzazione/unita/accorpa")
    assert {field: offered(merging, field) for field in ("units", "target", "parent_id")} == dict.fromkeys(
        ("units", "target", "parent_id"), mine
    )
    answer = area_admin.send(area_admin.get(at(unit, "/sposta")), parent_id=str(sister.id), **BY_ACT)
    assert "Unità spostata." in area_admin.get(answer.location).text


def test_what_an_area_cannot_do_to_itself_is_not_offered(area_admin, make, area, unit, elsewhere):
    """It can be renamed; a place for it, who takes its place and what is born beside it are not its administrator's."""
    links = {link.partition("?")[0] for link in area_admin.get(at(area)).links}
    assert at(area, "/rinomina") in links
    assert not links & {at(area, "/sposta"), at(area, "/dividi"), "/organizzazione/unita/accorpa"}
    area_admin.get(at(area, "/dividi"), 403)
    assert {at(unit, "/dividi"), "/organizzazione/unita/accorpa"} <= {link.partition("?")[0] for link in area_admin.get(at(unit)).links}


def test_whoever_administers_one_unit_alone_finds_nothing_to_merge(client_for, make, unit):
    admin = client_for(Role.ADMIN, unit)
    for page in ("/organizzazione", "/organizzazione/unita", at(unit)):
        assert not [link for link in admin.get(page).links if link.startswith("/organizzazione/unita/accorpa")], page


def test_a_role_on_a_unit_that_ended_opens_no_form(client_for, make, unit, elsewhere):
    ended = make.unit(name="UO Finita", code="F1")
    admin = client_for(Role.ADMIN, ended)
    units.close(ended, None, last_day=date(2026, 1, 1), act=ACT, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    for page in ("/organizzazione", "/organizzazione/unita"):
        assert "/organizzazione/unita/nuova" not in admin.get(page).links, page


def test_units_merge_into_a_new_one_and_tell_where_they_went(admin, make, area, unit):
    other = make.unit(name="UO Contratti", code="A1.3", parent=area)
    form = admin.get(f"/organizzazione/unita/accorpa?unita={unit.id}")
    chosen = [box["value"] for box in form.soup.select("[name=units][checked]")]
    assert chosen == [str(unit.id)]
    new = {"name": "UO Gare e contratti", "code": "A1.9", "parent_id": str(area.id)}
    answer = admin.send(form, units=[str(unit.id), str(other.id)], target="nuova", **new, **BY_ACT)
    assert "Unità accorpate." in admin.get(answer.location).text
    born = queries.unit_by_code("A1.9")
    assert (again(unit).closed_on, again(other).closed_on) == (date(2025, 12, 31), date(2025, 12, 31))
    page = admin.get(at(unit))
    assert "Delle sue schede oggi risponde" in page.text
    assert at(born) in page.links
    assert at(other) in admin.get(at(born)).links, "where it comes from"


def test_a_unit_merges_into_one_that_is_there(admin, make, area, unit):
    stays = make.unit(name="UO Contratti", parent=area)
    admin.send(admin.get("/organizzazione/unita/accorpa"), units=[str(unit.id)], target=str(stays.id), **BY_ACT)
    assert again(unit).closed_on == date(2025, 12, 31)
    assert again(stays).closed_on is None


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"units": []}, "units", "Scegli le unità da accorpare."),
        ({"name": ""}, "name", "Scrivi la denominazione dell'unità."),
        ({"code": ""}, "code", "Scrivi il codice dell'unità."),
        ({"code": "A1.1"}, "code", "Il codice A1.1 è già di UO Gare: scegline uno diverso."),
        ({"parent_id": ""}, "parent_id", "Scegli la struttura sotto cui sta l'unità."),
        ({"on": "01/01/2019"}, "parent_id", "Area Uno non è attiva il 01/01/2019: scegli un'altra struttura."),
        ({"act": ""}, "act", "Indica l'atto che lo dispone."),
    ],
)
def test_a_merger_is_refused_with_the_reason_at_its_field(admin, area, unit, typed, field, sentence):
    right = {"units": [str(unit.id)], "target": "nuova", "name": "UO Nuova", "code": "A1.9", "parent_id": str(area.id), **BY_ACT}
    page = admin.send(admin.get("/organizzazione/unita/accorpa"), 422, **(right | typed))
    assert page.errors == {field: sentence}
    assert again(unit).closed_on is None


def test_a_unit_does_not_merge_into_itself(admin, unit):
    page = admin.send(admin.get("/organizzazione/unita/accorpa"), 422, units=[str(unit.id)], target=str(unit.id), **BY_ACT)
    assert page.errors == {"units": "Scegli le unità da accorpare: almeno una diversa da quella che resta."}


PARTS = {"parts-0-name": "UO Prima", "parts-0-code": "P1", "parts-1-name": "UO Seconda", "parts-1-code": "P2"}


def test_a_unit_is_divided_and_one_part_inherits(admin, unit):
    answer = admin.send(admin.get(at(unit, "/dividi")), heir="1", **PARTS, **BY_ACT)
    page = admin.get(answer.location)
    assert "Unità divisa." in page.text
    assert queries.present_owner(unit.id, date(2026, 11, 21)).code == "P2"
    assert {at(queries.unit_by_code(code)) for code in ("P1", "P2")} <= set(page.links)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"parts-1-name": "", "parts-1-code": ""}, "Per dividere un'unità ne servono almeno due nuove."),
        ({"heir": "3"}, "Scegli quale delle nuove unità eredita le schede."),
        ({"parts-1-code": "A1.1"}, "Il codice A1.1 è già di UO Gare: scegline uno diverso."),
        ({"parts-1-code": ""}, "Scrivi il codice dell'unità."),
        ({"parts-1-name": ""}, "Scrivi la denominazione dell'unità."),
        ({"act": ""}, "Indica l'atto che lo dispone."),
    ],
)
def test_a_division_is_refused_with_the_reason(admin, unit, typed, sentence):
    page = admin.send(admin.get(at(unit, "/dividi")), 422, **({"heir": "0", **PARTS, **BY_ACT} | typed))
    assert any(sentence in line for line in page.summary), page.summary
    assert again(unit).closed_on is None
    assert page.value("parts-0-name") == "UO Prima"


def test_a_unit_closes_and_its_page_says_who_answers_for_it(admin, area, unit):
    answer = admin.send(admin.get(at(unit, "/chiudi")), last_day="31/12/2025", act=ACT, heir_id="")
    page = admin.get(answer.location)
    assert "ultimo giorno di attività 31/12/2025" in page.text
    assert at(area) in page.links
    assert not page.soup.select('main a[href$="/chiudi"]'), "what is closed is not closed again"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"last_day": ""}, "last_day", "Scrivi l'ultimo giorno di attività."),
        ({"act": ""}, "act", "Indica l'atto che dispone la chiusura."),
    ],
)
def test_a_closing_is_refused_with_the_reason_at_its_field(admin, unit, typed, field, sentence):
    page = admin.send(admin.get(at(unit, "/chiudi")), 422, **({"last_day": "31/12/2025", "act": ACT, "heir_id": ""} | typed))
    assert page.errors == {field: sentence}


def test_a_day_before_the_unit_existed_is_refused_at_its_field(admin, unit):
    page = admin.send(admin.get(at(unit, "/chiudi")), 422, last_day="01/01/2019", act=ACT, heir_id="")
    assert page.errors == {"last_day": "UO Gare è attiva dal 01/01/2020: scegli una data successiva."}


def test_the_sheet_changes_what_needs_no_act(admin, unit):
    answer = admin.send(admin.get(at(unit, "/modifica")), code="A1.8", is_staff="y", position="12")
    assert "Scheda dell'unità salvata." in admin.get(answer.location).text
    assert (again(unit).code, again(unit).is_staff, again(unit).position) == ("A1.8", True, 12)


def test_a_sheet_keeps_its_own_code_and_takes_nobody_elses(admin, make, unit):
    make.unit(code="A1.2", name="UO Bandi")
    admin.send(admin.get(at(unit, "/modifica")), code="a1.1")
    assert again(unit).code == "a1.1"
    page = admin.send(admin.get(at(unit, "/modifica")), 422, code=" a1. 2")
    assert page.errors == {"code": "Il codice a1. 2 è già di UO Bandi, scritto A1.2: scegline uno diverso."}


def test_units_sort_by_the_numbers_in_their_codes(admin, make):
    for code in ("A2.10", "a2.2", "A10.1", "A2.1"):
        make.unit(code=code, name=f"UO {code}")
    page = admin.get("/organizzazione/unita?ordina=code&cerca=UO")
    places = [page.text.index(code) for code in ("A2.1", "a2.2", "A2.10", "A10.1")]
    assert places == sorted(places)


def test_a_code_is_found_however_it_is_written(admin, make, unit):
    page = admin.get("/organizzazione/unita?cerca=a1 .1")
    assert "UO Gare" in page.text


def test_the_history_tells_who_did_what(admin, unit):
    admin.send(admin.get(at(unit, "/rinomina")), name="UO Acquisti", **BY_ACT)
    page = admin.get(at(unit, "/cronologia"))
    assert "Denominazione modificata" in page.text
    assert ACT in page.text


@pytest.mark.parametrize("more", ["", "/modifica", "/rinomina", "/sposta", "/chiudi", "/dividi", "/cronologia"])
def test_a_unit_that_does_not_exist_is_a_page_that_does_not_exist(admin, make, more):
    make.root()
    assert admin.get(f"/organizzazione/unita/999999{more}", status=404).h1 == "La pagina non esiste"


def test_the_chart_shows_any_day_and_says_what_is_no_day(admin, make, area, unit):
    page = admin.get("/organizzazione?giorno=31/12/2019")
    assert "Area Uno" not in page.text
    wrong = admin.get("/organizzazione?giorno=31/02/2026")
    assert "Area Uno" in wrong.text
    assert wrong.value("giorno") == "31/02/2026"
    assert wrong.soup.find(id="giorno")["aria-invalid"] == "true"


def test_a_reader_sees_the_unit_and_none_of_the_acts(client_for, unit):
    page = client_for(Role.REFERENTE).get(at(unit))
    assert page.h1 == "UO Gare"
    assert "Atti di organizzazione" not in page.text
    assert "Chi ha un ruolo qui" not in page.text
