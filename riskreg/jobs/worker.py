"""The worker: plan what is scheduled, take a job, do it, again. As many processes as one likes.

Told to stop (SIGTERM, SIGINT) it ends the job in hand and leaves; told twice it puts the job back and leaves at once.
Killed, it leaves a lease that runs out, and another worker starts the job again from nothing.
"""

import logging
import os
import secrets
import select
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from riskreg.core import clock, result_files, transactions
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import Missing, NotAllowed, RuleBroken
from riskreg.domain.permissions import acting, insist
from riskreg.domain.work import JobState
from riskreg.jobs import operations, queries
from riskreg.jobs.heartbeat import Heartbeat
from riskreg.jobs.kinds import Work, named
from riskreg.jobs.operations import LeaseLost, Result
from riskreg.jobs.phases import Phases

log = logging.getLogger("riskreg.jobs")

LEAVE = (signal.SIGTERM, signal.SIGINT)


class Stop(Protocol):
    """Says when to stop: a `threading.Event` does."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float) -> bool: ...


class Interrupted(BaseException):
    """Told to leave at once; no `except Exception` of a handler may swallow it."""


def run(app: Flask, stop: Stop | None = None, *, once: bool = False, poll: float = 1.0) -> int:
    """Work until told to stop, or, `once`, until nothing is due; returns how many attempts were made.

    Without a `stop` of the caller's, the process's signals give it.
    """
    if stop is not None:
        return _loop(app, stop, once=once, poll=poll)
    with Signals() as told:
        return _loop(app, told, once=once, poll=poll)


def _loop(app: Flask, stop: Stop, *, once: bool, poll: float) -> int:
    done = 0
    log.info("worker started")
    try:
        while not stop.is_set():
            if _turn(app):
                done += 1
            elif once:
                break
            else:
                stop.wait(poll)
    except Interrupted:
        log.warning("worker interrupted")
    log.info("worker stopped")
    return done


def _turn(app: Flask) -> bool:
    """One round; True when there was a job. A database that is away, or a full disk, is waited for, not died of."""
    try:
        lease = secrets.token_hex(16)
        with app.app_context():
            job_id = _take(lease)
        if job_id is None:
            return False
        with app.app_context():
            attempt(app, job_id, lease)
    except Exception:  # the loop outlives whatever goes wrong in one round
        log.exception("round failed")
        return False
    return True


def _take(lease: str) -> int | None:
    at = clock.now()
    if queries.unplanned(at):
        with writing():
            for planned in operations.plan_scheduled(at):
                log.info("job planned", extra={"job": planned.id, "kind": planned.kind})
    if not queries.is_anything_ready(at):
        return None
    with writing():
        for worn_out in operations.bury_worn_out(at):
            log.error("job worn out", extra={"job": worn_out.id, "kind": worn_out.kind, "state": JobState.FAILED})
        return operations.take(lease, at)


class _Desk:
    """The worker's side of kinds.Work."""

    def __init__(self, job_id: int, lease: str, heart: Heartbeat) -> None:
        self._job_id = job_id
        self._lease = lease
        self._heart = heart
        self._begun_after = result_files.erasure()
        self.phases = Phases()
        self.result: Result | None = None

    def tell(self, percent: int, note: str) -> None:
        self._heart.tell(percent, note)

    def result_file(self, name: str, mime: str) -> Path:
        if self.result is not None:
            raise ValueError("a job has one result file")
        self.result = Result(name, mime, self._begun_after)
        return result_files.part(self._job_id, self._lease)

    def begin_writing(self) -> None:
        self.phases.begin_writing()


def attempt(app: Flask, job_id: int, lease: str) -> None:
    """One attempt at a job that we hold; however it goes, nothing of it comes out of here but its record."""
    told: dict[str, Any] = {"job": job_id, "lease": lease[:8]}
    try:
        with Heartbeat(app, job_id, lease) as heart:
            told |= {"state": _do(job_id, lease, heart, told)}
        log.info("job finished", extra=told)
    except LeaseLost:
        log.warning("job was given to another worker; this attempt is undone", extra=told)
    except (RuleBroken, NotAllowed, Missing) as refusal:
        sentence = refusal.message
        _report(told, refusal, lambda: operations.give_up(job_id, lease, sentence=sentence, at=clock.now()))
    except Exception as error:  # noqa: BLE001  # whatever a handler throws, the loop goes on
        _report(told, error, lambda: operations.give_up(job_id, lease, at=clock.now()))
    except BaseException:
        db.session.rollback()
        with writing():
            operations.release(job_id, lease, clock.now())
        log.warning("job put back", extra=told)
        raise
    finally:
        db.session.rollback()
        result_files.drop_part(job_id, lease)


def _do(job_id: int, lease: str, heart: Heartbeat, told: dict[str, Any]) -> JobState:
    at = clock.now()
    order = queries.order(job_id, at)
    known = named(order.kind) if order else None
    if order is None or known is None:
        raise RuleBroken(operations.NO_LONGER_IN if order is None else operations.UNKNOWN)
    told |= {"kind": order.kind, "attempts": order.attempts}
    by = order.by
    if known.permission is not None:
        insist(by, known.permission)
        by = acting(by, known.permission)
    log.info("job started", extra=told)
    desk = _Desk(job_id, lease, heart)
    try:
        desk.phases.begin_reading()
        with transactions.translated():
            outcome = known.handler(Work(job_id, order.arguments, by, at, desk))
            desk.begin_writing()
            operations.finish(job_id, lease, outcome=outcome, result=desk.result, at=clock.now())
            db.session.commit()
    finally:
        desk.phases.end()
    return JobState.DONE


def _report(told: dict[str, Any], error: Exception, give_up: Callable[[], JobState]) -> None:
    db.session.rollback()
    try:
        with writing():
            state = give_up()
    except LeaseLost:
        log.warning("job was given to another worker; this attempt is undone", extra=told)
    else:
        log.error("job not done", exc_info=error, extra=told | {"state": state})


class Signals:
    """Hears SIGTERM and SIGINT: the first asks to stop, the second interrupts the job in hand.

    A signal arrives between any two instructions, also inside a lock of this very thread: a `threading.Event` set from
    there would wait for itself for ever. A list and a pipe take no locks.
    """

    def __init__(self) -> None:
        self._heard: list[int] = []
        self._reads, self._writes = os.pipe()

    def __enter__(self) -> "Signals":
        self._before = {number: signal.signal(number, self._hear) for number in LEAVE}
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reads)
        os.close(self._writes)

    def _hear(self, number: int, _frame: object) -> None:
        self._heard.append(number)
        os.write(self._writes, b".")
        if len(self._heard) > 1:
            for each in LEAVE:  # putting the job back must not be interrupted in its turn
                signal.signal(each, signal.SIG_IGN)
            raise Interrupted

    def is_set(self) -> bool:
        return bool(self._heard)

    def wait(self, timeout: float) -> bool:
        select.select([self._reads], [], [], timeout)
        return self.is_set()
