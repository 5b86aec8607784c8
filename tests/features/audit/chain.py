"""A short chain to tamper with, and the ways somebody with the database's password would do it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, text

from riskreg.audit import operations, seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain import trail
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.operations import users

LENGTH = 8
SEALED_AT = 6
ANOTHER_MOMENT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ENTRY = AuditEntry.__table__
PERSONAL = PersonalValue.__table__


def note(number: int) -> None:
    at = clock.now() + timedelta(seconds=number)
    operations.note(Tag.TRAIL_EXPORTED, "trail:1", by=COMMAND_LINE, at=at, facts={"count": number})


def write_chain() -> None:
    """Eight entries: the start, a person (entry 2, with personal values), six notes; sealed by day at the sixth, at the head by the eighth."""
    with writing():
        operations.start_chain(by=COMMAND_LINE, at=clock.now())
        users.create_user(email="ada@camera.example", given_name="Ada", family_name="Prova", by=COMMAND_LINE, at=clock.now())
        for number in range(3, SEALED_AT + 1):
            note(number)
    operations.seal_now(clock.now())
    with writing():
        for number in range(SEALED_AT + 1, LENGTH + 1):
            note(number)


def behind_the_back(change: Callable[[Connection], object]) -> None:
    """Whoever owns the database drops its guards first."""
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        if connection.dialect.name == "sqlite":
            guards = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")).all()
            for name in guards:
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        change(connection)
        connection.commit()
    db.session.expire_all()


def change_row(number: int, **values: Any) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(sa.update(ENTRY).where(ENTRY.c.id == number).values(**values))


def remove_rows(*numbers: int) -> Callable[[Connection], object]:
    def remove(connection: Connection) -> None:
        connection.execute(sa.delete(PERSONAL).where(PERSONAL.c.entry_id.in_(numbers)))
        connection.execute(sa.delete(ENTRY).where(ENTRY.c.id.in_(numbers)))

    return remove


def swap_rows(first: int, second: int) -> Callable[[Connection], object]:
    """Each takes the other's place and number; what they say, hashes included, stays as it was."""

    def swap(connection: Connection) -> None:
        for old, new in ((first, 900), (second, first), (900, second)):
            connection.execute(sa.update(ENTRY).where(ENTRY.c.id == old).values(id=new))

    return swap


def forge_from(number: int, **values: Any) -> Callable[[Connection], object]:
    """Change one entry and write every hash after it again: a chain that is whole in itself, and false."""

    def forge(connection: Connection) -> None:
        connection.execute(sa.update(ENTRY).where(ENTRY.c.id == number).values(**values))
        rows = connection.execute(sa.select(ENTRY).order_by(ENTRY.c.id)).all()
        previous = rows[number - 2].hash if number > 1 else trail.FIRST
        for row in rows[number - 1 :]:
            fresh = trail.link(row.id, row.at, row.actor, row.tag, row.subject, row.diff, previous)
            connection.execute(sa.update(ENTRY).where(ENTRY.c.id == row.id).values(previous_hash=previous, hash=fresh))
            previous = fresh

    return forge


def change_personal(where: str, /, **values: Any) -> Callable[[Connection], object]:
    statement = sa.update(PERSONAL).where(PERSONAL.c.entry_id == 2, PERSONAL.c.path == where)
    return lambda connection: connection.execute(statement.values(**values))


def add_personal(**values: Any) -> Callable[[Connection], object]:
    row: Mapping[str, Any] = {"entry_id": 3, "path": "after.email", "about": "user:1", "salt": "00" * 16, "value": json.dumps("x")} | values
    return lambda connection: connection.execute(sa.insert(PERSONAL).values(row))


def head_hash() -> str:
    return str(db.session.scalar(sa.select(ENTRY.c.hash).order_by(ENTRY.c.id.desc()).limit(1)))


def seal_again() -> seals.Seal | None:
    """A forger who waits for the next night: the new seal stands beside the old one."""
    return operations.seal_now(ANOTHER_MOMENT)
