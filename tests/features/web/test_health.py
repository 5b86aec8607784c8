"""/healthz: the process answers. /readyz: its database does too, and is of this version."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from riskreg import create_app
from riskreg.cli.serve import NOT_READY
from riskreg.core.extensions import db
from riskreg.web import health
from tests.databases import environment


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_healthy_installation_says_so_to_anybody(visitor, path):
    answer = visitor.ask("GET", path)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_database_of_another_version_is_not_ready(app, visitor):
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    answer = visitor.ask("GET", "/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "database not migrated"})
    assert visitor.ask("GET", "/healthz").status_code == 200


@pytest.mark.parametrize("spoilt", ["DELETE FROM alembic_version", "INSERT INTO alembic_version VALUES ('0001')"])
def test_a_database_that_does_not_say_of_which_version_it_is_is_not_ready(app, visitor, spoilt):
    db.session.execute(sa.text(spoilt))
    answer = visitor.ask("GET", "/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "database of no one version"})


def test_whoever_starts_the_server_reads_a_sentence_for_each_of_these():
    source = Path(health.__file__).read_text()
    assert set(re.findall(r'{"status": "(database [^"]+)"}', source)) == set(NOT_READY)


def test_a_database_that_is_not_there_is_not_ready(tmp_path):
    app = create_app(environment(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3", tmp_path))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "database unreachable"})


def test_an_empty_database_is_not_ready(tmp_path):
    app = create_app(environment(f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "database not migrated"})
    with app.app_context():
        db.engine.dispose()
