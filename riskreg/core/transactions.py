"""One commit per request, command or job, at the edge; any error rolls everything back.

A view that writes wears `@commits`; a command or job writes inside `with writing():`. Everything below them
changes rows and never commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, make_response, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from riskreg.core import constraints
from riskreg.core.database import WRITES
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
    if request.method not in SAFE_METHODS and getattr(view, "commits", False):
        begin_writing()


def begin_writing() -> None:
    db.session.connection(execution_options={WRITES: True})


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes, outside a request: everything in it, or nothing."""
    db.session.rollback()
    begin_writing()
    try:
        with translated():
            yield
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def flush() -> None:
    """Let the database judge now, while the form is still at hand to say what is wrong."""
    with translated():
        db.session.flush()


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
