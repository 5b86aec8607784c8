"""Five thousand rows: how long the others wait, and that nothing half done is left when the worker is killed meanwhile."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit, User
from riskreg.people.operations import units
from tests.databases import environment
from tests.factories import Factory
from tests.faults.server import Browser, served
from tests.features.imports.test_together import apply, by, previewed

pytestmark = pytest.mark.faults

ROWS = 5_000
LONGEST_LOCK = 5.0
ACT = {"on": "01/06/2026", "act": "Determinazione n. 61 del 30/05/2026"}


def users_rows() -> list[dict[str, Any]]:
    return [
        {"email": f"p{n}@camera.example", "family_name": f"Cognome {n}", "given_name": "Anna", "job_title": "Funzionario"}
        for n in range(ROWS)
    ]


def units_rows(name: str, day: str) -> list[dict[str, Any]]:
    return [
        {"code": f"N{n}", "name": f"{name} {n}", "kind": "uo", "parent_code": "ENTE" if n < 50 else f"N{n // 10}", **ACT, "on": day}
        for n in range(ROWS)
    ]


@pytest.fixture
def body(real_app):
    make = Factory()
    make.unit(code="A1", name="UO Uno")
    return make


def waited_while(app, act) -> tuple[float, float]:
    """How long a colleague's save took that was tried every moment meanwhile, at worst; and how long the act took."""
    over, waits = threading.Event(), []

    def keep_saving() -> None:
        with app.app_context():
            while not over.is_set():
                started = time.perf_counter()
                with writing():
                    unit = people.unit_by_code("A1")
                    units.change_sheet(unit, code="A1", is_staff=not unit.is_staff, position=0, version=None, **by())
                waits.append(time.perf_counter() - started)
            db.session.remove()

    thread = threading.Thread(target=keep_saving)
    thread.start()
    started = time.perf_counter()
    act()
    took = time.perf_counter() - started
    over.set()
    thread.join(60)
    assert len(waits) > 1, "somebody saved before, and after"
    return max(waits), took


@pytest.mark.parametrize("what", ["users created", "units created", "units renamed"])
def test_five_thousand_rows_keep_others_waiting_less_than_five_seconds(real_app, body, what, capsys, database):
    if what == "users created":
        file = previewed("users", *users_rows())
    else:
        file = previewed("units", *units_rows("UO", "01/06/2026"))
        if what == "units renamed":
            apply(*file)
            file = previewed("units", *units_rows("Ufficio", "01/07/2026"))
    wait, took = waited_while(real_app, lambda: apply(*file))
    with capsys.disabled():
        print(f"\n{database}, {ROWS} {what}: brought in within {took:.1f} s, the longest save meanwhile took {wait:.1f} s")
    assert wait < LONGEST_LOCK
    assert db.session.query(OrgUnit if what.startswith("units") else User).count() >= ROWS
    assert verify().is_whole


KILLED = """
import sys
from riskreg import create_app
from riskreg.core import many
from riskreg.core.extensions import db
real = many.update_versioned

def told(session, seen):
    real(session, seen)
    session.flush()
    print("inside", flush=True)
    sys.stdin.readline()

many.update_versioned = told
with create_app().app_context():
    from tests.features.imports.test_together import apply
    apply(int(sys.argv[1]), sys.argv[2])
"""


def test_a_process_killed_in_the_middle_leaves_nothing_of_it(real_app, body):
    batch_id, preview = previewed("units", *units_rows("UO", "01/06/2026")[:500])
    settings = real_app.extensions["riskreg.settings"]
    env = os.environ | environment(settings.database_url, settings.folder)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(batch_id), preview], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    process.stdout.close()
    process.stdin.close()
    db.session.expire_all()
    assert db.session.query(OrgUnit).count() == 2
    assert verify().is_whole
    apply(batch_id, preview)
    assert db.session.query(OrgUnit).count() == 502
    assert verify().is_whole


def test_a_hundred_megabytes_get_their_page_from_the_real_server(real_app, body):
    """The answer comes although nobody reads what is being sent, and the server goes on."""
    settings = real_app.extensions["riskreg.settings"]
    with served(environment(settings.database_url, settings.folder), settings.folder) as server:
        server.start()
        assert answer_to_a_large_upload(server.port) == 413
        assert Browser(server.port).open("/entra")[0] == 200


def answer_to_a_large_upload(port: int) -> int:
    head = (
        f"POST /organizzazione/importa/unita HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f'Content-Length: {100 * 1024 * 1024}\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head.encode() + b"x" * 65536)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status
