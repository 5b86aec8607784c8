"""The server killed with -9 while people save: what was answered "saved" is there after, and the chain is whole."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from riskreg import create_app
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.people import seeding
from riskreg.people.models import Figure
from tests.databases import Copies
from tests.faults.server import GONE, Browser, Served, children_of, eventually, served

pytestmark = pytest.mark.faults

PEOPLE, ENOUGH_SAVED = 4, 60


@pytest.fixture
def demo(copies: Copies, tmp_path: Path) -> Iterator[Served]:
    with copies.one() as url:
        env = {"RISKREG_ENV": "demo", "DATABASE_URL": url, "RISKREG_VAR": str(tmp_path), "RISKREG_LOG_LEVEL": "ERROR"}
        with served(env, tmp_path) as here:
            made = here.riskreg("setup", "--demo")
            assert made.returncode == 0, made.stderr
            here.start()
            yield here


class Clerk(threading.Thread):
    """Saves one office after the other, and remembers which were answered as saved."""

    def __init__(self, port: int, name: str) -> None:
        super().__init__(name=name)
        self.browser = Browser(port)
        self.browser.sign_in("admin@camera.example", seeding.DEMO_PASSWORD)
        self.browser.open("/organizzazione/figure/nuova")
        self.asked: list[str] = []
        self.saved: list[str] = []
        self.stopping = False

    def run(self) -> None:
        while not self.stopping:
            code = f"{self.name}-{len(self.asked)}"
            self.asked.append(code)
            try:
                status, _kind, _text = self.browser.open(
                    "/organizzazione/figure/nuova", {"code": code, "name": f"Figura {code}", "norm": ""}
                )
            except GONE:
                return
            assert status == 302, f"{code} was answered with {status}"
            self.saved.append(code)


def at_work(here: Served) -> list[Clerk]:
    clerks = [Clerk(here.port, f"clerk{number}") for number in range(PEOPLE)]
    for clerk in clerks:
        clerk.start()
    eventually(lambda: sum(len(clerk.saved) for clerk in clerks) >= ENOUGH_SAVED, "enough offices saved")
    return clerks


def offices(here: Served) -> tuple[set[str], int]:
    """The codes that stand in the database, and how many entries tell of one; the chain is read again on the way."""
    app = create_app({name: value for name, value in here.env.items() if name.startswith(("RISKREG", "DATABASE"))})
    with app.app_context():
        codes = set(db.session.scalars(select(Figure.code)))
        told = len(db.session.scalars(select(AuditEntry.id).where(AuditEntry.tag == Tag.FIGURE_CREATED)).all())
        assert verify().broken is None
        db.session.remove()
        db.engine.dispose()
    return codes, told


def test_what_was_answered_as_saved_survives_a_kill(demo):
    clerks = at_work(demo)
    demo.kill_server()
    for clerk in clerks:
        clerk.join()
    assert demo.ended() != 0, "the supervisor leaves with its server, and says that it was no ordinary end"
    codes, told = offices(demo)
    saved, asked = ({code for clerk in clerks for code in kind(clerk)} for kind in (lambda c: c.saved, lambda c: c.asked))
    assert saved <= codes, "answered as saved and lost"
    assert {code for code in codes if code.startswith("clerk")} <= asked
    assert told == len(codes), "an office without its entry, or an entry without its office"
    demo.start()
    browser = clerks[0].browser
    status, _kind, text = browser.open("/organizzazione/figure")
    assert status == 200, "who was signed in still is"
    assert f"Figura {clerks[0].saved[-1]}" in text
    assert demo.stop() == 0
    assert demo.riskreg("trail", "verify").returncode == 0


def test_one_process_killed_is_replaced_and_the_others_go_on(demo):
    (server, _worker) = demo.children()
    before = [pid for pid in children_of(server) if "granian" in Path(f"/proc/{pid}/cmdline").read_text()] or children_of(server)
    clerks = at_work(demo)

    os.kill(before[-1], signal.SIGKILL)
    eventually(lambda: len(set(children_of(server)) - set(before)) >= 1, "a new process in place of the one killed")
    for clerk in clerks:
        clerk.stopping = True
        clerk.join()
    codes, told = offices(demo)
    assert {code for clerk in clerks for code in clerk.saved} <= codes
    assert told == len(codes)
    assert Browser(demo.port).open("/readyz")[0] == 200


def test_told_to_stop_in_the_middle_it_ends_what_it_has_begun(demo):
    clerks = at_work(demo)
    assert demo.stop() == 0
    for clerk in clerks:
        clerk.join()
    codes, told = offices(demo)
    assert {code for clerk in clerks for code in clerk.saved} <= codes
    assert told == len(codes)


def test_when_the_supervisor_is_killed_nobody_stays_behind(demo):
    left = demo.children()
    demo.process.kill()
    demo.ended()
    eventually(lambda: not demo.answers(), "the port is free again")
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "server and worker ended")
