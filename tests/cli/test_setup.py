"""riskreg setup: from nothing to a body that can be signed in to, and again without changing anything."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from riskreg import create_app
from riskreg.core import clock, schema
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people import demo_users, queries
from riskreg.people.operations import figures
from tests.cli.command import Outcome, in_environment
from tests.databases import Copies
from tests.migrations.empty import empty_database, everything_in, names_in
from tests.page import Client

SECRET = "k7Qx-2mVb9Lr4Tz8Wn1Yc6Hd3Jf5Gs0P"
READY = "Base di dati pronta.\n"


class Machine:
    """A machine on which nothing was installed yet: an address for a database, an empty data folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def env(self, environment: str) -> dict[str, str]:
        secret = {"RISKREG_SECRET": SECRET} if environment == "production" else {}
        return {
            "RISKREG_ENV": environment,
            "DATABASE_URL": self.url,
            "RISKREG_VAR": str(self.folder),
            "RISKREG_LOG_LEVEL": "ERROR",
        } | secret

    def riskreg(self, *arguments: str, environment: str = "demo") -> Outcome:
        return in_environment(self.env(environment), *arguments)

    def seals(self) -> list[str]:
        return (self.folder / "trail-seals.jsonl").read_text().splitlines()


def execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))


@pytest.fixture
def machine(copies: Copies, tmp_path: Path) -> Iterator[Machine]:
    with empty_database(copies) as url:
        yield Machine(url, tmp_path / "var")


def test_the_demo_set_up_twice_is_the_demo_set_up_once(machine):
    assert machine.riskreg("setup", "--demo") == Outcome(0, READY, "")
    first, sealed = everything_in(machine.url), machine.seals()
    assert machine.riskreg("setup", "--demo") == Outcome(0, READY, "")
    assert everything_in(machine.url) == first
    assert machine.seals() == sealed, "one seal a day"
    assert len(first["audit_entry"]) > 100
    assert json.loads(sealed[0])["count"] == len(first["audit_entry"])
    verified = machine.riskreg("trail", "verify", "--json")
    assert (verified.code, verified.json["count"]) == (0, len(first["audit_entry"]))


@pytest.mark.one_database
def test_the_demo_is_a_whole_body_with_a_user_for_each_role(machine):
    machine.riskreg("setup", "--demo")
    app = create_app(machine.env("demo"))
    with app.app_context():
        assert sum(unit.kind == "area" for unit in queries.units()) == 6
        assert 20 <= sum(unit.kind == "uo" and unit.closed_on is None for unit in queries.units()) <= 30
        assert {row["role"] for row in demo_users.demo_users()} == set(Role)
        chosen = demo_users.demo_users()[0]["email"]
        db.session.remove()
        browser = Client(app)
        browser.post("/entra", {"email": chosen, "password": demo_users.DEMO_PASSWORD})
        browser.get("/profilo")
        db.engine.dispose()


@pytest.mark.one_database
def test_what_the_body_changed_stays_when_it_is_set_up_again(machine):
    machine.riskreg("setup")
    app = create_app(machine.env("demo"))
    with app.app_context():
        with writing():
            figures.add_figure(code="nostra", name="Figura nostra", by=COMMAND_LINE, at=clock.now())
        db.engine.dispose()
    before = everything_in(machine.url)
    assert machine.riskreg("setup").code == 0
    assert everything_in(machine.url) == before


@pytest.mark.one_database
def test_the_demo_is_refused_in_production_and_nothing_is_made(machine):
    refused = machine.riskreg("setup", "--demo", environment="production")
    assert (refused.code, refused.out) == (2, "")
    assert "RISKREG_ENV=production" in refused.err
    assert names_in(machine.url) == set()


