"""A browser without a screen, as lean as can be: what the client takes is not the server's time, and both share the cores."""

import html
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

PATIENCE = 60
TOKEN = re.compile(rb'name="csrf_token"[^>]* value="([^"]+)"')
HIDDEN = re.compile(rb'<input[^>]*name="(version|seen)"[^>]*value="([^"]*)"')


class Unexpected(Exception):
    """An answer that is not what was asked for: nothing is measured on errors."""


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        found = re.search(rb"^" + name.encode() + rb": *([^\r\n]*)", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1].decode() if found else ""

    @property
    def token(self) -> str:
        found = TOKEN.search(self.body)
        return found[1].decode() if found else ""

    @property
    def hidden(self) -> dict[str, str]:
        """The version that a form was filled on, and what its fields showed."""
        return {name.decode(): html.unescape(value.decode()) for name, value in HIDDEN.findall(self.body)}


class Client:
    """One connection kept open, with its cookies and the token of its session's forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._socket: socket.socket | None = None

    def get(self, path: str, status: int = 200) -> Answer:
        return self._expect(status, "GET", path)

    def post(self, path: str, form: Mapping[str, str], status: int = 302) -> Answer:
        return self._expect(status, "POST", path, form)

    def _expect(self, status: int, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        answer = self.ask(method, path, form)
        if answer.status != status:
            raise Unexpected(f"{method} {path} was answered with {answer.status}, not {status}")
        return answer

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        try:
            answer = self._exchange(method, path, form)
        except ConnectionError:
            self.close()
            if method != "GET":
                raise  # nobody knows whether it was done
            answer = self._exchange(method, path, form)
        for line in re.findall(rb"^set-cookie: *([^;\r\n]+)", answer.head, re.IGNORECASE | re.MULTILINE):
            name, _, value = line.decode().partition("=")
            self.cookies[name] = value
        return answer

    def _exchange(self, method: str, path: str, form: Mapping[str, str] | None) -> Answer:
        body = urlencode(form).encode() if form is not None else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"Cookie: {cookies}"] if cookies else []
        lines += ["Content-Type: application/x-www-form-urlencoded"] if form is not None else []
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return self._read(self._socket)

    def _read(self, connection: socket.socket) -> Answer:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(connection)
        head, _, rest = data.partition(b"\r\n\r\n")
        parts, have = [rest], len(rest)
        length = re.search(rb"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
        if length is None:
            raise Unexpected("an answer without its length")
        while have < int(length[1]):
            part = self._more(connection)
            parts.append(part)
            have += len(part)
        return Answer(int(head[9:12]), head, b"".join(parts))

    @staticmethod
    def _more(connection: socket.socket) -> bytes:
        if not (data := connection.recv(262_144)):
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    # riskreg's door

    def sign_in(self, email: str, password: str) -> None:
        token = self.get("/entra").token
        self.post("/entra", {"csrf_token": token, "email": email, "password": password})
        self.token = self.get("/").token

    def sign_out(self) -> None:
        self.post("/esci", {"csrf_token": self.token})
        self.cookies.clear()
