"""A mail server for each test that asks for one, and a way to write to somebody."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.notifications import operations, queries
from riskreg.notifications.kinds import Kind
from riskreg.notifications.models import Notice
from riskreg.people.models import User
from tests.features.notifications.server import Server, running, use


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The application's mail server, up and willing."""
    with running() as made:
        use(app, made.settings(), monkeypatch)
        yield made


def tell(user: User, job: str = "Verifica", **more: object) -> int:
    """A short message to somebody; its number."""
    with writing():
        facts = {"job": job, "outcome": "Tutto bene."}
        return operations.queue(user, Kind.JOB_DONE, facts, **{"path": "/lavori/1", "by": COMMAND_LINE, "at": clock.now()} | more).id


def fresh(notice_id: int) -> Notice:
    """The row as it is now in the database."""
    db.session.rollback()
    return queries.notice(notice_id)


Teller = Callable[..., int]
