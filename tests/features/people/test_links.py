"""Links by mail: used once, by whoever got them, before they expire; opening one changes nothing."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from riskreg.audit.queries import trail
from riskreg.core import clock, passwords
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications import letters
from riskreg.notifications.models import Notice
from riskreg.people import porter, queries
from riskreg.people.models import AccountLink, User
from riskreg.people.operations import links, second_factors, users
from riskreg.people.queries import accounts
from tests.conftest import NOW
from tests.factories import PASSWORD, Factory
from tests.page import Client

NEW = "tre gabbiani sul molo vecchio"
BY = {"by": COMMAND_LINE, "at": NOW}
GONE = "Il collegamento non è più valido"


@pytest.fixture
def invited(make):
    """Somebody who has not chosen a password yet, and the path that was mailed."""
    user = make.user(email="ines@camera.example", family_name="Vallechiara", password_hash=None)
    make.grant(user, Role.URP)
    return user, mailed_path(user)


def mailed_path(user) -> str:
    """What stands in the last letter to that person, as it would leave."""
    links.send_link(user, **BY)
    db.session.commit()
    return path_in_the_last_letter(user)


def path_in_the_last_letter(user) -> str:
    notice = db.session.scalars(
        select(Notice).where(Notice.user_id == user.id, Notice.link_nonce.is_not(None)).order_by(Notice.id.desc())
    ).first()
    found = re.search(r"/accesso/[\w-]{43}", letters.composed(notice, "Camera di prova").text)
    assert found
    return found[0]


def choose(client, path, password=NEW, status=302):
    assert client.open("GET", path).location == "/accesso"
    return client.send(client.get("/accesso"), status, at="/accesso", new=password, repeat=password)


def enter(app, email, password, status=302):
    client = Client(app)
    client.send(client.get("/entra"), status, at="/entra", email=email, password=password)
    return client


def test_an_invitation_leads_to_a_password_and_in(app, visitor, invited):
    _user, path = invited
    page = choose(visitor, path)
    assert page.location == "/entra"
    assert "La password è stata impostata. Ora entra." in visitor.get("/entra").text
    enter(app, "ines@camera.example", NEW).get("/profilo")


def letter_to(user):
    notice = db.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc())).first()
    return letters.composed(notice, "Camera di prova").text


@pytest.mark.parametrize(("role", "announced"), [(Role.URP, True), (Role.OIV, False)])
def test_an_invitation_says_that_the_phone_will_be_needed(make, role, announced):
    """Whoever is asked for a second factor at their first sign-in reads it before they sit down."""
    with writing():
        second_factors.require_for(frozenset({Role.URP}), **BY)
    user = make.user(password_hash=None)
    make.grant(user, role)
    mailed_path(user)
    assert ("Al primo accesso ti servirà il telefono" in letter_to(user)) is announced


def test_an_invitation_says_first_what_to_do(invited):
    user, path = invited
    text = letter_to(user)
    places = [text.index(words) for words in ("scegli la tua password", path, "Indirizzo con cui entri", "Se non aspettavi")]
    assert places == sorted(places)


def test_nobody_types_their_address_twice(app, visitor, invited):
    """Nor does an address stand in a link, which logs keep."""
    user, path = invited
    choose(visitor, path)
    assert visitor.get("/entra").value("email") == user.email
    client = Client(app)
    for typed in ("ines@camera.example", "inez@camera.example"):
        sent = client.send(client.get("/entra/password-dimenticata"), at="/entra/password-dimenticata", email=typed)
        assert "camera" not in sent.location
        assert f"Hai scritto {typed}" in client.get(sent.location).text.replace("@ ", "@"), "whether it exists is not told"
        assert client.get("/entra/password-dimenticata").value("email") == typed


def test_opening_the_link_changes_nothing_however_often(app, visitor, invited):
    """Filters of the mail open it before its reader does."""
    user, path = invited
    for _ in range(3):
        Client(app).open("GET", path)
        Client(app).open("HEAD", path)
    assert accounts.open_links(user.id)[0].used_at is None
    choose(visitor, path)


def test_a_link_is_good_once(app, visitor, invited):
    user, path = invited
    choose(visitor, path)
    (link,) = accounts.links_of(user.id)
    assert (link.used_at, link.revoked_at) == (NOW, None)
    again = Client(app).open("GET", path)
    assert (again.status, again.h1) == (410, GONE)


def test_the_page_left_open_is_worth_nothing_once_the_link_was_used_elsewhere(app, visitor, invited):
    user, path = invited
    other = Client(app)
    other.open("GET", path)
    left_open = other.get("/accesso")
    choose(visitor, path)
    late = other.send(left_open, 410, at="/accesso", new="un'altra frase ancora più lunga", repeat="un'altra frase ancora più lunga")
    assert late.h1 == GONE
    assert passwords.matches(queries.user(user.id).password_hash, NEW)


@pytest.mark.parametrize(("days", "good"), [(6.99, True), (7.01, False)])
def test_an_invitation_lasts_seven_days(visitor, invited, days, good):
    with clock.frozen(NOW + timedelta(days=days)):
        assert visitor.open("GET", invited[1]).status == (302 if good else 410)


@pytest.mark.parametrize(("minutes", "good"), [(59, True), (61, False)])
def test_a_new_password_must_be_chosen_within_the_hour(visitor, make, minutes, good):
    path = mailed_path(make.user())
    with clock.frozen(NOW + timedelta(minutes=minutes)):
        assert visitor.open("GET", path).status == (302 if good else 410)


def test_a_page_opened_in_time_and_sent_too_late_is_refused(visitor, make):
    user = make.user()
    path = mailed_path(user)
    visitor.open("GET", path)
    form = visitor.get("/accesso")
    with clock.frozen(NOW + timedelta(minutes=61)):
        assert visitor.send(form, 410, at="/accesso", new=NEW, repeat=NEW).h1 == GONE
    assert passwords.matches(queries.user(user.id).password_hash, PASSWORD)


def test_a_new_link_takes_the_place_of_the_one_before(visitor, invited):
    user, first = invited
    second = mailed_path(user)
    assert visitor.open("GET", first).status == 410
    assert visitor.open("GET", second).status == 302
    waiting = db.session.scalars(select(Notice.state).where(Notice.user_id == user.id).order_by(Notice.id)).all()
    assert waiting == ["withdrawn", "waiting"], "the letter with the old one does not leave any more"


@pytest.mark.parametrize("token", ["x" * 43, "x", "..", "%00", "a" * 3000, "' OR 1=1 --"])
def test_a_made_up_link_is_answered_like_an_old_one(visitor, invited, token):
    page = visitor.open("GET", f"/accesso/{token}")
    assert page.status in (404, 410)


def test_whoever_came_with_no_link_chooses_nothing(visitor):
    assert visitor.open("GET", "/accesso").status == 410
    assert visitor.open("POST", "/accesso", data={"csrf_token": visitor.token(), "new": NEW, "repeat": NEW}).status == 410


def test_a_link_for_one_person_sets_nobody_elses_password(visitor, make, invited):
    bea = make.user()
    before = bea.password_hash
    choose(visitor, invited[1])
    assert queries.user(bea.id).password_hash == before


def test_without_its_token_the_form_is_refused(visitor, invited):
    visitor.open("GET", invited[1])
    assert visitor.open("POST", "/accesso", data={"new": NEW, "repeat": NEW}).status == 400
    assert queries.user(invited[0].id).password_hash is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("corta", "almeno 12"),
        ("Vallechiara-2026", "tuo nome"),
        ("ines.vallechiara!", "tuo nome"),
        ("password-2026!", "prime"),
        ("123456789012", "in fila"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason_and_the_link_stays_good(visitor, invited, password, words):
    page = choose(visitor, invited[1], password, 422)
    assert words in page.errors["new"]
    assert page.value("new") in (None, "")
    choose(visitor, invited[1])


def test_two_passwords_that_differ_are_refused(visitor, invited):
    visitor.open("GET", invited[1])
    page = visitor.send(visitor.get("/accesso"), 422, at="/accesso", new=NEW, repeat=NEW + "x")
    assert page.errors == {"repeat": "Le due password non coincidono: riscrivile."}


def test_the_token_stands_in_no_page_no_cookie_and_no_other_address(visitor, invited, caplog):
    path = invited[1]
    token = path.rpartition("/")[2]
    with caplog.at_level("DEBUG"):
        opened = visitor.open("GET", path)
    assert opened.response.headers["Referrer-Policy"] == "no-referrer"
    assert opened.response.headers["Cache-Control"] == "no-store"
    assert token not in opened.location
    assert token not in visitor.get("/accesso").response.get_data(as_text=True)
    assert token not in str(visitor.http.get_cookie("riskreg"))
    assert token not in caplog.text
    assert [column for row in db.session.execute(select(AccountLink.__table__)) for column in row if token in str(column)] == []


def test_a_reset_ends_every_session_and_forgets_what_was_counted(app, visitor, make):
    user = make.user(email="ada@camera.example")
    thief = Client.signed_in(app, user)
    for _ in range(4):
        enter(app, "ada@camera.example", "sbagliata", 422)
    enter(app, "ada@camera.example", PASSWORD, 429)
    choose(visitor, mailed_path(user))
    assert thief.open("GET", "/profilo").status == 302
    enter(app, "ada@camera.example", NEW)
    assert "account:password_changed" in db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id)).all()


def test_somebody_else_who_is_signed_in_here_goes_out_first(app, make, invited):
    client = Client.signed_in(app, make.user(given_name="Bea"))
    choose(client, invited[1])
    assert client.open("GET", "/profilo").status == 302
    assert client.get("/entra").h1 == "Entra in riskreg"


@pytest.mark.parametrize("happens", ["password", "email", "lock", "disable"])
def test_whatever_changes_at_the_door_makes_old_links_worthless(visitor, make, happens):
    user = make.user(email="ada@camera.example")
    path = mailed_path(user)
    sheet = {"given_name": "Ada", "family_name": "Prova", "job_title": ""}
    act = {
        "password": lambda: users.set_password(user, NEW, **BY),
        "email": lambda: users.change_user(user, email="altra@camera.example", **sheet, version=None, **BY),
        "lock": lambda: users.lock_user(user, "Prova", **BY),
        "disable": lambda: users.disable_user(user, **BY),
    }
    act[happens]()
    db.session.commit()
    assert visitor.open("GET", path).status == 410


def test_a_locked_or_disabled_user_gets_no_link(make):
    locked, disabled = make.user(), make.user()
    users.lock_user(locked, "Prova", **BY)
    users.disable_user(disabled, **BY)
    for user in (locked, disabled):
        with pytest.raises(WrongState):
            links.send_link(user, **BY)


# Asked at the door


def ask(app, email):
    client = Client(app)
    return client.send(client.get("/entra/password-dimenticata"), at="/entra/password-dimenticata", email=email)


def test_whoever_forgot_the_password_gets_a_letter_and_comes_in(app, visitor, make):
    user = make.user(email="ada@camera.example")
    assert ask(app, " ADA@camera.example ").location == "/entra/password-dimenticata/inviata"
    assert db.session.scalars(select(Notice)).all() == [], "the page writes nothing to anybody: the worker does"
    porter.run_errands()
    choose(visitor, path_in_the_last_letter(user))
    enter(app, "ada@camera.example", NEW)


def test_whoever_was_invited_and_lost_the_letter_gets_another_invitation(app, make):
    user = make.user(email="ines@camera.example", password_hash=None)
    ask(app, "ines@camera.example")
    porter.run_errands()
    assert [link.purpose for link in accounts.open_links(user.id)] == ["invitation"]


@pytest.mark.parametrize("state", ["nobody", "locked", "disabled"])
def test_whoever_may_not_come_in_gets_no_letter(app, make, state):
    user = make.user(email="ada@camera.example")
    if state == "locked":
        users.lock_user(user, "Prova", **BY)
    elif state == "disabled":
        users.disable_user(user, **BY)
    db.session.commit()
    ask(app, "altra@camera.example" if state == "nobody" else "ada@camera.example")
    assert porter.run_errands() == 1
    assert db.session.scalars(select(AccountLink)).all() == []


def test_nobodys_mailbox_is_filled(app, make):
    user = make.user(email="ada@camera.example")
    now = NOW
    for _ in range(12):
        with clock.frozen(now):
            ask(app, "ada@camera.example")
            porter.run_errands()
        now += timedelta(minutes=4)
    made = db.session.scalars(select(AccountLink).where(AccountLink.user_id == user.id)).all()
    assert len(made) <= 4, "in three quarters of an hour"


def test_an_errand_that_cannot_be_run_does_not_stop_those_behind_it(app, make, monkeypatch):
    ada, bea = make.user(email="ada@camera.example"), make.user(email="bea@camera.example")
    ask(app, "ada@camera.example")
    ask(app, "bea@camera.example")
    real = links.answer_request

    def answer(user, **more):
        if user.id == ada.id:
            raise RuntimeError("on purpose")
        return real(user, **more)

    monkeypatch.setattr(links, "answer_request", answer)
    porter.run_errands()
    assert accounts.open_links(ada.id) == []
    assert len(accounts.open_links(bea.id)) == 1
    assert porter.run_errands() == 0


# By an administrator


def test_an_administrator_invites_again_and_sees_where_things_stand(client_for, make):
    admin, user = client_for(Role.ADMIN), make.user(password_hash=None)
    path = f"/organizzazione/utenti/{user.id}"
    assert "Da invitare" in admin.get(path).text
    admin.open("POST", f"{path}/invita", data={"csrf_token": admin.token()})
    page = admin.get(path)
    assert "Invitato" in page.text
    assert "Invia di nuovo l'invito" in page.text
    with clock.frozen(NOW + timedelta(days=8)):
        again = client_for(Role.ADMIN)
        assert "Invito scaduto" in again.get("/organizzazione/utenti").text


def test_the_history_of_a_person_tells_of_links_and_shows_none(client_for, invited, visitor):
    user, path = invited
    choose(visitor, path)
    text = client_for(Role.ADMIN).get(f"/organizzazione/utenti/{user.id}/cronologia").text
    assert "Collegamento per la password creato" in text
    assert "Password impostata con un collegamento" in text
    assert accounts.links_of(user.id)[0].nonce not in text


def test_erasing_a_person_takes_everything_at_the_door_away(app, visitor, invited):
    user, path = invited
    choose(visitor, path)
    enter(app, "ines@camera.example", NEW)
    ask(app, "ines@camera.example")
    users.disable_user(user, **BY)
    users.erase_person(user, **BY)
    db.session.commit()
    for kind in (AccountLink,):
        assert db.session.scalars(select(kind).where(kind.user_id == user.id)).all() == []
    assert accounts.sign_in_record(user.id) is None
    assert {session.device for session in accounts.sessions_of(user.id)} == {""}
    assert porter.run_errands() == 0


# Two at once


def test_of_two_who_use_one_link_at_the_same_moment_one_is_told_so(real_app):
    user = Factory().user(password_hash=None)
    with writing():
        link_id = links.made(db.session.get(User, user.id), **BY).id
    told, start = [], threading.Barrier(4)
    hashes = [passwords.hashed(f"una frase lunga numero {n}") for n in range(4)]

    def use(n: int) -> None:
        with real_app.app_context():
            start.wait()
            try:
                with writing():
                    links.use(link_id, hashes[n], at=NOW)
                told.append(n)
            except RuleBroken:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert len(told) == 1
    assert queries.user(user.id).password_hash == hashes[told[0]]
    assert [entry.tag for entry in trail([user.subject])].count("user:link:used") == 1


def test_links_that_are_no_longer_good_go_after_a_month_and_the_trail_keeps_that_they_were(app, invited):
    user, path = invited
    choose(Client(app), path)
    waiting = make_waiting(app)
    assert links.forget_old(NOW + links.KEPT, by=COMMAND_LINE) == 0, "a month has not passed yet"
    late = NOW + links.KEPT + timedelta(seconds=1)
    assert links.forget_old(late, by=COMMAND_LINE) == 1
    db.session.commit()
    assert accounts.links_of(user.id) == []
    assert len(accounts.links_of(waiting.id)) == 1, "one that expired later is still to be seen"
    assert {"user:link:made", "user:link:used", "user:link:erased"} <= {entry.tag for entry in trail([user.subject])}


def make_waiting(app) -> User:
    user = Factory().user(email="attesa@camera.example", password_hash=None)
    links.send_link(user, **BY)
    db.session.commit()
    return user
