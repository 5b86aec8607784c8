"""At the door: slowed, then refused, the same for everybody; many at once are counted one by one."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from riskreg import create_app
from riskreg.audit.queries import trail
from riskreg.core import clock, passwords
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken, TooSoon
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import porter, queries
from riskreg.people.models import DoorCount, DoorErrand
from riskreg.people.operations import door, sessions, users
from tests.conftest import NOW
from tests.databases import environment
from tests.factories import PASSWORD, Factory
from tests.page import Client

WRONG = "E-mail o password non corrette: controllale e riprova."
NOBODY = "nessuno@camera.example"
BAD = "sbagliata del tutto"


@pytest.fixture
def ada(make):
    user = make.user(email="ada@camera.example")
    make.grant(user, Role.URP)
    return user


def knock(app, email="ada@camera.example", password=BAD, address="192.0.2.1"):
    """One attempt, from a browser of its own."""
    client = Client(app)
    base = {"environ_base": {"REMOTE_ADDR": address}}
    form = client.get("/entra", **base)
    return client.open("POST", "/entra", data=form.form() | {"email": email, "password": password}, **base)


def kinds_of_notices(user) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)))


def test_twenty_wrong_passwords_for_one_account_are_slowed_then_refused(app, ada):
    """Whoever waits as told gets ten looks in twenty tries, from twenty addresses or from one."""
    answers, now = [], NOW
    for turn in range(20):
        with clock.frozen(now):
            answer = knock(app, address=f"192.0.2.{turn + 1}")
        answers.append(answer.status)
        now += timedelta(seconds=20)
    assert answers[:4] == [422] * 4, "the first are only told that it is wrong"
    assert answers.count(422) <= 10
    assert answers[-5:] == [429] * 5, "the last are not even looked at"


def test_a_refusal_says_how_long_and_keeps_what_was_typed(app, ada):
    for _ in range(4):
        told = knock(app)
    assert told.summary == [f"{WRONG} Potrai riprovare tra 5 secondi."]
    page = knock(app)
    assert page.status == 429
    assert page.response.headers["Retry-After"] == "5"
    assert page.summary == ["Troppi tentativi: riprova tra 5 secondi."]
    assert page.value("email") == "ada@camera.example"


def test_the_right_password_too_must_wait(app, ada):
    for _ in range(4):
        knock(app)
    assert knock(app, password=PASSWORD).status == 429
    with clock.frozen(NOW + timedelta(seconds=5)):
        assert knock(app, password=PASSWORD).status == 302


def test_twenty_wrong_passwords_from_one_address_are_slowed_then_refused_for_every_account(app, ada, make):
    bea = make.user(email="bea@camera.example")
    now, answers = NOW, []
    for turn in range(35):
        with clock.frozen(now):
            answers.append(knock(app, f"persona{turn}@camera.example").status)
        now += timedelta(seconds=61 if turn > 9 else 1)
    assert answers[:10] == [422] * 10, "mistakes of a few colleagues cost nobody anything"
    assert answers.count(422) <= 26
    assert answers[-5:] == [429] * 5
    with clock.frozen(now):
        assert knock(app, "bea@camera.example", PASSWORD).status == 429, "not even the right one, from there"
        assert knock(app, "bea@camera.example", PASSWORD, address="198.51.100.9").status == 302, "elsewhere nobody is kept out"
    assert bea.can_sign_in


def test_colleagues_who_mistype_all_day_long_behind_one_address_are_not_kept_out(app, make):
    now = NOW
    for turn in range(30):
        with clock.frozen(now):
            assert knock(app, f"persona{turn}@camera.example").status == 422, turn
        now += timedelta(minutes=4)


def test_coming_in_forgets_the_accounts_failures_and_not_the_addresss(app, ada, make):
    make.user(email="mia@camera.example")
    for turn in range(9):
        knock(app, f"persona{turn}@camera.example")
    knock(app, "ada@camera.example")
    with clock.frozen(NOW + timedelta(seconds=2)):
        assert knock(app, "mia@camera.example", PASSWORD).status == 302
    with clock.frozen(NOW + timedelta(seconds=3)):
        assert knock(app, "altra@camera.example").status == 422
    with clock.frozen(NOW + timedelta(seconds=4)):
        assert knock(app, "altra@camera.example").status == 429, "one's own account washes nothing away"


def test_an_ipv6_customer_is_one_address(app):
    for turn in range(10):
        knock(app, f"persona{turn}@camera.example", address=f"2001:db8:1:2::{turn + 1:x}")
    assert knock(app, address="2001:db8:1:2:ffff::1").status == 429
    assert knock(app, address="2001:db8:1:3::1").status == 422


# Nothing tells who has an account


def everybody(make) -> list[str]:
    """An address of each kind: known, of nobody, disabled, locked, not yet with a password."""
    make.user(email="nota@camera.example")
    users.disable_user(make.user(email="disattivata@camera.example"), by=COMMAND_LINE, at=NOW)
    users.lock_user(make.user(email="bloccata@camera.example"), "Prova", by=COMMAND_LINE, at=NOW)
    make.user(email="invitata@camera.example", password_hash=None)
    db.session.commit()
    return ["nota@camera.example", NOBODY, "disattivata@camera.example", "bloccata@camera.example", "invitata@camera.example"]


def seen_by(app, act) -> tuple:
    """Everything that an onlooker could measure: the words, the status, the statements, the slow checks."""
    statements: list[str] = []
    checks: list[str] = []
    real = passwords.matches

    def note(_connection, _cursor, statement, *_rest):
        if "SAVEPOINT" not in statement:
            statements.append(" ".join(statement.split())[:60])

    def matches(known, typed):
        checks.append("argon2")
        return real(known, typed)

    event.listen(Engine, "before_cursor_execute", note)
    passwords.matches = matches
    try:
        page = act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        passwords.matches = real
    return page.status, page.summary, page.location, page.h1, statements, checks


def test_every_refusal_costs_the_same_words_statements_and_slow_checks(app, make):
    knock(app)  # the first compiles templates
    told = [seen_by(app, lambda one=one, n=n: knock(app, one, address=f"192.0.2.{n}")) for n, one in enumerate(everybody(make), 10)]
    assert told[0][5] == ["argon2"]
    for one in told:
        assert one == told[0]


def test_after_ten_failures_too_nothing_tells(app, make):
    told = []
    for n, email in enumerate(everybody(make), 10):
        answers, now = [], NOW
        for _ in range(12):
            with clock.frozen(now):
                page = knock(app, email, address=f"192.0.2.{n}")
                answers.append((page.status, page.summary))
            now += timedelta(minutes=6)
        told.append(answers)
    assert all(one == told[0] for one in told)
    assert told[0][-1][0] == 429


def ask_letter(app, email, address="192.0.2.1"):
    client = Client(app)
    base = {"environ_base": {"REMOTE_ADDR": address}}
    form = client.get("/entra/password-dimenticata", **base)
    return client.open("POST", "/entra/password-dimenticata", data=form.form() | {"email": email}, **base)


def test_asking_for_a_new_password_tells_nothing(app, make):
    ask_letter(app, "prima@camera.example")
    told = [seen_by(app, lambda one=one, n=n: ask_letter(app, one, f"192.0.2.{n}")) for n, one in enumerate(everybody(make), 10)]
    assert told[0][0] == 302
    for one in told:
        assert one == told[0]


# What the person and the trail are told


def test_the_tenth_failure_is_told_to_the_person_and_to_the_trail(app, ada):
    now = NOW
    for _ in range(10):
        with clock.frozen(now):
            assert knock(app).status == 422
        now += timedelta(minutes=3)
    with clock.frozen(now):
        porter.run_errands()
    assert kinds_of_notices(ada) == ["account:suspended"]
    assert "user:account:suspended" in [entry.tag for entry in trail([ada.subject])]
    assert db.session.scalars(select(DoorErrand)).all() == []


def test_a_locked_out_account_of_nobody_leaves_no_errand_undone(app):
    now = NOW
    for _ in range(10):
        with clock.frozen(now):
            knock(app, NOBODY)
        now += timedelta(minutes=3)
    with clock.frozen(now):
        assert porter.run_errands() == 1
    assert db.session.scalars(select(Notice)).all() == []


def test_whoever_is_right_at_the_tenth_time_is_told_nothing(app, ada):
    now = NOW
    for turn in range(10):
        with clock.frozen(now):
            knock(app, password=PASSWORD if turn == 9 else BAD)
        now += timedelta(minutes=3)
    with clock.frozen(now):
        porter.run_errands()
    assert kinds_of_notices(ada) == []


def test_an_administrator_lifts_the_suspension(app, ada, client_for):
    now = NOW
    for _ in range(10):
        with clock.frozen(now):
            knock(app)
        now += timedelta(minutes=3)
    with clock.frozen(now):
        assert knock(app, password=PASSWORD).status == 429
        admin = client_for(Role.ADMIN)
        page = admin.get(f"/organizzazione/utenti/{ada.id}")
        assert "Sospeso per troppi tentativi" in page.text
        admin.send(admin.get(f"/organizzazione/utenti/{ada.id}/sblocca"))
        assert knock(app, password=PASSWORD, address="192.0.2.77").status == 302


def test_the_table_tells_neither_accounts_nor_addresses(app, ada):
    knock(app)
    for row in db.session.scalars(select(DoorCount)):
        assert len(row.key) == 64
        assert "ada" not in row.key
        assert "192" not in row.key or row.key.isalnum()


def test_old_counts_go(app, ada):
    knock(app)
    with clock.frozen(NOW + timedelta(hours=25)):
        assert door.tidy_counts(clock.now()) == 2
    assert db.session.scalars(select(DoorCount)).all() == []


def test_guessing_the_present_password_from_a_browser_left_open_is_counted_too(app, ada):
    client = Client.signed_in(app, ada)
    new = "un'altra frase lunga abbastanza"
    answers = [
        client.send(client.get("/profilo/password"), status, at="/profilo/password", current="sbagliata", new=new, repeat=new).status
        for status in (422, 422, 422, 422, 429)
    ]
    assert answers[-1] == 429
    assert passwords.matches(queries.user(ada.id).password_hash, PASSWORD)


# Many at once


def test_many_at_once_are_counted_one_by_one(real_app):
    """Twenty threads that start together: only as many are looked at as one after the other would have been."""
    Factory().user(email="ada@camera.example")
    db.session.remove()
    looked_at, refused, start = [], [], threading.Barrier(20)

    def attempt(n: int) -> None:
        with real_app.app_context():
            start.wait()
            try:
                with writing():
                    given = door.count_password("ada@camera.example", f"192.0.2.{n}", at=NOW)
                sessions.recognise("ada@camera.example", "sbagliata", given)
            except TooSoon:
                refused.append(n)
            except RuleBroken:
                looked_at.append(n)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == 4
    assert len(refused) == 16


def counted(email: str, at=NOW) -> door.Attempt:
    with writing():
        return door.count_password(email, "192.0.2.1", at=at)


def of_the_address() -> DoorCount:
    db.session.rollback()
    return db.session.scalars(select(DoorCount).where(DoorCount.key == door.network_key("192.0.2.1"))).one()


def test_thirty_colleagues_behind_one_address_who_arrive_in_the_same_second_all_come_in(app, make):
    """All are counted before the first is judged."""
    people = [str(make.user(email=f"persona{n}@camera.example").email) for n in range(30)]
    db.session.commit()
    attempts = {email: counted(email) for email in people}
    for email, attempt in attempts.items():
        user = sessions.recognise(email, PASSWORD, attempt)
        with writing():
            door.recognised(attempt, at=NOW)
            assert sessions.sign_in(user, lasts=timedelta(hours=1), at=NOW)
    here = of_the_address()
    assert (here.failures, here.in_flight, here.wait_until) == (0, 0, None)
    assert knock(app, people[0], PASSWORD).status == 302


def test_sixty_at_once_from_one_address_are_bounded_then_refused_for_an_hour(real_app):
    """A burst over many accounts: fifty are looked at, and when they turn out wrong nothing more is for a long time."""
    attempts, full, start = [], [], threading.Barrier(60)

    def attempt(n: int) -> None:
        with real_app.app_context():
            start.wait()
            try:
                attempts.append(counted(f"persona{n}@camera.example"))
            except TooSoon as refused:
                full.append(refused.seconds)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(attempts) == 50
    assert full == [1] * 10
    for one in attempts:
        with writing():
            wait = door.mistaken(one, at=NOW)
    assert wait == timedelta(hours=1)
    with pytest.raises(TooSoon, match="sospeso"):
        counted("altra@camera.example", NOW + timedelta(minutes=50))


def test_what_a_dead_process_was_looking_at_was_wrong(app):
    for n in range(20):
        counted(f"persona{n}@camera.example")
    assert knock(app, "altra@camera.example").status == 422, "it is being looked at still"
    with clock.frozen(NOW + timedelta(seconds=31)):
        assert knock(app, "altra@camera.example").status == 429
    with clock.frozen(NOW + timedelta(hours=26)):
        assert door.tidy_counts(clock.now()) == 22
    assert db.session.scalars(select(DoorCount)).all() == []


def told_of_addresses() -> list[dict[str, object]]:
    """What the trail says of addresses that were refused, once the worker has been round."""
    porter.run_errands()
    return [json.loads(entry.diff)["after"] for entry in trail(["door:1"])]


def try_password(app):
    assert knock(app, "altra@camera.example").status == 429


def ask_for_letter(app):
    assert ask_letter(app, "altra@camera.example").status == 429


@pytest.mark.parametrize("first", [try_password, ask_for_letter])
def test_an_address_refused_for_what_was_lost_in_flight_is_told_once(app, first):
    """Whoever is refused first leaves the errand, whatever they asked for; those after them none."""
    for n in range(20):
        counted(f"persona{n}@camera.example")
    with clock.frozen(NOW + timedelta(minutes=4)):  # one of the failures is forgiven by now, the lock is not
        first(app)
        try_password(app)
        ask_for_letter(app)
    with clock.frozen(NOW + timedelta(minutes=5)):
        try_password(app)
        assert told_of_addresses() == [{"tentativi": 20, "fino al": "21/11/2026, 10:45"}]


def settle(name):
    """Somebody's answer, too late: they had been given up."""
    return lambda attempt, at: getattr(door, name)(attempt, at=at)


