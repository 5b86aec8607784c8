"""Reading the whole chain again, and holding it against the seals kept outside the database."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from typing import cast as typed

from sqlalchemy import Text, cast, select
from sqlalchemy.exc import DBAPIError, ProgrammingError

from riskreg.audit import guards, seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.italian import join_words

BATCH = 500
"""Small enough to be gone before Python looks for rubbish: larger ones made it walk over the whole program, again and again."""

LEAST = -(2**63)
"""Smaller than any number that a database could hold: somebody may have put an entry before the first."""

AS_SQLITE_WRITES = len("2026-11-21 09:00:00.000000")


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


Witness = Callable[[], Break | None]
_witnesses: list[Witness] = []


def vouched_for(check: Witness) -> Witness:
    """For what the trail holds only the hash of, such as a document: whoever keeps it says here how it is held against the chain."""
    _witnesses.append(check)
    return check


def _witnessed() -> Break | None:
    return next((broken for check in _witnesses if (broken := check()) is not None), None)


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
    return verdict if verdict.broken else replace(verdict, broken=_unguarded(verdict.count) or _witnessed())


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
    """One stream, as long as it can be read; where it breaks, entry by entry, to know which it is."""
    last = LEAST
    while True:
        try:
            for row in _after(last):
                yield row
                last = row[0]
            return
        except ProgrammingError:  # there is no such table: nothing was set up
            raise
        except DBAPIError:
            for row in _one_by_one(last):
                yield row
                last = row[0]


def _one_by_one(last: int) -> Iterator[Row]:
    for number in list(db.session.scalars(select(AuditEntry.id).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(BATCH))):
        try:
            yield from list(_after(number - 1, 1))
        except DBAPIError:
            raise UnreadableEntry(number) from None


def _after(last: int, most: int | None = None) -> Iterator[Row]:
    """Of the table, not of the mapped class: plain tuples are half the work. Moments as text: a driver refuses the whole
    batch for one that is none."""
    entry = AuditEntry.__table__.c
    statement = select(entry.id, cast(entry.at, Text), entry.actor, entry.tag, entry.subject, entry.diff, entry.previous_hash, entry.hash)
    ordered = statement.where(entry.id > last).order_by(entry.id).limit(most)
    with db.session.execute(ordered, execution_options={"yield_per": BATCH}) as found:
        for batch in found.partitions():
            yield from typed("Sequence[Row]", batch)


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
    number, at, actor, tag, subject, diff, stated_previous, stated = row
    if number != count + 1:
        return Break(count + 1, f"Manca la registrazione n. {count + 1}: dopo la n. {count} viene la n. {number}.")
    if stated_previous != previous:
        return Break(number, f"La registrazione n. {number} non segue la n. {count}: il collegamento è stato alterato.")
    try:
        found = trail.link_of_texts(str(number), _moment_text(at), actor, tag, subject, diff, previous)
    except SPOILED:  # an entry that we could not have written, such as one with a line break in it
        found = None
    return None if found == stated else _changed(number)


def _moment_text(at: str) -> str:
    """As the chain has it. What SQLite writes is that already but for two letters; what was altered into something else
    of the same length is no moment of ours, and its hash says so. PostgreSQL leaves zeros out and puts its zone behind: with
    three of them left out it is as long."""
    if len(at) == AS_SQLITE_WRITES and at[10] == " " and at[-3] != "+":
        return f"{at[:10]}T{at[11:]}Z"
    moment = datetime.fromisoformat(at)
    return trail.moment_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _changed(number: int) -> Break:
    return Break(number, f"La registrazione n. {number} è stata modificata dopo la scrittura.")


def _altered_personal() -> Break | None:
    """The clear personal values must still be those whose hashes stand in the chain; erased ones are simply absent."""
    value, entry = PersonalValue.__table__.c, AuditEntry.__table__.c
    statement = (
        select(value.entry_id, value.path, value.salt, value.value, entry.diff)
        .join_from(PersonalValue.__table__, AuditEntry.__table__, entry.id == value.entry_id, isouter=True)
        .order_by(value.id)
    )
    known: tuple[str | None, Any] = (None, None)
    try:
        with db.session.execute(statement, execution_options={"yield_per": BATCH}) as found:
            for number, path, salt, text, diff in found:
                if diff != known[0]:
                    known = (diff, _read(diff))
                if not _is_marked(known[1], path, salt, text):
                    return Break(number, f"Un dato personale della registrazione n. {number} è stato modificato dopo la scrittura.")
    except DBAPIError:
        return Break(0, "Un dato personale non si legge più: è stato modificato dopo la scrittura.")
    return None


def _read(diff: str | None) -> Any:
    try:
        return json.loads(diff or "{}")
    except SPOILED:
        return None


def _is_marked(diff: Any, path: str, salt: str, written: str) -> bool:
    """The value as it was written, or, should somebody have written it otherwise, what it says."""
    try:
        side, _, key = path.partition(".")
        mark = diff[side][key]
        return bool(mark == trail.personal_mark_of_text(salt, written) or mark == trail.personal_mark(salt, json.loads(written)))
    except (*SPOILED, KeyError):
        return False
