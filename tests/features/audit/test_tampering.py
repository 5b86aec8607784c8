"""Somebody with the database's password, behind the application's back: `riskreg trail verify` finds it and says where."""

import json

import pytest
from sqlalchemy import select, text

from riskreg.audit import guards, reading
from riskreg.audit.models import AuditEntry
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.settings import Settings
from tests.cli.command import riskreg
from tests.features.audit import chain

CHANGED, UNLINKED, GONE, CUT, REWRITTEN, PERSONAL = (
    "è stata modificata dopo la scrittura", "il collegamento è stato alterato", "Manca la registrazione n.", "Mancano le ultime registrazioni",
    "la catena è stata riscritta", "Un dato personale della registrazione n. 2 è stato modificato",
)  # fmt: skip
OTHER_HASH = "ab" * 32

TAMPERINGS = {
    "what was written changed": (chain.change_row(4, diff='{"after":{"count":5},"before":{}}'), 4, CHANGED),
    "who changed": (chain.change_row(4, actor="user:1"), 4, CHANGED),
    "when changed": (chain.change_row(4, at=chain.ANOTHER_MOMENT), 4, CHANGED),
    "the tag changed": (chain.change_row(4, tag="trail:chain:started"), 4, CHANGED),
    "on what changed": (chain.change_row(4, subject="trail:2"), 4, CHANGED),
    "the hash changed": (chain.change_row(4, hash=OTHER_HASH), 4, CHANGED),
    "the link changed": (chain.change_row(4, previous_hash=OTHER_HASH), 4, UNLINKED),
    "the last hash changed": (chain.change_row(8, hash=OTHER_HASH), 8, CHANGED),
    "the first entry changed": (chain.change_row(1, actor="user:1"), 1, CHANGED),
    "a row renumbered": (chain.change_row(8, id=9), 8, GONE),
    "the first removed": (chain.remove_rows(1), 1, GONE),
    "one removed from the middle": (chain.remove_rows(4), 4, GONE),
    "several removed from the middle": (chain.remove_rows(4, 5, 6), 4, GONE),
    "two neighbours swapped": (chain.swap_rows(4, 5), 4, UNLINKED),
    "two distant ones swapped": (chain.swap_rows(3, 7), 3, UNLINKED),
    "the last cut": (chain.remove_rows(8), 8, CUT),
    "the tail cut up to the daily seal": (chain.remove_rows(7, 8), 7, CUT),
    "the tail cut before the daily seal": (chain.remove_rows(5, 6, 7, 8), 5, CUT),
    "everything cut": (chain.remove_rows(*range(1, 9)), 1, CUT),
    "written again from an entry on": (chain.forge_from(3, actor="user:1"), 6, REWRITTEN),
    "written again from the first on": (chain.forge_from(1, actor="user:1"), 6, REWRITTEN),
    "written again after the daily seal": (chain.forge_from(7, actor="user:1"), 8, REWRITTEN),
    "a personal value changed": (chain.change_personal("after.email", value=json.dumps("eva@camera.example")), 2, PERSONAL),
    "a personal value turned to rubbish": (chain.change_personal("after.email", value="rubbish"), 2, PERSONAL),
    "a salt changed": (chain.change_personal("after.email", salt="00" * 16), 2, PERSONAL),
    "a personal value moved to another column": (chain.change_personal("after.email", path="after.given_name"), 2, PERSONAL),
    "a personal value moved nowhere": (chain.change_personal("after.email", path="elsewhere"), 2, PERSONAL),
    "a line break in who did it": (chain.change_row(4, actor="user:1\nuser:2"), 4, CHANGED),
    "a text that is no JSON": (chain.change_row(4, diff="rubbish"), 4, CHANGED),
    "a personal value turned to a fraction": (chain.change_personal("after.email", value="1.5"), 2, PERSONAL),
    "a personal value turned to no number": (chain.change_personal("after.email", value="NaN"), 2, PERSONAL),
    "a personal value nested without end": (chain.change_personal("after.email", value="[" * 100_000), 2, PERSONAL),
    "a personal value made up": (chain.add_personal(), 3, "Un dato personale della registrazione n. 3"),
}  # fmt: skip


