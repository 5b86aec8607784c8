"""What becomes of a row that comes in from a file, and how long what was read is kept."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

KEEPS_CONTENT = timedelta(days=7)
"""How long rows that came in from a file are kept: names of people may stand in them."""

MOST_ROWS = 5_000
"""In one file: so many are brought in while the others wait a moment, and no longer."""


class Outcome(StrEnum):
    """What a row does, or would do."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]


OUTCOME_LABELS: dict[str, str] = {
    "created": "Da creare",
    "changed": "Da modificare",
    "unchanged": "Già così",
    "refused": "Rifiutata",
}


DONE_LABELS: Mapping[str, str] = OUTCOME_LABELS | {"created": "Creata", "changed": "Modificata"}
"""The same once the rows are brought in."""


class ImportState(StrEnum):
    OPEN = "open"
    APPLIED = "applied"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return IMPORT_STATE_LABELS[self]


IMPORT_STATE_LABELS: Mapping[str, str] = {"open": "Da confermare", "applied": "Eseguita", "dropped": "Annullata"}


def column_letter(index: int) -> str:
    """The letter that spreadsheets give to a column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters, index = "", index + 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
