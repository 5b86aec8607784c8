"""What closed sessions keep, read once: nothing of it changes any more, and a page does not take megabytes apart again.

The hash of the entry that closed a session, in which what it keeps stands, tells what was read from anything else that could be.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import select

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.monitoring.models import Session

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """For every process one: the last `most` that were asked for. Whoever asks changes nothing of them."""

    def __init__(self, read: Callable[[str], Kept], most: int) -> None:
        self._read, self._most = read, most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._alone = Lock()

    def one(self, session: Session) -> Kept:
        return self.of([session])[session.id]

    def of(self, closed: Sequence[Session]) -> Mapping[int, Kept]:
        """By number: one query for their seals, and one for what nobody has read yet."""
        seals = audit.last_hashes([one.subject for one in closed], Tag.MONITORING_CLOSED)
        there = {one.id: seals.get(one.subject, "") for one in closed}
        found = {number: kept for number, seal in there.items() if seal and (kept := self._taken(seal)) is not None}
        missing = [number for number in there if number not in found]
        for number, outcome in _outcomes(missing):
            found[number] = self._put(there[number], self._read(outcome))
        return found

    def _taken(self, seal: str) -> Kept | None:
        with self._alone:
            if seal in self._kept:
                self._kept.move_to_end(seal)
            return self._kept.get(seal)

    def _put(self, seal: str, kept: Kept) -> Kept:
        with self._alone:
            if seal:  # without one it would be taken for any other
                self._kept[seal] = kept
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return kept


def _outcomes(numbers: Sequence[int]) -> list[tuple[int, str]]:
    statement = select(Session.id, Session.outcome).where(Session.id.in_(numbers))
    return [(row.id, row.outcome) for row in db.session.execute(statement)] if numbers else []
