"""What becomes of a measure: in which state it is on a day, when it was activated, how its deadline moved, by which steps it goes.

L. 190/2012, art. 1 c. 10 a: the RPCT watches over the plan's effective implementation. One state, wherever a measure is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.register import Timing

SOON = timedelta(days=30)
"""A deadline is near when it is not further than this."""


class Status(StrEnum):
    """By their words in an address."""

    ENDED = "finita"
    PLANNED = "prevista"
    ACTIVATED = "attivata"
    LATE = "in_ritardo"
    DUE_SOON = "in_scadenza"
    TO_DO = "da_attuare"
    RUNNING = "in_vigore"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


STATUS_LABELS: Mapping[str, str] = {
    "finita": "Non più in vigore",
    "prevista": "Non ancora in vigore",
    "attivata": "Attivata",
    "in_ritardo": "In ritardo",
    "in_scadenza": "In scadenza",
    "da_attuare": "Da attuare",
    "in_vigore": "In vigore",
}
_TONES: Mapping[str, str] = {
    "finita": "neutral", "prevista": "neutral", "attivata": "ok", "in_ritardo": "danger", "in_scadenza": "warning", "da_attuare": "info",
    "in_vigore": "ok",
}  # fmt: skip


@dataclass(frozen=True)
class Life:
    """The days of a measure."""

    timing: Timing
    in_force_from: date
    in_force_to: date | None = None
    due_on: date | None = None
    activated_on: date | None = None


def status(life: Life, today: date) -> Status:
    """What is over is over, even if it was never done; what is done is done, even if it was late.

    >>> due = Life(Timing.BY_DATE, date(2025, 1, 1), due_on=date(2025, 12, 31))
    >>> status(due, date(2025, 12, 31)), status(due, date(2026, 1, 1)), status(due, date(2025, 6, 1))
    (<Status.DUE_SOON: 'in_scadenza'>, <Status.LATE: 'in_ritardo'>, <Status.TO_DO: 'da_attuare'>)
    """
    if life.in_force_to is not None and life.in_force_to < today:
        return Status.ENDED
    if life.activated_on is not None:
        return Status.ACTIVATED
    if life.due_on is not None and life.due_on < today:
        return Status.LATE
    if life.in_force_from > today:
        return Status.PLANNED
    if life.due_on is None:
        return Status.RUNNING
    return Status.DUE_SOON if life.due_on - today <= SOON else Status.TO_DO


def check_activation(life: Life, on: date, today: date) -> None:
    """Once in its life, and never ahead of time.

    >>> check_activation(Life(Timing.BY_DATE, date(2025, 1, 1)), date(2025, 3, 1), date(2025, 2, 1))
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Scegli un giorno non successivo a oggi: l'attivazione si registra quando è avvenuta.
    """
    if life.activated_on is not None:
        raise WrongState(f"La misura è già attivata dal {write_date(life.activated_on)}.")
    if on > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: l'attivazione si registra quando è avvenuta.", "on")
    if on < life.in_force_from:
        raise RuleBroken(f"La misura è in vigore dal {write_date(life.in_force_from)}: scegli un giorno successivo.", "on")
    if life.in_force_to is not None and on > life.in_force_to:
        raise RuleBroken(f"La misura è stata in vigore fino al {write_date(life.in_force_to)}: scegli un giorno precedente.", "on")


def check_move(life: Life, to: date) -> None:
    """A deadline moves only where there is one, and to another day."""
    if life.due_on is None:
        raise WrongState("Questa misura non ha una scadenza: si può riprogrammare solo una misura «entro una data».")
    if life.activated_on is not None:
        raise WrongState(f"La misura è già attivata dal {write_date(life.activated_on)}: la scadenza non si sposta più.")
    if to == life.due_on:
        raise RuleBroken(f"La scadenza è già il {write_date(to)}: scegli un altro giorno.", "due_on")
    if to < life.in_force_from:
        raise RuleBroken(f"La misura è in vigore dal {write_date(life.in_force_from)}: scegli un giorno successivo.", "due_on")


@dataclass(frozen=True)
class Milestone:
    """A step on the way: what, by when, and when it was done."""

    name: str
    due_on: date | None = None
    done_on: date | None = None


def checked_milestones(steps: Sequence[Milestone], today: date) -> tuple[Milestone, ...]:
    """In their order; each has a name and, where it is done, a day that has come.

    >>> checked_milestones([Milestone(" Bozza  del regolamento ")], date(2026, 1, 1))
    (Milestone(name='Bozza del regolamento', due_on=None, done_on=None),)
    """
    found = []
    for place, step in enumerate(steps, start=1):
        name = tidy(step.name)
        if not name:
            raise RuleBroken("Scrivi in che cosa consiste la tappa, oppure togli le sue date.", f"step_{place}")
        if step.done_on is not None and step.done_on > today:
            raise RuleBroken("Scegli un giorno non successivo a oggi: la tappa si segna quando è raggiunta.", f"step_{place}_done")
        found.append(Milestone(name, step.due_on, step.done_on))
    return tuple(found)


def is_mandatory_by_class(measure_class: str | None) -> bool:
    """*Obbligatoria* is what the law or the PNA asks of every body; *ulteriore* what this one adds. Unless somebody says otherwise, a
    measure is *obbligatoria*, but for the class that says it is not.

    >>> is_mandatory_by_class("pantouflage"), is_mandatory_by_class("ulteriori"), is_mandatory_by_class(None)
    (True, False, True)
    """
    return measure_class != "ulteriori"
