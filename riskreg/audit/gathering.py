"""Many changes at once: the database sees them together, the trail has an entry for each.

    desk = Gathering(by=by, at=at)
    for unit in units:
        …change it…
        desk.record(Tag.UNIT_RENAMED, unit, why=act, along=eras)
    desk.close()

Nothing reaches the database before `close()`: a thousand rows are a few statements, not a thousand. On paper `close()`
writes nothing either: what was made gets a number of its own, below zero, so that other rows can stand under it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import lengths
from riskreg.core.base import Base
from riskreg.core.transactions import flush
from riskreg.domain.permissions import Person


@dataclass(frozen=True)
class _Note:
    tag: Tag
    thing: Base
    why: str | None
    along: tuple[Base, ...]


@dataclass
class Gathering:
    by: Person
    at: datetime
    on_paper: bool = False
    _notes: list[_Note] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(-1, -1))

    def record(self, tag: Tag, thing: Base, *, why: str | None = None, along: Iterable[Base] = ()) -> None:
        """What just changed on `thing`: as audit.operations.record, at the next `close()`. One change of a thing between
        two closings: two would share one entry."""
        along = tuple(along)
        for one in (thing, *along):
            lengths.check(one)
        self._notes.append(_Note(tag, thing, why, along))
        if self.on_paper and thing.id is None:
            thing.id = next(self._numbers)

    def close(self) -> None:
        notes, self._notes = self._notes, []
        if self.on_paper:
            return
        flush()
        for one in notes:
            record(one.tag, one.thing, by=self.by, at=self.at, why=one.why, along=one.along)
