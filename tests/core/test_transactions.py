"""One commit per request, at the edge; what is refused keeps nothing; what meets at the same row loses nothing."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from flask import Blueprint, Flask, abort, make_response
from flask.testing import FlaskClient
from sqlalchemy import select

from riskreg import create_app
from riskreg.audit import operations, queries
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import UntracedChange
from riskreg.audit.verification import verify
from riskreg.core import clock, schema
from riskreg.core.database import WRITES
from riskreg.core.extensions import csrf, db
from riskreg.core.transactions import commits, writing
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.models import Figure
from riskreg.web.guards import public
from tests.databases import environment

FIGURE = 1


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def add_one() -> str:
    """Read, add, write: what loses updates when nobody watches."""
    figure = db.session.get(Figure, FIGURE)
    figure.position += 1
    record(Tag.FIGURE_ENDED, figure, **by())
    return "ok"


def add_one_and(then: Callable[[], object]) -> Callable[[], object]:
    def view() -> object:
        add_one()
        return then()

    return view


def refuse(error: BaseException) -> Callable[[], object]:
    def then() -> object:
        raise error

    return then


def change_without_a_trace() -> str:
    db.session.get(Figure, FIGURE).position = 50
    return "ok"


VIEWS = {
    "ok": commits(add_one),
    "422": commits(add_one_and(lambda: ("wrong", 422))),
    "409": commits(add_one_and(lambda: make_response("late", 409))),
    "aborted": commits(add_one_and(lambda: abort(400))),
    "rule": commits(add_one_and(refuse(RuleBroken("No.")))),
    "missing": commits(add_one_and(refuse(Missing()))),
    "not-allowed": commits(add_one_and(refuse(NotAllowed()))),
    "conflict": commits(add_one_and(refuse(Conflict("Nel frattempo…")))),
    "crash": commits(add_one_and(refuse(ZeroDivisionError("boom")))),
    "untraced": commits(change_without_a_trace),
    "forgotten": add_one,
}
KEEPS_NOTHING = {
    "422": 422, "409": 409, "aborted": 400, "rule": 422, "missing": 404, "not-allowed": 403, "conflict": 409, "crash": 500, "untraced": 500,
}  # fmt: skip


def app_with_views(url: str, folder) -> Flask:
    app = create_app(environment(url, folder) | {"RISKREG_LOG_LEVEL": "ERROR"})
    pages = Blueprint("sample", __name__, url_prefix="/sample")
    for name, view in VIEWS.items():
        pages.add_url_rule(f"/{name}", name.replace("-", "_"), public(view), methods=["GET", "POST"])
    app.register_blueprint(pages)
    csrf.exempt(pages)
    return app


@pytest.fixture
def sample(real_app) -> Flask:
    """An application with views that write, each in its way, on one row of a database with real commits."""
    with writing():
        operations.start_chain(**by())
        figure = Figure(id=FIGURE, code="rpct", name="RPCT", position=0)
        db.session.add(figure)
        record(Tag.FIGURE_CREATED, figure, **by())
    settings = real_app.extensions["riskreg.settings"]
    app = app_with_views(settings.database_url, settings.folder)
    yield app
    with app.app_context():
        db.engine.dispose()


def browser(app: Flask) -> FlaskClient:
    """With the cookie of somebody who came in: only for them is the lock taken before anything is read."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "somebody"
    return client


def position() -> int:
    db.session.rollback()
    return db.session.scalar(select(Figure.position).where(Figure.id == FIGURE))


def count() -> int:
    db.session.rollback()
    return queries.head().count


def test_a_view_that_answers_well_commits(sample):
    assert browser(sample).post("/sample/ok").status_code == 200
    assert (position(), count()) == (1, 3)


@pytest.mark.parametrize("view", KEEPS_NOTHING)
def test_a_view_that_refuses_or_fails_keeps_nothing(sample, view):
    assert browser(sample).post(f"/sample/{view}").status_code == KEEPS_NOTHING[view]
    assert (position(), count()) == (0, 2)


