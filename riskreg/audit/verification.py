"""Reading the whole chain again, and holding it against the seals kept outside the database."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast as typed

from sqlalchemy import Text, cast, select
from sqlalchemy.exc import DBAPIError

from riskreg.audit import guards, seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.italian import join_words

BATCH = 5_000


@dataclass(frozen=True)
class Break:
    """The first link that does not hold."""

    number: int
    sentence: str


@dataclass(frozen=True)
class Verdict:
    count: int
    hash: str
    seals: int
    broken: Break | None

    @property
    def is_whole(self) -> bool:
        return self.broken is None


Row = tuple[int, str, str, str, str, str, str, str]

SPOILED = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading raises on a value that we never wrote: another type, another form, another century."""


class UnreadableEntry(Exception):
    """An entry that the database cannot even hand over."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def verify(folder: Path | None = None) -> Verdict:
    """Over the entries in order, a batch at a time; constant memory. What was tampered with is a finding, never an error.

    Against the seals of the data folder, or of the `folder` where those of a safety copy lie.
    """
    verdict = against(folder, _rows, _altered_personal)
    return verdict if verdict.broken else replace(verdict, broken=_unguarded(verdict.count))


def against(folder: Path | None, rows: Callable[[], Iterable[Row]], personal: Callable[[], Break | None] = lambda: None) -> Verdict:
    """The same of entries that stand elsewhere than in the database."""
    witnesses: list[seals.Seal] = []
    spoiled: Break | None = None
    try:
        witnesses = seals.all_seals(folder)  # read first: the chain only grows
    except seals.UnreadableSeal as damaged:
        spoiled = Break(0, str(damaged))
    verdict = check(rows(), witnesses, personal)
    return verdict if verdict.broken else replace(verdict, broken=spoiled or _missing(verdict.count, folder))


def _missing(count: int, folder: Path | None) -> Break | None:
    """An installation has a first entry and a head beside the database: without them, somebody took them away."""
    if count == 0:
        return Break(1, "La catena è vuota: manca anche la prima registrazione.")
    if not seals.has_head(folder):
        return Break(count, "Manca trail-head.json nella cartella dei dati: senza, una coda tagliata non si vedrebbe.")
    return None


def _unguarded(count: int) -> Break | None:
    """Whoever takes the guard away can write as they like: the chain would tell, but only of what was there before."""
    if wrong := guards.missing_or_changed(db.session.connection()):
        return Break(count, f"La tabella del registro non è più protetta dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None


def _rows() -> Iterator[Row]:
    """A batch at a time. One that cannot be read is read again entry by entry, to know which it is."""
    ids = select(AuditEntry.id).order_by(AuditEntry.id).limit(BATCH)
    numbers = list(db.session.scalars(ids))
    while numbers:
        try:
            yield from _between(numbers[0], numbers[-1])
        except DBAPIError:
            yield from _one_by_one(numbers)
        numbers = list(db.session.scalars(ids.where(AuditEntry.id > numbers[-1])))


def _one_by_one(numbers: Sequence[int]) -> Iterator[Row]:
    for number in numbers:
        try:
            yield from _between(number, number)
        except DBAPIError:
            raise UnreadableEntry(number) from None


def _between(first: int, last: int) -> list[Row]:
    """Moments as text: a driver refuses the whole batch for one that is none."""
    statement = select(
        AuditEntry.id, cast(AuditEntry.at, Text), AuditEntry.actor, AuditEntry.tag,
        AuditEntry.subject, AuditEntry.diff, AuditEntry.previous_hash, AuditEntry.hash,
    )  # fmt: skip
    found = db.session.execute(statement.where(AuditEntry.id.between(first, last)).order_by(AuditEntry.id))
    return [typed("Row", row) for row in found]


def check(rows: Iterable[Row], witnesses: list[seals.Seal], personal: Callable[[], Break | None]) -> Verdict:
    sealed: dict[int, set[str]] = defaultdict(set)
    for witness in witnesses:
        sealed[witness.count].add(witness.hash)
    previous, count, broken = trail.FIRST, 0, None
    try:
        for row in rows:
            if broken := _fault(row, count, previous):
                break
            count, previous = row[0], row[-1]
            if count in sealed and sealed[count] != {previous}:
                broken = Break(count, f"La registrazione n. {count} non è quella sigillata: la catena è stata riscritta.")
                break
    except UnreadableEntry as spoiled:
        broken = _changed(spoiled.number)
    if broken is None and sealed and max(sealed) > count:
        broken = Break(count + 1, f"Mancano le ultime registrazioni: il sigillo ne conta {max(sealed)}, la catena {count}.")
    if broken is None:
        broken = personal()
    return Verdict(count, previous, len(witnesses), broken)


def _fault(row: Row, count: int, previous: str) -> Break | None:
    number, at, *facts, stated_previous, stated = row
    if number != count + 1:
        return Break(count + 1, f"Manca la registrazione n. {count + 1}: dopo la n. {count} viene la n. {number}.")
    if stated_previous != previous:
        return Break(number, f"La registrazione n. {number} non segue la n. {count}: il collegamento è stato alterato.")
    return None if _hash(number, at, facts, previous) == stated else _changed(number)


def _hash(number: int, at: str, facts: Sequence[str], previous: str) -> str | None:
    """None for an entry that we could not have written, such as one with a line break in it."""
    try:
        moment = datetime.fromisoformat(at)
        actor, tag, subject, diff = facts
        return trail.link(number, moment if moment.tzinfo else moment.replace(tzinfo=UTC), actor, tag, subject, diff, previous)
    except SPOILED:
        return None


def _changed(number: int) -> Break:
    return Break(number, f"La registrazione n. {number} è stata modificata dopo la scrittura.")


def _altered_personal() -> Break | None:
    """The clear personal values must still be those whose hashes stand in the chain; erased ones are simply absent."""
    statement = (
        select(PersonalValue.entry_id, PersonalValue.path, PersonalValue.salt, PersonalValue.value, AuditEntry.diff)
        .join(AuditEntry, AuditEntry.id == PersonalValue.entry_id, isouter=True)
        .order_by(PersonalValue.entry_id, PersonalValue.id)
    )
    try:
        with db.session.execute(statement, execution_options={"yield_per": BATCH}) as found:
            for number, path, salt, value, diff in found:
                if not _is_marked(diff, path, salt, value):
                    return Break(number, f"Un dato personale della registrazione n. {number} è stato modificato dopo la scrittura.")
    except DBAPIError:
        return Break(0, "Un dato personale non si legge più: è stato modificato dopo la scrittura.")
    return None


def _is_marked(diff: str | None, path: str, salt: str, value: str) -> bool:
    try:
        side, _, key = path.partition(".")
        return diff is not None and bool(json.loads(diff)[side][key] == trail.personal_mark(salt, json.loads(value)))
    except (*SPOILED, KeyError):
        return False