def test_a_new_body_in_production_lets_its_first_administrator_in(machine):
    assert machine.riskreg("setup", environment="production") == Outcome(0, READY, "")
    made = machine.riskreg(
        "user", "create", "--email", "Capo@Ente.example", "--given-name", "Ada", "--family-name", "Prova", "--role", "admin", environment="production"
    )  # fmt: skip
    assert made.code == 0
    path = re.search(r"^Utente capo@ente\.example creato\.\n.*(/accesso/[\w-]{43})\n$", made.out, re.DOTALL).group(1)
    password = "tre gabbiani sul molo vecchio"
    app = create_app(machine.env("production"))
    with app.app_context():
        browser = Client(app)
        browser.open("GET", path)
        browser.open("POST", "/accesso", data={"csrf_token": browser.token(), "new": password, "repeat": password})
        page = browser.open("POST", "/entra", data={"csrf_token": browser.token(), "email": "capo@ente.example", "password": password})
        assert (page.status, page.location) == (302, "/")
        assert browser.get(browser.open("GET", "/").location).h1 == "Attiva il secondo fattore", "in service an administrator needs one"
        cookie = page.response.headers["Set-Cookie"]
        assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax"))
        assert [unit.code for unit in queries.units()] == ["ENTE"]
        assert queries.user_by_email("capo@ente.example").grants[0].role == Role.ADMIN
        db.session.remove()
        db.engine.dispose()
    assert machine.riskreg("trail", "verify", environment="production").code == 0


@pytest.mark.one_database
@pytest.mark.parametrize(
    "arguments",
    [("trail", "verify"), ("trail", "seal"), ("user", "create", "--email", "a@b.it", "--given-name", "A", "--family-name", "B")],
)
def test_before_the_set_up_every_command_says_to_do_it(machine, arguments):
    refused = machine.riskreg(*arguments)
    assert refused.code == 2
    assert "riskreg setup" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoilt", "words"), [("DELETE FROM alembic_version", "non ha righe"), ("INSERT INTO alembic_version VALUES ('0001')", "ha 2 righe")]
)
def test_a_database_that_does_not_say_its_version_is_left_alone_and_the_way_out_is_true(machine, copies, spoilt, words, tmp_path):
    """Neither setup nor a copy touches it; the copy taken before comes back into a new one, as the sentence says."""
    copy = tmp_path / "prima.zip"
    assert machine.riskreg("setup").code == machine.riskreg("backup", str(copy)).code == 0
    execute(machine.url, spoilt)
    before = everything_in(machine.url)
    for command in (("setup",), ("backup", str(tmp_path / "dopo.zip")), ("restore", str(copy))):
        refused = machine.riskreg(*command)
        assert (refused.code, refused.out) == (1, "")
        if command[0] != "restore":  # which finds rows there, and says so first
            assert words in refused.err
            assert "riskreg restore" in refused.err
    assert everything_in(machine.url) == before
    assert not (tmp_path / "dopo.zip").exists()
    with empty_database(copies) as url:
        elsewhere = Machine(url, tmp_path / "altrove")
        assert elsewhere.riskreg("restore", str(copy)).code == 0
        assert elsewhere.riskreg("setup") == Outcome(0, READY, "")


def test_what_a_restore_takes_away_leaves_a_database_that_can_be_set_up(machine):
    """Led back to nothing, a table without rows that tells the version is all that is left."""
    machine.riskreg("setup")
    app = create_app(machine.env("demo"))
    with app.app_context():
        schema.downgrade("base")
        db.engine.dispose()
    assert machine.riskreg("setup") == Outcome(0, READY, "")


@pytest.mark.one_database
def test_the_console_says_which_setting_is_wrong(machine):
    refused = in_environment(machine.env("production") | {"RISKREG_SECRET": "corto"}, "setup")
    assert refused.code == 2
    assert "RISKREG_SECRET" in refused.err


def test_a_database_of_a_later_version_is_left_alone_and_said(machine):
    machine.riskreg("setup")
    engine = sa.create_engine(machine.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = everything_in(machine.url)
    refused = machine.riskreg("setup")
    assert (refused.code, refused.out) == (2, "")
    assert "più recente" in refused.err
    assert everything_in(machine.url) == before
