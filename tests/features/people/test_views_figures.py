"""The pages of offices, of the body's sheet and of one's own profile."""

from datetime import date

import pytest

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people import queries
from riskreg.people.models import FigureTerm
from riskreg.people.queries import figures as offices
from tests.factories import PASSWORD
from tests.page import Client

FIGURES = "/organizzazione/figure"


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


@pytest.fixture
def figure(make):
    return make.figure(code="rpct", name="Responsabile della prevenzione", is_required=True)


def at(figure, more: str = "") -> str:
    return f"{FIGURES}/{figure.id}{more}"


def test_a_body_is_asked_only_for_the_offices_of_its_kind(compliance, make):
    """A council has no Conservatore del registro delle imprese: it is neither shown nor missed, unless somebody held it."""
    registrar = make.figure(code="conservatore", name="Conservatore", is_required=True, body_kinds="camera_di_commercio;unione_regionale")
    make.figure(code="rpct", name="Responsabile della prevenzione", is_required=True)
    make.body(kind="comune")
    assert "Conservatore" not in compliance.get(f"{FIGURES}?stato=vacanti").text
    assert "1 figura senza titolare" in compliance.get("/").text
    make.term(registrar, name="Rosa Passata", from_on=date(2020, 1, 1), to_on=date(2021, 1, 1))
    assert "Conservatore" in compliance.get(FIGURES).text
    assert "1 figura senza titolare" in compliance.get("/").text
    queries.body().kind = "camera_di_commercio"
    record(Tag.BODY_CHANGED, queries.body(), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    page = compliance.get(f"{FIGURES}?stato=vacanti")
    assert "Conservatore" in page.text
    assert "Vacante dal 02/01/2021" in page.text
    assert "2 figure senza titolare" in compliance.get("/").text


def test_a_new_figure_joins_the_list(compliance):
    answer = compliance.send(
        compliance.get(f"{FIGURES}/nuova"), name="Referente antifrode", code="antifrode", norm="Statuto, art. 9", is_required="y"
    )
    assert "Referente antifrode aggiunta alle figure." in compliance.get(answer.location).text
    made = offices.by_code("antifrode")
    assert (made.is_required, made.is_single) == (True, True)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Scrivi il nome della figura."),
        ({"code": ""}, "code", "Scrivi una sigla."),
        ({"code": "rpct"}, "code", "Esiste già una figura con questa sigla."),
    ],
)
def test_a_new_figure_is_refused_with_the_reason_at_its_field(compliance, figure, typed, field, sentence):
    page = compliance.send(compliance.get(f"{FIGURES}/nuova"), 422, **({"name": "Altra", "code": "altra"} | typed))
    assert page.errors == {field: sentence}


def test_an_appointment_ends_the_one_before(compliance, make, figure):
    before = make.term(figure, name="Prima Persona", from_on=date(2024, 1, 1))
    ada = make.user(given_name="Ada", family_name="Rocca")
    form = compliance.get(at(figure, "/nomina"))
    page = compliance.get(compliance.send(form, holder_id=str(ada.id), act="Delibera n. 5", from_on="01/07/2026").location)
    assert "Nomina registrata." in page.text
    assert db.session.get(FigureTerm, before.id).to_on == date(2026, 6, 30)
    listed = next(row for row in compliance.get(FIGURES).rows() if row[0].startswith("Responsabile della prevenzione"))
    assert "Ada Rocca" in listed[1]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"holder_name": ""}, "holder_id", "Scegli il titolare tra gli utenti o scrivine il nome."),
        ({"act": ""}, "act", "Indica l'atto di nomina."),
        ({"from_on": ""}, "from_on", "Scrivi da quale giorno."),
        ({"to_on": "31/12/2025"}, "to_on", "La fine viene prima dell'inizio (01/07/2026): correggi una delle due date."),
        ({"from_on": "01/01/2023"}, "from_on", "C'è già un titolare dal 01/01/2024: controlla le date o termina prima quell'incarico."),
    ],
)
def test_an_appointment_is_refused_with_the_reason_at_its_field(compliance, make, figure, typed, field, sentence):
    make.term(figure, name="Prima Persona", from_on=date(2024, 1, 1))
    right = {"holder_name": "Persona Nuova", "act": "Delibera n. 5", "from_on": "01/07/2026"}
    page = compliance.send(compliance.get(at(figure, "/nomina")), 422, **(right | typed))
    assert page.errors == {field: sentence}


def test_holder_and_deputy_are_two_people_and_the_holder_is_one(compliance, make, figure):
    ada = make.user()
    right = {"act": "Delibera n. 5", "from_on": "01/07/2026", "holder_id": str(ada.id)}
    twice = compliance.send(compliance.get(at(figure, "/nomina")), 422, **right, deputy_id=str(ada.id))
    assert twice.errors == {"deputy_id": "Il sostituto deve essere un'altra persona."}
    both = compliance.send(compliance.get(at(figure, "/nomina")), 422, **right, holder_name="Un Esterno")
    assert both.errors == {"holder_name": "Il titolare è uno solo: scegli un utente oppure scrivi un nome esterno."}


