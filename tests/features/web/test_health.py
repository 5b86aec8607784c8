"""/healthz: the process answers. /readyz: its database does too, and is of this version."""

import pytest
import sqlalchemy as sa

from riskreg import create_app
from riskreg.core.extensions import db
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
