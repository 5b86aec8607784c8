"""The second factor: put on, asked, used once, lost, reset; and nothing else open to whoever must put it on first."""

import base64
import threading
from datetime import timedelta

import pytest
from flask import session
from sqlalchemy import select

from riskreg.audit.operations import record
from riskreg.audit.queries import trail
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.one_time_codes import STEP, code, step_of
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import doorkeeper, queries
from riskreg.people.models import RecoveryCode, SecondFactor, SignInSession, User
from riskreg.people.operations import second_factors, users
from riskreg.people.operations.sessions import himself
from riskreg.people.queries import accounts
from tests.conftest import NOW
from tests.factories import ATTEMPT, PASSWORD, Factory
from tests.house.world import rules
from tests.page import Client, Page

KEY = b"12345678901234567890"
LATER = NOW + timedelta(seconds=STEP)


@pytest.fixture
def ada(make):
    user = make.user(email="ada@camera.example")
    make.grant(user, Role.RPCT)
    return user


def put_on(user, at=NOW) -> list[str]:
    with writing():
        return second_factors.enable(
            db.session.get(User, user.id), KEY, code(KEY, step_of(at)), ATTEMPT, keep_token=None, by=himself(user), at=at
        )


def required(*roles: Role) -> None:
    with writing():
        second_factors.require_for(frozenset(roles), by=COMMAND_LINE, at=NOW)


def password(app, email="ada@camera.example", poi="") -> Client:
    """A browser past the first step."""
    client = Client(app)
    path = f"/entra{poi}"
    client.send(client.get(path), at=path, email=email, password=PASSWORD)
    return client


def give(client, typed: str, status=302, path="/entra/codice"):
    field = "one_time_code" if path == "/entra/codice" else "recovery_code"
    return client.send(client.get(path), status, at=path, **{field: typed})


def key_on(page) -> bytes:
    text = page.soup.select_one(".rr-key").get_text().replace(" ", "")
    return base64.b32decode(text + "=" * (-len(text) % 8))


def kinds_of_notices(user) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)))


# Putting it on


def test_a_person_puts_it_on_from_the_profile(app, ada):
    client = Client.signed_in(app, ada)
    page = client.get("/profilo/secondo-fattore/attiva")
    assert page.soup.select_one("svg.rr-qr path") is not None
    key = key_on(page)
    assert len(key) == 20
    done = client.send(page, current=PASSWORD, one_time_code=code(key, step_of(NOW)))
    shown = client.get(done.location)
    codes = [item.get_text(strip=True) for item in shown.soup.select(".rr-codes li")]
    assert len(set(codes)) == 10
    file = client.open("GET", "/profilo/secondo-fattore/codici.txt").response
    assert all(one in file.get_data(as_text=True) for one in codes)
    assert file.headers["Cache-Control"] == "no-store"
    client.open("POST", put_away(shown), data=shown.form())
    assert client.open("GET", "/profilo/secondo-fattore/codici").status == 302, "shown once"
    assert client.open("GET", "/profilo/secondo-fattore/codici.txt").status == 302
    assert kinds_of_notices(ada) == ["account:second_factor_enabled"]


def saved_at(user):
    db.session.expire_all()
    return accounts.second_factor(user.id).codes_saved_at


