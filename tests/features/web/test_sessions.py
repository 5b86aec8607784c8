"""A sign-in lasts as long as it should, ends where it should, and takes no text with it."""

from datetime import timedelta

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE, Role
from riskreg.people import queries
from riskreg.people.operations import users
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.page import Client

NEW_PASSWORD = "un'altra frase lunga abbastanza"


def is_in(client) -> bool:
    return client.open("GET", "/profilo").status == 200


@pytest.fixture
def ada(make):
    user = make.user(email="ada@camera.example")
    make.grant(user, Role.ADMIN)
    return user


@pytest.mark.parametrize(("minutes", "still_in"), [(59, True), (61, False)])
def test_a_sign_in_ends_after_an_hour_without_a_page(app, ada, minutes, still_in):
    client = Client.signed_in(app, ada)
    with clock.frozen(NOW + timedelta(minutes=minutes)):
        assert is_in(client) is still_in


def test_every_page_starts_the_hour_again(app, ada):
    client = Client.signed_in(app, ada)
    for minutes in range(50, 300, 50):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            assert is_in(client), f"after {minutes} minutes"


@pytest.mark.parametrize(("hours", "still_in"), [(11.9, True), (12.1, False)])
def test_a_sign_in_ends_after_twelve_hours_in_any_case(app, ada, hours, still_in):
    client = Client.signed_in(app, ada)
    half_hours = int(hours * 2)
    for turn in range(1, half_hours + 1):
        with clock.frozen(NOW + timedelta(minutes=30 * turn)):
            client.ask("GET", "/profilo")
    with clock.frozen(NOW + timedelta(hours=hours)):
        assert is_in(client) is still_in


def test_signing_out_ends_the_session_on_the_server(app, ada):
    client = Client.signed_in(app, ada)
    stolen = client.http.get_cookie("riskreg").value
    assert client.post("/esci").location == "/entra"
    assert not is_in(client)
    thief = Client(app)
    thief.http.set_cookie("riskreg", stolen)
    assert not is_in(thief), "the cookie of before is worth nothing"


def test_signing_out_here_leaves_the_other_browser_alone(app, ada):
    here, there = Client.signed_in(app, ada), Client.signed_in(app, ada)
    here.post("/esci")
    assert not is_in(here)
    assert is_in(there)


def test_the_profile_shows_the_open_sessions_and_which_is_this_one(app, ada):
    here = Client.signed_in(app, ada)
    Client.signed_in(app, ada)
    page = here.get("/profilo")
    assert page.text.count("(questo browser)") == 1
    assert page.text.count("Scade") >= 1
    assert len([row for row in page.rows() if "Chiudi" in row[-1]]) == 2


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(app, ada):
    here, there = Client.signed_in(app, ada), Client.signed_in(app, ada)
    form = here.get("/profilo/password")
    here.send(form, current=PASSWORD, new=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert is_in(here)
    assert not is_in(there)
    assert here.get("/profilo").messages == [] or "Password cambiata" in here.get("/profilo").text


@pytest.mark.parametrize("happens", ["password set", "disabled"])
def test_what_an_administrator_does_to_an_account_takes_effect_at_once(app, ada, make, happens):
    user = make.user()
    client = Client.signed_in(app, user)
    if happens == "disabled":
        users.disable_user(user, by=COMMAND_LINE, at=clock.now())
    else:
        users.set_password(user, NEW_PASSWORD, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert not is_in(client)


def test_a_role_that_ended_yesterday_opens_nothing_today(app, make):
    user = make.user()
    make.grant(user, Role.ADMIN, to_on=NOW.date())
    client = Client.signed_in(app, user)
    client.get("/registro-attivita")
    with clock.frozen(NOW + timedelta(minutes=30, days=1)), client.http.session_transaction() as cookie:
        cookie["seen"] = int(clock.now().timestamp())
    tomorrow = NOW + timedelta(days=1)
    with clock.frozen(tomorrow):
        fresh = Client.signed_in(app, user)
        fresh.get("/registro-attivita", status=403)


def test_a_page_that_reads_itself_again_does_not_keep_anybody_in(app, ada):
    client = Client.signed_in(app, ada)
    with clock.frozen(NOW + timedelta(minutes=50)):
        client.ask("GET", "/lavori", headers={"X-Requested-With": "refresh"})
    with clock.frozen(NOW + timedelta(minutes=70)):
        assert not is_in(client)


def test_another_person_in_the_same_browser_gets_another_secret(app, ada, make):
    client, bea = Client(app), make.user()
    client.send(client.get("/entra"), at="/entra", email="ada@camera.example", password=PASSWORD)
    token = client.token()
    with clock.frozen(NOW + timedelta(minutes=90)):
        client.send(client.get("/entra"), at="/entra", email=bea.email, password=PASSWORD)
        assert client.open("POST", "/esci", data={"csrf_token": token}).status == 400


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nulla", 404), ("GET", "/esci", 405)])
def test_whoever_is_in_keeps_the_menu_on_a_page_that_is_not_there(app, ada, method, path, status):
    page = Client.signed_in(app, ada).open(method, path)
    assert page.status == status
    assert "/registro-attivita" in page.links


# The session ended while somebody was writing


def test_text_sent_after_the_session_ended_is_kept_and_sent_again_after_signing_in(app, ada, make):
    unit = make.unit(name="UO Vecchia")
    client = Client.signed_in(app, ada)
    path = f"/organizzazione/unita/{unit.id}/rinomina"
    form = client.get(path)
    with clock.frozen(NOW + timedelta(minutes=90)):
        late = client.send(form, 401, at=path, name="UO Nuova", on="01/01/2025", act="Determinazione n. 9")
        assert "La sessione è scaduta" in late.text
        assert late.soup.find("input", value="UO Nuova") is not None
        assert queries.unit(unit.id).name == "UO Vecchia"
        # In another tab of the same browser, as the page says.
        client.send(client.get("/entra"), at="/entra", email="ada@camera.example", password=PASSWORD)
        again = client.open("POST", late.soup.select_one(".rr-typed form")["action"], data=late.form())
        assert again.status == 302
    db.session.expire_all()
    assert queries.unit(unit.id).name == "UO Nuova"


def test_a_password_typed_after_the_session_ended_is_not_kept(app, ada):
    client = Client.signed_in(app, ada)
    form = client.get("/profilo/password")
    with clock.frozen(NOW + timedelta(minutes=90)):
        late = client.send(form, 401, at="/profilo/password", current=PASSWORD, new=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert PASSWORD not in late.response.get_data(as_text=True)
    assert NEW_PASSWORD not in late.response.get_data(as_text=True)