@pytest.mark.parametrize("late", [settle("mistaken"), settle("recognised"), settle("unsettled")])
def test_a_late_answer_that_finds_the_others_lost_tells_of_the_lock_too(app, late):
    attempts = [counted(f"persona{n}@camera.example") for n in range(20)]
    with clock.frozen(NOW + timedelta(seconds=40)):
        for attempt in attempts[:3]:
            with writing():
                late(attempt, clock.now())
        try_password(app)
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert told_of_addresses() == [{"tentativi": 20, "fino al": "21/11/2026, 10:45"}]


def test_a_lock_that_nobody_ever_met_is_not_told(app):
    for n in range(20):
        counted(f"persona{n}@camera.example")
    with clock.frozen(NOW + timedelta(minutes=16)):
        assert knock(app, "altra@camera.example").status == 422
    with clock.frozen(NOW + timedelta(minutes=17)):
        assert told_of_addresses() == []


def test_an_address_refused_for_the_letters_it_asks_is_told(app):
    now = NOW
    for n in range(26):
        with clock.frozen(now):
            ask_letter(app, f"persona{n}@camera.example")
        now += timedelta(seconds=61 if n > 8 else 1)
    with clock.frozen(now):
        ask_for_letter(app)
        assert [facts["tentativi"] for facts in told_of_addresses()] == [20]


