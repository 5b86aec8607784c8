"""In which order phases and events stand, told in a file by a number that goes by tens: 15 is between the 10 and the 20.

Rows that say the number they had say nothing new. Of two that say the same, the one that stood first stays first: so the same
file, brought in again, changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

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


@dataclass(frozen=True)
class Ordering:
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
            if item.thing is not None and item.thing.retired_on is None and item.values.get("position") is not None:
                together.setdefault(self.ordering.above(item.thing), []).append(item)
        firsts = {rows[0].row.number: (above, rows) for above, rows in together.items()}
        self.judge.each([rows[0] for rows in together.values()], lambda item: self._order(*firsts[item.row.number]))

    def _order(self, above: Any, rows: Sequence[Item]) -> None:
        there, said = self._in_use(above), {row.thing.id: row.values["position"] for row in rows}
        wanted = sorted(there, key=lambda one: said.get(one.id, self._number(one, above)))
        if wanted == there:
            return
        changed = self.ordering.reordered(above, [one.id for one in wanted])
        self.judge.desk.record(self.ordering.tag, above, along=changed)
        for row in rows:
            if not row.is_new and row.changes("position"):
                self.judge.judged_on(row, getattr(above, "process", above))
                self.judge.verdicts.changes(row.row, row.columns["position"], row.stood.get("position"), row.values["position"])

    def _number(self, one: Any, above: Any) -> float:
        """What it had in this place; what has come here and says nothing stays at the end."""
        stood_in, number = self._stood.get(one.id, (None, inf))
        return number if stood_in is above else inf
