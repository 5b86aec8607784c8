"""Sending one message: what it is made of, how it leaves, and what a server may answer.

A letter is handed to an open `Post`, which either takes it or says in a sentence why not: `Refused` (this letter, for
good), `PutOff` (this letter, for now), `Unreachable` (any letter: the server is away, or will have nothing from us).
Nothing here logs an address, a subject or a text.
"""

import contextlib
import os
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import default as default_policy
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from riskreg.core import settings
from riskreg.core.mail_server import ADDRESS, MailServer, Tls
from riskreg.domain.post import one_line

PATIENCE = 15.0
"""Seconds that a server may take for any one answer."""

CATCHER_KEEPS = 200
LONGEST_ANSWER = 200
NOT_CONFIGURED = "Il server di posta non è configurato."


class MailTrouble(Exception):
    """A letter did not leave; the sentence says why, for who looks after the post. It may quote the server, and so hold
    an address: it goes in the outbox, not in the log."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(MailTrouble):
    """This letter will never be taken, as it is."""


class PutOff(MailTrouble):
    """The server asks to try this letter again later."""


class Dropped(PutOff):
    """The conversation broke off in the middle of this letter: the fault may be the letter's or the server's."""


class Unreachable(MailTrouble):
    """No letter can leave at present."""


class NoLongerWanted(Exception):
    """Withdrawn while it was being handed over: the server has heard an address, and no word of the letter."""


@dataclass(frozen=True)
class Letter:
    """Everything one message says. `message_id` (the part before @) and `written_at` stay the same at every attempt."""

    to_address: str
    to_name: str
    from_name: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime


Wanted = Callable[[], bool]
"""Whether a letter may still leave: asked at the last moment at which it can be kept back."""


class Post(Protocol):
    """An open way out."""

    def send(self, letter: Letter, is_wanted: Wanted) -> None: ...


def is_configured() -> bool:
    return settings.current().mail is not None


@contextmanager
def opened(patience: float = PATIENCE) -> Iterator[Post]:
    """The way out that the settings name, open for as many letters as one likes; `Unreachable` when there is none."""
    here = settings.current()
    if here.mail is None:
        raise Unreachable(NOT_CONFIGURED)
    if here.mail.is_catcher:
        yield Catcher(catcher_folder())
        return
    server = _connected(here.mail, patience)
    try:
        yield SmtpPost(server)
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:  # after trouble without a goodbye: whoever did not answer would not answer that either
        server.close()


def composed(letter: Letter) -> EmailMessage:
    """The message as it leaves. Whatever was typed, a head stays one line and the address one address."""
    here = settings.current()
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(letter.from_name), addr_spec=here.mail_from)
    message["To"] = _addressee(letter)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    host = here.mail_from.rpartition("@")[2]
    message["Message-ID"] = f"<{letter.message_id}@{host}>"
    # RFC 3834: nobody's holiday answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"<riskreg.{host}>"
    message["Content-Language"] = "it"
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    return message


def _addressee(letter: Letter) -> Address:
    try:
        if ADDRESS.fullmatch(letter.to_address):
            return Address(one_line(letter.to_name), addr_spec=letter.to_address)
    except (ValueError, MessageError):
        pass
    raise Refused("L'indirizzo del destinatario non si può usare per la posta: correggilo nella scheda dell'utente.")


# Over SMTP


class _Asking:
    """Between the recipient, which a slow server may take its time to accept, and the text: is the letter still wanted?"""

    is_wanted: Wanted | None = None

    def data(self, msg: Any) -> Any:
        if self.is_wanted is not None and not self.is_wanted():
            raise NoLongerWanted
        return super().data(msg)  # type: ignore[misc]  # smtplib's, beside which this stands


class _Smtp(_Asking, smtplib.SMTP):
    pass


class _SmtpOverTls(_Asking, smtplib.SMTP_SSL):
    pass


def _connected(server: MailServer, patience: float) -> _Smtp | _SmtpOverTls:
    """Whatever goes wrong before the first letter is not that letter's fault."""
    context = ssl.create_default_context() if server.tls is not Tls.NONE else None
    try:
        if server.tls is Tls.TLS:
            connection: _Smtp | _SmtpOverTls = _SmtpOverTls(server.host, server.port, _own_name(), timeout=patience, context=context)
        else:
            connection = _Smtp(server.host, server.port, _own_name(), timeout=patience)
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(_why_not_reached(error)) from error
    try:
        if server.tls is Tls.STARTTLS:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        raise Unreachable(_why_not_reached(error)) from error
    return connection