def test_reading_never_commits(sample, database):
    """A GET has no lock: on SQLite its attempt to write is refused, on PostgreSQL nothing of it stays."""
    answer = browser(sample).get("/sample/ok")
    assert answer.status_code == (500 if database == "sqlite" else 200)
    assert (position(), count()) == (0, 2)


def test_a_view_that_forgot_to_commit_is_refused_on_sqlite_and_keeps_nothing_anywhere(sample, database):
    answer = browser(sample).post("/sample/forgotten")
    assert answer.status_code == (500 if database == "sqlite" else 200)
    assert (position(), count()) == (0, 2)


def test_rows_changed_outside_a_writing_transaction_are_refused_on_sqlite(sample, database):
    """Begun for reading, it would lose to whoever wrote meanwhile."""
    db.session.get(Figure, FIGURE).position = 5
    if database == "postgresql":
        db.session.flush()
        assert db.session.connection().in_transaction()
    else:
        with pytest.raises(UntracedChange, match="begun for reading"):
            db.session.flush()


PEOPLE, TIMES = 4, 10


def test_people_who_add_to_the_same_number_at_the_same_time_lose_nothing(sample):
    """Each tries again when told that somebody was quicker, as a person would; nobody is ever told "saved" in vain."""
    together = threading.Barrier(PEOPLE)

    def person(_number: int) -> list[int]:
        client, answers = browser(sample), []
        together.wait()
        while answers.count(200) < TIMES and len(answers) < 1_000:
            answers.append(client.post("/sample/ok").status_code)
        return answers

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = [status for one in pool.map(person, range(PEOPLE)) for status in one]
    assert set(answers) <= {200, 409}
    assert position() == answers.count(200) == PEOPLE * TIMES
    assert count() == 2 + PEOPLE * TIMES
    assert verify().is_whole


# How connections behave on SQLite: what PostgreSQL does by itself


@pytest.fixture
def file(tmp_path) -> Flask:
    app = create_app(environment(f"sqlite:///{tmp_path}/one.sqlite3", tmp_path))
    with app.app_context():
        schema.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_connections_are_set_up_so_that_nothing_is_lost(file):
    names = ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "busy_timeout")
    with db.engine.connect() as connection:
        read = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    assert read == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "secure_delete": 1, "busy_timeout": 15_000}


def test_who_will_write_takes_the_turn_before_reading_and_who_only_reads_never_waits(file):
    """Two that read first and write after would both believe they saw the last state."""
    other = sqlite3.connect(str(db.engine.url.database), timeout=0, isolation_level=None)
    with closing(other), db.engine.connect().execution_options(**{WRITES: True}) as first:
        first.exec_driver_sql("SELECT 1")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM figure").fetchone() == (0,)


def test_a_visitor_who_will_be_refused_makes_nobody_wait_and_waits_for_nobody(file):
    """Otherwise anybody on the network could keep the whole body from saving."""
    with db.engine.connect().execution_options(**{WRITES: True}) as busy:
        busy.exec_driver_sql("SELECT 1")
        assert file.test_client().post("/organizzazione/figure/nuova").status_code == 400


def test_who_comes_second_waits_and_is_not_refused(file):
    with writing():
        operations.start_chain(**by())
        figure = Figure(id=FIGURE, code="rpct", name="RPCT", position=0)
        db.session.add(figure)
        record(Tag.FIGURE_CREATED, figure, **by())
    app = app_with_views(str(db.engine.url), file.extensions["riskreg.settings"].folder)
    with ThreadPoolExecutor(PEOPLE) as pool:
        statuses = list(pool.map(lambda _number: browser(app).post("/sample/ok").status_code, range(20)))
    with app.app_context():
        db.engine.dispose()
    assert (statuses, position()) == ([200] * 20, 20)
