"""Workers as real processes, killed in the worst places: every job's effect is there once, and the chain is whole.

Nothing here waits by the clock: a pipe tells when a worker is in the middle of a job, and a worker may live in a later
minute than the others.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func, select

from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core import clock, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.work import LEASE, JobState
from riskreg.jobs import operations, queries
from riskreg.jobs.models import Job
from riskreg.people.models import Figure
from tests.conftest import NOW
from tests.databases import environment

pytestmark = pytest.mark.faults

ENOUGH = 180
"""Seconds after which a process that should have ended is a failure, not slow."""

WORKER = """
import os, sys, threading
from datetime import datetime
from riskreg import create_app
from riskreg.core import clock
from riskreg.jobs import worker
from riskreg.jobs.kinds import kind
from riskreg.people.operations import figures

def count_me(task):
    figures.add_figure(code=f"job-{task.job_id}-{os.urandom(8).hex()}", name=str(task.job_id), by=task.by, at=task.at)

@kind("test:plain", label="Prova")
def plain(task):
    task.begin_writing()
    count_me(task)
    return "Fatto."

def say_and_listen(task):
    with open(task.arguments["say"], "w") as pipe:
        pipe.write("here")
    with open(task.arguments["listen"]) as pipe:
        pipe.read()

@kind("test:pause-before", label="Prova")
def pause_before(task):
    if is_first:
        say_and_listen(task)
    task.begin_writing()
    count_me(task)
    return "Fatto."

@kind("test:pause-inside", label="Prova")
def pause_inside(task):
    path = task.result_file("esito.txt", "text/plain")
    path.write_text("primo" if is_first else "secondo")
    task.begin_writing()
    count_me(task)
    if is_first:
        say_and_listen(task)
    return "Fatto."

now, is_first = datetime.fromisoformat(sys.argv[1]), sys.argv[2] == "first"
with clock.frozen(now):
    worker.run(create_app(), once=True)
"""


@pytest.fixture(autouse=True)
def _nothing_scheduled(real_app) -> None:
    """The night's own jobs are planned for later than any of these workers lives."""
    with writing():
        operations.plan_scheduled(NOW)


@pytest.fixture
def start(real_app, monkeypatch) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a worker on the test's own database, in whatever minute it should live."""
    here = settings.current()
    env = os.environ | environment(here.database_url, here.folder)
    started = []

    def begin(at=NOW, name="any", log="ERROR") -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, at.isoformat(), name], env=env | {"RISKREG_LOG_LEVEL": log}, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ended(process: subprocess.Popen) -> int:
    process.communicate(timeout=ENOUGH)
    return process.returncode


def queue(kind: str, count: int = 1, **arguments: str) -> list[int]:
    """Straight into the table: this process does not know the kind, only the workers do."""
    from riskreg.jobs import kinds

    with pytest.MonkeyPatch.context() as patch, writing():
        patch.setitem(kinds._registry.kinds, kind, kinds.Kind(kind, "Prova", lambda _task: ""))
        return [operations.enqueue(kind, arguments, by=COMMAND_LINE, at=clock.now()).id for _ in range(count)]


@pytest.fixture
def pipes(tmp_path: Path) -> dict[str, str]:
    """Where a worker says that it is in the middle of its job, and where it then waits for a word that may not come."""
    paths = {name: str(tmp_path / name) for name in ("say", "listen")}
    for path in paths.values():
        os.mkfifo(path)
    return paths


def wait_until_inside(pipes: dict[str, str]) -> None:
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append(Path(pipes["say"]).read_text()), daemon=True)
    listener.start()
    listener.join(ENOUGH)
    assert heard == ["here"], "the worker never came to the middle of its job"


