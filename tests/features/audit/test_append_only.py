"""The database itself refuses to change the trail, whoever asks and however."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from riskreg.audit.verification import verify
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from tests.features.audit import chain

COPY_OF_4 = "SELECT 4, at, 'user:1', tag, subject, diff, 'x', 'y' FROM audit_entry WHERE id = 4"
ATTEMPTS = {
    "update": "UPDATE audit_entry SET actor = 'user:1' WHERE id = 4",
    "update of everything": "UPDATE audit_entry SET tag = tag",
    "delete of one": "DELETE FROM audit_entry WHERE id = 8",
    "delete of everything": "DELETE FROM audit_entry",
    "the same number again": f"INSERT INTO audit_entry {COPY_OF_4}",
    "upsert": f"INSERT INTO audit_entry {COPY_OF_4} ON CONFLICT (id) DO UPDATE SET actor = excluded.actor",
    "a second entry after the same one": "INSERT INTO audit_entry SELECT 9, at, actor, tag, subject, diff, previous_hash, 'y' FROM audit_entry WHERE id = 4",
}
ONLY_THERE = {
    "postgresql": {"truncate": "TRUNCATE audit_entry CASCADE"},
    "sqlite": {
        "replace by number": f"INSERT OR REPLACE INTO audit_entry {COPY_OF_4}",
        "replace by link": "REPLACE INTO audit_entry SELECT 9, at, 'user:1', tag, subject, diff, previous_hash, 'y' FROM audit_entry WHERE id = 8",
        "update or replace": "UPDATE OR REPLACE audit_entry SET id = 5 WHERE id = 4",
    },
}


def stored():
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM audit_entry ORDER BY id"))]


@pytest.fixture
def written(real_app):
    chain.write_chain()
    return stored()


def refused(statement: str) -> str:
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, pytest.raises(DBAPIError) as refusal:
        connection.execute(text(statement))
    return str(refusal.value.orig)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_entry_is_for_ever(written, attempt):
    refused(ATTEMPTS[attempt])
    assert stored() == written
    assert verify().is_whole


def test_roads_of_one_database_only_are_closed_too(written, database):
    for statement in ONLY_THERE[database].values():
        assert "append-only" in refused(statement)
    assert stored() == written


def test_the_refusal_says_why(written):
    assert "audit_entry is append-only" in refused(ATTEMPTS["update"])
    assert "audit_entry is append-only" in refused(ATTEMPTS["delete of one"])


def test_a_delete_that_touches_no_row_does_no_harm(written):
    """Nothing to refuse: the guard looks at rows, so that an empty sweep by a tool is no incident."""
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        assert connection.execute(text("DELETE FROM audit_entry WHERE id = 99")).rowcount == 0
