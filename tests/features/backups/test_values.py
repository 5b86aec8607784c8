"""Every value that a column can hold comes back as it was, through both databases."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.backups import catalogue, taking, values
from riskreg.backups.manifest import TableCopy
from riskreg.backups.restoring import _load_table
from riskreg.core.base import Base, UtcMoment
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from tests.conftest import DATABASES

# What PostgreSQL takes as text: SQLite would take a NUL as well, and the move would say so.
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10)
OF_KIND: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(-(2**63), 2**63 - 1),
    "text": TEXTS,
    "truth": st.booleans(),
    "day": st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "moment": st.datetimes(timezones=st.just(UTC)),
    "decimal": DECIMALS,
    "bytes": st.binary(max_size=60),
}
SCRATCH = sa.Table(
    "scratch", sa.MetaData(),
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("whole", sa.BigInteger), sa.Column("text", sa.Text), sa.Column("truth", sa.Boolean), sa.Column("day", sa.Date),
    sa.Column("moment", sa.DateTime(timezone=True)), sa.Column("decimal", sa.Numeric(18, 4)), sa.Column("bytes", sa.LargeBinary),
)  # fmt: skip


def test_every_kind_is_tried():
    assert OF_KIND.keys() == values.KINDS.keys()


@pytest.mark.parametrize("kind", OF_KIND)
@given(data=st.data())
def test_a_value_comes_back_from_its_text(kind, data):
    value = data.draw(OF_KIND[kind])
    written = json.loads(json.dumps(values.write(kind, value), ensure_ascii=False))
    read = values.read(kind, written)
    assert read == value
    assert type(read) is type(value)
    assert values.write(kind, read) == written, "one value, one text"
    assert values.read(kind, values.write(kind, None)) is None


JSON = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.lists(st.integers(), max_size=2)


@pytest.mark.parametrize("kind", OF_KIND)
@given(found=JSON)
def test_whatever_stands_in_a_copy_is_read_or_refused_and_never_guessed(kind, found):
    try:
        read = values.read(kind, found)
    except values.Unfit:
        return
    assert values.write(kind, read) == found
    assert type(found) is not float


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("whole", True), ("whole", 1.0), ("whole", "1"), ("text", 1), ("text", "\ud800"), ("truth", 1), ("day", datetime(2026, 1, 1, tzinfo=UTC)),
        ("moment", date(2026, 1, 1)), ("decimal", Decimal("NaN")), ("decimal", 1.5), ("decimal", True), ("bytes", "x"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_not_written(kind, value):
    with pytest.raises(values.Unfit):
        values.write(kind, value)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 21, 10, 30, tzinfo=timezone(timedelta(hours=1))), "2026-11-21T09:30:00.000000Z"),
        (datetime.fromisoformat("2026-11-21T09:30:00.000007"), "2026-11-21T09:30:00.000007Z"),
    ],
    ids=["in another zone", "as SQLite keeps it, in UTC"],
)
def test_a_moment_is_written_in_utc(moment, written):
    assert values.write("moment", moment) == written


@pytest.fixture
def scratch(new_place):
    """The same table on both databases, one after the other."""
    places = [new_place(kind) for kind in DATABASES]
    for app in places:
        with app.app_context(), db.engine.connect().execution_options(**{WRITES: True}) as connection:
            SCRATCH.create(connection)
            connection.commit()
    return places


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries({kind: st.none() | strategy for kind, strategy in OF_KIND.items()}), max_size=4))
def test_rows_come_back_through_both_databases(scratch, rows):
    first = [json.dumps([values.write(kind, row[kind]) for kind in sorted(OF_KIND)]) for row in rows]
    lines = [pasted(number, row) for number, row in enumerate(rows, start=1)]
    for app in [*scratch, *scratch]:  # SQLite, PostgreSQL, and what came out of PostgreSQL into SQLite again
        with app.app_context(), db.engine.connect().execution_options(**{WRITES: True}) as connection:
            (shape,) = catalogue.of(connection).shapes
            load(shape, lines, connection)
            lines = [line for batch in taking._batches(connection, shape) for line in batch]
            connection.rollback()
        places = [[name for name, _kind in shape.columns].index(kind) for kind in sorted(OF_KIND)]
        assert [json.dumps([json.loads(line)[place] for place in places]) for line in lines] == first


def pasted(number: int, row: dict[str, Any]) -> bytes:
    named = {"id": number} | {kind: values.write(kind, value) for kind, value in row.items()}
    return json.dumps([named[name] for name in sorted(named)]).encode() + b"\n"


def load(shape, lines, connection) -> None:
    content = b"".join(lines)
    copy = TableCopy("rows", len(content), hashlib.sha256(content).hexdigest(), shape.name, shape.columns, len(lines))
    _load_table(SimpleNamespace(open=lambda _name: BytesIO(content)), copy, shape, connection)


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_of_ours_can_be_carried(table):
    """A new type of column is taught to backups/values.py before it is used."""
    bare = [column.name for column in table.columns if values.kind_of(column.type) is None and column.computed is None]
    assert not bare, f"{table.name}: {bare}"


def test_both_databases_describe_our_columns_as_we_do(real_app):
    described = {
        table.name: tuple(sorted((column.name, values.kind_of(column.type)) for column in table.columns if column.computed is None))
        for table in Base.metadata.tables.values()
    }
    with db.engine.connect() as connection:
        assert {shape.name: shape.columns for shape in catalogue.of(connection).shapes} == described


@pytest.mark.parametrize(
    ("type_", "kind"),
    [(sa.Float(), None), (sa.JSON(), None), (sa.Interval(), None), (sa.Time(), None), (sa.ARRAY(sa.Integer), None),
     (UtcMoment(), "moment"), (sa.Enum("a", "b"), "text"), (sa.SmallInteger(), "whole"), (sa.Numeric(6, 2), "decimal")],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_carried_exactly_has_no_kind(type_, kind):
    assert values.kind_of(type_) == kind
