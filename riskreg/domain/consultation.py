"""The consultation on the draft of the plan: when it is open, who takes part, what comes of each contribution.

PNA (part on the plan's making) and d.m. 132/2022: before the plan is adopted, stakeholders inside and outside are heard, and the plan says
what they proposed and what became of it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date


class Source(StrEnum):
    CITIZEN = "citizen"
    ASSOCIATION = "association"
    BUSINESS = "business"
    EMPLOYEE = "employee"
    ORGAN = "organ"
    OTHER = "other"


SOURCE_LABELS: Mapping[str, str] = {
    "citizen": "Cittadino",
    "association": "Associazione",
    "business": "Impresa",
    "employee": "Dipendente",
    "organ": "Organo dell'ente",
    "other": "Altro",
}

ALONE = frozenset({Source.CITIZEN, Source.EMPLOYEE})
"""They speak for themselves: there is no organisation to name."""


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


OUTCOME_LABELS: Mapping[str, str] = {"accepted": "Accolto", "partly": "Accolto in parte", "rejected": "Non accolto"}
OUTCOME_TONES: Mapping[str, str] = {"accepted": "ok", "partly": "info", "rejected": "neutral"}


class Stage(StrEnum):
    TO_COME = "to_come"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return STAGE_LABELS[self]

    @property
    def tone(self) -> str:
        return STAGE_TONES[self]


STAGE_LABELS: Mapping[str, str] = {"to_come": "In programma", "open": "Aperta", "closed": "Chiusa"}
STAGE_TONES: Mapping[str, str] = {"to_come": "neutral", "open": "ok", "closed": "neutral"}


def stage(from_on: date, to_on: date, on: date) -> Stage:
    """Both days are of the period.

    >>> [stage(date(2026, 1, 7), date(2026, 1, 20), date(2026, 1, day)).label for day in (6, 7, 20, 21)]
    ['In programma', 'Aperta', 'Aperta', 'Chiusa']
    """
    if on < from_on:
        return Stage.TO_COME
    return Stage.OPEN if on <= to_on else Stage.CLOSED


def check_period(from_on: date, to_on: date) -> None:
    if to_on < from_on:
        raise RuleBroken(f"La fine viene prima dell'inizio ({write_date(from_on)}): correggi una delle due date.", "to_on")


def is_late(received_on: date, from_on: date, to_on: date) -> bool:
    """Outside the period, before it or after it."""
    return not from_on <= received_on <= to_on


def source_said(source: Source, organisation: str) -> str:
    """
    >>> source_said(Source.ASSOCIATION, "Consumatori Valdarena"), source_said(Source.CITIZEN, "")
    ('Consumatori Valdarena (associazione)', 'Cittadino')
    """
    label = SOURCE_LABELS[source]
    if not organisation:
        return label
    return organisation if source is Source.OTHER else f"{organisation} ({label[:1].lower()}{label[1:]})"
