"""Answers that are kept while nothing changes.

No row that the trail tells of changes without an entry: as long as its head is the same, so is every answer that is read from such rows
alone. What several pages ask again and again (how many rows a list has, the chart, the years that a filter offers) is asked of the
database once for each head, by each process.

A transaction that writes asks for itself: it sees what nobody else does yet, and may never be committed.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Select, event, func, select
from sqlalchemy.orm import Session

from riskreg.audit import queries
from riskreg.core.extensions import db
from riskreg.core.transactions import is_writing

P = ParamSpec("P")
R = TypeVar("R")

_HEAD = "riskreg.known.head"


@dataclass(frozen=True)
class _Question:
    """What is asked, and how to find out."""

    key: Hashable
    find_out: Callable[[], Any] = field(compare=False)


def while_nothing_changes(ask: Callable[P, R]) -> Callable[P, R]:
    """For a function that reads rows of the trail's alone, with arguments that can be told apart and an answer that nobody changes."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        found: R = _answer((ask, args, tuple(sorted(kwargs.items()))), lambda: ask(*args, **kwargs))
        return found

    return asked


def only_the_last(ask: Callable[P, R]) -> Callable[P, R]:
    """The same for an answer that is heavy (thousands of findings): one is kept, the last that was asked for, and not one for each head."""
    kept: list[tuple[Hashable, R]] = []

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        head = None if is_writing() else _head()
        if head is None:
            return ask(*args, **kwargs)
        key = (head, args, tuple(sorted(kwargs.items())))
        for known, answer in kept[:1]:  # another thread may put its own in the meantime
            if known == key:
                return answer
        found = ask(*args, **kwargs)
        kept[:] = [(key, found)]
        return found

    return asked


def count(statement: Select[Any]) -> int:
    """How many rows it has: what a list asks for every page of the same rows."""

    def find_out() -> int:
        return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0

    asked = statement._generate_cache_key()  # noqa: SLF001  # what SQLAlchemy's own recipe for caches (dogpile) tells statements apart by
    if asked is None:
        return find_out()
    values = tuple(_frozen(bound.effective_value) for bound in asked.bindparams)
    return int(_answer((count, asked.key, values), find_out))


def _frozen(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list | set | frozenset) else value


def _answer(key: Hashable, find_out: Callable[[], Any]) -> Any:
    head = None if is_writing() else _head()
    return find_out() if head is None else _kept(head, _Question(key, find_out))


@lru_cache(maxsize=256)
def _kept(_head: tuple[str, str], question: _Question) -> Any:
    return question.find_out()


def _head() -> tuple[str, str] | None:
    """The database and its trail's head, once for each transaction."""
    session = db.session()
    if _HEAD not in session.info:
        head = queries.head()
        session.info[_HEAD] = head and (str(session.get_bind()), head.hash)
    found: tuple[str, str] | None = session.info[_HEAD]
    return found


@event.listens_for(Session, "after_transaction_end")
def _ask_again(session: Session, _transaction: object) -> None:
    session.info.pop(_HEAD, None)