def test_codes_left_behind_are_not_counted_on(app, ada):
    """The page was closed before «Ho salvato i codici»: profile and first page say so until new ones are put away."""
    client = Client.signed_in(app, ada)
    page = client.get("/profilo/secondo-fattore/attiva")
    client.send(page, current=PASSWORD, one_time_code=code(key_on(page), step_of(NOW)))
    assert saved_at(ada) is None
    profile = client.get("/profilo")
    assert "Non hai confermato di aver salvato i codici di recupero" in profile.text
    assert "ancora buoni" not in profile.text
    assert profile.soup.select_one('a[href^="/profilo/secondo-fattore/codici?"]'), "they still stand in this browser"
    assert "codici di recupero non confermati" in client.get("/").text
    old = client.get("/profilo/secondo-fattore/codici")
    with clock.frozen(NOW + timedelta(minutes=20)):
        assert client.get("/profilo").soup.select_one('a[href="/profilo/secondo-fattore/codici/nuovi"]')
        new = renewed(client)
        assert client.open("POST", put_away(old), data=old.form()).status == 422, "a page left open speaks of codes that are gone"
        assert saved_at(ada) is None
        client.open("POST", put_away(new), data=new.form())
        assert saved_at(ada) is not None
        assert "10 codici di recupero ancora buoni" in client.get("/profilo").text
        assert "non confermati" not in client.get("/").text
        late = renewed(client)
        assert saved_at(ada) is None, "new codes, new question"
    with clock.frozen(NOW + timedelta(minutes=45)):
        client.open("POST", put_away(late), data=late.form())
        assert saved_at(ada) is not None, "whoever takes long to print has saved them all the same"


def renewed(client) -> Page:
    done = client.send(client.get("/profilo/secondo-fattore/codici/nuovi"), current=PASSWORD)
    return client.get(done.location)


def put_away(page) -> str:
    return str(page.soup.select_one("form.rr-form")["action"])


def test_the_key_stays_the_same_while_the_page_is_being_filled_in(app, ada):
    client = Client.signed_in(app, ada)
    page = client.get("/profilo/secondo-fattore/attiva")
    wrong = client.send(page, 422, current=PASSWORD, one_time_code="000000")
    assert wrong.errors == {"one_time_code": "Il codice non è corretto: scrivi quello che l'app mostra adesso."}
    assert key_on(wrong) == key_on(page)


@pytest.mark.parametrize("typed", [{"current": "sbagliata"}, {"current": ""}, {"one_time_code": ""}])
def test_a_browser_left_open_is_not_enough_to_put_one_on(app, ada, typed):
    client = Client.signed_in(app, ada)
    page = client.get("/profilo/secondo-fattore/attiva")
    right = {"current": PASSWORD, "one_time_code": code(key_on(page), step_of(NOW))}
    client.send(page, 422, **right | typed)
    assert accounts.second_factor(ada.id) is None


def test_putting_it_on_ends_the_other_sessions_and_not_this_one(app, ada):
    here, there = Client.signed_in(app, ada), Client.signed_in(app, ada)
    page = here.get("/profilo/secondo-fattore/attiva")
    here.send(page, current=PASSWORD, one_time_code=code(key_on(page), step_of(NOW)))
    assert here.open("GET", "/profilo").status == 200
    assert there.open("GET", "/profilo").status == 302


def test_neither_database_nor_cookie_shows_key_or_codes(app, ada):
    client = Client.signed_in(app, ada)
    page = client.get("/profilo/secondo-fattore/attiva")
    key = key_on(page)
    cookie = str(client.http.get_cookie("riskreg"))
    client.send(page, current=PASSWORD, one_time_code=code(key, step_of(NOW)))
    codes = [item.get_text(strip=True) for item in client.get("/profilo/secondo-fattore/codici").soup.select(".rr-codes li")]
    cookie += str(client.http.get_cookie("riskreg"))
    kept = "".join(str(row) for table in (SecondFactor, RecoveryCode) for row in db.session.execute(select(table.__table__)))
    for secret in (key.hex(), base64.b32encode(key).decode(), base64.b64encode(key).decode(), *codes):
        assert secret not in cookie
        assert secret not in kept


# Asked at the door


def test_the_password_alone_opens_nothing(app, ada):
    put_on(ada)
    client = password(app)
    for path in ("/", "/profilo", "/organizzazione/utenti"):
        assert client.open("GET", path).location.startswith("/entra"), path
    assert db.session.scalars(select(SignInSession).where(SignInSession.user_id == ada.id)).all() == []


def test_password_and_code_open_the_door_and_lead_where_one_was_going(app, ada):
    put_on(ada)
    client = password(app, poi="?poi=/organizzazione/unita")
    path = "/entra/codice?poi=/organizzazione/unita"
    with clock.frozen(LATER):
        assert client.send(client.get(path), at=path, one_time_code=code(KEY, step_of(LATER))).location == "/organizzazione/unita"
        client.get("/organizzazione/unita")


