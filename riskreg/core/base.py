"""What every table is made of: names of constraints, permanent id, version, typed columns."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.types import TypeDecorator

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, to the microsecond, the same on both databases (SQLite would forget the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts rowids by itself only for INTEGER; PostgreSQL gets 64 bits.
BigId = BigInteger().with_variant(Integer, "sqlite")

# A name sorts by a key made for it (domain.italian.sort_key), byte by byte, the same on every database.
SortKey = Annotated[str, mapped_column(String().with_variant(String(collation="C"), "postgresql"))]


def one_of(column: str, words: Iterable[str]) -> str:
    """The CHECK that keeps a column to a closed list.

    >>> one_of("kind", ("a", "b"))
    "kind IN ('a', 'b')"
    """
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class Base(DeclarativeBase):
    """`traced` tables refuse a commit whose changes nobody recorded in the trail (see riskreg.audit)."""

    metadata = MetaData(naming_convention=NAMING)
    __abstract__ = True
    __traced__ = True
    __names_its_changes__ = False
    """In somebody else's Cronologia, each change of such a row stands under the row's title: ten answers are told apart."""

    __told_whole__: tuple[str, ...] | None = None
    """The columns that name it in a Cronologia, where many such rows come or go together with their owner."""

    __part_of_a_whole__ = False
    """Not told apart where a row `__told_whole__` comes or goes with it."""

    @classmethod
    def subject_kind(cls) -> str:
        return str(cls.__tablename__)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        """What `title` reads from other tables, so that a page of titles is one query."""
        return ()

    @property
    def subject(self) -> str:
        """How the trail names this row: `org_unit:12`."""
        return f"{self.subject_kind()}:{self.id}"

    id: Any


class Identified:
    """A permanent id: never given twice, never changed."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Versioned:
    """An editable row: the version goes out with the form and must come back unchanged."""

    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
