"""A chain of fixed facts, written through the application and read back from each database: the same bytes on both."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from sqlalchemy import text

from riskreg.audit import operations
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE, WORKER, Person

SUMMER_IN_ROME = timezone(timedelta(hours=2))
FACTS = {
    "z": Decimal("1.50"),
    "name": "Qualita\u0300 dell’ufficio «Àncora» 🏛",
    "lines": 'uno\ndue\ttre \\ "quattro" \u0000',
    "nothing": None,
    "yes": True,
    "big": 9007199254740993,
    "nested": {"b": [Decimal("0.10"), "x"], "a": datetime(2026, 7, 1, 0, 30, 0, 999999, tzinfo=SUMMER_IN_ROME)},
}
LONG = (
    '{"after":{"big":9007199254740993,"lines":"uno\\ndue\\ttre \\\\ \\"quattro\\" \\u0000","name":"Qualità dell’ufficio «Àncora» 🏛",'
    '"nested":{"a":"2026-06-30T22:30:00.999999Z","b":["0.10","x"]},"nothing":null,"yes":true,"z":"1.50"},"before":{}}'
)
# As they stand in the table: id, actor, tag, subject, diff, previous_hash, hash.
GOLDEN = [
    (
        1,
        "command-line",
        "trail:chain:started",
        "trail:1",
        '{"after":{},"before":{}}',
        "0" * 64,
        "79ca39396b64f4be7a3c41bd84427dcacb3ef34e5982fde14fe962fa3f5edd81",
    ),
    (
        2,
        "user:3",
        "trail:entries:exported",
        "trail:1",
        LONG,
        "79ca39396b64f4be7a3c41bd84427dcacb3ef34e5982fde14fe962fa3f5edd81",
        "cb6ab900115da0dd2f43dbcde5a8d4a09e9fd2699c4f82b4b760bb306ec9929a",
    ),
    (
        3,
        "worker",
        "job:work:finished",
        "job:7",
        '{"after":{},"before":{}}',
        "cb6ab900115da0dd2f43dbcde5a8d4a09e9fd2699c4f82b4b760bb306ec9929a",
        "4cce1f23ad63911ae2fa1e6b7e05c1ca00980afcd4e37e8bd1144e145e70a5c7",
    ),
]


def test_the_chain_is_byte_for_byte_the_same_on_both_databases(real_app):
    with writing():
        operations.start_chain(by=COMMAND_LINE, at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
        at = datetime(2026, 3, 29, 3, 0, 0, 1, tzinfo=SUMMER_IN_ROME)
        operations.note(Tag.TRAIL_EXPORTED, "trail:1", by=Person("user:3", 3), at=at, facts=FACTS)
        operations.note(Tag.JOB_FINISHED, "job:7", by=WORKER, at=datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    columns = "id, actor, tag, subject, diff, previous_hash, hash"
    stored = db.session.execute(text(f"SELECT {columns} FROM audit_entry ORDER BY id")).all()  # noqa: S608  # our own words
    assert [tuple(row) for row in stored] == GOLDEN
    assert verify().is_whole


def test_a_moment_is_read_back_however_many_of_its_digits_a_database_writes(real_app):
    """PostgreSQL leaves zeros out at the end: a whole millisecond once looked like what SQLite writes, and the entry like a changed one."""
    moments = [datetime(2026, 11, 21, 9, 30, 0, int("123456"[:digits].ljust(6, "0")), tzinfo=UTC) for digits in range(7)]
    with writing():
        operations.start_chain(by=COMMAND_LINE, at=moments[0])
        for at in moments:
            operations.note(Tag.JOB_FINISHED, "job:7", by=WORKER, at=at)
    assert verify().broken is None