@pytest.mark.parametrize("poi", ["//evil.example", "https://evil.example", "/%5Cevil.example"])
def test_the_second_step_leads_to_no_other_house(app, ada, poi):
    put_on(ada)
    client = password(app)
    path = f"/entra/codice?poi={poi}"
    with clock.frozen(LATER):
        assert client.send(client.get(path), at=path, one_time_code=code(KEY, step_of(LATER))).location == "/"


def test_a_code_is_good_once(app, ada):
    put_on(ada)
    first, second = password(app), password(app)
    with clock.frozen(LATER):
        give(first, code(KEY, step_of(LATER)))
        give(second, code(KEY, step_of(LATER)), 422)


def test_the_code_that_put_it_on_does_not_open_the_door(app, ada):
    put_on(ada)
    give(password(app), code(KEY, step_of(NOW)), 422)


def test_the_second_step_waits_five_minutes(app, ada):
    put_on(ada)
    client = password(app)
    late = NOW + timedelta(minutes=5, seconds=1)
    with clock.frozen(late):
        assert client.open("GET", "/entra/codice").location == "/entra"
        answer = client.open("POST", "/entra/codice", data={"csrf_token": client.token(), "one_time_code": code(KEY, step_of(late))})
        assert answer.location == "/entra"


@pytest.mark.parametrize("happens", ["password", "disabled", "locked"])
def test_what_changes_between_the_two_steps_sends_back_to_the_first(app, ada, happens):
    put_on(ada)
    client = password(app)
    by = {"by": COMMAND_LINE, "at": NOW}
    with writing():
        user = db.session.get(User, ada.id)
        if happens == "password":
            users.set_password(user, "tre gabbiani sul molo vecchio", **by)
        elif happens == "disabled":
            users.disable_user(user, **by)
        else:
            users.lock_user(user, "Prova", **by)
    assert client.open("GET", "/entra/codice").location == "/entra"


def test_nobody_comes_to_the_second_step_without_the_first(visitor):
    for path in ("/entra/codice", "/entra/codice-di-recupero"):
        assert visitor.open("GET", path).location == "/entra"
        assert (
            visitor.open("POST", path, data={"csrf_token": visitor.token(), "one_time_code": "1", "recovery_code": "1"}).location
            == "/entra"
        )


def test_wrong_codes_are_slowed_then_refused(app, ada):
    put_on(ada)
    client, now, answers = password(app), NOW, []
    for turn in range(20):
        with clock.frozen(now):
            if turn % 8 == 7:
                client = password(app)
            answers.append(client.open("POST", "/entra/codice", data={"csrf_token": client.token(), "one_time_code": "000000"}).status)
        now += timedelta(seconds=25)
    assert answers.count(422) <= 10
    assert 429 in answers


# On paper


def test_a_recovery_code_opens_the_door_once(app, ada):
    codes = put_on(ada)
    give(password(app), codes[0].upper().replace("-", " "), path="/entra/codice-di-recupero")
    give(password(app), codes[0], 422, path="/entra/codice-di-recupero")
    give(password(app), codes[1], path="/entra/codice-di-recupero")
    assert accounts.second_factor(ada.id).codes_left == 8
    assert kinds_of_notices(ada)[1:] == ["account:recovery_code_used"] * 2


def test_new_codes_make_the_old_ones_worthless(app, ada):
    codes = put_on(ada)
    client = Client.signed_in(app, ada)
    page = client.send(client.get("/profilo/secondo-fattore/codici/nuovi"), current=PASSWORD)
    fresh = [item.get_text(strip=True) for item in client.get(page.location).soup.select(".rr-codes li")]
    give(password(app), codes[0], 422, path="/entra/codice-di-recupero")
    give(password(app), fresh[0], path="/entra/codice-di-recupero")


def test_codes_of_one_person_open_nobody_elses_door(app, ada, make):
    codes = put_on(ada)
    put_on(make.user(email="bea@camera.example"))
    give(password(app, "bea@camera.example"), codes[0], 422, path="/entra/codice-di-recupero")


