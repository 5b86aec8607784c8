"""The triggers that refuse to touch what was decided step aside while the rows of a copy come in, and stand again as they were.

An adopted edition takes no new line: nor would it while its own lines are brought back. Which triggers those are is asked of the database,
because a copy may be of another version.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
ON_POSTGRESQL = """
    SELECT quote_ident(pg_class.relname), quote_ident(tgname) FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal AND prosrc LIKE '%RAISE EXCEPTION%' AND pg_class.relnamespace = current_schema()::regnamespace
"""


@contextmanager
def stepping_aside(connection: Connection) -> Iterator[None]:
    """An error inside takes the whole transaction back, and with it what was done here."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text(ON_SQLITE)).all()
        for name, _sql in found:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in found:
            connection.exec_driver_sql(sql)
        return
    found = connection.execute(text(ON_POSTGRESQL)).all()
    for table, name in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for table, name in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
