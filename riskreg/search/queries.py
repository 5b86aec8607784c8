"""What is found: the same things, in the same order, on both databases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, cast, column, func, literal, literal_column, or_, select, table, union_all
from sqlalchemy.dialects.postgresql import TSQUERY

from riskreg.core.extensions import db
from riskreg.domain.searching import EXACT_CODE, IN_TEXT, IN_TITLE, TITLE_BEGINS, Question
from riskreg.search.models import SearchEntry

Reach = Mapping[str, frozenset[int] | ColumnElement[bool] | None]
"""Of which kinds somebody may see anything; and the units whose things of that kind they see, or the condition of a kind whose things
are of several units at once (`Kind.within`), or None for all of them."""


TOO_MANY = 2_000
"""Of one kind, to be put in order of nearness: whoever gets so many must add a word anyway."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found."""

    subject: str
    kind: str
    code: str
    title: str
    text: str
    unit_id: int | None
    page_id: int


def counts(asked: Question, reach: Reach) -> dict[str, int]:
    """How many of each kind."""
    if not asked.words or not reach:
        return {}
    statement = select(SearchEntry.kind, func.count()).where(*_found(asked, reach)).group_by(SearchEntry.kind).order_by(SearchEntry.kind)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def hits(asked: Question, reach: Reach, kind: str, *, of: int, limit: int, offset: int = 0) -> list[Hit]:
    """Of one kind, the nearest first: see `domain.searching.place`; then by title. `of` is how many there are (`counts`)."""
    return _merged(_shown([_nearest(asked, reach, kind, of=of, limit=limit, offset=offset)], asked if offset == 0 else None, reach, [kind]))


def first_hits(asked: Question, reach: Reach, found: Mapping[str, int], *, each: int) -> dict[str, list[Hit]]:
    """The first few of every kind of which something was found, at once."""
    if not found:
        return {}
    statements = [_nearest(asked, reach, kind, of=of, limit=each) for kind, of in found.items()]
    first: dict[str, list[Hit]] = {kind: [] for kind in found}
    for hit in _merged(_shown(statements, asked, reach, list(found))):
        first[hit.kind].append(hit)
    return {kind: some[:each] for kind, some in first.items()}


SHOWN = (
    SearchEntry.subject, SearchEntry.kind, SearchEntry.code, SearchEntry.title, SearchEntry.text, SearchEntry.unit_id, SearchEntry.page_id,
)  # fmt: skip


def _nearest(asked: Question, reach: Reach, kind: str, *, of: int, limit: int, offset: int = 0) -> Select[int, int]:
    """Where there are too many to look at each, they come by title, which the database has ready; and the page says so."""
    place = literal(IN_TEXT) if of > TOO_MANY else _place(asked)
    statement = select(SearchEntry.id, place.label("place")).where(*_found(asked, {kind: reach[kind]}))
    order = (SearchEntry.sort_key, SearchEntry.id) if of > TOO_MANY else (place, SearchEntry.sort_key, SearchEntry.id)
    return statement.order_by(*order).limit(limit).offset(offset)


def _shown(nearest: Sequence[Select[int, int]], asked: Question | None, reach: Reach, kinds: Sequence[str]) -> list[Row[Any]]:
    """Those, and whatever bears the very code that was asked for, however many there are beside it."""
    arms = [select(one.subquery()) for one in nearest]
    if asked is not None and asked.code:
        of_code = (SearchEntry.code_key == asked.code, _visible({kind: reach[kind] for kind in kinds}))
        arms.append(select(SearchEntry.id, literal(EXACT_CODE).label("place")).where(*of_code))
    found = union_all(*arms).subquery()
    order = (found.c.place, SearchEntry.sort_key, SearchEntry.id)
    return list(db.session.execute(select(*SHOWN).join(found, found.c.id == SearchEntry.id).order_by(*order)))


def _merged(rows: Sequence[Row[Any]]) -> list[Hit]:
    """Each once, where it comes first."""
    found: dict[str, Hit] = {}
    for row in rows:
        found.setdefault(row.subject, _hit(row))
    return list(found.values())


def _hit(row: Row[Any]) -> Hit:
    return Hit(row.subject, row.kind, row.code, row.title, row.text, row.unit_id, row.page_id)


def with_words(words: Sequence[str]) -> ColumnElement[bool]:
    """The entries that hold them all, for lists of one kind that search it by the same index."""
    return _matches(words, None)


def _found(asked: Question, reach: Reach) -> tuple[ColumnElement[bool], ...]:
    return _matches(asked.words, next(iter(reach)) if len(reach) == 1 else None), _visible(reach)


def _matches(words: Sequence[str], kind: str | None) -> ColumnElement[bool]:
    """The words are letters a-z and figures: nothing in them means anything to either database. Where one kind is asked for,
    SQLite need not gather the others."""
    if db.session.get_bind().dialect.name == "sqlite":
        index = table("search_words", column("rowid"))
        asked = f"words : ({' AND '.join(f'{chr(34)}{word}{chr(34)}*' for word in words)})" + (f' AND kind : "{kind}"' if kind else "")
        return SearchEntry.id.in_(select(index.c.rowid).where(literal_column("search_words").op("MATCH")(asked)))
    asked = " & ".join(f"'{word}':*" for word in words)
    return func.to_tsvector(literal_column("'simple'"), SearchEntry.words).op("@@")(cast(asked, TSQUERY))


def _visible(reach: Reach) -> ColumnElement[bool]:
    """Kinds that reach equally far are asked for together."""
    alike: dict[frozenset[int] | None, list[str]] = {}
    others = []
    for kind, units in reach.items():
        if isinstance(units, ColumnElement):
            others.append(and_(SearchEntry.kind == kind, units))
        else:
            alike.setdefault(units, []).append(kind)
    return or_(*(_of(sorted(kinds), units) for units, kinds in alike.items()), *others)


def _of(kinds: list[str], units: frozenset[int] | None) -> ColumnElement[bool]:
    of_these = SearchEntry.kind.in_(kinds)
    return of_these if units is None else and_(of_these, or_(SearchEntry.unit_id.is_(None), SearchEntry.unit_id.in_(sorted(units))))


def _place(asked: Question) -> ColumnElement[int]:
    """As `domain.searching.place` says it; the keys hold nothing that LIKE would take for a sign of its own."""
    padded = literal(" ") + SearchEntry.title_key
    in_title = and_(*(padded.like(f"% {word}%") for word in asked.words))
    cases = [(SearchEntry.code_key == asked.code, EXACT_CODE)] if asked.code else []
    if asked.title:
        cases.append((SearchEntry.title_key.like(f"{asked.title}%"), TITLE_BEGINS))
    return case(*cases, (in_title, IN_TITLE), else_=IN_TEXT)
