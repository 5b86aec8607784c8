"""Keeping the index: written by the operations that change what it points to, in the same transaction.

    record(Tag.PROCESS_CHANGED, process, by=by, at=at)
    search.index_many([Entry(process.subject, "process", process.code, process.name, process.description, process.unit_id, process.id)])

After `record`, when the row has its number. What is retired for good, or
erased: `forget(subject)`. To say what is already so costs nothing but the asking.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, delete, or_, select
from sqlalchemy import text as statement
from sqlalchemy.orm import Session

from riskreg.core import erasure
from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain import searching
from riskreg.domain.italian import sort_key
from riskreg.search.models import SearchEntry

BATCH = 1_000
LONGEST_CODE, LONGEST_TITLE = 60, 500
"""Of what is shown; all of it is found."""

TABLE: Table = SearchEntry.__table__  # type: ignore[assignment]  # the ORM only promises a FromClause


class Entry(NamedTuple):
    """What there is to find of one thing. `kind` is registered in search/kinds.py; `text` is all that can be searched besides
    code and title, as people wrote it; `unit_id` whose it is; `page_id` goes into the address of the page that shows it."""

    subject: str
    kind: str
    code: str
    title: str
    text: str
    unit_id: int | None
    page_id: int
    also: str = ""
    """Found by these words, which the page never shows."""


def index_many(entries: Iterable[Entry]) -> int:
    """Make the entries, or make them say this. How many there were."""
    keep = _keep(db.session.get_bind().dialect.name)
    waiting, count = iter(entries), 0
    while rows := [_row(entry) for entry in islice(waiting, BATCH)]:
        db.session.connection().execute(keep, rows)
        count += len(rows)
    return count


def forget(*subjects: str) -> None:
    """There is nothing to find any more."""
    for some in batched(subjects, BATCH):
        db.session.execute(delete(SearchEntry).where(SearchEntry.subject.in_(some)).execution_options(synchronize_session=False))


def forget_all_but(kind: str, subjects: Iterable[str]) -> int:
    """Of that kind there is nothing else to find. How many there were too many."""
    there = set(db.session.scalars(select(SearchEntry.subject).where(SearchEntry.kind == kind)))
    gone = sorted(there.difference(subjects))
    forget(*gone)
    return len(gone)


def _row(entry: Entry) -> dict[str, Any]:
    code, title, text = (shown.replace("\0", " ") for shown in (entry.code, entry.title, entry.text))  # PostgreSQL keeps no NUL
    return {
        "subject": entry.subject, "kind": entry.kind, "unit_id": entry.unit_id, "page_id": entry.page_id, "code": code[:LONGEST_CODE],
        "code_key": searching.code_key(code), "title": title[:LONGEST_TITLE], "title_key": searching.title_key(title),
        "sort_key": sort_key(title), "words": searching.entry_words(code, title, f"{text} {entry.also}"), "text": text,
    }  # fmt: skip


@cache
def _keep(dialect: str) -> Any:
    """One statement that adds or changes, and leaves alone what says the same already."""
    made = import_module(f"sqlalchemy.dialects.{dialect}").insert(TABLE)  # of the other database nothing is read
    made = made.values({column.name: bindparam(column.name) for column in TABLE.columns if column.name != "id"})
    told = [column.name for column in TABLE.columns if column.name not in ("id", "subject")]
    return made.on_conflict_do_update(
        index_elements=["subject"],
        set_={name: made.excluded[name] for name in told},
        where=or_(*(TABLE.columns[name].is_distinct_from(made.excluded[name]) for name in told)),
    )


@erasure.forgets
def forget_traces(session: Session) -> None:
    """SQLite's index keeps the words of entries that are gone until it is put in order; what was erased must not wait for that.
    PostgreSQL's holds nothing but what stands in the table."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(statement("INSERT INTO search_words (search_words) VALUES ('optimize')"))
