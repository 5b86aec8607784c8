"""One commit per request, command or job, at the edge; any error rolls everything back.

A view that writes wears `@commits`; a command or job writes inside `with writing():`. Everything below them
changes rows and never commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, make_response, request, session
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from riskreg.core import constraints
from riskreg.core.database import IMPATIENT, WRITES
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
P = ParamSpec("P")

CHANGED_MEANWHILE = "Nel frattempo un'altra persona ha salvato delle modifiche."


def commits(view: Callable[P, Any]) -> Callable[P, Any]:
    """Commit what the view changed when it answers well; keep nothing when it answers 4xx or 5xx."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Any:
        with translated():
            response = make_response(view(*args, **kwargs))
            if request.method not in SAFE_METHODS and response.status_code < 400:
                db.session.commit()
        return response

    wrapped.commits = True  # type: ignore[attr-defined]  # read by begin_request and by the house's tests
    return wrapped


def begin_request() -> None:
    """Take the write lock before the first query of a request that will write (the sign-in loader's counts)."""
    view = current_app.view_functions.get(request.endpoint or "")
    # Who has not signed in will be refused: they must not make others wait for the lock.
    if request.method not in SAFE_METHODS and getattr(view, "commits", False) and "_user_id" in session:
        begin_writing()


def begin_writing(*, patient: bool = True) -> None:
    db.session.connection(execution_options={WRITES: True} if patient else {WRITES: True, IMPATIENT: True})


def is_writing() -> bool:
    return bool(db.session.connection().get_execution_options().get(WRITES))


@contextmanager
def writing(*, patient: bool = True, keeping: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """A transaction that writes, outside a request: everything in it, or nothing.

    `keeping`: a refusal that is an outcome too. What was written before it stays, and it goes on to whoever asked.
    """
    db.session.rollback()
    begin_writing(patient=patient)
    refusal: Exception | None = None
    try:
        with translated():
            try:
                yield
            except keeping as kept:
                refusal = kept
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    if refusal is not None:
        raise refusal


def end_reading() -> None:
    """Let go of a transaction that only read, and keep in hand what it read while the write lock is waited for. Whoever does must
    ask afterwards whether it is still so."""
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True


@contextmanager
def trying() -> Iterator[None]:
    """A session of its own, that may write and is always undone: for showing what would happen by making it happen.

    What it finds must leave it as plain values. Not inside a transaction that writes already: there a savepoint does it.
    """
    with current_app.app_context():
        begin_writing()
        try:
            with translated():
                yield
        finally:
            db.session.rollback()


ORGANISATION_QUEUE = 7205020127
"""PostgreSQL's number for the queue of those who change the organisation."""

REGISTER_QUEUE = 7205020131
"""The queue of those who give the register's codes and places: who adds a process or a measure, who moves or revives one, who retires
an area, who brings in whole files."""

DOOR_QUEUE = 7205020130
"""The queue of those whose attempt is being counted at the door."""


CAMPAIGN_QUEUE = 7205020132
"""Whoever changes a sheet goes in with the others; whoever closes a campaign waits for all of them, and they for him."""

MONITORING_QUEUE = 7205020133
"""The same, of a monitoring session and its checks."""

PERFORMANCE_QUEUE = 7205020134
"""The same, of a collection round of performance and its results."""


def one_at_a_time(queue: int) -> None:
    """Whoever checks a rule over several rows and then writes waits here for the others to finish.

    On SQLite a transaction that writes is alone already. What was loaded before the wait is read again when touched.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:queue)"), {"queue": queue})


def all_at_once(queue: int) -> bool:
    """Whoever comes with many others, and after whoever has the queue for themselves (`one_at_a_time`). Whether there was anybody to wait for:
    what was read before may have changed."""
    if db.session.get_bind().dialect.name != "postgresql":
        return False
    db.session.execute(text("SELECT pg_advisory_xact_lock_shared(:queue)"), {"queue": queue})
    return True


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database as sentences."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict(CHANGED_MEANWHILE) from error
    except IntegrityError as error:
        if sentence := constraints.as_sentence(error):
            raise sentence from error
        raise
