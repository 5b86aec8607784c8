"""The transaction a handler works in: first only for reading, then, from the moment it says so, for writing.

While it reads nobody waits for it (on SQLite one writer stops every other), and the database itself refuses a change:
otherwise what a forgetful handler wrote before `begin_writing()` would vanish without a word.
"""

import sqlite3

from riskreg.audit.tracing import UntracedChange, buffer
from riskreg.core import transactions
from riskreg.core.extensions import db

SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class Phases:
    def __init__(self) -> None:
        self.is_writing = False
        self._only_reads: sqlite3.Connection | None = None

    def begin_reading(self) -> None:
        """One still picture of the database, on both."""
        db.session.rollback()
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(SNAPSHOT)
            return
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute("PRAGMA query_only=ON")
            self._only_reads = driver

    def begin_writing(self) -> None:
        if not self.is_writing:
            if any((db.session.new, db.session.dirty, db.session.deleted, buffer(db.session()).pending)):
                raise UntracedChange("something changed before begin_writing(), and would be lost")
            self.end()
            transactions.begin_writing()
            self.is_writing = True

    def end(self) -> None:
        """Whatever was not committed is undone, and the connection goes back as it came."""
        if self._only_reads is not None:
            self._only_reads.execute("PRAGMA query_only=OFF")
            self._only_reads = None
        db.session.rollback()
        self.is_writing = False
