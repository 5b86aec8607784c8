"""A second thread that says, while a handler works, that its worker is alive and how far it got.

It has its own session and connection. On SQLite it may wait behind the handler's own transaction: no harm, since
nobody can take the job without that same lock, and the lease is asked again when the transaction ends.
"""

import logging
import threading
from types import TracebackType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.work import HEARTBEAT
from riskreg.jobs import operations

log = logging.getLogger("riskreg.jobs")

LEAST_PAUSE = 1.0
"""Seconds between two beats, however often a handler reports."""


class Heartbeat:
    def __init__(self, app: Flask, job_id: int, lease: str) -> None:
        self._app = app
        self._job_id = job_id
        self._lease = lease
        self._progress: tuple[int, str] | None = None
        self._wake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name=f"heartbeat-{job_id}", daemon=True)
        self.is_lost = False

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._wake.set()
        self._thread.join()

    def tell(self, percent: int, note: str) -> None:
        """From the handler; a good moment to stop, too, if the job was given to somebody else."""
        if self.is_lost:
            raise operations.LeaseLost
        self._progress = (percent, note)
        self._wake.set()

    def beat(self) -> None:
        """One beat; the database being busy or away is no reason to stop beating."""
        progress, self._progress = self._progress, None
        try:
            with self._app.app_context(), writing():
                held = operations.renew(self._job_id, self._lease, clock.now())
                if held and progress is not None:
                    operations.report_progress(self._job_id, self._lease, *progress)
        except SQLAlchemyError as error:
            self._progress = self._progress or progress
            log.warning("heartbeat missed", exc_info=error, extra={"job": self._job_id})
        else:
            self.is_lost = not held

    def _keep_beating(self) -> None:
        while not self._over.is_set() and not self.is_lost:
            self._wake.wait(HEARTBEAT.total_seconds())
            self._wake.clear()
            if self._over.is_set():
                break
            self.beat()
            self._over.wait(LEAST_PAUSE)
