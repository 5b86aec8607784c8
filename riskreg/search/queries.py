"""What is found: the same things, in the same order, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from riskreg.core.extensions import db
from riskreg.domain.searching import EXACT_CODE, IN_TEXT, IN_TITLE, TITLE_BEGINS, Question
from riskreg.search.models import SearchEntry

Seen = frozenset[int] | ColumnElement[bool] | None
"""The units whose things of a kind somebody sees, or the condition of a kind whose things are of several units at once (`Kind.within`),
or None for all of them."""

Reach = Mapping[str, Seen]
"""Of which kinds somebody may see anything, and which of them."""


TOO_MANY = 2_000
"""Of one kind, to be counted, and put in order of nearness: whoever gets more must add a word anyway."""


class Hit(NamedTuple):
    """A thing that was found."""

    subject: str
    kind: str
    code: str
    title: str
    text: str
    unit_id: int | None
    page_id: int
    is_past: bool


def counts(asked: Question, reach: Reach) -> dict[str, int]:
    """How many of each kind; of more than `TOO_MANY` only that they are more: one letter begins a word of nearly everything."""
    if not asked.words or not reach:
        return {}
    arms = [
        select(literal(kind).label("kind"), func.count().label("many")).select_from(
            _some(asked, kind, units).limit(TOO_MANY + 1).subquery()
        )
        for kind, units in sorted(reach.items())
    ]
    return {row.kind: row.many for row in db.session.execute(union_all(*arms)) if row.many}


def _some(asked: Question, kind: str, seen: Seen) -> Select[int]:
    """SQLite reads its index of words alone where every unit is seen, and stops when it has found enough."""
    if db.session.get_bind().dialect.name != "sqlite":
        return select(SearchEntry.id).where(_matches(asked.words, kind), _within(seen))
    found = select(_INDEX.c.rowid).where(_asked_of_index(asked.words, kind))
    return found if seen is None else found.join(SearchEntry, SearchEntry.id == _INDEX.c.rowid).where(_within(seen))


Past = Mapping[str, ColumnElement[bool]]
"""Of each kind, the condition that a thing is no longer in use (`Kind.past`)."""


def hits(asked: Question, reach: Reach, kind: str, *, of: int, limit: int, offset: int = 0, past: Past | None = None) -> list[Hit]:
    """Of one kind, the nearest first: see `domain.searching.place`; then by title. `of` is how many there are (`counts`)."""
    nearest = _nearest(asked, reach, kind, of=of, limit=limit, offset=offset)
    return _merged(_shown([nearest], asked if offset == 0 else None, reach, [kind], past or {}))


def first_hits(asked: Question, reach: Reach, found: Mapping[str, int], *, each: int, past: Past | None = None) -> dict[str, list[Hit]]:
    """The first few of every kind of which something was found, at once."""
    if not found:
        return {}
    statements = [_nearest(asked, reach, kind, of=of, limit=each) for kind, of in found.items()]
    first: dict[str, list[Hit]] = {kind: [] for kind in found}
    for hit in _merged(_shown(statements, asked, reach, list(found), past or {})):
        first[hit.kind].append(hit)
    return {kind: some[:each] for kind, some in first.items()}


SHOWN = (
    SearchEntry.subject, SearchEntry.kind, SearchEntry.code, SearchEntry.title, SearchEntry.text, SearchEntry.unit_id, SearchEntry.page_id,
)  # fmt: skip


def _nearest(asked: Question, reach: Reach, kind: str, *, of: int, limit: int, offset: int = 0) -> Select[int, int]:
    """Where there are too many to look at each, they come by title, which the database has ready: it reads on until it has a page
    of them. And the page says so."""
    is_too_many = of > TOO_MANY
    place = literal(IN_TEXT) if is_too_many else _place(asked)
    found = and_(SearchEntry.kind == kind, _begins(SearchEntry.words, asked.words)) if is_too_many else _matches(asked.words, kind)
    statement = select(SearchEntry.id, place.label("place")).where(found, _within(reach[kind]))
    order = (SearchEntry.sort_key, SearchEntry.id) if is_too_many else (place, SearchEntry.sort_key, SearchEntry.id)
    return statement.order_by(*order).limit(limit).offset(offset)


def _shown(nearest: Sequence[Select[int, int]], asked: Question | None, reach: Reach, kinds: Sequence[str], past: Past) -> list[Row[Any]]:
    """Those, and whatever bears the very code that was asked for, however many there are beside it."""
    arms = [select(one.subquery()) for one in nearest]
    if asked is not None and asked.code:
        of_code = (SearchEntry.code_key == asked.code, _visible({kind: reach[kind] for kind in kinds}))
        arms.append(select(SearchEntry.id, literal(EXACT_CODE).label("place")).where(*of_code))
    found = union_all(*arms).subquery()
    order = (found.c.place, SearchEntry.sort_key, SearchEntry.id)
    whens = [(SearchEntry.kind == kind, is_past) for kind, is_past in past.items() if kind in kinds]
    is_past = (case(*whens, else_=false()) if whens else false()).label("is_past")
    return list(db.session.execute(select(*SHOWN, is_past).join(found, found.c.id == SearchEntry.id).order_by(*order)))


def _merged(rows: Sequence[Row[Any]]) -> list[Hit]:
    """Each once, where it comes first."""
    found: dict[str, Hit] = {}
    for row in rows:
        found.setdefault(row.subject, _hit(row))
    return list(found.values())


def _hit(row: Row[Any]) -> Hit:
    return Hit(row.subject, row.kind, row.code, row.title, row.text, row.unit_id, row.page_id, bool(row.is_past))


def with_words(words: Sequence[str], kind: str | None = None) -> ColumnElement[bool]:
    """The entries that hold them all, for lists of one kind that search it by the same index."""
    return _matches(words, kind)


_INDEX = table("search_words", column("rowid"))


def _matches(words: Sequence[str], kind: str | None) -> ColumnElement[bool]:
    """The words are letters a-z and figures: nothing in them means anything to either database. SQLite's index knows the kinds
    too, and is asked alone: its planner would rather read all of a kind."""
    if db.session.get_bind().dialect.name == "sqlite":
        return SearchEntry.id.in_(select(_INDEX.c.rowid).where(_asked_of_index(words, kind)))
    from sqlalchemy.dialects.postgresql import TSQUERY  # where that is the database: elsewhere it would be read for nothing

    asked = " & ".join(f"'{word}':*" for word in words)
    there = func.to_tsvector(literal_column("'simple'"), SearchEntry.words).op("@@")(cast(asked, TSQUERY))
    return and_(SearchEntry.kind == kind, there) if kind else there


def _asked_of_index(words: Sequence[str], kind: str | None) -> ColumnElement[bool]:
    asked = f"words : ({' AND '.join(f'{chr(34)}{word}{chr(34)}*' for word in words)})" + (f' AND kind : "{kind}"' if kind else "")
    return literal_column("search_words").op("MATCH")(asked)


def _begins(text: InstrumentedAttribute[str], words: Sequence[str]) -> ColumnElement[bool]:
    """As `domain.searching.is_hit`, read from the words themselves; they hold nothing that LIKE would take for a sign of its own."""
    padded = literal(" ") + text
    return and_(*(padded.like(f"% {word}%") for word in words))


def _visible(reach: Reach) -> ColumnElement[bool]:
    """Kinds that reach equally far are asked for together."""
    alike: dict[frozenset[int] | None, list[str]] = {}
    others = []
    for kind, seen in reach.items():
        if isinstance(seen, ColumnElement):
            others.append(and_(SearchEntry.kind == kind, seen))
        else:
            alike.setdefault(seen, []).append(kind)
    return or_(*(and_(SearchEntry.kind.in_(sorted(kinds)), _within(units)) for units, kinds in alike.items()), *others)


def _within(seen: Seen) -> ColumnElement[bool]:
    if isinstance(seen, ColumnElement):
        return seen
    return true() if seen is None else or_(SearchEntry.unit_id.is_(None), SearchEntry.unit_id.in_(sorted(seen)))


def _place(asked: Question) -> ColumnElement[int]:
    """As `domain.searching.place` says it."""
    in_title = _begins(SearchEntry.title_key, asked.words)
    cases = [(SearchEntry.code_key == asked.code, EXACT_CODE)] if asked.code else []
    if asked.title:
        cases.append((SearchEntry.title_key.like(f"{asked.title}%"), TITLE_BEGINS))
    return case(*cases, (in_title, IN_TITLE), else_=IN_TEXT)
