"""In which order phases and events stand, told in a file by a number that goes by tens: 15 is between the 10 and the 20.

Rows that say the number they had say nothing new. Of two that say the same, the one that stood first stays first: so the same
file, brought in again, changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import Any, NamedTuple

from riskreg.audit.tags import Tag
from riskreg.register.operations.from_file.items import Item, Judge

STEP = 10


def number_in(siblings: Sequence[Any], one: Any) -> int | None:
    """What the file that goes out says: nothing for what is no longer in use."""
    if one.retired_on is not None:
        return None
    return STEP * sum(1 for other in siblings if other.retired_on is None and _place(other) <= _place(one))


def _place(one: Any) -> tuple[int, int]:
    return one.position, one.id


class Ordering(NamedTuple):
    """What orders things of one kind."""

    above: Callable[[Any], Any]
    """What a thing stands in, and `below` what stands in that."""

    below: Callable[[Any], Sequence[Any]]
    reordered: Callable[[Any, Sequence[int]], Sequence[Any]]
    tag: Tag


class Arranging:
    """After all that is born, revived or moved has got a place at the end, each is put where the file says."""

    def __init__(self, judge: Judge, items: Sequence[Item], ordering: Ordering, there: Iterable[Any]) -> None:
        """Before anything changes: `there` is all that things of this kind stand in."""
        self.judge, self.items, self.ordering = judge, items, ordering
        self._stood: dict[int, tuple[Any, int]] = {}
        if any("position" in item.values for item in items):
            for above in there:
                for rank, one in enumerate(self._in_use(above), start=1):
                    self._stood[one.id] = above, STEP * rank

    def _in_use(self, above: Any) -> list[Any]:
        return sorted((one for one in self.ordering.below(above) if one.retired_on is None), key=_place)

    def arrange(self) -> None:
        together: dict[Any, list[Item]] = {}
        for item in self.items:
            says = item.values.get("position") is not None or item.went_out_at is not None
            if says and item.thing is not None and item.thing.retired_on is None:
                together.setdefault(self.ordering.above(item.thing), []).append(item)
        firsts = {rows[0].row.number: (above, rows) for above, rows in together.items()}
        self.judge.each([rows[0] for rows in together.values()], lambda item: self._order(*firsts[item.row.number]))

    def _order(self, above: Any, rows: Sequence[Item]) -> None:
        there = self._in_use(above)
        said = self._said(there, rows)
        wanted = sorted(there, key=lambda one: said.get(one.id, self._number(one, above)))
        if wanted == there:
            return
        changed = self.ordering.reordered(above, [one.id for one in wanted])
        self.judge.desk.record(self.ordering.tag, above, along=changed)
        for row in rows:
            if not row.is_new and row.changes("position"):
                self.judge.judged_on(row, getattr(above, "process", above))
                self.judge.verdicts.changes(row.row, row.columns["position"], row.stood.get("position"), row.values["position"])

    def _said(self, there: Sequence[Any], rows: Sequence[Item]) -> dict[int, int]:
        """A number that nobody wrote counts beside those that somebody did, as long as all that stands here is in the file and colleagues
        have not changed the order of what it leaves alone: else what is left alone stays where it is today."""
        said = {row.thing.id: row.values["position"] for row in rows if row.values.get("position") is not None}
        left = {row.thing.id: row.went_out_at for row in rows if row.went_out_at is not None}
        today = [left[one.id] for one in there if one.id in left]
        is_all = all(one.id in said or one.id in left for one in there)
        return said | left if said and is_all and today == sorted(today) else said

    def _number(self, one: Any, above: Any) -> float:
        """What it had in this place; what has come here and says nothing stays at the end."""
        stood_in, number = self._stood.get(one.id, (None, inf))
        return number if stood_in is above else inf
