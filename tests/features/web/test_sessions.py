"""A sign-in lasts as long as it should, ends where it should, and takes no text with it."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from riskreg.core import clock
from riskreg.core.database import IMPATIENT_WAIT_MS, WRITES
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries
from riskreg.people.operations import users
from riskreg.people.queries import accounts
from tests.conftest import NOW
from tests.factories import PASSWORD, Factory
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


# My accesses, on every device

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1"


def enter_with(app, user_agent: str) -> Client:
    client = Client(app)
    headers = {"User-Agent": user_agent}
    form = client.get("/entra", headers=headers).form() | {"email": "ada@camera.example", "password": PASSWORD}
    assert client.open("POST", "/entra", data=form, headers=headers).status == 302
    return client


def test_the_profile_says_on_which_device_and_nothing_finer(app, ada):
    enter_with(app, TELEPHONE)
    page = enter_with(app, FIREFOX).get("/profilo")
    assert [row[0] for row in page.rows() if "Chiudi" in row[-1]] == ["Firefox su Windows (questo browser)", "Safari su iPhone"]
    assert "140" not in page.text


def test_a_session_on_a_machine_left_behind_is_closed_from_here(app, ada):
    there, here = enter_with(app, TELEPHONE), enter_with(app, FIREFOX)
    first = accounts.sessions_of(ada.id)[0]
    here.open("POST", f"/profilo/accessi/{first.id}/chiudi", data={"csrf_token": here.token()})
    assert not is_in(there)
    assert is_in(here)


def test_closing_this_one_leads_to_the_door(app, ada):
    here = enter_with(app, FIREFOX)
    answer = here.open("POST", f"/profilo/accessi/{accounts.sessions_of(ada.id)[0].id}/chiudi", data={"csrf_token": here.token()})
    assert answer.location == "/entra"
    assert not is_in(here)


def test_nobody_closes_somebody_elses(app, ada, client_for):
    hers = enter_with(app, FIREFOX)
    admin = client_for(Role.ADMIN)
    session_id = accounts.sessions_of(ada.id)[0].id
    assert admin.open("POST", f"/profilo/accessi/{session_id}/chiudi", data={"csrf_token": admin.token()}).status == 403
    assert is_in(hers)


def test_a_stolen_session_is_useless_after_signing_out_everywhere(app, ada):
    here, thief = enter_with(app, FIREFOX), Client(app)
    thief.http.set_cookie("riskreg", here.http.get_cookie("riskreg").value)
    elsewhere = enter_with(app, TELEPHONE)
    assert is_in(thief)
    answer = here.open("POST", "/profilo/accessi/chiudi-tutti", data={"csrf_token": here.token()})
    assert answer.location == "/entra"
    assert [is_in(one) for one in (here, thief, elsewhere)] == [False, False, False]


def test_the_last_page_is_told_every_ten_minutes_and_never_waited_for(app, ada):
    client = Client.signed_in(app, ada)
    seen = []
    for minutes in (0, 5, 9, 11, 15, 22):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            client.get("/profilo")
            db.session.expire_all()
            seen.append((accounts.sessions_of(ada.id)[0].seen_at - NOW).total_seconds() // 60)
    assert seen == [0, 0, 0, 11, 11, 22]


def test_a_page_is_shown_while_somebody_else_is_writing(real_app):
    """SQLite has one writer: a heartbeat that cannot have the lock at once is left for the next page."""
    user = Factory().user()
    client = Client.signed_in(real_app, user)
    db.session.commit()
    waits: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if "busy_timeout" in statement or "IMMEDIATE" in statement:
            waits.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with db.engine.connect().execution_options(**{WRITES: True}) as writer, clock.frozen(NOW + timedelta(minutes=30)):
            writer.execute(text("UPDATE user_account SET job_title = 'x'"))
            client.get("/profilo")
            writer.rollback()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if db.engine.dialect.name == "sqlite":
        assert waits[1:] == [f"PRAGMA busy_timeout={IMPATIENT_WAIT_MS}", "BEGIN IMMEDIATE", "PRAGMA busy_timeout=15000"]
        assert accounts.sessions_of(user.id)[0].seen_at == NOW, "left for the next page"


def test_a_new_address_is_told_to_both_and_ends_every_session(app, ada, client_for):
    hers, admin = enter_with(app, FIREFOX), client_for(Role.ADMIN)
    admin.send(admin.get(f"/organizzazione/utenti/{ada.id}/modifica"), email="nuova@camera.example")
    assert not is_in(hers)
    told = db.session.scalars(select(Notice).where(Notice.kind == "account:email_changed").order_by(Notice.id)).all()
    assert [one.address for one in told] == ["ada@camera.example", "nuova@camera.example"]
    assert all("Adesso: nuova@camera.example" in one.body for one in told)


def test_a_new_password_is_told_to_its_owner(app, ada):
    here = Client.signed_in(app, ada)
    here.send(here.get("/profilo/password"), current=PASSWORD, new=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert db.session.scalars(select(Notice.kind).where(Notice.user_id == ada.id)).all() == ["account:password_changed"]