# Taking it off


def test_a_person_takes_it_off_with_the_password(app, ada):
    put_on(ada)
    here, there = Client.signed_in(app, ada), Client.signed_in(app, ada)
    here.send(here.get("/profilo/secondo-fattore/disattiva"), 422, current="sbagliata")
    here.send(here.get("/profilo/secondo-fattore/disattiva"), current=PASSWORD)
    assert accounts.second_factor(ada.id) is None
    assert there.open("GET", "/profilo").status == 302
    assert kinds_of_notices(ada)[-1] == "account:second_factor_disabled"
    assert db.session.scalars(select(RecoveryCode)).all() == []


def test_whose_role_asks_for_it_cannot_take_it_off(app, ada):
    put_on(ada)
    required(Role.RPCT)
    client = Client.signed_in(app, ada)
    page = client.get("/profilo/secondo-fattore/disattiva")
    assert page.soup.select_one("main form") is None
    answer = client.open("POST", "/profilo/secondo-fattore/disattiva", data={"csrf_token": client.token(), "current": PASSWORD})
    assert answer.status == 422
    assert accounts.second_factor(ada.id) is not None


def test_an_administrator_resets_it_and_the_person_is_told_and_out(app, ada, client_for):
    put_on(ada)
    hers, admin = Client.signed_in(app, ada), client_for(Role.ADMIN)
    admin.send(admin.get(f"/organizzazione/utenti/{ada.id}/secondo-fattore/azzera"))
    assert accounts.second_factor(ada.id) is None
    assert hers.open("GET", "/profilo").status == 302
    assert kinds_of_notices(ada)[-1] == "account:second_factor_disabled"
    assert "user:factor:disabled" in [entry.tag for entry in trail([ada.subject])]


def test_nobody_puts_one_on_or_takes_one_off_for_another(make, ada):
    admin = make.person(Role.ADMIN)
    with pytest.raises(RuleBroken, match="per sé"):
        second_factors.enable(ada, KEY, code(KEY, step_of(NOW)), ATTEMPT, keep_token=None, by=admin, at=NOW)
    put_on(ada)
    for act in (
        lambda: second_factors.disable(ada, required=False, keep_token=None, by=admin, at=NOW),
        lambda: second_factors.renew_codes(ada, by=admin, at=NOW),
    ):
        with pytest.raises(RuleBroken, match="per sé"):
            act()


def test_there_is_one_and_it_is_not_put_on_twice(ada):
    put_on(ada)
    with pytest.raises(WrongState):
        put_on(ada, LATER)


def test_after_the_secret_changed_the_page_says_whom_to_ask(app, ada):
    put_on(ada)
    with writing():
        factor = accounts.second_factor(ada.id)
        factor.sealed_key = factor.sealed_key[:-6] + "AAAAA="
        record(Tag.SECOND_FACTOR_ENABLED, factor, by=COMMAND_LINE, at=NOW)
    with clock.frozen(LATER):
        page = give(password(app), code(KEY, step_of(LATER)), 422)
    assert "chiedi a un amministratore di azzerarlo" in page.summary[0]


# Asked by a role

SAMPLES = {"token": "x", "kind": "x", "name": "x", "slug": "unita", "which": "privacy", "word": "accorpa", "about": "role"}


def test_whose_role_asks_for_it_can_do_nothing_else_until_it_is_on(app, ada, shared_app):
    required(Role.RPCT)
    client = password(app, poi="?poi=/organizzazione/unita")
    open_to_her = {"people.enable_second_factor", "people.sign_out"}
    for endpoint, rule in rules(shared_app).items():
        guard = shared_app.view_functions[endpoint].guard
        if endpoint in open_to_her or guard.permission is None:
            continue
        arguments = {name: SAMPLES.get(name, 1) for name in rule.arguments}
        with app.test_request_context():
            path = shared_app.url_map.bind("localhost").build(endpoint, arguments)
        if "GET" in rule.methods:
            assert client.open("GET", path).location.startswith("/profilo/secondo-fattore/attiva"), endpoint
        if "POST" in rule.methods:
            assert client.open("POST", path, data={"csrf_token": client.token()}).status == 403, endpoint
    assert client.open("GET", "/non/esiste").location.startswith("/profilo/secondo-fattore/attiva")


