"""The tables of a database as the database itself describes them: what to copy, in which order, which number comes next.

Not as the models do: a copy may be taken of a database that waits for its upgrade, and is restored at the version it had.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SAWarning
from sqlalchemy.schema import sort_tables_and_constraints
from sqlalchemy.types import TypeDecorator

from riskreg.backups import values
from riskreg.core import schema
from riskreg.core.base import Base
from riskreg.domain.errors import RuleBroken

VERSION_TABLE = "alembic_version"
MOST_DIGITS = 15
"""Significant ones that SQLite keeps of a decimal."""


class StoredDecimal(TypeDecorator[Decimal]):
    """SQLite has no decimals: read by its scale, written as text so that nothing is rounded on the way."""

    impl = sa.types.NullType
    cache_ok = True

    def __init__(self, scale: int | None) -> None:
        super().__init__()
        self.scale = scale

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        number = Decimal(str(value))
        return number if self.scale is None else round(number, self.scale)

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        if value is not None and len(value.as_tuple().digits) > MOST_DIGITS:
            raise values.Unfit
        return None if value is None else format(value, "f")


class Shape(NamedTuple):
    """A table with what a copy takes of it: the name and the kind of each column, by name (databases differ in their order)."""

    table: Table
    columns: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return self.table.name

    def rows(self, connection: Connection) -> sa.Select[Any]:
        """All of them, in an order that is the same on every database."""
        table = self.table
        key = [_bytewise(column) if connection.dialect.name == "postgresql" else column for column in table.primary_key.columns]
        return sa.select(*(table.columns[name] for name, _kind in self.columns)).order_by(*key)


def _bytewise(column: Any) -> Any:
    return sa.collate(column, "C") if isinstance(column.type, sa.String) else column


class Catalogue(NamedTuple):
    """What a database holds: tables, those that others refer to first, and the references that no order can satisfy."""

    shapes: tuple[Shape, ...]
    circular: tuple[ForeignKeyConstraint, ...]


def of(connection: Connection) -> Catalogue:
    metadata = MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # indexes that it cannot describe are none of ours to copy
        metadata.reflect(connection, only=table_names(connection), resolve_fks=False)
    order: list[Table] = []
    circular: list[ForeignKeyConstraint] = []
    by_name = sorted(metadata.tables.values(), key=lambda one: one.name)
    for table, constraints in sort_tables_and_constraints(by_name):  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
        if table is None:
            circular += constraints
        else:
            order.append(table)
            circular += [one for one in constraints if one.referred_table is table]
    return Catalogue(tuple(_shape(table, connection) for table in order), tuple(circular))


def table_names(connection: Connection) -> list[str]:
    """Tables with rows of their own: not the index tables of a full text search, which are made of other tables' rows."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA main.table_list").mappings()
        names = [row["name"] for row in found if row["type"] == "table" and not row["name"].startswith("sqlite_")]
    else:
        names = sa.inspect(connection).get_table_names()
    return [name for name in names if name != VERSION_TABLE]


def _shape(table: Table, connection: Connection) -> Shape:
    columns = []
    for column in table.columns:
        if column.computed is not None:
            continue
        kind = values.kind_of(column.type)
        if kind is None:
            raise RuleBroken(
                f"La colonna {table.name}.{column.name} è di un tipo che le copie non sanno portare: la copia non viene fatta."
            )
        if kind == "decimal" and connection.dialect.name == "sqlite":
            column.type = StoredDecimal(getattr(column.type, "scale", None))
        columns.append((column.name, kind))
    return Shape(table, tuple(sorted(columns)))


def must_be_known(catalogue: Catalogue, revision: str | None) -> None:
    """A table that riskreg does not know could not be restored: better no copy, said aloud, than one that lacks it.

    Asked at the present version only: of an older one nothing but its migrations knows the tables.
    """
    if revision != schema.head():
        return
    found, known = {shape.name for shape in catalogue.shapes}, Base.metadata.tables.keys()
    if strange := sorted(found - known):
        raise RuleBroken(
            f"La base di dati contiene tabelle che riskreg non conosce ({', '.join(strange)}): spostale in un'altra base di dati, poi riprova."
        )
    if missing := sorted(known - found):
        raise RuleBroken(f"Nella base di dati mancano delle tabelle: {', '.join(missing)}.")


# The number that the next row gets


def last_ids(connection: Connection, shapes: Sequence[Shape]) -> dict[str, int]:
    """The last number ever given in each table that counts its rows, also to a row that is gone: none is given twice."""
    given = _given_by_sqlite(connection) if connection.dialect.name == "sqlite" else _given_by_postgresql(connection, shapes)
    counted = {shape.name: max(given[shape.name], _largest(connection, shape)) for shape in shapes if shape.name in given}
    return {table: last for table, last in counted.items() if last}


def _given_by_sqlite(connection: Connection) -> dict[str, int]:
    if not sa.inspect(connection).has_table("sqlite_sequence"):
        return {}
    return {row.name: row.seq for row in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}


def _given_by_postgresql(connection: Connection, shapes: Sequence[Shape]) -> dict[str, int]:
    sequences = {shape.name: name for shape in shapes if (name := _sequence(connection, shape)) is not None}
    last = "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM "
    return {table: connection.scalar(sa.text(last + name)) or 0 for table, name in sequences.items()}


def _largest(connection: Connection, shape: Shape) -> int:
    return connection.scalar(sa.select(sa.func.max(_counting_key(shape)))) or 0


def continue_after(connection: Connection, shapes: Sequence[Shape], given: Mapping[str, int]) -> None:
    """The next row gets the number after the last one ever given."""
    for shape in shapes:
        if _counting_key(shape) is None or (last := max(given.get(shape.name, 0), _largest(connection, shape))) == 0:
            continue
        if connection.dialect.name == "sqlite":
            _continue_sqlite(connection, shape.name, last)
        elif (name := _sequence(connection, shape)) is not None:
            connection.execute(sa.text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last})


def _continue_sqlite(connection: Connection, table: str, last: int) -> None:
    """Only where it promises never to give a number twice; elsewhere there is nothing to set."""
    made_by = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table})
    if "AUTOINCREMENT" not in str(made_by).upper():
        return
    counts = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    if connection.execute(sa.update(counts).where(counts.c.name == table).values(seq=last)).rowcount == 0:
        connection.execute(sa.insert(counts).values(name=table, seq=last))


def _counting_key(shape: Shape) -> Any:
    keys = list(shape.table.primary_key.columns)
    return keys[0] if len(keys) == 1 and isinstance(keys[0].type, sa.Integer) else None


def _sequence(connection: Connection, shape: Shape) -> str | None:
    """PostgreSQL's, written so that it can stand in a statement."""
    key = _counting_key(shape)
    quoted = connection.dialect.identifier_preparer.format_table(shape.table)
    name: str | None = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(quoted, key.name))) if key is not None else None
    return name


# References


@contextmanager
def references_checked_at_the_end(connection: Connection, catalogue: Catalogue) -> Iterator[None]:
    """Rows that refer to rows of their own table may come before them; at the end every reference must hold."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuleBroken("La copia contiene righe che rimandano a righe che non ci sono.")
        return
    _alter(connection, catalogue, "DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    _alter(connection, catalogue, "NOT DEFERRABLE")


def _alter(connection: Connection, catalogue: Catalogue, how: str) -> None:
    quote = connection.dialect.identifier_preparer
    for one in catalogue.circular:
        table, name = quote.format_table(one.table), quote.quote(str(one.name))
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} {how}")
