"""A database in which nothing was ever made."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tests.databases import Copies


@contextmanager
def empty_database(copies: Copies) -> Iterator[str]:
    name = f"e{uuid.uuid4().hex[:12]}"
    yield copies.new_url(name)
    copies.drop(name)


def columns_of(url: str) -> dict[str, list[str]]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    tables = sa.MetaData()
    tables.reflect(engine)
    return {table.name: [column.name for column in table.columns] for table in tables.sorted_tables}


def everything_in(url: str, *, without: tuple[str, ...] = (), only: dict[str, list[str]] | None = None) -> dict[str, list[tuple[str, ...]]]:
    """Each table with its rows, every value as text: for saying that nothing changed. `only`: these columns of these tables.
    Not SQLite's index of words, which holds the same ones in whatever order it got them."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    tables = sa.MetaData()
    with engine.connect() as connection:
        tables.reflect(connection, only=lambda name, _metadata: not name.startswith("search_words"))
        return {
            table.name: [tuple(map(str, row)) for row in connection.execute(sa.select(*columns).order_by(*columns))]
            for table in tables.sorted_tables
            if table.name not in without and (only is None or table.name in only)
            for columns in [[table.columns[name] for name in (only or {}).get(table.name, table.columns.keys())]]
        }


def names_in(url: str) -> set[str]:
    """Everything that the database holds by name: tables, sequences, triggers, functions."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        statement = "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    else:
        statement = """
            SELECT 'relation ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
            UNION SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
        """
    with engine.connect() as connection:
        return set(connection.scalars(sa.text(statement)))
