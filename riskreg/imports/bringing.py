"""An import in its own transactions: what must be read is read before the write lock, so that nobody waits meanwhile."""

from collections.abc import Callable, Sequence
from datetime import datetime

from riskreg.core.transactions import writing
from riskreg.domain.errors import Conflict
from riskreg.domain.permissions import Person
from riskreg.imports import operations, queries
from riskreg.imports.models import ImportBatch
from riskreg.imports.operations import LookAgain, Overtaken
from riskreg.tables.verdicts import Row

LOOKS = 3
"""So often it is read before the lock; where others keep saving meanwhile, then under it."""


def bring_in(
    batch_id: int, rows: Sequence[Row], preview: str, *, by: Person, at: datetime, then: Callable[[ImportBatch], object] | None = None
) -> None:
    """`then`: what else is done with it in the same transaction."""
    try:
        _looked_and_applied(batch_id, rows, preview, by, at, then)
    except Overtaken:
        raise
    except Conflict:
        raise operations.moved_since(queries.batch(batch_id), rows, by=by, at=at) from None


def _looked_and_applied(
    batch_id: int, rows: Sequence[Row], preview: str, by: Person, at: datetime, then: Callable[[ImportBatch], object] | None
) -> None:
    for attempt in range(LOOKS + 1):
        looked = operations.look(batch_id, rows) if attempt < LOOKS else None
        try:
            with writing():
                batch = operations.apply(queries.batch(batch_id), rows, preview, looked=looked, by=by, at=at)
                if then is not None:
                    then(batch)
            return
        except LookAgain:
            continue
