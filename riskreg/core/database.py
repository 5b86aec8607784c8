"""How connections behave. SQLite's own defaults lose updates in silence; these lines are why ours does not.

The driver must not open transactions by itself (`isolation_level = None`): SQLAlchemy says BEGIN, and says
BEGIN IMMEDIATE where the connection carries the option `immediate`. A transaction that begins by reading and
then wants to write is refused by SQLite as soon as somebody else wrote in between; one that takes the lock
first waits its turn.
"""

import logging
import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

log = logging.getLogger("riskreg.database")

WRITES = "immediate"
IMPATIENT = "impatient"
"""For a heartbeat nobody should wait for: if the write lock is not free at once, it is left for another time."""

LOCK_WAIT_SECONDS = 15
IMPATIENT_WAIT_MS = 20


def engine_options(url: str) -> dict[str, Any]:
    """`hide_parameters`: what people wrote never stands in the text of an error."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": LOCK_WAIT_SECONDS}, "hide_parameters": True}
    return {"pool_pre_ping": True, "hide_parameters": True}


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    # What a person asked us to erase must not survive in free pages.
    connection.execute("PRAGMA secure_delete=ON")


LOOKED_AT = 1_000
"""Rows of each index: enough to tell a hundred from ten thousand, and a few hundredths of a second."""


def look_at_its_rows(connection: Connection) -> None:
    """SQLite decides which table to read first by what it knows of their sizes, and knows nothing until it is asked to look: ten thousand
    events were put in order to show fifty. PostgreSQL looks by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    options = connection.get_execution_options()
    if not options.get(IMPATIENT):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={IMPATIENT_WAIT_MS}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1_000}")


_SCRUB = "riskreg.scrub"
_owing: set[str] = set()
"""Databases whose write-ahead file still holds what was erased, because somebody was reading: tried again at each commit."""

PATIENCE_MS = 1_000


def scrub_after_commit(session: Session) -> None:
    """What this transaction erases must leave the disk as well, as soon as it is committed.

    SQLite keeps the pages of before in its write-ahead file until somebody folds it into the database and empties it.
    """
    session.info[_SCRUB] = True


@event.listens_for(Session, "after_commit")
def _scrub(session: Session) -> None:
    bind = session.get_bind()
    # On a connection that somebody lent us the transaction is theirs, and still open.
    if session.in_nested_transaction() or not isinstance(bind, Engine):
        return
    asked = session.info.pop(_SCRUB, False)
    if bind.dialect.name == "sqlite" and (asked or str(bind.url) in _owing):
        empty_write_ahead_file(bind)


def empty_write_ahead_file(engine: Engine) -> bool:
    """True when nothing of before is left in it. Also called every night, for a debt that a stopped process forgot."""
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        is_busy = bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1_000}")
    finally:
        connection.close()
    if is_busy:
        _owing.add(str(engine.url))
        log.warning("the write-ahead file could not be emptied yet: somebody was reading; tried again at the next commit")
    else:
        _owing.discard(str(engine.url))
    return not is_busy
