"""Fetching one row, or saying that it is not there; and many, some at a time or named all at once."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, Missing

Row = TypeVar("Row", bound=Base)
Item = TypeVar("Item")

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


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """For statements that name what they look for: no database takes any number of names.

    >>> [list(some) for some in batched([1, 2, 3], 2)]
    [[1, 2], [3]]
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]


def among(column: InstrumentedAttribute[Any], values: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """That it is one of these, however many: they reach the database as one value, where `in_` sends each by itself and PostgreSQL takes 65,535."""
    listed = json.dumps(sorted(values))
    if db.session.get_bind().dialect.name == "sqlite":
        return column.in_(select(func.json_each(listed).table_valued("value").c.value))
    each = func.json_array_elements_text(cast(literal(listed), JSON())).table_valued("value").c.value
    return column.in_(select(cast(each, column.type)))