def test_late_answers_and_newcomers_together_tell_of_the_lock_once(real_app):
    attempts = [counted(f"persona{n}@camera.example") for n in range(20)]
    later, start, done = NOW + timedelta(seconds=40), threading.Barrier(20), []

    def newcomer() -> None:
        with pytest.raises(TooSoon), writing(keeping=TooSoon):
            door.count_password("altra@camera.example", "192.0.2.1", at=later)

    def wrong_after_all() -> None:
        with writing():
            door.mistaken(attempts.pop(), at=later)

    def right_after_all() -> None:
        with writing():
            door.recognised(attempts.pop(), at=later)

    def together(act) -> None:
        with real_app.app_context():
            start.wait()
            try:
                act()
                done.append(act)
            finally:
                db.session.remove()

    acts = [newcomer] * 10 + [wrong_after_all] * 5 + [right_after_all] * 5
    threads = [threading.Thread(target=together, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 20
    here = of_the_address()
    assert (here.failures, here.in_flight) == (15, 0), "who was right after all is no failure"
    assert len(db.session.scalars(select(DoorErrand)).all()) == 1


def refused_and_killed():
    with writing(keeping=TooSoon):
        try:
            door.count_password("altra@camera.example", "192.0.2.1", at=clock.now())
        except TooSoon:
            raise KeyboardInterrupt from None


def test_a_newcomer_who_dies_before_the_commit_leaves_the_telling_to_the_next(app):
    for n in range(20):
        counted(f"persona{n}@camera.example")
    with clock.frozen(NOW + timedelta(seconds=40)):
        with pytest.raises(KeyboardInterrupt):
            refused_and_killed()
        assert db.session.scalars(select(DoorErrand)).all() == []
        try_password(app)
        assert len(db.session.scalars(select(DoorErrand)).all()) == 1


def test_whoever_is_refused_leaves_no_row_behind(app):
    """Accounts that are refused from ever new addresses, or an address that tries ever new accounts, fill no table."""
    for n in range(10):
        knock(app, f"persona{n}@camera.example")
    before = len(of_the_clients())
    for n in range(10, 15):
        try_password(app)
        assert knock(app, f"persona{n}@camera.example").status == 429
    assert len(of_the_clients()) == before


def test_an_attempt_that_is_being_looked_at_is_not_tidied_away(app):
    counted("ada@camera.example")
    with clock.frozen(NOW + timedelta(seconds=5)):
        door.tidy_counts(clock.now())
    assert of_the_address().in_flight == 1


def test_whoever_knows_the_password_and_chooses_a_bad_new_one_has_not_failed(app, ada):
    client = Client.signed_in(app, ada)
    for _ in range(6):
        page = client.send(client.get("/profilo/password"), 422, at="/profilo/password", current=PASSWORD, new="corta", repeat="corta")
        assert "Potrai riprovare" not in page.text
    here = of_the_clients()
    assert all(row.failures == 0 and row.in_flight == 0 for row in here), [(row.failures, row.in_flight) for row in here]


def of_the_clients() -> list[DoorCount]:
    db.session.rollback()
    return list(db.session.scalars(select(DoorCount)))


def test_the_wait_that_a_refusal_names_is_the_addresss_when_that_is_longer(app):
    for turn in range(9):
        knock(app, f"persona{turn}@camera.example")
    assert knock(app, "altra@camera.example").summary == [f"{WRONG} Potrai riprovare tra 2 secondi."]


# Where a request comes from


def test_a_forged_header_gives_nobody_a_new_address(app):
    for turn in range(10):
        knock_through(app, f"persona{turn}@camera.example", f"203.0.113.{turn}")
    assert knock_through(app, "altra@camera.example", "203.0.113.99").status == 429


def test_behind_a_proxy_of_ours_each_address_counts_for_itself(real_app):
    here = real_app.extensions["riskreg.settings"]
    app = create_app(environment(here.database_url, here.folder) | {"RISKREG_PROXIES": "1"})
    for turn in range(10):
        knock_through(app, f"persona{turn}@camera.example", f"203.0.113.{turn}")
    assert knock_through(app, "altra@camera.example", "203.0.113.99").status == 422
    for turn in range(10):
        knock_through(app, f"persona{turn}@camera.example", f"198.51.100.{turn}, 203.0.113.7")
    assert knock_through(app, "altra@camera.example", "198.51.100.99, 203.0.113.7").status == 429, "only the nearest is believed"
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def knock_through(app, email, forwarded_for):
    client = Client(app)
    base = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}, "headers": {"X-Forwarded-For": forwarded_for}}
    form = client.get("/entra", **base)
    return client.open("POST", "/entra", data=form.form() | {"email": email, "password": BAD}, **base)


# Without its token nothing is taken


@pytest.mark.parametrize(
    "path",
    [
        "/entra", "/entra/codice", "/entra/codice-di-recupero", "/entra/password-dimenticata", "/accesso", "/esci", "/profilo/password",
        "/profilo/accessi/chiudi-tutti", "/profilo/accessi/1/chiudi", "/profilo/secondo-fattore/attiva", "/profilo/secondo-fattore/disattiva",
        "/profilo/secondo-fattore/codici/salvati", "/profilo/secondo-fattore/codici/nuovi", "/organizzazione/sicurezza",
        "/organizzazione/utenti/1/invita", "/organizzazione/utenti/invita",
        "/organizzazione/utenti/1/blocca", "/organizzazione/utenti/1/sblocca", "/organizzazione/utenti/1/secondo-fattore/azzera",
    ],
)  # fmt: skip
def test_every_form_of_the_door_needs_its_token(client_for, path):
    client = client_for(Role.ADMIN)
    filled = {"email": "ada@camera.example", "password": PASSWORD, "current": PASSWORD, "one_time_code": "1", "recovery_code": "1"}
    assert client.open("POST", path, data=filled).status == 400
    assert client.get("/profilo").status == 200
