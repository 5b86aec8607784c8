"""A mail server on this machine that answers as the test tells it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from riskreg.core.mail_server import MailServer, Tls

OK = "250 OK"


@dataclass
class Handler:
    """`rcpt` and `data` are the next answers, one letter after the other; with none left everything is taken."""

    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    before_accepting: Any = None
    before_taking: Any = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        self.asked.append(address)
        if self.before_accepting is not None:
            self.before_accepting()
        answer = self.rcpt.pop(0) if self.rcpt else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        answer = self.data.pop(0) if self.data else OK
        if answer == "hang up":
            server.transport.close()
            return OK
        if self.before_taking is not None:
            self.before_taking()
        if answer == OK:
            self.taken.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]  # the default policy makes EmailMessage
        return answer

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.taken]

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]


class Server(Handler):
    """The handler with a port."""

    def __init__(self, **more: Any) -> None:
        super().__init__()
        self._more = more
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> "Server":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._more)
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def settings(self, **more: Any) -> MailServer:
        return MailServer("127.0.0.1", self.port, **({"tls": Tls.NONE} | more))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Silent:
    """Takes connections and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(8)
        self.port = int(self._socket.getsockname()[1])
        self.met = threading.Event()
        self._kept: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self._kept.append(connection)
            self.met.set()

    def hang_up(self) -> None:
        for connection in self._kept:
            connection.close()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


def use(app: Flask, mail: MailServer | None, patch: pytest.MonkeyPatch) -> None:
    """From now on the application sends there."""
    patch.setitem(app.extensions, "riskreg.settings", replace(app.extensions["riskreg.settings"], mail=mail))


@contextmanager
def running(**more: Any) -> Iterator[Server]:
    server = Server(**more).start()
    try:
        yield server
    finally:
        server.stop()
