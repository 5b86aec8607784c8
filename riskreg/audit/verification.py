"""Reading the whole chain again, and holding it against the seals kept outside the database."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select

from riskreg.audit import seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.core.extensions import db
from riskreg.domain import trail

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


Row = tuple[int, datetime, str, str, str, str, str, str]


def verify() -> Verdict:
    """One stream over the entries, in order; constant memory."""
    witnesses = seals.all_seals()
    return check(_rows(), witnesses, _altered_personal)


def _rows() -> Iterator[Row]:
    statement = select(
        AuditEntry.id, AuditEntry.at, AuditEntry.actor, AuditEntry.tag,
        AuditEntry.subject, AuditEntry.diff, AuditEntry.previous_hash, AuditEntry.hash,
    ).order_by(AuditEntry.id)  # fmt: skip
    for row in db.session.execute(statement, execution_options={"yield_per": BATCH}):
        yield cast("Row", row)


def check(rows: Iterable[Row], witnesses: list[seals.Seal], personal: Callable[[], Break | None]) -> Verdict:
    sealed = {witness.count: witness.hash for witness in witnesses}
    previous, count, broken = trail.FIRST, 0, None
    for number, at, actor, tag, subject, diff, stated_previous, stated in rows:
        if broken := _fault(number, count, previous, stated_previous):
            break
        if trail.link(number, at, actor, tag, subject, diff, previous) != stated:
            broken = Break(number, f"La registrazione n. {number} è stata modificata dopo la scrittura.")
            break
        count, previous = number, stated
        if sealed.get(count, stated) != stated:
            broken = Break(number, f"La registrazione n. {number} non è quella sigillata: la catena è stata riscritta.")
            break
    if broken is None and sealed and max(sealed) > count:
        broken = Break(count + 1, f"Mancano le ultime registrazioni: il sigillo ne conta {max(sealed)}, la catena {count}.")
    if broken is None:
        broken = personal()
    return Verdict(count, previous, len(witnesses), broken)


def _fault(number: int, count: int, previous: str, stated_previous: str) -> Break | None:
    if number != count + 1:
        return Break(count + 1, f"Manca la registrazione n. {count + 1}: dopo la n. {count} viene la n. {number}.")
    if stated_previous != previous:
        return Break(number, f"La registrazione n. {number} non segue la n. {count}: il collegamento è stato alterato.")
    return None


def _altered_personal() -> Break | None:
    """The clear personal values must still be those whose hashes stand in the chain; erased ones are simply absent."""
    statement = (
        select(PersonalValue.entry_id, PersonalValue.path, PersonalValue.salt, PersonalValue.value, AuditEntry.diff)
        .join(AuditEntry, AuditEntry.id == PersonalValue.entry_id, isouter=True)
        .order_by(PersonalValue.entry_id, PersonalValue.id)
    )
    for entry_id, path, salt, value, diff in db.session.execute(statement, execution_options={"yield_per": BATCH}):
        side, _, key = path.partition(".")
        if json.loads(diff)[side].get(key) != trail.personal_mark(salt, json.loads(value)):
            return Break(entry_id, f"Un dato personale della registrazione n. {entry_id} è stato modificato dopo la scrittura.")
    return None
