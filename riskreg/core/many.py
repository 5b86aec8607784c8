"""Many rows in few statements.

The session writes row by row where it must ask something back: the number that the database gives to a new row, whether
the version of a changed one was still the one we read. Here numbers are taken beforehand, a thousand at a time, and the
changed rows of a kind go out as one statement whose count says whether all of them were still as we read them.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, func, inspect, select, text, update
from sqlalchemy.orm import Mapper, Session, attributes
from sqlalchemy.orm.exc import StaleDataError

from riskreg.core.base import Base

BLOCK = 1_000


@contextmanager
def undisturbed() -> Iterator[None]:
    """While thousands of rows are made, each of which will be needed to the end, Python's collector looks through all of
    them again and again for something to throw away: two seconds in five, with the others waiting."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _known_beforehand(kind: type[Base]) -> tuple[tuple[str, Any], ...]:
    """What the database would fill in by itself: said here, it need not be asked back, row by row."""
    columns = [(attribute.key, attribute.columns[0]) for attribute in inspect(kind).column_attrs]
    return tuple(
        (key, column.default.arg)
        for key, column in columns
        if column.server_default is not None and column.default is not None and column.default.is_scalar
    )


class Numbers:
    """The numbers of rows that are about to be born, table by table. On SQLite the write lock must be held."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tables: dict[str, Iterator[int]] = {}

    def give(self, thing: Base) -> None:
        if thing.id is None:
            table = str(thing.__tablename__)
            if table not in self._tables:
                on_sqlite = self._session.get_bind().dialect.name == "sqlite"
                self._tables[table] = (self._after_the_last if on_sqlite else self._of_the_sequence)(type(thing))
            thing.id = next(self._tables[table])
            for field, value in _known_beforehand(type(thing)):
                if getattr(thing, field) is None:
                    setattr(thing, field, value)

    def _after_the_last(self, kind: type[Base]) -> Iterator[int]:
        """The last number ever given, rows since deleted included, stands in a table of SQLite's own."""
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        with self._session.no_autoflush:  # asking must not write the very row that waits for its number
            last = self._session.scalar(given, {"name": str(kind.__tablename__)}) or 0
            number = max(int(last), self._session.scalar(select(func.max(kind.id))) or 0)
        while True:
            number += 1
            yield number

    def _of_the_sequence(self, kind: type[Base]) -> Iterator[int]:
        block = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :many)")
        while True:
            with self._session.no_autoflush:
                numbers = list(self._session.scalars(block, {"name": str(kind.__tablename__), "many": BLOCK}))
            yield from numbers


def update_versioned(session: Session, seen: Callable[[Base], None]) -> None:
    """Write the changed rows that have a version; the session has nothing left to say of them. `seen` is told of each
    before it is written, while what stood there is still known."""
    for (mapper, keys), things in _changed(session).items():
        for thing in things:
            seen(thing)
        _write(session, mapper, keys, things)


def _changed(session: Session) -> dict[tuple[Mapper[Any], tuple[str, ...]], list[Any]]:
    """Alike ones together: rows of a table in which the same columns changed."""
    found: dict[tuple[Mapper[Any], tuple[str, ...]], list[Any]] = defaultdict(list)
    for thing in session.dirty:
        state = attributes.instance_state(thing)
        if state.mapper.version_id_col is not None:
            touched = state.mapper.column_attrs.keys() & state.committed_state.keys()
            keys = tuple(sorted(key for key in touched if state.attrs[key].history.has_changes()))
            if keys:
                found[state.mapper, keys].append(thing)
    return found


def _write(session: Session, mapper: Mapper[Any], keys: tuple[str, ...], things: list[Any]) -> None:
    table, version = mapper.local_table, mapper.version_id_col
    if not isinstance(table, Table) or version is None:
        raise TypeError(f"{mapper} has no versions")
    columns = {key: mapper.columns[key] for key in keys}
    statement = (
        update(table)
        .where(table.c.id == bindparam("row_id"), version == bindparam("read"))
        .values(
            {column.name: bindparam(f"new_{key}", type_=column.type) for key, column in columns.items()} | {version.name: bindparam("next")}
        )
    )
    rows = [
        {"row_id": thing.id, "read": thing.version, "next": thing.version + 1, **{f"new_{key}": getattr(thing, key) for key in keys}}
        for thing in things
    ]
    written = session.connection().execute(statement, rows)
    if written.rowcount != len(rows):
        raise StaleDataError(f"{len(rows)} rows of {table.name} to change, {written.rowcount} were still as they were read")
    for thing, row in zip(things, rows, strict=True):
        for key in keys:
            attributes.set_committed_value(thing, key, getattr(thing, key))
        attributes.set_committed_value(thing, "version", row["next"])