def _own_name() -> str:
    """How we greet a server: by the name that people know, not by the machine's, which may take a slow look-up to find."""
    host = urlsplit(settings.current().url).hostname or "localhost"
    return host if host[-1].isalpha() else f"[{host}]"


def _why_not_reached(error: Exception) -> str:
    """smtplib's own text of a failed login would quote what we sent: never pass it on."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"Il server di posta non accetta nome e password ({error.smtp_code}): controlla RISKREG_MAIL_URL."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "Il server di posta non offre la cifratura o l'accesso richiesti: controlla RISKREG_MAIL_URL."
    if isinstance(error, ssl.SSLError):
        return "Il certificato o la cifratura del server di posta non sono validi."
    # smtplib says of a silence only that the line was cut; what cut it stands behind.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "Il server di posta non risponde in tempo."
    if isinstance(error, ConnectionRefusedError):
        return "Il server di posta rifiuta il collegamento: è spento o la porta è sbagliata."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "Il server di posta chiude il collegamento prima di rispondere."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Il server di posta non accetta il collegamento: {_answer(error.smtp_code, error.smtp_error)}."
    return "Il server di posta non si raggiunge: controlla l'indirizzo e la rete."


class SmtpPost:
    """One conversation, letter after letter."""

    def __init__(self, connection: _Smtp | _SmtpOverTls) -> None:
        self._connection = connection

    def send(self, letter: Letter, is_wanted: Wanted) -> None:
        message = composed(letter)
        self._connection.is_wanted = is_wanted
        try:
            self._connection.send_message(message, settings.current().mail_from, [letter.to_address])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _judged(code, text, "il destinatario") from error
        except smtplib.SMTPSenderRefused as error:
            # Our own address is the same in every letter.
            raise Unreachable(f"Il server di posta non accetta il mittente: {_answer(error.smtp_code, error.smtp_error)}.") from error
        except smtplib.SMTPDataError as error:
            raise _judged(error.smtp_code, error.smtp_error, "il messaggio") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Dropped("Il collegamento con il server di posta si è interrotto durante l'invio.") from error
        except Exception:  # it is no longer wanted, or whoever knows could not be asked
            self._forget_recipient()
            raise

    def _forget_recipient(self) -> None:
        """So that the next letter on this connection goes to its own."""
        try:
            self._connection.rset()
        except (smtplib.SMTPException, OSError) as error:
            raise Dropped("Il collegamento con il server di posta si è interrotto.") from error


def _judged(code: int, text: bytes | str, what: str) -> MailTrouble:
    if code == 421:
        return Unreachable(f"Il server di posta chiude il collegamento: {_answer(code, text)}.")
    if 400 <= code < 500:
        return PutOff(f"Il server di posta rimanda {what}: {_answer(code, text)}.")
    return Refused(f"Il server di posta rifiuta {what}: {_answer(code, text)}.")


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} «{one_line(said)[:LONGEST_ANSWER].rstrip('. ')}»"


# Caught here, for development, demo and tests


def catcher_folder() -> Path:
    return settings.current().folder / "posta"


class Catcher:
    """Writes each letter to a file instead of sending it; a letter caught twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter, is_wanted: Wanted) -> None:
        message = composed(letter)
        if not is_wanted():
            raise NoLongerWanted
        name = re.sub(r"[^A-Za-z0-9-]", "-", letter.message_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._folder / f"{name}.part"
            part.write_bytes(message.as_bytes())
            os.replace(part, self._folder / f"{name}.eml")
        except OSError as error:
            raise Unreachable("Non è possibile scrivere nella cartella della posta di prova.") from error
        for old in caught()[CATCHER_KEEPS:]:
            old.unlink(missing_ok=True)


def caught() -> list[Path]:
    """The letters in the catcher's folder, newest first."""
    found = [(path.stat().st_mtime_ns, path.name, path) for path in catcher_folder().glob("*.eml")]
    return [path for _moment, _name, path in sorted(found, reverse=True)]


def forget_caught(address: str) -> None:
    """A person is being erased: what the catcher holds for them goes too. At once, not at the commit: nobody needs these
    files, and whoever wants one has it sent again."""
    for path in caught():
        if address.casefold() in str(read_caught(path)["To"]).casefold():
            path.unlink(missing_ok=True)


def read_caught(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default_policy)
