"""The pages of users and roles: what each does, and what it says when it will not."""

from datetime import date

import pytest

from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.people import queries
from riskreg.people.models import User
from tests.factories import PASSWORD
from tests.page import Client

USERS = "/organizzazione/utenti"
SHEET = {"given_name": "Anna", "family_name": "Riva", "email": "anna.riva@camera.example", "job_title": "Funzionaria"}


@pytest.fixture
def admin(client_for):
    return client_for(Role.ADMIN)


@pytest.fixture
def user(make):
    return make.user(email="irene@camera.example", given_name="Irene", family_name="Sala")


def at(user, more: str = "") -> str:
    return f"{USERS}/{user.id}{more}"


def again(user) -> User:
    return db.session.get(User, user.id, populate_existing=True)


def test_a_new_user_is_invited_unless_the_administrator_says_no(admin):
    form = admin.get(f"{USERS}/nuovo")
    page = admin.get(admin.send(form, **SHEET).location)
    assert "Utente aggiunto. L'invito è partito. Ora assegna almeno un ruolo." in page.text
    made = queries.user_by_email(SHEET["email"])
    assert not made.can_sign_in
    assert "Invitato" in admin.get(at(made)).text


def test_a_user_who_was_not_invited_waits(admin):
    form = admin.get(f"{USERS}/nuovo").form() | SHEET
    del form["invite"]
    admin.open("POST", f"{USERS}/nuovo", data=form)
    made = queries.user_by_email(SHEET["email"])
    assert not made.can_sign_in
    assert "Da invitare" in admin.get(at(made)).text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"given_name": ""}, "given_name", "Scrivi il nome."),
        ({"family_name": " "}, "family_name", "Scrivi il cognome."),
        ({"email": ""}, "email", "Scrivi l'indirizzo e-mail."),
        ({"email": "anna.riva"}, "email", "Scrivi un indirizzo e-mail completo, per esempio nome.cognome@ente.it."),
        ({"email": "IRENE@camera.example"}, "email", "Questo indirizzo è già di un altro utente."),
    ],
)
def test_a_new_user_is_refused_with_the_reason_at_its_field(admin, user, typed, field, sentence):
    page = admin.send(admin.get(f"{USERS}/nuovo"), 422, **(SHEET | typed))
    assert page.errors == {field: sentence}
    assert queries.user_by_email(SHEET["email"]) is None
    assert page.value("job_title") == "Funzionaria"
    assert page.value("password") in (None, ""), "a password is never given back"


def test_the_sheet_of_a_user_changes(admin, user):
    answer = admin.send(admin.get(at(user, "/modifica")), **SHEET)
    page = admin.get(answer.location)
    assert "Scheda dell'utente salvata." in page.text
    assert page.h1 == "Anna Riva"


def test_two_administrators_on_one_sheet_never_overwrite_each_other(admin, client_for, user):
    first, second = admin, client_for(Role.ADMIN)
    mine, theirs = first.get(at(user, "/modifica")), second.get(at(user, "/modifica"))
    second.send(theirs, job_title="Responsabile")
    page = first.send(mine, 409, job_title="Dirigente")
    (row,) = [row for row in page.soup.select(".rr-compare tbody tr") if row.th.get_text(strip=True) == "Qualifica"]
    assert [text.get_text() for text in row.select(".rr-pre")] == ["Dirigente", "Responsabile"]
    assert again(user).job_title == "Responsabile"
    first.send(page)
    assert again(user).job_title == "Dirigente"


def test_an_administrator_sets_a_password(app, admin, user):
    answer = admin.send(admin.get(at(user, "/password")), password="una frase tutta nuova")
    assert "Password impostata." in admin.get(answer.location).text
    visitor = Client(app)
    visitor.send(visitor.get("/entra"), 422, email="irene@camera.example", password=PASSWORD)
    assert visitor.send(visitor.get("/entra"), email="irene@camera.example", password="una frase tutta nuova").location == "/"


def test_a_short_password_is_refused(admin, user):
    page = admin.send(admin.get(at(user, "/password")), 422, password="corta")
    assert page.errors == {"password": "Usa almeno 12 caratteri: va bene anche una frase."}


def test_disabling_asks_first_and_ends_the_roles(admin, make, user):
    grant = make.grant(user, Role.REFERENTE)
    asked = admin.get(at(user, "/disattiva"))
    assert "i suoi ruoli finiscono" in asked.text
    assert again(user).disabled_at is None, "asking does nothing"
    page = admin.get(admin.send(asked, **{f"heir_{grant.id}": f"utente:{make.user().id}"}).location)
    assert "Utente disattivato." in page.text
    assert "Disattivato" in page.text
    assert again(user).grants[0].to_on == date(2026, 11, 20)


