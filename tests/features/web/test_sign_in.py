"""The door: who comes in, what a stranger can learn, where one is led afterwards."""

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people.operations import users
from tests.factories import PASSWORD

REFUSED = "E-mail o password non corrette: controllale e riprova."


@pytest.fixture
def ada(make):
    user = make.user(email="ada@camera.example", given_name="Ada", family_name="Rocca")
    make.grant(user, Role.ADMIN)
    return user


def enter(visitor, email: str, password: str = PASSWORD, status: int = 302, poi: str | None = None):
    path = "/entra" if poi is None else "/entra?" + poi
    return visitor.send(visitor.get(path), status, at=path, email=email, password=password)


@pytest.mark.parametrize("email", ["ada@camera.example", "ADA@Camera.Example", "  ada@camera.example "])
def test_the_right_password_opens_the_door(visitor, ada, email):
    assert enter(visitor, email).location == "/"
    assert visitor.get("/").h1 == "Buongiorno, Ada"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@camera.example", "sbagliata del tutto"),
        ("ada@camera.example", PASSWORD + " "),
        ("ada@camera.example", PASSWORD.upper()),
        ("nessuno@camera.example", PASSWORD),
        ("non è un indirizzo", PASSWORD),
        ("disattivata@camera.example", PASSWORD),
        ("senza.password@camera.example", PASSWORD),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("ada@camera.example\0", "x"),
    ],
    ids=["wrong", "a space more", "capitals", "nobody", "no address", "disabled", "no password yet", "a trick", "a NUL"],
)
def test_every_refusal_is_the_same_so_that_nobody_learns_who_has_an_account(visitor, make, ada, email, password):
    gone = make.user(email="disattivata@camera.example")
    make.user(email="senza.password@camera.example", password_hash=None)
    users.disable_user(gone, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    page = enter(visitor, email, password, status=422)
    assert page.summary == [REFUSED]
    assert page.errors == {}
    assert visitor.open("GET", "/").status == 302


def test_a_refused_door_keeps_the_address_and_never_the_password(visitor, ada):
    page = enter(visitor, "ada@camera.example", "sbagliata del tutto", status=422)
    assert page.value("email") == "ada@camera.example"
    assert page.value("password") in (None, "")
    assert "sbagliata" not in page.response.get_data(as_text=True)


def test_an_empty_door_says_what_to_write(visitor):
    page = enter(visitor, "", "", status=422)
    assert page.errors == {"email": "Scrivi il tuo indirizzo e-mail.", "password": "Scrivi la password."}


def test_a_visitor_is_led_to_the_door_and_then_to_the_page_that_was_asked(visitor, ada):
    asked = visitor.open("GET", "/organizzazione/unita?cerca=gare&tipo=uo")
    assert asked.status == 302
    assert asked.location.startswith("/entra?poi=")
    door = visitor.get(asked.location)
    assert "Per aprire la pagina che hai chiesto devi prima entrare." in door.text
    done = visitor.send(door, email="ada@camera.example", password=PASSWORD)
    assert done.location == "/organizzazione/unita?cerca=gare&tipo=uo"


@pytest.mark.parametrize(
    "poi",
    [
        "poi=//evil.example", "poi=/%5Cevil.example", "poi=%5C%5Cevil.example", "poi=https://evil.example", "poi=https:evil.example",
        "poi=javascript:alert(1)", "poi=/%09/evil.example", "poi=/%0d%0aSet-Cookie:x", "poi=%2F%2Fevil.example", "poi=evil.example",
        "poi=///evil.example", "poi=/%2Fevil.example", "poi=", "poi=%00", "poi=/%0a/evil.example", "poi=https:///evil.example",
    ],
)  # fmt: skip
def test_the_door_leads_to_no_other_house(visitor, ada, poi):
    assert enter(visitor, "ada@camera.example", poi=poi).location == "/"


def test_who_is_in_already_is_led_on(client_for):
    client = client_for(Role.OIV)
    assert client.open("GET", "/entra?poi=/profilo").location == "/profilo"
    assert client.open("GET", "/entra?poi=//evil.example").location == "/"


def test_nothing_of_the_visitors_session_survives_the_sign_in(visitor, ada):
    visitor.get("/entra")
    with visitor.http.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(visitor, "ada@camera.example")
    with visitor.http.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_cookie_holds_a_token_and_no_name(visitor, ada):
    enter(visitor, "ada@camera.example")
    with visitor.http.session_transaction() as cookie:
        assert set(cookie) <= {"_user_id", "_fresh", "_id", "seen", "who", "csrf_token", "_flashes"}
        assert cookie["_user_id"] != str(ada.id)
        assert len(cookie["_user_id"]) >= 40


def test_a_forged_cookie_opens_nothing(visitor, ada):
    visitor.http.set_cookie("riskreg", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbb")
    assert visitor.open("GET", "/").status == 302
