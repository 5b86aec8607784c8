"""A sender killed in the middle of a letter: it goes again, with the same name, and whoever comes too early leaves it alone."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from riskreg.audit.verification import verify
from riskreg.core import settings
from riskreg.domain.post import LEASE, PostState
from tests.conftest import NOW
from tests.databases import environment
from tests.factories import Factory
from tests.features.notifications.conftest import fresh, tell
from tests.features.notifications.server import Silent, running

pytestmark = pytest.mark.faults

ENOUGH = 60

SENDER = """
import sys
from datetime import datetime
from riskreg import create_app
from riskreg.core import clock
from riskreg.notifications import delivery
app = create_app()
with clock.frozen(datetime.fromisoformat(sys.argv[1])), app.app_context():
    print(delivery.send_all().sent)
"""


def start(port: int, at=NOW) -> subprocess.Popen:
    here = settings.current()
    env = os.environ | environment(here.database_url, here.folder) | {"RISKREG_MAIL_URL": f"smtp://127.0.0.1:{port}?tls=none"}
    return subprocess.Popen([sys.executable, "-c", SENDER, at.isoformat()], env=env, stdout=subprocess.PIPE, text=True)


def sent_by(process: subprocess.Popen) -> int:
    out, _err = process.communicate(timeout=ENOUGH)
    assert process.returncode == 0
    return int(out)


def test_killed_while_the_server_was_taking_the_letter(real_app):
    """The worst moment: the server has the letter, and nobody has written so. It comes twice, under one name."""
    numbers = [tell(Factory().user(email=f"{name}@camera.example")) for name in ("ada", "eva")]
    with running() as server:
        processes: list[subprocess.Popen] = []

        def kill_once() -> None:
            server.before_taking = None
            processes[0].kill()

        server.before_taking = kill_once
        processes.append(start(server.port))
        processes[0].communicate(timeout=ENOUGH)
        assert processes[0].returncode == -signal.SIGKILL
        held, other = (fresh(number) for number in numbers)
        assert (held.state, other.state) == (PostState.WAITING, PostState.WAITING)
        assert sent_by(start(server.port, NOW + LEASE - timedelta(seconds=1))) == 1, "only the one that nobody holds"
        assert fresh(numbers[0]).state == PostState.WAITING
        assert sent_by(start(server.port, NOW + LEASE)) == 1
    assert [fresh(number).state for number in numbers] == [PostState.SENT, PostState.SENT]
    assert len(set(server.ids)) == 2, "the second copy bears the name of the first"
    assert verify().is_whole


def test_killed_while_it_waited_for_a_server_that_does_not_speak(real_app):
    number = tell(Factory().user())
    silent = Silent()
    process = start(silent.port)
    assert silent.met.wait(ENOUGH)
    process.kill()
    process.communicate()
    silent.hang_up()
    with running() as server:
        assert sent_by(start(server.port)) == 1, "nothing was held yet"
    assert fresh(number).state == PostState.SENT
    assert len(server.taken) == 1
