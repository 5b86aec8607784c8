"""riskreg serve: the web server and its worker, together until one of them is told to stop."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import click

from riskreg.core.settings import Environment, Settings
from riskreg.domain.roles import ROLE_LABELS
from riskreg.people.demo_users import DEMO_PASSWORD, demo_users

PATIENCE = 30.0
PAUSE = 0.1
GRACE = 10
RESTART_PAUSE = 1.0
SERVER_LOGS = Path(__file__).with_name("server_logs.json")
"""The server's own lines have the shape of ours."""

NOT_READY = {
    "database unreachable": "La base di dati non risponde: controlla DATABASE_URL.",
    "database not migrated": "La base di dati non è di questa versione: esegui prima «riskreg setup».",
    "database of no one version": (
        "La base di dati non dice di quale versione di riskreg è, e «riskreg setup» non può rimediare: "
        "ripristina l'ultima copia di sicurezza in una base di dati nuova, con «riskreg restore»."
    ),
}
"""What `/readyz` says, for whoever reads the console."""


@click.command()
@click.option("--workers", default=2, show_default=True, help="Processi del server.")
@click.option("--threads", default=4, show_default=True, help="Richieste insieme per processo.")
def serve(*, workers: int, threads: int) -> None:
    """Avvia server ed esecutore dei lavori. Ctrl-C ferma tutto."""
    settings = Settings.from_environment(os.environ)
    if not _port_is_free(settings):
        click.echo(f"La porta {settings.port} è già in uso: scegline un'altra, per esempio PORT={settings.port + 80}.", err=True)
        raise click.exceptions.Exit(1)
    children = Children(settings, workers, threads)
    children.start()
    if not _ready(settings, children):
        children.stop()
        click.echo("The server did not become ready; see the lines above.", err=True)
        raise click.exceptions.Exit(1)
    children.start_worker()
    _say_hello(settings)
    raise click.exceptions.Exit(children.watch())


class Children:
    """Server and worker. A worker that dies is started again; when the server ends, all ends."""

    def __init__(self, settings: Settings, workers: int, threads: int) -> None:
        self.server_command = [
            sys.executable, "-m", "riskreg.server", "--interface", "wsgi", "--factory", "--host", settings.host, "--port", str(settings.port),
            "--workers", str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers", "--log-level", "warning", "--log-config", str(SERVER_LOGS),
            "--no-access-log", "--workers-kill-timeout", str(GRACE // 2), "riskreg:create_app",
        ]  # fmt: skip
        self.worker_command = [sys.executable, "-m", "riskreg", "jobs", "work"]
        self.stopping = False

    def start(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        self.server = _child(self.server_command)
        self.worker: subprocess.Popen[bytes] | None = None

    def start_worker(self) -> None:
        """When the server answers: on a small machine each would only make the other late, and people wait for the server."""
        self.worker = _child(self.worker_command)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def watch(self) -> int:
        while not self.stopping and self.server.poll() is None:
            if self.worker is not None and self.worker.poll() is not None:
                time.sleep(RESTART_PAUSE)
                self.start_worker()
            time.sleep(PAUSE)
        code = 0 if self.stopping else (self.server.returncode or 0)
        self.stop()
        return code

    def stop(self) -> None:
        """Ask first; whatever is left after a while, grandchildren too, is ended."""
        children = [child for child in (self.server, self.worker) if child is not None]
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=GRACE)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    """In a group of its own, so that Ctrl-C reaches it through us, and told to stop should we be killed."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_follow_parent)  # noqa: S603, PLW1509  # our own modules; we have no threads


def _follow_parent() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _port_is_free(settings: Settings) -> bool:
    """The server shares a port without a word; two of them on one would answer by turns."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        return probe.connect_ex((settings.host, settings.port)) != 0


def _ready(settings: Settings, children: Children) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and children.server.poll() is None and not children.stopping:
        try:
            with urllib.request.urlopen(f"http://{settings.host}:{settings.port}/readyz", timeout=2):  # our own address
                return True
        except urllib.error.HTTPError as refused:
            if refused.code == 503:
                click.echo(NOT_READY[json.load(refused)["status"]], err=True)
                return False
        except OSError:
            time.sleep(PAUSE)
    return False


def _say_hello(settings: Settings) -> None:
    click.echo(f"\nriskreg è pronto: http://{settings.host}:{settings.port}\n")
    if settings.environment is Environment.DEMO:
        click.echo(f"Utenti dimostrativi (password per tutti: {DEMO_PASSWORD})")
        for row in demo_users():
            click.echo(f"  {row['email']:<28} {ROLE_LABELS[row['role']]}")
        click.echo("")
    click.echo("Ctrl-C per fermare.")
    sys.stdout.flush()
