"""Fetching one row, or saying that it is not there."""

from typing import TypeVar

from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, Missing

Row = TypeVar("Row", bound=Base)

CHANGED_MEANWHILE = "Nel frattempo un'altra persona ha salvato delle modifiche. Il tuo testo è ancora qui: confronta e salva di nuovo."


def get(kind: type[Row], row_id: int, *, for_change: bool = False) -> Row:
    """`for_change` waits for whoever is changing it, and reads it again."""
    row = db.session.get(kind, row_id, with_for_update=True, populate_existing=True) if for_change else db.session.get(kind, row_id)
    if row is None:
        raise Missing
    return row


def must_be(thing: Base, version: int | None) -> None:
    """The form was filled on this version; if the row moved on, say so and overwrite nothing."""
    if version is not None and getattr(thing, "version") != version:  # noqa: B009  # Base alone has no version
        raise Conflict(CHANGED_MEANWHILE)