def test_nobody_disables_themselves(app, make):
    boss = make.user()
    make.grant(boss, Role.ADMIN)
    page = Client.signed_in(app, boss).post(at(boss, "/disattiva"), status=422)
    assert page.summary == ["Non puoi disattivare il tuo stesso utente: chiedilo a un altro amministratore."]
    assert again(boss).disabled_at is None


def test_enabling_gives_back_the_door_and_no_role(admin, make, user):
    grant = make.grant(user, Role.REFERENTE)
    admin.post(at(user, "/disattiva"), {f"heir_{grant.id}": f"utente:{make.user().id}"})
    page = admin.get(admin.send(admin.get(at(user, "/riattiva"))).location)
    assert "Utente riattivato." in page.text
    assert again(user).disabled_at is None


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [(["/riattiva"], "Questo utente è già attivo."), (["/disattiva", "/disattiva"], "Questo utente è già disattivato.")],
)
def test_what_is_so_already_is_said(admin, user, steps, sentence):
    *before, last = steps
    for step in before:
        admin.post(at(user, step))
    assert admin.post(at(user, last), status=422).summary == [sentence]


def test_a_person_is_erased_only_after_being_disabled(admin, user):
    page = admin.post(at(user, "/cancella-dati"), status=422)
    assert page.summary == ["Prima disattiva l'utente: i dati si cancellano solo a chi non accede più."]


def test_an_erased_person_is_found_on_no_page(admin, user):
    admin.send(admin.get(at(user, "/modifica")), job_title="Funzionaria unica")
    admin.post(at(user, "/disattiva"))
    page = admin.get(admin.send(admin.get(at(user, "/cancella-dati"))).location)
    assert page.h1 == f"Persona cancellata n. {user.id}"
    for path in (at(user), at(user, "/cronologia"), USERS, f"{USERS}?formato=csv", "/registro-attivita"):
        shown = admin.ask("GET", path).get_data(as_text=True)
        assert not [word for word in ("Irene", "Sala", "irene@camera.example", "Funzionaria unica") if word in shown], path


@pytest.mark.parametrize("step", ["/modifica", "/password", "/riattiva", "/cancella-dati"])
def test_an_erased_person_is_not_changed_any_more(admin, user, step):
    admin.post(at(user, "/disattiva"))
    admin.post(at(user, "/cancella-dati"))
    page = admin.post(at(user, step), SHEET | {"password": PASSWORD}, status=422)
    assert page.summary == ["I dati di questa persona sono stati cancellati: la scheda non si modifica più."]


# Roles


def test_a_role_is_granted_on_a_unit_for_a_time(admin, make, user):
    unit = make.unit(name="UO Gare")
    form = admin.get(at(user, f"/ruoli/nuovo?unita={unit.id}"))
    assert (form.value("unit_id"), form.value("from_on")) == (str(unit.id), "21/11/2026")
    page = admin.get(admin.send(form, role="referente", from_on="01/01/2026", to_on="31/12/2026", act="Det. n. 3").location)
    assert "Ruolo assegnato." in page.text
    assert ["Referente di processo", "UO Gare", "01/01/2026", "31/12/2026", "Det. n. 3"] in [row[:5] for row in page.rows()]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"role": ""}, "role", "Scegli il ruolo."),
        ({"unit_id": ""}, "unit_id", "Scegli l'unità."),
        ({"from_on": ""}, "from_on", "Scrivi da quale giorno."),
        ({"to_on": "31/12/2025"}, "to_on", "La fine viene prima dell'inizio (01/01/2026): correggi una delle due date."),
        ({"from_on": "01/01/2019"}, "unit_id", "Camera di prova non è attiva il 01/01/2019: scegli un'altra unità o un'altra data."),
        ({"role": "oiv"}, "role", "Questa persona ha già lo stesso ruolo sulla stessa unità in quel periodo."),
    ],
)
def test_a_role_is_refused_with_the_reason_at_its_field(admin, make, user, typed, field, sentence):
    make.grant(user, Role.OIV)
    right = {"role": "referente", "unit_id": str(make.root().id), "from_on": "01/01/2026", "to_on": "", "act": ""}
    page = admin.send(admin.get(at(user, "/ruoli/nuovo")), 422, **(right | typed))
    assert page.errors == {field: sentence}
    assert len(again(user).grants) == 1


