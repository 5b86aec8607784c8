"""Where mail goes, read from one address and checked at start: smtp://, smtps:// or the local catcher."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""What may stand between MAIL FROM:< and >. Letters with accents before the @ need an extension that few servers speak."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
FORM = "smtp://user:password@host:587?tls=starttls, smtps://user:password@host:465 or catcher:"


class WrongMailServer(ValueError):
    """The address cannot be used; the sentence never repeats it, because it may hold a password."""


class Tls(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """A server that takes mail, or, with no host, the catcher: files in the data folder."""

    host: str = ""
    port: int = 0
    tls: Tls = Tls.NONE
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_catcher(self) -> bool:
        return not self.host


CATCHER = MailServer()
PORTS = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}


def read(url: str) -> MailServer:
    """Ports and encryption as they are usual: `smtp` asks for STARTTLS unless told otherwise.

    >>> read("smtp://posta.ente.example").tls, read("smtps://posta.ente.example").port
    (<Tls.STARTTLS: 'starttls'>, 465)
    """
    if url in ("catcher:", "catcher"):
        return CATCHER
    try:
        parts = urlsplit(url)
        port = parts.port
        asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise WrongMailServer(f"RISKREG_MAIL_URL must be {FORM}.") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/") or asked.keys() - {"tls"}:
        raise WrongMailServer(f"RISKREG_MAIL_URL must be {FORM}.")
    tls = _tls(parts.scheme, asked.get("tls", []))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and tls is Tls.NONE and parts.hostname not in LOOPBACK:
        raise WrongMailServer("RISKREG_MAIL_URL would send its password unencrypted: use tls=starttls or smtps://.")
    return MailServer(parts.hostname, port or PORTS[tls], tls, user, password)


def _tls(scheme: str, asked: list[str]) -> Tls:
    if scheme == "smtps":
        if asked:
            raise WrongMailServer("In RISKREG_MAIL_URL smtps:// is encrypted from the first byte: leave tls= out.")
        return Tls.TLS
    if asked in ([], ["starttls"]):
        return Tls.STARTTLS
    if asked == ["none"]:
        return Tls.NONE
    raise WrongMailServer("In RISKREG_MAIL_URL tls must be starttls or none.")


def sender(text: str) -> str:
    """The bare address that mails come from; their name is the body's."""
    _name, address = parseaddr(text)
    if not ADDRESS.fullmatch(address) or address != text.strip():
        raise WrongMailServer("RISKREG_MAIL_FROM must be an address alone, such as riskreg@ente.it.")
    return address


def public_url(text: str) -> str:
    """Where people reach riskreg: links in mails begin with it, because whoever sends them has no request to look at."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise WrongMailServer("RISKREG_URL must be an address such as https://riskreg.ente.it.") from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or parts.username
        or parts.path.strip("/")
    ):
        raise WrongMailServer("RISKREG_URL must be an address such as https://riskreg.ente.it, without a path.")
    return f"{parts.scheme}://{parts.netloc}"