@contextmanager
def stopped(process: subprocess.Popen) -> Iterator[None]:
    """Frozen as if the machine had stalled."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def effects() -> Counter[str]:
    db.session.rollback()
    return Counter(db.session.scalars(select(Figure.name)))


def states(jobs: list[int]) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Job.state).where(Job.id.in_(jobs))))


def finished_entries() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.tag == Tag.JOB_FINISHED.value)) or 0


def test_two_workers_on_200_jobs_do_each_once(real_app, start):
    jobs = queue("test:plain", 200)
    workers = [start(), start()]
    assert [ended(process) for process in workers] == [0, 0]
    # A worker that found the database busy leaves at the end of its round; whatever it left is taken by the next.
    assert ended(start()) == 0
    assert states(jobs) == {JobState.DONE}
    assert effects() == Counter({str(job_id): 1 for job_id in jobs})
    assert finished_entries() == 200
    assert verify().is_whole


def test_workers_killed_again_and_again_still_do_each_once(real_app, start):
    """Killed wherever they happen to be; the next one lives in a minute in which the dead one's lease is over."""
    jobs = queue("test:plain", 60)
    at = NOW
    for _ in range(4):
        process = start(at, log="INFO")
        finished = (line for line in process.stderr if "job finished" in line)
        assert len(list(islice(finished, 5))) == 5
        process.kill()
        ended(process)
        at += LEASE
    assert ended(start(at)) == 0
    assert states(jobs) == {JobState.DONE}
    assert effects() == Counter({str(job_id): 1 for job_id in jobs})
    assert finished_entries() == 60
    assert verify().is_whole


@pytest.mark.parametrize("kind", ["test:pause-before", "test:pause-inside"])
def test_a_worker_killed_in_the_middle_is_replaced_and_the_effect_is_there_once(real_app, start, pipes, kind):
    [job_id] = queue(kind, **pipes)
    first = start(name="first")
    wait_until_inside(pipes)
    first.kill()
    assert ended(first) == -signal.SIGKILL
    assert effects() == Counter()
    assert ended(start(NOW + LEASE - timedelta(seconds=1))) == 0
    assert states([job_id]) == {JobState.RUNNING}, "the dead worker's lease still held"
    db.session.rollback()
    assert ended(start(NOW + LEASE)) == 0
    assert states([job_id]) == {JobState.DONE}
    assert (effects(), queries.job(job_id).attempts) == (Counter({str(job_id): 1}), 2)
    assert finished_entries() == 1
    assert verify().is_whole
    if kind == "test:pause-inside":
        folder = settings.current().folder / "jobs" / str(job_id)
        assert (folder / "result").read_text() == "secondo"


def test_a_worker_that_stalls_and_wakes_up_leaves_nothing(real_app, start, pipes):
    [job_id] = queue("test:pause-before", **pipes)
    first = start(name="first")
    wait_until_inside(pipes)
    with stopped(first):
        assert ended(start(NOW + LEASE)) == 0
        assert states([job_id]) == {JobState.DONE}
        db.session.rollback()
    Path(pipes["listen"]).write_text("go on")
    assert ended(first) == 0
    assert effects() == Counter({str(job_id): 1})
    assert finished_entries() == 1
    assert verify().is_whole


def test_a_worker_told_to_stop_ends_its_job_and_leaves_the_rest(real_app, start, pipes):
    first_job, *rest = queue("test:pause-before", **pipes) + queue("test:plain", 3)
    first = start(name="first")
    wait_until_inside(pipes)
    first.send_signal(signal.SIGTERM)
    Path(pipes["listen"]).write_text("go on")
    assert ended(first) == 0
    assert states([first_job]) == {JobState.DONE}
    assert states(rest) == {JobState.QUEUED}


def insist(process, number):
    """Python notices a signal that came just before a call that blocks only when the call is over: this job waits for us
    for ever, so ask again until it has been heard, as a supervisor would."""
    for _ in range(20):
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
            return


def test_told_twice_it_puts_the_job_back(real_app, start, pipes):
    [job_id] = queue("test:pause-before", **pipes)
    first = start(name="first")
    wait_until_inside(pipes)
    # Two different ones: the same signal sent twice in a moment may arrive once.
    first.send_signal(signal.SIGTERM)
    insist(first, signal.SIGINT)
    assert ended(first) == 0
    assert states([job_id]) == {JobState.QUEUED}
    assert queries.job(job_id).attempts == 0
    db.session.rollback()
    assert ended(start()) == 0
    assert effects() == Counter({str(job_id): 1})
