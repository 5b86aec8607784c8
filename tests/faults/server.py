"""`riskreg serve` as a real process on a free port, and a browser without a screen that talks to it over the network."""

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ENOUGH = 60
"""Seconds after which what should have happened is a failure, not slow."""


def eventually(happened: Callable[[], Any], what: str) -> Any:
    """Look again and again; the deadline is only for what never happens."""
    deadline = time.monotonic() + ENOUGH
    while time.monotonic() < deadline:
        if found := happened():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not in {ENOUGH} seconds: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings() -> dict[str, str]:
    """What a process needs of ours, and nothing that would choose its settings for it."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("RISKREG", "FLASK", "DATABASE", "PYTHON", "PORT", "HOST"))
    }


class Served:
    """One installation, started and stopped as often as a test likes, always on the same port."""

    def __init__(self, env: Mapping[str, str], folder: Path, python: str = sys.executable) -> None:
        self.port = free_port()
        self.python, self.folder = python, folder
        self.env = surroundings() | dict(env) | {"PORT": str(self.port)}
        self.process: subprocess.Popen[str] | None = None

    def riskreg(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [self.python, "-m", "riskreg", *arguments]
        return subprocess.run(command, env=self.env, cwd=self.folder, text=True, capture_output=True, timeout=4 * ENOUGH, check=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [self.python, "-m", "riskreg", "serve"],
            env=self.env,
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._greets, "the greeting of riskreg serve")

    def _greets(self) -> bool:
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line or self.process.poll() is None, "riskreg serve ended before it was ready"
        return "Ctrl-C" in line

    def children(self) -> list[int]:
        """The server, then the worker: what the supervisor started, in that order."""
        assert self.process is not None
        return children_of(self.process.pid)

    def kill_server(self) -> None:
        """kill -9: the server with all its processes, in the middle of whatever they do."""
        os.killpg(self.children()[0], signal.SIGKILL)

    def ended(self) -> int:
        assert self.process is not None
        self.process.communicate(timeout=ENOUGH)
        return self.process.returncode

    def stop(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def served(env: Mapping[str, str], folder: Path, python: str = sys.executable) -> Iterator[Served]:
    here = Served(env, folder, python)
    try:
        yield here
    finally:
        if here.process is not None and here.process.poll() is None:
            here.stop()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer that we want to see."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Browser:
    """Keeps cookies and the form's token, as a person's browser would."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.token = ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar, Unfollowed())

    def open(self, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Status, type and text."""
        data = None if form is None else urllib.parse.urlencode({"csrf_token": self.token, **form}).encode()
        return self._ask(path, data)

    def upload(self, path: str, name: str, content: bytes, form: Mapping[str, str]) -> tuple[int, str, str]:
        """One file in the field `files`, with the rest of the form."""
        edge = "riskreg-edge"
        said = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in {"csrf_token": self.token, **form}.items()
        )
        head = f'{said}--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
        data = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask(path, data, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _ask(self, path: str, data: bytes | None, headers: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        request = urllib.request.Request(self.address + path, data, dict(headers or {}))  # noqa: S310  # our own server
        try:
            with self.opener.open(request, timeout=ENOUGH) as answer:
                return self._read(answer.status, answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return self._read(answer.code, answer)

    def _read(self, status: int, answer: Any) -> tuple[int, str, str]:
        text = answer.read().decode()
        if found := re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text):
            self.token = found.group(1)
        return status, answer.headers.get_content_type(), text

    def sign_in(self, email: str, password: str) -> None:
        self.open("/entra")
        status, _kind, _text = self.open("/entra", {"email": email, "password": password})
        assert status == 302, f"signing in was answered with {status}"


GONE = (OSError, http.client.HTTPException)
"""How a server that was killed answers."""