def test_an_office_ends_on_a_day_and_then_stands_vacant(compliance, make, figure):
    term = make.term(figure, name="Prima Persona", from_on=date(2024, 1, 1))
    path = at(figure, f"/incarichi/{term.id}/termina")
    page = compliance.get(compliance.send(compliance.get(path), to_on="31/10/2026").location)
    assert "Fine dell'incarico registrata." in page.text
    assert "Vacante dal 01/11/2026" in page.text
    wrong = compliance.send(compliance.get(path), 422, to_on="31/12/2023")
    assert wrong.errors == {"to_on": "L'incarico inizia il 01/01/2024: scegli una data successiva."}


def test_a_term_of_another_office_is_not_ended_by_an_address_made_by_hand(compliance, make, figure):
    term = make.term(make.figure())
    assert compliance.get(at(figure, f"/incarichi/{term.id}/termina"), status=404).h1 == "La pagina non esiste"


def test_the_history_of_an_office_names_its_holders(compliance, make, figure):
    make.term(figure, name="Prima Persona")
    page = compliance.get(at(figure, "/cronologia"))
    assert "Titolare nominato" in page.text
    assert "Prima Persona" in page.text


def test_a_reader_sees_who_holds_an_office_and_no_button(client_for, make, figure):
    make.term(figure, name="Prima Persona")
    page = client_for(Role.OIV).get(at(figure))
    assert "Prima Persona" in page.text
    assert not [link for link in page.links if link.endswith(("/nomina", "/termina"))]


# The body's sheet

BODY = "/organizzazione/ente"
SHEET = {
    "name": "Camera di commercio di Prova e Dintorni",
    "short_name": "CCIAA Prova",
    "kind": "camera_di_commercio",
    "tax_code": "90000000001",
}


def test_the_sheet_of_the_body_is_filled_in_and_read_at_the_head_of_the_pages(compliance, client_for):
    assert "La scheda dell'ente è vuota" in compliance.get(BODY).text
    page = compliance.get(compliance.send(compliance.get(f"{BODY}/modifica"), **SHEET, province="tn", city="Trento").location)
    assert "Scheda ente salvata." in page.text
    assert "(TN)" in page.text
    assert page.soup.select_one(".rr-body-name").get_text(strip=True) == "CCIAA Prova", "the short name is what one reads at the top"
    assert "Scheda ente modificata" in compliance.get(f"{BODY}/cronologia").text
    assert not [link for link in client_for(Role.OIV).get(BODY).links if link.endswith("/modifica")]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Scrivi la denominazione dell'ente."),
        ({"kind": ""}, "kind", "Scegli il tipo di ente."),
        ({"tax_code": ""}, "tax_code", "Scrivi il codice fiscale dell'ente."),
        ({"tax_code": "123"}, "tax_code", "Il codice fiscale dell'ente ha 11 cifre."),
        ({"postal_code": "1234"}, "postal_code", "Il CAP ha 5 cifre."),
    ],
)
def test_the_sheet_of_the_body_is_refused_with_the_reason_at_its_field(compliance, typed, field, sentence):
    page = compliance.send(compliance.get(f"{BODY}/modifica"), 422, **(SHEET | typed))
    assert page.errors == {field: sentence}


# One's own page


def test_everybody_reads_their_own_roles(app, make):
    user = make.user(given_name="Ada", family_name="Rocca")
    make.grant(user, Role.REFERENTE, make.unit(name="UO Gare"))
    page = Client.signed_in(app, user).get("/profilo")
    assert ["Referente di processo", "UO Gare", "01/01/2024", "senza fine"] in [row[:4] for row in page.rows()]
    assert "cura i processi della sua unità" in page.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"current": "sbagliata"}, "current", "La password attuale non è corretta: riscrivila."),
        ({"repeat": "diversa"}, "repeat", "Le due password non coincidono: riscrivile."),
        ({"new": "corta", "repeat": "corta"}, "new", "Usa almeno 12 caratteri: va bene anche una frase."),
        ({"new": PASSWORD, "repeat": PASSWORD}, "new", "La nuova password è uguale a quella attuale: scegline un'altra."),
    ],
)
def test_a_new_password_of_ones_own_is_refused_with_the_reason_at_its_field(app, make, typed, field, sentence):
    client = Client.signed_in(app, make.user())
    right = {"current": PASSWORD, "new": "una frase tutta nuova", "repeat": "una frase tutta nuova"}
    page = client.send(client.get("/profilo/password"), 422, **(right | typed))
    assert page.errors == {field: sentence}
    assert not [word for word in (PASSWORD, "una frase tutta nuova") if word in page.response.get_data(as_text=True)]
