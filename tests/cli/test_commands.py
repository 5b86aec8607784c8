"""Exit codes and words of the command line: 0 done, 1 refused, 2 wrong use."""

import pytest
from sqlalchemy import select

from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.links import hash_of
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import queries
from riskreg.people.operations import units, users
from riskreg.people.queries import accounts
from tests.cli.command import Outcome, in_environment, riskreg
from tests.factories import quick_hash

WHO = ("--given-name", "Ada", "--family-name", "Prova")


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


@pytest.fixture
def body(real_app):
    """A body with two areas, an administrator of the whole and one of the first area, a colleague without roles."""
    with writing():
        day = clock.today()
        root = units.open_unit(units.NewUnit("ENTE", "Ente", UnitKind.BODY, None), on=day, act="", **by())
        db.session.flush()
        for code in ("A1", "A2"):
            units.open_unit(units.NewUnit(code, f"Area {code}", UnitKind.AREA, root.id), on=day, act="Atto", **by())
        for email in ("capo@ente.example", "capo.a1@ente.example", "collega@ente.example"):
            users.create_user(email=email, given_name="Eva", family_name="Prova", password_hash=quick_hash(), **by())
        db.session.flush()
        for email, code in (("capo@ente.example", "ENTE"), ("capo.a1@ente.example", "A1")):
            users.grant_role(queries.user_by_email(email), Role.ADMIN, queries.unit_by_code(code).id, from_on=day, **by())
    return real_app


def create(app, email: str, *more: str) -> Outcome:
    return riskreg(app, "user", "create", "--email", email, *WHO, *more)


def test_a_user_with_a_role_on_a_unit(body):
    assert create(body, "nuova@ente.example", "--role", "dirigente", "--unit", "A2").code == 0
    (grant,) = queries.user_by_email("nuova@ente.example").grants
    assert (grant.role, grant.unit.code) == ("dirigente", "A2")


def test_the_new_user_is_invited_by_mail_and_nobody_knows_a_password(body):
    made = create(body, "nuova@ente.example")
    assert made.code == 0
    assert "http" not in made.out
    user = queries.user_by_email("nuova@ente.example")
    assert user.password_hash is None
    assert [link.purpose for link in accounts.open_links(user.id)] == ["invitation"]
    assert db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id)).all() == ["account:invitation"]


def test_where_no_mail_leaves_the_link_is_printed_and_opens_once(body):
    printed = create(body, "nuova@ente.example", "--print-link").out.split()[-1]
    assert accounts.link_behind(hash_of(printed.rpartition("/")[2])).user.email == "nuova@ente.example"
    assert db.session.scalars(select(Notice)).all() == []
    again = riskreg(body, "user", "invite", "nuova@ente.example", "--print-link", "--json").json
    assert again["link"] != printed
    assert not accounts.link_behind(hash_of(printed.rpartition("/")[2])).is_good(clock.now()), "the first opens nothing any more"
    assert accounts.link_behind(hash_of(again["link"].rpartition("/")[2])).is_good(clock.now())


def test_a_user_is_locked_and_unlocked_from_the_machine(body):
    assert riskreg(body, "user", "lock", "collega@ente.example", "--reason", "Portatile rubato").code == 0
    db.session.expire_all()
    assert not queries.user_by_email("collega@ente.example").can_sign_in
    again = riskreg(body, "user", "lock", "collega@ente.example", "--reason", "Di nuovo")
    assert (again.code, again.out) == (1, "")
    assert riskreg(body, "user", "unlock", "collega@ente.example", "--json").json["locked"] is False
    db.session.expire_all()
    assert queries.user_by_email("collega@ente.example").can_sign_in


def test_a_role_is_granted_from_the_machine(body):
    given = riskreg(body, "user", "grant", "collega@ente.example", "urp", "--unit", "A2", "--to", "31/12/2027", "--act", "Ordine n. 1")
    assert given.code == 0
    (grant,) = queries.user_by_email("collega@ente.example").grants
    assert (grant.role, grant.unit.code, grant.to_on.isoformat(), grant.act) == ("urp", "A2", "2027-12-31", "Ordine n. 1")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("lock", "nessuno@ente.example", "--reason", "x"), 1, "Nessun utente"),
        (("unlock", "collega@ente.example"), 1, "non è bloccato"),
        (("lock", "capo@ente.example", "--reason", "x", "--by", "capo@ente.example"), 1, "tuo stesso utente"),
        (("lock", "capo@ente.example", "--reason", "x", "--by", "collega@ente.example"), 1, "permesso"),
        (("invite", "collega@ente.example", "--by", "capo.a1@ente.example"), 1, "permesso"),
        (("grant", "collega@ente.example", "urp", "--from", "31/02/2026"), 2, "31/02/2026"),
    ],
    ids=["nobody", "not locked", "oneself", "may not lock", "may not invite", "no such day"],
)
def test_an_account_command_that_is_refused_says_why(body, arguments, code, words):
    refused = riskreg(body, "user", *arguments)
    assert (refused.code, refused.out) == (code, "")
    assert words in refused.err


def test_the_trail_says_who_sat_at_the_machine_or_for_whom(body):
    create(body, "uno@ente.example")
    create(body, "due@ente.example", "--by", "capo@ente.example")
    actors = [trail([queries.user_by_email(email).subject])[0].actor for email in ("uno@ente.example", "due@ente.example")]
    assert actors == ["command-line", queries.user_by_email("capo@ente.example").subject]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("capo@ente.example",), 1, "già di un altro utente"),
        (("non-un-indirizzo",), 1, "indirizzo e-mail completo"),
        (("x@ente.example", "--role", "admin", "--unit", "NESSUNA"), 1, "NESSUNA"),
        (("x@ente.example", "--role", "capo"), 2, "--role"),
        (("x@ente.example", "--by", "nessuno@ente.example"), 2, "nessuno@ente.example"),
        (("x@ente.example", "--by", "collega@ente.example"), 1, "permesso"),
        (("x@ente.example", "--role", "urp", "--unit", "A2", "--by", "capo.a1@ente.example"), 1, "permesso"),
    ],
    ids=[
        "an address taken",
        "no address",
        "no such unit",
        "no such role",
        "for nobody",
        "for somebody who may not",
        "on somebody else's unit",
    ],
)
def test_what_is_refused_says_why_and_makes_nothing(body, arguments, code, words):
    before = len(queries.active_users())
    refused = create(body, *arguments)
    assert (refused.code, refused.out) == (code, "")
    assert words in refused.err
    assert len(queries.active_users()) == before


@pytest.mark.parametrize("arguments", [("nothing",), ("trail", "verify", "--nothing"), ("user", "create"), ("trail", "nothing")])
def test_wrong_use_is_two_and_shows_how(real_app, arguments):
    wrong = riskreg(real_app, *arguments)
    assert wrong.code == 2
    assert "Usage" in wrong.err


def test_help_and_version_are_no_error(real_app):
    assert riskreg(real_app, "--help").code == 0
    assert riskreg(real_app, "--version").out.startswith("riskreg")


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://nobody@localhost:1/nothing"], ids=["no such folder", "no such server"]
)
def test_a_database_that_does_not_answer_is_said_in_one_sentence(url, tmp_path):
    refused = in_environment({"DATABASE_URL": url, "RISKREG_VAR": str(tmp_path), "RISKREG_LOG_LEVEL": "CRITICAL"}, "trail", "verify")
    assert refused.code == 2
    assert "DATABASE_URL" in refused.err
    assert "Traceback" not in refused.err
