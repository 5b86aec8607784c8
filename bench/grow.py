"""A large administration in a scratch database, the same for the same scale and seed, with a trail that verifies.

    python -m bench.grow /tmp/large --scale 10

Rows go in with plain inserts, because 100,000 operations would take an hour; the trail is chained with the same
function as the real one, so that `riskreg trail verify` agrees.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from bench.grown import BIRTH, Fact, Grown, Size, table_of, traced
from bench.nouns import NOUNS, PASSWORD, email_of
from bench.places import environment
from riskreg import create_app
from riskreg.audit import operations as trail_operations
from riskreg.audit import queries as trail_queries
from riskreg.audit import seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.tags import Tag
from riskreg.core import clock, schema
from riskreg.core.base import Base
from riskreg.core.database import WRITES, look_at_its_rows
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain import trail
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.models import OrgUnit
from riskreg.search import rebuilding

LARGE = 10
"""The scale that the limits speak of; 1 is the small one that growth is measured from."""

SEED = 20261121
BATCH = 5_000


def grow(scale: float = LARGE, seed: int = SEED) -> Grown:
    """Into the empty database of the running application; seals the trail's head as a commit would."""
    if db.session.scalar(select(func.count()).select_from(OrgUnit)) or trail_queries.head():
        raise SystemExit("The database is not empty: bench grows only in one of its own.")
    db.session.rollback()
    grown = Grown(Size.of(scale), Random(seed))
    for noun in NOUNS:
        noun(grown)
    with db.engine.begin() as connection:
        for table in [table for table in Base.metadata.sorted_tables if table in grown.rows]:
            _insert(connection, table, iter(grown.rows[table]))
        head = _insert_trail(connection, grown)
        _count_on(connection, [*grown.rows, table_of(PersonalValue)])
    seals.keep_head(*head)
    with writing():
        rebuilding.rebuild()
    _let_it_look_at_its_rows()
    trail_operations.seal_now(clock.now())
    return grown


def _insert_trail(connection: Connection, grown: Grown) -> tuple[int, str]:
    start = Fact(clock.on_day(BIRTH, hour=0), COMMAND_LINE.actor, Tag.CHAIN_STARTED.value, "trail:1", {}, {}, "")
    entries: list[dict[str, Any]] = []
    personal: list[dict[str, Any]] = []
    previous = trail.FIRST
    for number, fact in enumerate(sorted([start, *grown.facts], key=lambda fact: fact.at), start=1):
        model = _MODELS.get(fact.subject.partition(":")[0])
        sides = [(side, values) for side, values in (("before", fact.before), ("after", fact.after))]
        told = {side: _told(grown, model, side, values, fact.about, number, personal) for side, values in sides}
        diff = trail.canonical(told)
        hash_ = trail.link(number, fact.at, fact.actor, fact.tag, fact.subject, diff, previous)
        entries.append({"id": number, "at": fact.at, "actor": fact.actor, "tag": fact.tag, "subject": fact.subject, "diff": diff,
                        "previous_hash": previous, "hash": hash_})  # fmt: skip
        previous = hash_
    _insert(connection, table_of(AuditEntry), iter(entries))
    _insert(connection, table_of(PersonalValue), iter(personal))
    return len(entries), previous


_MODELS = {mapper.class_.subject_kind(): mapper.class_ for mapper in Base.registry.mappers}


def _told(
    grown: Grown, model: type[Base] | None, side: str, values: Mapping[str, Any], about: str, number: int, personal: list[dict[str, Any]]
) -> dict[str, Any]:
    """As operations.record would say it: secrets hidden, personal values as salted hashes, kept in clear beside the chain."""
    told: dict[str, Any] = {}
    for key, value in values.items():
        info = traced(model).get(key, {}) if model else {}  # of a row beside it: nothing of a person
        if "secret" in info:
            told[key] = None if value is None else {"secret": True}
        elif "personal" in info and value is not None:
            salt = grown.random.randbytes(16).hex()
            told[key] = trail.personal_mark(salt, value)
            personal.append({"id": len(personal) + 1, "entry_id": number, "path": f"{side}.{key}", "about": about, "salt": salt,
                             "value": trail.canonical(value)})  # fmt: skip
        else:
            told[key] = trail.plain(value)
    return told


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _count_on(connection: Connection, tables: list[Table]) -> None:
    """PostgreSQL gives ids from sequences that know nothing of ours."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"))


def _let_it_look_at_its_rows() -> None:
    """PostgreSQL does so by itself a minute later, SQLite every night (jobs:tidy)."""
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
        look_at_its_rows(connection)
        connection.commit()


def grow_in(folder: Path, scale: float = LARGE, url: str | None = None) -> None:
    """A new data folder with a grown database in it, or at `url`."""
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty: bench never grows where somebody's data may be.")
    with create_app(environment(folder, url)).app_context():
        schema.upgrade()
        grow(scale)
        db.session.remove()
        db.engine.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(description="Grow a large administration in a new folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=LARGE, help="10 is the large one that the limits speak of")
    parser.add_argument("--database", help="an empty database to grow in, instead of SQLite in the folder")
    asked = parser.parse_args()
    begun = time.perf_counter()
    grow_in(asked.folder, asked.scale, asked.database)
    print(f"{Size.of(asked.scale)} in {time.perf_counter() - begun:.1f} s; sign in as {email_of(1)}, password «{PASSWORD}»")
    return 0


if __name__ == "__main__":
    sys.exit(main())
