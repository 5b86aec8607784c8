"""The list of checks as a session began to ask about them: its fingerprint stands in the trail, and is worked out again from the rows."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from riskreg.audit import queries as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain import trail
from riskreg.domain.italian import write_number
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check, CheckPeriod, Session

ASKED = tuple(column.name for column in Check.__table__.columns if column.name.startswith("asked_"))
COLUMNS = ("id", "measure_id", "process_id", *ASKED)
WRITTEN = re.compile(r"dalla n\. (\d+) alla n\. (\d+); impronta dell'elenco \(SHA-256\): ([0-9a-f]{64})\.$")

Row = dict[str, Any]


def rows(one: Session, *, after: int = 0) -> list[Row]:
    """In the order of their numbers, each with its periods; as they stand."""
    there = Check.session_id == one.id, Check.id > after
    statement = select(*(getattr(Check, name) for name in COLUMNS)).where(*there).order_by(Check.id)
    asked = select(CheckPeriod.check_id, CheckPeriod.first_on, CheckPeriod.last_on).join(Check, Check.id == CheckPeriod.check_id)
    periods = defaultdict(list)
    for period in db.session.execute(asked.where(*there).order_by(CheckPeriod.first_on)):
        periods[period.check_id].append([period.first_on.isoformat(), period.last_on.isoformat()])
    return [
        {name: trail.plain(getattr(row, name)) for name in COLUMNS} | {"periods": periods[row.id]} for row in db.session.execute(statement)
    ]


def of(listed: Sequence[Row]) -> str:
    """SHA-256 of the rows, each as canonical JSON on a line of its own."""
    return hashlib.sha256("\n".join(trail.canonical(each) for each in listed).encode()).hexdigest()


def said(listed: Sequence[Row]) -> str:
    """What an entry of the trail keeps of them."""
    first, last = listed[0]["id"], listed[-1]["id"]
    return f"Schede chieste: {write_number(len(listed))}, dalla n. {first} alla n. {last}; impronta dell'elenco (SHA-256): {of(listed)}."


def differs(one: Session) -> bool:
    """Whether what a session asked about is not any more what the trail vouches for."""
    listed = {row["id"]: row for row in rows(one)}
    for number, asked in _asked_at_first(one, listed).items():
        listed[number] |= asked
    for text in _kept(one):
        found = WRITTEN.search(text)
        if found is not None:
            numbers = range(int(found[1]), int(found[2]) + 1)
            there = [listed.pop(number) for number in sorted(listed.keys() & set(numbers))]
            if of(there) != found[3]:
                return True
    return bool(listed)


def _kept(one: Session) -> Iterator[str]:
    for entry in audit.of_tags_about(one.subject, [Tag.MONITORING_OPENED, Tag.MONITORING_LISTED]):
        yield str(json.loads(entry.diff).get("why", ""))


def _asked_at_first(one: Session, listed: Mapping[int, Row]) -> Mapping[int, Row]:
    """Of those whose asking was brought up to date since, what stood there before the first time."""
    subjects = [one.subject, *(f"{Check.__tablename__}:{number}" for number in listed)]
    statement = select(AuditEntry.subject, AuditEntry.diff).where(among(AuditEntry.subject, subjects), AuditEntry.diff.contains("asked_"))
    found: dict[int, Row] = defaultdict(dict)
    for subject, diff in db.session.execute(statement.order_by(AuditEntry.id)):
        for path, value in json.loads(diff)["before"].items():
            owner, _dot, name = path.rpartition(".")
            kind, _colon, number = (owner or subject).partition(":")
            if kind == Check.__tablename__ and name in ASKED and int(number) in listed:
                found[int(number)].setdefault(name, value)
    return found


@vouched_for
def rewritten_lists() -> Break | None:
    """Checks are written in bulk: whoever changed what one asks about, past riskreg, is found by the fingerprint of its list."""
    for one in queries.sessions():
        if differs(one):
            return Break(0, f"Le schede del {one.title.lower()} non sono più quelle che il registro delle attività attesta.")
    return None