@pytest.fixture
def tampered(real_app):
    chain.write_chain()
    return real_app


def test_an_untouched_chain_is_whole(tampered):
    verified = riskreg(tampered, "trail", "verify")
    assert (verified.code, verified.out, verified.err) == (0, "La catena è integra: 8 registrazioni.\n", "")


def test_an_untouched_chain_is_whole_for_machines_too(tampered):
    verified = riskreg(tampered, "trail", "verify", "--json")
    assert verified.code == 0
    assert verified.json == {"count": 8, "hash": chain.head_hash(), "seals": 2, "broken": None, "whole": True}


@pytest.mark.one_database
@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_is_found_and_the_first_broken_link_is_named(tampered, how):
    tamper, number, words = TAMPERINGS[how]
    chain.behind_the_back(tamper)
    verified = riskreg(tampered, "trail", "verify", "--json")
    assert verified.code == 1
    assert verified.json["whole"] is False
    assert verified.json["broken"]["number"] == number
    assert words in verified.json["broken"]["sentence"]


@pytest.mark.parametrize(
    "how",
    [
        "what was written changed",
        "when changed",
        "one removed from the middle",
        "everything cut",
        "written again from an entry on",
        "a personal value changed",
    ],
)
def test_one_tampering_of_each_sort_is_found_on_either_database(tampered, how):
    tamper, number, words = TAMPERINGS[how]
    chain.behind_the_back(tamper)
    broken = riskreg(tampered, "trail", "verify", "--json").json["broken"]
    assert broken["number"] == number
    assert words in broken["sentence"]


@pytest.mark.one_database
def test_people_read_what_was_found_as_a_sentence(tampered):
    chain.behind_the_back(chain.remove_rows(4))
    verified = riskreg(tampered, "trail", "verify")
    assert verified.code == 1
    assert verified.out == "La catena è interrotta. Manca la registrazione n. 4: dopo la n. 3 viene la n. 5.\n"


@pytest.mark.one_database
def test_a_forger_is_found_even_after_the_next_seal(tampered):
    """The seal of the night after witnesses the forged chain; the older one still stands beside it."""
    chain.behind_the_back(chain.remove_rows(7, 8))
    chain.behind_the_back(chain.forge_from(3, actor="user:1"))
    settings: Settings = tampered.extensions["riskreg.settings"]
    (settings.folder / "trail-head.json").unlink()
    assert chain.seal_again().count == chain.SEALED_AT
    verified = riskreg(tampered, "trail", "verify", "--json")
    assert (verified.code, verified.json["broken"]["number"]) == (1, 6)


def test_the_tail_stays_cut_when_the_application_writes_on(tampered):
    chain.behind_the_back(chain.remove_rows(5, 6, 7, 8))
    with chain.writing():
        for number in range(5, 12):
            chain.note(number * 100)
    verified = riskreg(tampered, "trail", "verify", "--json")
    assert (verified.code, verified.json["broken"]["number"]) == (1, 6)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("file", "spoil", "named"),
    [
        ("trail-seals.jsonl", lambda text: text[: len(text) // 2], "alla riga 1 di trail-seals.jsonl"),
        ("trail-seals.jsonl", lambda text: text.replace('"count": 6', '"count": "6"'), "alla riga 1 di trail-seals.jsonl"),
        ("trail-seals.jsonl", lambda text: text.replace('"hash": "', '"hash": ["').replace('", "at"', '"], "at"'), "alla riga 1"),
        ("trail-seals.jsonl", lambda text: text.replace("2026-11-21T", "boh"), "alla riga 1"),
        ("trail-seals.jsonl", lambda text: text.replace("2026-11-21T09:30:00.000000Z", "9999-12-31T23:59:59+00:00"), "alla riga 1"),
        ("trail-head.json", lambda text: "", "trail-head.json"),
        ("trail-head.json", lambda text: "[]", "trail-head.json"),
    ],
    ids=[
        "a seal broken off",
        "a seal with a wrong number",
        "a hash that is a list",
        "a seal of no day",
        "a seal of no year",
        "an empty head",
        "a head that is none",
    ],
)
def test_a_spoiled_seal_is_itself_a_finding(tampered, file, spoil, named):
    settings: Settings = tampered.extensions["riskreg.settings"]
    path = settings.folder / file
    path.write_text(spoil(path.read_text()))
    verified = riskreg(tampered, "trail", "verify", "--json")
    assert verified.code == 1
    assert named in verified.json["broken"]["sentence"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET at = 'domani' WHERE id = 4",
        "UPDATE audit_entry SET diff = x'ff' WHERE id = 4",
        "UPDATE audit_entry SET diff = CAST(x'ff' AS TEXT) WHERE id = 4",
    ],
    ids=["a moment that is none", "bytes instead of text", "text that is no text"],
)
def test_what_only_sqlite_lets_one_write_is_found_too(tampered, statement):
    """PostgreSQL keeps to the types of its columns; its worst is a moment after every other."""
    if chain.db.engine.dialect.name == "postgresql":
        statement = "UPDATE audit_entry SET at = 'infinity' WHERE id = 4"
    chain.behind_the_back(lambda connection: connection.execute(text(statement)))
    verified = riskreg(tampered, "trail", "verify", "--json")
    assert (verified.code, verified.json["broken"]["number"]) == (1, 4)
    assert CHANGED in verified.json["broken"]["sentence"]