def test_once_it_is_on_the_way_leads_on(app, ada):
    required(Role.RPCT)
    client = password(app, poi="?poi=/organizzazione/unita")
    page = client.get("/profilo/secondo-fattore/attiva?poi=/organizzazione/unita")
    assert page.soup.find(attrs={"name": "current"}) is None, "the password was given a moment ago"
    assert not page.soup.select("nav.rr-menu a"), "no menu leads anywhere yet"
    done = client.send(page, one_time_code=code(key_on(page), step_of(NOW)))
    codes = client.get(done.location)
    away = client.open("POST", codes.soup.select_one("main form")["action"], data={"csrf_token": client.token()})
    assert away.location == "/organizzazione/unita"
    client.get("/organizzazione/utenti")
    (opened,) = accounts.sessions_of(ada.id)
    assert not opened.is_confined


def test_a_confined_session_holds_no_role(app, ada):
    required(Role.RPCT)
    client = password(app)
    with client.http.session_transaction() as cookie:
        token = cookie["_user_id"]
    with app.test_request_context():
        session["seen"] = int(NOW.timestamp())
        assert doorkeeper._load(token).person.roles == frozenset()


def test_who_holds_no_such_role_is_asked_for_nothing(app, ada, make):
    required(Role.ADMIN)
    assert password(app).get("/organizzazione/utenti").status == 200


def test_a_role_that_ended_asks_for_nothing(app, make):
    required(Role.ADMIN)
    user = make.user(email="ex@camera.example")
    make.grant(user, Role.ADMIN, to_on=NOW.date() - timedelta(days=1))
    assert password(app, "ex@camera.example").open("GET", "/profilo").status == 200


def test_in_service_administrators_and_rpct_until_somebody_decides(app):
    assert accounts.second_factor_roles(in_service=True) == {Role.ADMIN, Role.RPCT}
    assert accounts.second_factor_roles(in_service=False) == frozenset()
    required()
    assert accounts.second_factor_roles(in_service=True) == frozenset(), "nobody is a decision too"


def test_an_administrator_chooses_the_roles(client_for, ada):
    admin = client_for(Role.ADMIN)
    page = admin.get("/organizzazione/sicurezza")
    assert "RPCT: attivato da 0 su 1" in page.text
    admin.send(page, roles=["rpct", "admin"])
    again = admin.get("/organizzazione/sicurezza")
    assert again.form()["roles"] == ["rpct", "admin"]
    assert accounts.security_rules().roles == {Role.RPCT, Role.ADMIN}
    admin.send(again, roles=[])
    assert accounts.security_rules().roles == frozenset()


def test_two_administrators_do_not_overwrite_each_other(client_for):
    first, second = client_for(Role.ADMIN), client_for(Role.ADMIN)
    first.send(first.get("/organizzazione/sicurezza"), roles=["admin"])
    mine, theirs = first.get("/organizzazione/sicurezza"), second.get("/organizzazione/sicurezza")
    second.send(theirs, roles=["rpct"])
    first.send(mine, 409, roles=["urp"])


# Two at once


@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_two_who_use_one_code_at_the_same_moment_one_comes_in(real_app, kind):
    user = Factory().user()
    codes = put_on(user)
    typed = code(KEY, step_of(LATER)) if kind == "code" else codes[0]
    use = second_factors.use_code if kind == "code" else second_factors.use_recovery_code
    told, start = [], threading.Barrier(4)

    def attempt(n: int) -> None:
        with real_app.app_context():
            start.wait()
            try:
                with writing():
                    use(queries.user(user_id), typed, ATTEMPT, at=LATER)
                told.append(n)
            except RuleBroken:
                pass
            finally:
                db.session.remove()

    user_id = user.id
    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