def test_a_disabled_user_gets_no_role(admin, make, user):
    admin.post(at(user, "/disattiva"))
    right = {"role": "referente", "unit_id": str(make.root().id), "from_on": "01/01/2026"}
    page = admin.post(at(user, "/ruoli/nuovo"), right, status=422)
    assert page.summary == ["L'utente è disattivato: prima di assegnare un ruolo riattiva la persona."]


def test_a_role_ends_on_a_day(admin, make, user):
    grant = make.grant(user, Role.REFERENTE)
    make.grant(make.user(), Role.REFERENTE)
    form = admin.get(at(user, f"/ruoli/{grant.id}/termina"))
    assert form.value("to_on") == "21/11/2026"
    page = admin.get(admin.send(form, to_on="31/12/2026", heir=f"utente:{make.user().id}").location)
    assert "Fine del ruolo registrata." in page.text
    assert again(user).grants[0].to_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("to_on", "sentence"),
    [("", "Scrivi l'ultimo giorno."), ("31/12/2023", "La fine viene prima dell'inizio (01/01/2024): correggi una delle due date.")],
)
def test_the_end_of_a_role_is_refused_with_the_reason(admin, make, user, to_on, sentence):
    grant = make.grant(user, Role.REFERENTE)
    page = admin.send(admin.get(at(user, f"/ruoli/{grant.id}/termina")), 422, to_on=to_on)
    assert page.errors == {"to_on": sentence}


def test_the_last_administrator_stays(app, make):
    boss = make.user()
    grant = make.grant(boss, Role.ADMIN)
    client = Client.signed_in(app, boss)
    page = client.send(client.get(at(boss, f"/ruoli/{grant.id}/termina")), 422, to_on="21/11/2026")
    assert page.errors == {"to_on": "È l'ultimo amministratore: prima assegna il ruolo a un'altra persona."}


def test_a_role_of_somebody_else_is_not_ended_by_an_address_made_by_hand(admin, make, user):
    grant = make.grant(make.user(), Role.REFERENTE)
    assert admin.get(at(user, f"/ruoli/{grant.id}/termina"), status=404).h1 == "La pagina non esiste"


def test_roles_are_offered_on_the_units_where_one_may_give_them(client_for, make, user):
    """Somebody who reads all users and administers one area."""
    area = make.unit(name="Area Uno", code="A1")
    below, elsewhere = make.unit(name="UO Gare", parent=area), make.unit(name="UO Altrove")
    reader = make.user()
    make.grant(reader, Role.COMPLIANCE)
    without = client_for(user=reader)
    assert at(user, "/ruoli/nuovo") not in without.get(at(user)).links
    make.grant(reader, Role.ADMIN, area)
    page = without.get(at(user, "/ruoli/nuovo"))
    offered = {str(option["value"]) for option in page.soup.select("#unit_id option")} - {""}
    assert offered == {str(area.id), str(below.id)}
    assert str(elsewhere.id) not in offered


@pytest.mark.parametrize("more", ["", "/modifica", "/password", "/disattiva", "/riattiva", "/cancella-dati", "/ruoli/nuovo", "/cronologia"])
def test_a_user_who_does_not_exist_is_a_page_that_does_not_exist(admin, more):
    assert admin.get(f"{USERS}/999999{more}", status=404).h1 == "La pagina non esiste"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"stato": "attivi"}, ["Con Ruolo", "In Scadenza", "Sala Irene"]),
        ({"stato": "disattivati"}, ["Andata Via"]),
        ({"stato": "senza_ruolo"}, ["Sala Irene"]),
        ({"stato": "in_scadenza"}, ["In Scadenza"]),
        ({"ruolo": "oiv"}, ["Con Ruolo"]),
        ({"cerca": "sàlà"}, ["Sala Irene"]),
        ({"cerca": "irene@"}, ["Sala Irene"]),
    ],
    ids=str,
)
def test_the_list_of_users_is_filtered_by_what_people_ask(app, make, user, typed, found):
    boss = make.user(given_name="Amministratore", family_name="Zeta")
    make.grant(boss, Role.ADMIN)
    client = Client.signed_in(app, boss)
    make.grant(make.user(given_name="Ruolo", family_name="Con"), Role.OIV)
    make.grant(make.user(given_name="Scadenza", family_name="In"), Role.URP, to_on=date(2026, 12, 31))
    gone = make.user(given_name="Via", family_name="Andata")
    client.post(at(gone, "/disattiva"))
    assert [row[0] for row in client.get(USERS, query_string=typed).rows() if row[0] != "Zeta Amministratore"] == found
