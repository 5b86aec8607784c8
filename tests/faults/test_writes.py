"""A thousand writes from four processes: nothing lost, every number exact, the chain without a gap."""

import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import func, select

from riskreg.audit import operations
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.models import Figure
from riskreg.people.operations import figures
from tests.cli.command import riskreg
from tests.databases import environment
from tests.faults.server import ENOUGH, surroundings

pytestmark = pytest.mark.faults

PROCESSES, WRITES, COUNTERS = 4, 250, 3

WRITER = """
import sys
from riskreg import create_app
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import Conflict
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people import queries
from riskreg.people.operations import figures
from riskreg.people.queries import figures as offices

name, writes, counters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

def write(number):
    with writing():
        counter = offices.by_code(f"counter-{number % counters}")
        counter.position += 1
        record(Tag.FIGURE_ENDED, counter, by=COMMAND_LINE, at=clock.now())
        figures.add_figure(code=f"{name}-{number}", name="Figura", by=COMMAND_LINE, at=clock.now())

with create_app().app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    told = 0
    for number in range(writes):
        while True:
            try:
                write(number)
                break
            except Conflict:
                told += 1
    print("told", told)
"""


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


@pytest.fixture
def counted(real_app):
    with writing():
        operations.start_chain(**by())
        for number in range(COUNTERS):
            figures.add_figure(code=f"counter-{number}", name="Contatore", **by())
    return real_app


def test_a_thousand_writes_from_four_processes_lose_nothing(counted):
    settings = counted.extensions["riskreg.settings"]
    env = surroundings() | environment(settings.database_url, settings.folder)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, f"writer-{number}", str(WRITES), str(COUNTERS)],
            env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    ends = [writer.communicate(timeout=4 * ENOUGH) for writer in writers]
    assert [(writer.returncode, end[1]) for writer, end in zip(writers, ends, strict=True)] == [(0, "")] * PROCESSES

    total = PROCESSES * WRITES
    expected = {f"counter-{number}": PROCESSES * len(range(number, WRITES, COUNTERS)) for number in range(COUNTERS)}
    written = dict(db.session.execute(select(Figure.code, Figure.position).where(Figure.code.startswith("counter-"))).all())
    assert written == expected
    codes = set(db.session.scalars(select(Figure.code).where(Figure.code.startswith("writer-"))))
    assert codes == {f"writer-{writer}-{number}" for writer in range(PROCESSES) for number in range(WRITES)}

    verdict = verify()
    assert verdict.broken is None
    assert verdict.count == 1 + COUNTERS + 2 * total
    assert db.session.scalar(select(func.max(AuditEntry.id))) == verdict.count, "numbers without a gap"
    tags = Counter(db.session.scalars(select(AuditEntry.tag)))
    assert (tags[Tag.FIGURE_ENDED], tags[Tag.FIGURE_CREATED]) == (total, COUNTERS + total)
    assert riskreg(counted, "trail", "verify", "--json").json["seals"] == 1, "the head file followed, and was never turned back"
