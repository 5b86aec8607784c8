"""A campaign: once a year every process is assessed anew, or confirmed as it was.

PNA 2019, annex 1, and PNA 2022: the map of processes and risks is looked at again each year by those who do the work; the RPCT sees to it
that they do, and must be able to show that they were asked (L. 190/2012, art. 1 c. 7 and 14).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date


class Standing(StrEnum):
    """How far the sheet of a process has come. The words are those of an assessment, and one for the sheet that nobody has begun."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    RETURNED = "returned"
    SENT = "sent"
    VALIDATED = "validated"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        return STANDING_LABELS[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


STANDING_LABELS: Mapping[str, str] = {
    "not_started": "Non iniziata", "draft": "Bozza", "returned": "Restituita", "sent": "Inviata", "validated": "Validata",
    "approved": "Approvata",
}  # fmt: skip
_TONES: Mapping[str, str] = {
    "not_started": "neutral", "draft": "neutral", "returned": "warning", "sent": "info", "validated": "info", "approved": "ok",
}  # fmt: skip

WITH_OWNER = (Standing.NOT_STARTED, Standing.DRAFT, Standing.RETURNED)
"""The sheet waits for whoever does the work; the others wait for whoever looks at it."""


@dataclass(frozen=True)
class Calendar:
    """The days of a campaign: from when sheets are filled in, and by when they are sent, validated, approved; each day included."""

    opens_on: date
    send_by: date
    validate_by: date
    approve_by: date

    def checked(self) -> "Calendar":
        """In their order: nobody validates before the last sheet is sent.

        >>> Calendar(date(2026, 9, 1), date(2026, 10, 15), date(2026, 10, 31), date(2026, 11, 15)).checked().send_by
        datetime.date(2026, 10, 15)
        """
        for first, second in zip(fields(self), fields(self)[1:], strict=False):
            before, after = getattr(self, first.name), getattr(self, second.name)
            if after < before:
                raise RuleBroken(
                    f"{_SAID[second.name]} non può venire prima del {write_date(before)} ({_SAID[first.name].lower()}).", second.name
                )
        return self


_SAID: Mapping[str, str] = {
    "opens_on": "L'apertura", "send_by": "Il termine per l'invio", "validate_by": "Il termine per la validazione",
    "approve_by": "Il termine per l'approvazione",
}  # fmt: skip


def last_day_to_send(calendar: Calendar, own_send_by: date | None) -> date:
    """The later of the two: who was given more time never has less than the others, whom more was given since.

    >>> days = Calendar(date(2026, 9, 1), date(2026, 10, 15), date(2026, 10, 31), date(2026, 11, 15))
    >>> last_day_to_send(days, date(2026, 10, 25)), last_day_to_send(days, date(2026, 10, 10))
    (datetime.date(2026, 10, 25), datetime.date(2026, 10, 15))
    """
    return calendar.send_by if own_send_by is None else max(own_send_by, calendar.send_by)


def due_on(standing: Standing, calendar: Calendar, own_send_by: date | None = None) -> date | None:
    """By when the next step is to be taken; a process may have a day of its own for sending, and then the later steps have no less time
    than they had.

    >>> days = Calendar(date(2026, 9, 1), date(2026, 10, 15), date(2026, 10, 31), date(2026, 11, 15))
    >>> due_on(Standing.DRAFT, days), due_on(Standing.SENT, days, date(2026, 10, 25)), due_on(Standing.APPROVED, days)
    (datetime.date(2026, 10, 15), datetime.date(2026, 11, 10), None)
    """
    if standing is Standing.APPROVED:
        return None
    send_by = last_day_to_send(calendar, own_send_by)
    if standing in WITH_OWNER:
        return send_by
    return (calendar.validate_by if standing is Standing.SENT else calendar.approve_by) + (send_by - calendar.send_by)


def is_late(standing: Standing, calendar: Calendar, on: date, own_send_by: date | None = None) -> bool:
    """
    >>> days = Calendar(date(2026, 9, 1), date(2026, 10, 15), date(2026, 10, 31), date(2026, 11, 15))
    >>> is_late(Standing.DRAFT, days, date(2026, 10, 15)), is_late(Standing.DRAFT, days, date(2026, 10, 16))
    (False, True)
    """
    due = due_on(standing, calendar, own_send_by)
    return due is not None and due < on


def check_extension(send_by: date, new: date, on: date) -> None:
    """More time, never less: who counted on a day keeps it."""
    if new <= send_by:
        raise RuleBroken(f"Il termine è già il {write_date(send_by)}: scegli un giorno dopo quello.", "send_by")
    if new < on:
        raise RuleBroken("Il nuovo termine è già passato: scegli un giorno da oggi in poi.", "send_by")


# «Nulla è cambiato»

TWICE = 2
"""After so many confirmations in a row somebody answers the questions again."""


@dataclass(frozen=True)
class Year:
    """What is known when somebody would say of a process that nothing has changed."""

    last_approved: int | None
    """The year of the assessment that would be confirmed."""

    confirmed_running: int = 0
    """How many years before this one were confirmed without a change, counted backwards until one was not."""

    same_methodology: bool = True
    complete: bool = True
    """Every question of today has an answer then, and every event of today was assessed."""

    same_unit: bool = True
    late_measures: tuple[str, ...] = ()
    """Measures of the process that are late, or whose day passed without their being done."""

    signals: tuple[str, ...] = ()
    """What other parts of riskreg know against it, each a sentence: a verification that went badly, an event that happened."""

    changed_events: tuple[str, ...] = ()
    """Risk events that came or went since."""

    unsupported: bool = False
    """Measures took something off the risk then, and none is in force today."""


def why_not_unchanged(known: Year, year: int) -> list[str]:
    """Why «nulla è cambiato» is not offered, in sentences; none where it is. PNA 2019, annex 1: what is confirmed by habit is not assessed.

    >>> why_not_unchanged(Year(last_approved=2026), 2027)
    []
    >>> why_not_unchanged(Year(last_approved=2026, confirmed_running=2), 2027)
    ["È già stata confermata senza cambiamenti per due anni di seguito: quest'anno si risponde di nuovo."]
    """
    if known.last_approved is None:
        return ["Non c'è una valutazione approvata da confermare."]
    reasons = []
    if known.last_approved < year - 1:
        reasons.append(f"L'ultima valutazione approvata è del {known.last_approved}: quella dell'anno prima non c'è.")
    if not known.same_methodology:
        reasons.append("È cambiata la metodologia: le domande non sono più quelle.")
    elif not known.complete:
        reasons.append("Ci sono domande, o eventi rischiosi, che allora non avevano risposta.")
    if not known.same_unit:
        reasons.append("Il processo è passato a un'altra unità.")
    reasons += [f"È cambiato un evento rischioso: {name}." for name in known.changed_events]
    reasons += [f"Una misura è in ritardo o non è stata attuata: {name}." for name in known.late_measures]
    if known.unsupported:
        reasons.append("Allora le misure abbassavano il rischio, e oggi non ce n'è nessuna in vigore.")
    reasons += known.signals
    if known.confirmed_running >= TWICE:
        reasons.append("È già stata confermata senza cambiamenti per due anni di seguito: quest'anno si risponde di nuovo.")
    return reasons


class ProposalKind(StrEnum):
    EVENT = "event"
    PHASE = "phase"
    MEASURE = "measure"
    PROCESS = "process"

    @property
    def label(self) -> str:
        return PROPOSAL_LABELS[self]

    @property
    def longest_name(self) -> int:
        """What is accepted enters the register under this name; of a measure it says what to change."""
        return 500 if self is ProposalKind.MEASURE else 300


PROPOSAL_LABELS: Mapping[str, str] = {
    "event": "Nuovo evento rischioso", "phase": "Nuova fase", "measure": "Misura da cambiare", "process": "Processo non mappato",
}  # fmt: skip


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return PROPOSAL_STATES[self]

    @property
    def tone(self) -> str:
        return _PROPOSAL_TONES[self]


PROPOSAL_STATES: Mapping[str, str] = {"open": "Da decidere", "accepted": "Accolta", "declined": "Non accolta"}
_PROPOSAL_TONES: Mapping[str, str] = {"open": "warning", "accepted": "ok", "declined": "neutral"}