@pytest.mark.one_database
def test_a_spoiled_seal_does_not_hide_a_broken_chain(tampered):
    settings: Settings = tampered.extensions["riskreg.settings"]
    (settings.folder / "trail-seals.jsonl").write_text("rubbish")
    chain.behind_the_back(chain.change_row(4, actor="user:1"))
    assert riskreg(tampered, "trail", "verify", "--json").json["broken"]["number"] == 4


UNGUARDED = {
    "sqlite": {
        "dropped": "DROP TRIGGER audit_entry_no_update",
        "made again, saying nothing": "DROP TRIGGER audit_entry_no_delete; CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END",
    },
    "postgresql": {
        "dropped": "DROP TRIGGER audit_entry_no_change ON audit_entry",
        "switched off": "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_truncate",
        "made to allow everything": "CREATE OR REPLACE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    },
}  # fmt: skip


def test_a_guard_that_was_taken_away_is_found_although_nothing_was_changed(tampered, database):
    for how, statements in UNGUARDED[database].items():
        with db.engine.connect().execution_options(**{WRITES: True}) as connection:
            for statement in statements.split("; CREATE"):
                connection.execute(text(statement if statement.startswith(("DROP", "ALTER", "CREATE")) else f"CREATE{statement}"))
            db.session.rollback()
            found = guards.missing_or_changed(connection)
            connection.rollback()
        assert len(found) == 1, how
    assert riskreg(tampered, "trail", "verify").code == 0
    chain.behind_the_back(lambda _connection: None)
    verified = riskreg(tampered, "trail", "verify")
    assert verified.code == 1
    assert "La tabella del registro non è più protetta dalle modifiche" in verified.out


SPOILED_DIFFS = (
    "rubbish",
    "[]",
    "null",
    '{"before": 1, "after": {}}',
    '{"before": {}, "after": {"opened_on": "ieri", "parent_id": 99999999999999999999}}',
)


@pytest.mark.one_database
@pytest.mark.parametrize("diff", SPOILED_DIFFS)
def test_an_entry_that_was_tampered_with_is_shown_and_says_so(tampered, diff):
    chain.behind_the_back(chain.change_row(4, diff=diff, subject="org_unit:99999999999999999999"))
    chain.behind_the_back(chain.change_personal("after.email", value="rubbish"))
    shown = {entry.number: entry for entry in reading.shown(db.session.scalars(select(AuditEntry)).all(), whole=True)}
    assert len(shown) == chain.LENGTH
    assert "è stata alterata dopo la scrittura" in str(shown[4].changes)
    assert "è stata alterata dopo la scrittura" in str(shown[2].changes)
    assert "alterata" not in str(shown[5].changes)
