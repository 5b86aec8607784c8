"""Messages in every state that the pages of the post can show."""

from dataclasses import replace

from flask import Flask

from riskreg.core import clock, links, mail, settings
from riskreg.core.mail_server import MailServer
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.notifications import delivery, operations
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import SecretLink
from riskreg.people.models import User


class Refusing:
    """A server that takes nothing."""

    def __init__(self, trouble: mail.MailTrouble) -> None:
        self._trouble = trouble

    def send(self, _letter: mail.Letter, _is_wanted: mail.Wanted) -> None:
        raise self._trouble


def fill(reader: User, erased: User) -> dict[str, int]:
    """Called before `erased` is: their message must have been written when they had a name. The numbers, by state."""
    long = "La relazione dell'anno, con tutti gli allegati che il responsabile ha chiesto di unire in un solo documento"
    numbers = {"sent": _told(reader), "forgotten": _told(erased)}
    delivery.send_all()
    numbers["refused"] = _told(reader, long)
    _try(mail.Refused("Il server di posta rifiuta il destinatario: 550 «5.1.1 mailbox unavailable»."))
    numbers["put off"] = _told(reader)
    _try(mail.PutOff("Il server di posta rimanda il messaggio: 451 «greylisted, come back later»."))
    with writing():
        link = SecretLink("invitation", links.new_nonce(), "/accesso/{token}")
        facts = {"asked_by": reader.title, "at": clock.now()}
        numbers["waiting"] = operations.queue(reader, Kind.MAIL_TEST, facts, secret_link=link, by=COMMAND_LINE, at=clock.now()).id
        numbers["withdrawn"] = operations.queue(reader, Kind.MAIL_TEST, facts, about="prova:1", by=COMMAND_LINE, at=clock.now()).id
        operations.withdraw("prova:1", Kind.MAIL_TEST, by=COMMAND_LINE, at=clock.now())
    return numbers


def _told(to: User, job: str = "Esportazione del registro delle attività") -> int:
    with writing():
        facts = {"job": job, "outcome": "120 registrazioni esportate."}
        return operations.queue(to, Kind.JOB_DONE, facts, path="/lavori", by=COMMAND_LINE, at=clock.now()).id


def _try(trouble: mail.MailTrouble) -> None:
    lease = delivery._take()
    assert lease is not None
    delivery._send(Refusing(trouble), lease, "Ente", delivery.Delivery(), COMMAND_LINE)


def break_down() -> None:
    delivery._note_trouble(mail.Unreachable("Il server di posta non risponde in tempo."))


def mend() -> None:
    delivery._note_work(delivery.Delivery())


def use(app: Flask, server: MailServer | None) -> None:
    app.extensions["riskreg.settings"] = replace(settings.current(), mail=server)


OUTSIDE = MailServer("posta.ente.example", 587)
