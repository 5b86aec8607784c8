"""A thread that sends what is due, beside the worker's own: however slow a mail server is, jobs do not wait for it, and
however long a job takes, mail does not wait for it."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from flask import Flask

from riskreg.notifications import delivery

log = logging.getLogger("riskreg.post")

POLL = 2.0
GRACE = 5.0
"""Seconds that the letter in hand may take when we are told to leave. One that takes longer goes again, with the same
Message-ID, when its lease has run out."""


class Postman:
    """`with Postman(app): …`; `before` is called at each round, for whoever has letters to write first."""

    def __init__(self, app: Flask, poll: float = POLL, before: Callable[[], object] = lambda: None) -> None:
        self._app = app
        self._poll = poll
        self._before = before
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._walk, name="postman", daemon=True)

    def __enter__(self) -> "Postman":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join(GRACE)
        if self._thread.is_alive():
            log.warning("the mail server kept us too long: the letter in hand goes again later")

    def _walk(self) -> None:
        while not self._over.is_set():
            tried = self._round()
            if tried < delivery.BATCH:
                self._over.wait(self._poll)

    def _round(self) -> int:
        """A database that is away is waited for, not died of."""
        try:
            with self._app.app_context():
                self._before()
                return delivery.send_due(told_to_stop=self._over.is_set).tried
        except Exception:  # the thread outlives whatever goes wrong in one round
            log.exception("round of the post failed")
            return 0
