"""The life of a message by mail: its states, when it is tried again, and when a person must look."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class PostState(StrEnum):
    """What became of the mail; a notice that was never meant for the post is `IN_APP`."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    IN_APP = "in_app"

    @property
    def label(self) -> str:
        return POST_STATE_LABELS[self]


POST_STATE_LABELS: Mapping[str, str] = {
    "waiting": "In attesa",
    "sent": "Inviata",
    "refused": "Rifiutata",
    "withdrawn": "Ritirata",
    "in_app": "Solo in riskreg",
}

LEASE = timedelta(minutes=5)
"""How long a sender may be silent in the middle of a message before another one takes it: longer than a conversation
with a server in which every answer comes at the last second."""

FIRST_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
LATER_WAIT = timedelta(hours=6)
MOST_TRIES = 17
"""Four short waits and twelve of six hours: three days."""

SERVER_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))


def wait_after(tries: int) -> timedelta | None:
    """How long a message waits that the server has put off so many times; None when it has been asked enough.

    >>> wait_after(1), wait_after(4), wait_after(5)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=3600), datetime.timedelta(seconds=21600))
    >>> wait_after(17) is None
    True
    """
    if tries >= MOST_TRIES:
        return None
    return FIRST_WAITS[tries - 1] if tries <= len(FIRST_WAITS) else LATER_WAIT


def server_wait(failures: int) -> timedelta:
    """How long the whole post waits after the server has not answered so many times in a row. It never gives up: that a
    server is down says nothing about any message.

    >>> server_wait(1), server_wait(40)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=900))
    """
    return SERVER_WAITS[min(max(failures, 1), len(SERVER_WAITS)) - 1]


def one_line(text: str) -> str:
    """A text that may stand in a head of a message: one line, no control characters, whoever wrote it.

    >>> one_line("Ruolo assegnato\\r\\nBcc: altri@ente.example")
    'Ruolo assegnato Bcc: altri@ente.example'
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
