"""What waits for a person: in which order it is shown, and on which day they are reminded of it.

The deadlines of the plan are its measures' (l. 190/2012 art. 1 c. 5 and 9: terms are set and watched over); that those who answer for
them were told in time is part of watching (art. 1 c. 10 lett. a). A reminder is known by its step, which names the deadline it speaks of: the same step
never goes twice to the same person, and a deadline that moves begins again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from riskreg.domain.errors import RuleBroken


@dataclass(frozen=True)
class Task:
    """One thing to do. `kind` says of which sort it is, `key` which one, for ever the same; `path` is the form where it is done.

    `told`: whoever has it was told by a letter of its own, so that only its deadline is worth a reminder."""

    kind: str
    key: str
    action: str
    title: str
    path: str
    due_on: date | None = None
    since: date | None = None
    where: str = ""
    note: str = ""
    lent_by: str = ""
    is_urgent: bool = False
    told: bool = False

    def in_place_of(self, name: str) -> "Task":
        return replace(self, lent_by=name)


class Group(StrEnum):
    """By when it must be done, the first first."""

    URGENT = "subito"
    LATE = "in_ritardo"
    THIS_WEEK = "entro_7_giorni"
    THIS_MONTH = "entro_30_giorni"
    LATER = "piu_avanti"
    UNDATED = "senza_scadenza"

    @property
    def label(self) -> str:
        return GROUP_LABELS[self]


GROUP_LABELS: Mapping[str, str] = {
    "subito": "Da risolvere subito",
    "in_ritardo": "In ritardo",
    "entro_7_giorni": "Oggi e nei prossimi 7 giorni",
    "entro_30_giorni": "Entro 30 giorni",
    "piu_avanti": "Più avanti",
    "senza_scadenza": "Senza scadenza",
}
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def group_of(task: Task, on: date) -> Group:
    """
    >>> group_of(Task("measure", "measure:1", "", "", "/", due_on=date(2026, 3, 1)), date(2026, 3, 1))
    <Group.THIS_WEEK: 'entro_7_giorni'>
    """
    if task.due_on is None:
        return Group.URGENT if task.is_urgent else Group.UNDATED
    if task.due_on < on:
        return Group.LATE
    if task.due_on - on <= WEEK:
        return Group.THIS_WEEK
    return Group.THIS_MONTH if task.due_on - on <= MONTH else Group.LATER


def grouped(tasks: Iterable[Task], on: date) -> list[tuple[Group, list[Task]]]:
    """The groups that have something, each in order: by the day it is due, then by how long it has waited, then as they came."""
    found: dict[Group, list[Task]] = {}
    for task in sorted(tasks, key=lambda one: (one.due_on or date.max, one.since or date.max)):
        found.setdefault(group_of(task, on), []).append(task)
    return [(group, found[group]) for group in Group if group in found]


# Reminders

NEW_WITHIN = 90
"""What is due later than so many days from now is told when they are no more: a plan lists things for three years."""


@dataclass(frozen=True)
class Rules:
    """When the body wants people reminded: so many days before, every so many days after, and after how many days of delay the
    dirigente above is told."""

    before: tuple[int, ...] = (14, 7, 1)
    late_every: int = 7
    escalate_after: int = 15

    @property
    def horizon(self) -> int:
        """Nobody is told of anything earlier than so many days before."""
        return max(NEW_WITHIN, *self.before)


MOST_BEFORE, MOST_EVERY, MOST_ESCALATE = 90, 60, 180


def checked_rules(before: Collection[int | None], late_every: int | None, escalate_after: int | None) -> Rules:
    """
    >>> checked_rules([7, 1, 14], 7, 15).before
    (14, 7, 1)
    """
    days = {day for day in before if day is not None}
    if not days:
        raise RuleBroken("Scrivi almeno un promemoria prima della scadenza, per esempio 7 giorni.", "first")
    if any(not 0 <= day <= MOST_BEFORE for day in days):
        raise RuleBroken(f"I giorni prima della scadenza vanno da 0 a {MOST_BEFORE}.", "first")
    if late_every is None or not 1 <= late_every <= MOST_EVERY:
        raise RuleBroken(f"Scrivi ogni quanti giorni ricordare quello che è in ritardo, da 1 a {MOST_EVERY}.", "late_every")
    if escalate_after is None or not 1 <= escalate_after <= MOST_ESCALATE:
        raise RuleBroken(f"Scrivi dopo quanti giorni di ritardo avvisare il dirigente, da 1 a {MOST_ESCALATE}.", "escalate_after")
    return Rules(tuple(sorted(days, reverse=True)), late_every, escalate_after)


NEW = "new"
"""The step of what has no deadline near: told once, when it comes into somebody's hands."""


def step_on(due_on: date | None, on: date, rules: Rules) -> str | None:
    """The step of that day. One that was missed (the machine was off) stays due until the next begins.

    >>> step_on(date(2026, 3, 15), date(2026, 3, 1), Rules()), step_on(date(2026, 3, 15), date(2026, 2, 28), Rules())
    ('2026-03-15 before 14', None)
    >>> step_on(date(2026, 3, 15), date(2026, 3, 16), Rules()), step_on(date(2026, 3, 15), date(2026, 3, 23), Rules())
    ('2026-03-15 late 1', '2026-03-15 late 2')
    """
    if due_on is None:
        return None
    left = (due_on - on).days
    if left < 0:
        return f"{due_on} late {(-left - 1) // rules.late_every + 1}"
    near = [days for days in rules.before if left <= days]
    return f"{due_on} before {min(near)}" if near else None


def step_above(due_on: date | None, on: date, rules: Rules) -> str | None:
    """What the dirigente above whoever answers is told, once for each deadline.

    >>> step_above(date(2026, 3, 1), date(2026, 3, 16), Rules()), step_above(date(2026, 3, 1), date(2026, 3, 15), Rules())
    ('2026-03-01 above', None)
    """
    if due_on is None or (on - due_on).days < rules.escalate_after:
        return None
    return f"{due_on} above"


def reminder(task: Task, on: date, rules: Rules, sent: Collection[str]) -> str | None:
    """The step to be told now, given those that this person was told of this task already."""
    step = step_on(task.due_on, on, rules)
    if step is not None:
        return None if step in sent else step
    return NEW if not sent and not task.told else None


def shortened(lines: Sequence[str], most: int, more: str) -> list[str]:
    """Not more lines than a letter bears.

    >>> shortened(["a", "b", "c"], 2, "e altre {}")
    ['a', 'b', 'e altre 1']
    """
    return list(lines) if len(lines) <= most else [*lines[:most], more.format(len(lines) - most)]
