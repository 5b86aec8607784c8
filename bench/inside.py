"""riskreg in this very process: how many statements a request sends to the database."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.client import Answer, Client
from bench.works import Work, asking

COUNTED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


class Inside(Client):
    """Asks without a network; each request in a context of its own, as in a server."""

    def __init__(self, app: Flask) -> None:
        super().__init__(port=0)
        self.http = app.test_client()

    def ask(self, method, path, form=None) -> Answer:  # type: ignore[no-untyped-def]
        answer = contextvars.Context().run(self.http.open, path, method=method, data=form, buffered=True)
        return Answer(answer.status_code, str(answer.headers).encode(), answer.data)


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(COUNTED):
            seen.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def queries_of(client: Client, work: Work) -> list[str]:
    """The second time: the first compiles templates."""
    ask = asking(work.ours, client, 0)
    ask()
    with statements() as seen:
        ask()
    return seen
