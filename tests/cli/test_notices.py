"""riskreg notices send: what is due leaves, and the exit code says whether all did."""

import pytest

from riskreg.notifications import queries
from tests.cli.command import riskreg
from tests.factories import Factory
from tests.features.notifications.conftest import fresh, tell
from tests.features.notifications.server import free_port, running


@pytest.fixture
def written(real_app) -> int:
    return tell(Factory().user())


def test_what_is_due_leaves_once(real_app, written):
    sent = riskreg(real_app, "notices", "send")
    assert (sent.code, sent.out) == (0, "1 messaggio inviato.\n")
    again = riskreg(real_app, "notices", "send", "--json")
    assert (again.code, again.json) == (0, {"reminded": 0, "sent": 0, "refused": 0, "put_off": 0, "trouble": ""})


def test_a_refusal_and_a_delay_are_findings(real_app, written):
    tell(Factory().user(email="altra@camera.example"))
    with running() as server:
        server.rcpt = ["550 no", "450 later"]
        done = riskreg(real_app, "notices", "send", RISKREG_MAIL_URL=f"smtp://127.0.0.1:{server.port}?tls=none")
    assert (done.code, done.out) == (1, "Nessun messaggio inviato, 1 rifiutato, 1 rimandato.\n")


def test_a_server_that_is_away_is_said_and_nothing_is_lost(real_app, written):
    done = riskreg(real_app, "notices", "send", RISKREG_MAIL_URL=f"smtp://127.0.0.1:{free_port()}?tls=none")
    assert (done.code, "rifiuta il collegamento" in done.out) == (1, True)
    assert fresh(written).attempts == 0
    assert queries.post_view().waiting == 1
