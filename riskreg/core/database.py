"""How connections behave. SQLite's own defaults lose updates in silence; these lines are why ours does not.

The driver must not open transactions by itself (`isolation_level = None`): SQLAlchemy says BEGIN, and says
BEGIN IMMEDIATE where the connection carries the option `immediate`. A transaction that begins by reading and
then wants to write is refused by SQLite as soon as somebody else wrote in between; one that takes the lock
first waits its turn.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

WRITES = "immediate"
LOCK_WAIT_SECONDS = 15


def engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": LOCK_WAIT_SECONDS}}
    return {"pool_pre_ping": True}


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


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
