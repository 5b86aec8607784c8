"""A copy taken while others write is of one moment; a restore killed in the middle leaves an empty place."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from riskreg.audit import operations as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.verification import verify
from riskreg.backups import checking
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.models import Figure
from tests.databases import Copies, environment
from tests.faults.server import ENOUGH, eventually, surroundings
from tests.faults.test_writes import COUNTERS, WRITER, counted
from tests.features.backups.places import place, settings_of
from tests.migrations.empty import names_in

pytestmark = pytest.mark.faults
__all__ = ["counted"]

COPIES, WRITERS, NEVER_DONE = 2, 2, 10**6


def env_of(app) -> dict[str, str]:
    settings = settings_of(app)
    return surroundings() | environment(settings.database_url, settings.folder)


def process(app, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, *arguments], env=env_of(app), text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def riskreg(app, *arguments: str) -> str:
    made = process(app, "-m", "riskreg", *arguments)
    out, err = made.communicate(timeout=ENOUGH)
    assert made.returncode == 0, err
    return out


@pytest.fixture
def elsewhere(copies: Copies, tmp_path: Path):
    with place(copies, tmp_path / "altrove") as app:
        yield app


def test_a_copy_taken_under_a_writing_load_is_of_one_moment(counted, copies, tmp_path):
    """Each write adds a figure and two entries, and counts one up: in every copy the three must agree."""
    writers = [process(counted, "-c", WRITER, f"writer-{number}", str(NEVER_DONE), str(COUNTERS)) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    files = [tmp_path / f"copia-{number}.zip" for number in range(COPIES)]
    told = [json.loads(riskreg(counted, "backup", str(file), "--json")) for file in files]
    assert [writer.poll() for writer in writers] == [None] * WRITERS, "they write on, and nobody waited for them"
    for writer in writers:
        writer.kill()
        writer.communicate(timeout=ENOUGH)
    assert len({one["trail"]["count"] for one in told}) == COPIES, "they wrote meanwhile"
    for number, file in enumerate(files):
        with place(copies, tmp_path / f"altrove-{number}") as app:
            riskreg(app, "restore", str(file))
            verdict = json.loads(riskreg(app, "trail", "verify", "--json"))
            assert (verdict["whole"], verdict["count"], verdict["hash"]) == (
                True,
                told[number]["trail"]["count"],
                told[number]["trail"]["hash"],
            )
            assert rows_here(checking.check(file).contents.counts) == told[number]["rows"]
            written = db.session.scalar(select(func.count(Figure.id)).where(Figure.code.startswith("writer-")))
            assert db.session.scalar(select(func.count(AuditEntry.id))) == 1 + COUNTERS + 2 * written
            assert db.session.scalar(select(func.sum(Figure.position)).where(Figure.code.startswith("counter-"))) == written
    assert verify().is_whole


def rows_here(tables) -> dict[str, int]:
    return {name: db.session.scalar(select(func.count()).select_from(db.metadata.tables[name])) for name in tables}


SLOW_RESTORE = """
import sys
from riskreg.__main__ import main
from riskreg.backups import restoring

real, where = getattr(restoring, sys.argv[1]), int(sys.argv[2])
calls = []

def pause(*args, **more):
    calls.append(1)
    done = real(*args, **more)
    if len(calls) == where:
        print("here", flush=True)
        sys.stdin.readline()
    return done

setattr(restoring, sys.argv[1], pause)
sys.argv[1:3] = []
main()
"""


@pytest.mark.parametrize(("step", "number"), [("_load_table", 1), ("_load_table", 9), ("_put_in_place", 1)])
def test_a_restore_that_is_killed_leaves_an_empty_place_for_the_next(real_app, elsewhere, tmp_path, step, number):
    with real_app.app_context(), writing():
        audit.start_chain(by=COMMAND_LINE, at=clock.now())
    file = tmp_path / "copia.zip"
    riskreg(real_app, "backup", str(file))
    killed = process(elsewhere, "-c", SLOW_RESTORE, step, str(number), "restore", str(file))
    assert killed.stdout.readline() == "here\n", killed.stderr.read()
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=ENOUGH)
    settings = settings_of(elsewhere)
    eventually(lambda: names_in(settings.database_url) == set(), "the database gives back what was not committed")
    riskreg(elsewhere, "restore", str(file))
    assert json.loads(riskreg(elsewhere, "trail", "verify", "--json"))["whole"] is True
    assert not (settings.folder / ".ripristino").exists()


def test_a_copy_that_is_killed_leaves_no_file_under_its_name(real_app, tmp_path):
    file = tmp_path / "copia.zip"
    slow = SLOW_RESTORE.replace("import restoring", "import taking as restoring")
    killed = process(real_app, "-c", slow, "_table", "3", "backup", str(file))
    assert killed.stdout.readline() == "here\n", killed.stderr.read()
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=ENOUGH)
    assert not file.exists()
