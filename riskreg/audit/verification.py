"""Reading the whole chain again, and holding it against the seals kept outside the database."""

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
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
    witnesses: list[seals.Seal] = []
    spoiled: Break | None = None
    try:
        witnesses = seals.all_seals()  # read first: the chain only grows
    except seals.UnreadableSeal as damaged:
        spoiled = Break(0, str(damaged))
    with closing(_rows()) as rows:
        verdict = check(rows, witnesses, _altered_personal)
    return verdict if verdict.broken else replace(verdict, broken=spoiled)


def _rows() -> Generator[Row, None, None]:
    statement = select(
        AuditEntry.id, AuditEntry.at, AuditEntry.actor, AuditEntry.tag,
        AuditEntry.subject, AuditEntry.diff, AuditEntry.previous_hash, AuditEntry.hash,
    ).order_by(AuditEntry.id)  # fmt: skip
    with db.session.execute(statement, execution_options={"yield_per": BATCH}) as found:
        for row in found:
            yield cast("Row", row)


def check(rows: Iterable[Row], witnesses: list[seals.Seal], personal: Callable[[], Break | None]) -> Verdict:
    sealed: dict[int, set[str]] = defaultdict(set)
    for witness in witnesses:
        sealed[witness.count].add(witness.hash)
    previous, count, broken = trail.FIRST, 0, None
    for number, at, actor, tag, subject, diff, stated_previous, stated in rows:
        if broken := _fault(number, count, previous, stated_previous):
            break
        if trail.link(number, at, actor, tag, subject, diff, previous) != stated:
            broken = Break(number, f"La registrazione n. {number} è stata modificata dopo la scrittura.")
            break
        count, previous = number, stated
        if count in sealed and sealed[count] != {stated}:
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
    with db.session.execute(statement, execution_options={"yield_per": BATCH}) as found:
        for entry_id, path, salt, value, diff in found:
            if not _is_marked(diff, path, salt, value):
                return Break(entry_id, f"Un dato personale della registrazione n. {entry_id} è stato modificato dopo la scrittura.")
    return None


def _is_marked(diff: str | None, path: str, salt: str, value: str) -> bool:
    side, _, key = path.partition(".")
    try:
        mark = trail.personal_mark(salt, json.loads(value))
    except ValueError:  # no longer JSON
        return False
    return diff is not None and json.loads(diff).get(side, {}).get(key) == mark
