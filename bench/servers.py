"""Servers as real processes on free ports of this machine, and what they weigh."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client
from bench.places import ROOT, surroundings
from riskreg.cli.serve import Children
from riskreg.core.settings import Settings

WORKERS, THREADS = 2, 4
PATIENCE = 60
OURS = "riskreg:create_app"
FLOOR = "bench.floor.app:create_floor"


@dataclass
class Server:
    """A process with all that it starts."""

    process: subprocess.Popen[bytes]
    port: int

    def memory(self) -> int:
        """Proportional set size in bytes, of the process and all below it: pages shared between them count once."""
        return sum(_pss(pid) for pid in _family(self.process.pid))

    def processor_time(self) -> float:
        """Seconds of processor, of the process and all below it."""
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def clean_up_when_told_to_stop() -> None:
    """A polite kill ends the program as Ctrl-C does: servers stop, scratch folders go."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: Sequence[str], env: Mapping[str, str], log: Path, port: int) -> Iterator[Server]:
    """Until the block ends; what it says goes to `log`."""
    with log.open("ab") as said:
        process = subprocess.Popen(command, env=surroundings() | dict(env), cwd=ROOT, stdout=said, stderr=said, start_new_session=True)
    server = Server(process, port)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def web_server(target: str, env: Mapping[str, str], log: Path) -> Iterator[Server]:
    """granian exactly as `riskreg serve` starts it, with our application or with the floor."""
    port = free_port()
    settings = Settings.from_environment({**env, "PORT": str(port)})
    command = [target if word == OURS else word for word in Children(settings, WORKERS, THREADS).server_command]
    if target != OURS:  # riskreg's reading ahead, and the form of its log lines: it would come along and watch every session
        command[command.index("riskreg.server")] = "granian"
        place = command.index("--log-config")
        del command[place : place + 2]
    with started(command, env, log, port) as server:
        yield server


@contextmanager
def riskreg_serve(env: Mapping[str, str], log: Path) -> Iterator[Server]:
    """The whole of it: server, worker, supervisor."""
    port = free_port()
    with started([sys.executable, "-m", "riskreg", "serve"], {**env, "PORT": str(port)}, log, port) as server:
        first_answer(server, "/readyz")
        yield server


def first_answer(server: Server, path: str) -> float:
    """Seconds until it answers."""
    begun = time.perf_counter()
    while server.process.poll() is None and time.perf_counter() - begun < PATIENCE:
        with suppress(OSError):
            client = Client(server.port)
            client.get(path)
            client.close()
            return time.perf_counter() - begun
        time.sleep(0.005)
    raise SystemExit("a server did not answer; see its log")


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _ticks(pid: int) -> int:
    with suppress(OSError):
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(facts[11]) + int(facts[12])
    return 0


def machine_time() -> tuple[float, float]:
    """Seconds since it was started, over all cores: those in use, and all."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return (sum(ticks) - idle) / os.sysconf("SC_CLK_TCK"), sum(ticks) / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
