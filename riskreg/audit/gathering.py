"""Many changes at once: the database sees them together, the trail has an entry for each.

    desk = Gathering(by=by, at=at)
    for unit in units:
        …change it…
        desk.record(Tag.UNIT_RENAMED, unit, why=act, along=eras)
    desk.close()

Nothing reaches the database before `close()`: a thousand rows are a few statements, not a thousand (core.many). What is
made has its number at once, so that other rows can stand under it; on paper `close()` writes nothing, and the numbers are
below zero.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple, TypeVar

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import notice
from riskreg.core import lengths, many
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.transactions import translated
from riskreg.domain.permissions import Person

Thing = TypeVar("Thing", bound=Base)


class _Note(NamedTuple):
    tag: Tag
    thing: Base
    why: str | None
    along: tuple[Base, ...]


class Gathering:
    def __init__(self, *, by: Person, at: datetime, on_paper: bool = False, seen: Any = None) -> None:
        """`seen`: what whoever works here needs to look at, where it was read before the write lock and is still so."""
        self.by, self.at, self.on_paper, self.seen = by, at, on_paper, seen
        self._notes: list[_Note] = []
        self._written: dict[Base, None] = {}
        self._below_zero = count(-1, -1)
        self._numbers = many.Numbers(db.session())

    def record(self, tag: Tag, thing: Base, *, why: str | None = None, along: Iterable[Base] = ()) -> None:
        """What just changed on `thing`: as audit.operations.record, at the next `close()`. One change of a thing between
        two closings: two would share one entry."""
        along = tuple(along)
        for one in (thing, *along):
            lengths.check(one)
            self._number(one)
        self._notes.append(_Note(tag, thing, why, along))

    def _number(self, thing: Base) -> None:
        if not self.on_paper:
            self._numbers.give(thing)
        elif thing.id is None:
            thing.id = next(self._below_zero)

    def close(self) -> None:
        notes, self._notes = self._notes, []
        if self.on_paper:
            return
        session = db.session()
        with translated():
            many.update_versioned(session, lambda thing: notice(session, thing))
            session.flush()
        for one in notes:
            record(one.tag, one.thing, by=self.by, at=self.at, why=one.why, along=one.along)
            self._written[one.thing] = None

    def written(self, kind: type[Thing]) -> list[Thing]:
        """What really changed so far, each once: for whoever must know of it besides the trail. On paper, nothing."""
        return [thing for thing in self._written if isinstance(thing, kind)]
