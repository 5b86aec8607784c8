"""Making the index again from the rows it points to: after an upgrade that it predates, or when somebody doubts it."""

from dataclasses import dataclass

from sqlalchemy import func, select, text

from riskreg.core.extensions import db
from riskreg.domain.italian import plural
from riskreg.search import kinds, operations
from riskreg.search.models import SearchEntry
from riskreg.search.operations import Entry


@dataclass(frozen=True)
class Rebuilt:
    """How many entries there are now, and how many pointed to nothing."""

    entries: int
    forgotten: int

    @property
    def said(self) -> str:
        gone = plural(self.forgotten, "tolta perché non esiste più", "tolte perché non esistono più", "nessuna da togliere")
        return f"{plural(self.entries, 'voce', 'voci', 'nessuna voce')}, {gone}."


def rebuild() -> Rebuilt:
    """All of it. What is right already is not written again."""
    count = forgotten = 0
    for kind in kinds.all_kinds():
        subjects: set[str] = set()

        def noted(entry: Entry, subjects: set[str] = subjects) -> Entry:
            subjects.add(entry.subject)
            return entry

        count += operations.index_many(map(noted, kind.entries()))
        forgotten += operations.forget_all_but(kind.name, subjects)
    for name in sorted(_indexed() - {kind.name for kind in kinds.all_kinds()}):
        forgotten += operations.forget_all_but(name, ())
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(text("INSERT INTO search_words (search_words) VALUES ('rebuild')"))
    return Rebuilt(count, forgotten)


def fill() -> int:
    """The kinds of which nothing is indexed, for rows that are older than the index. How many entries it made."""
    there = _indexed()
    return sum(operations.index_many(kind.entries()) for kind in kinds.all_kinds() if kind.name not in there)


def _indexed() -> set[str]:
    return set(db.session.scalars(select(SearchEntry.kind).group_by(SearchEntry.kind).having(func.count() > 0)))
