"""A text that outgrows its column is refused with a sentence, on both databases: SQLite alone would take any length."""

from functools import cache

from sqlalchemy import String, event, inspect
from sqlalchemy.orm import Session

from riskreg.core.base import Base
from riskreg.domain.errors import RuleBroken


@event.listens_for(Session, "before_flush")
def refuse_too_long(session: Session, _context: object, _instances: object) -> None:
    """What people typed may have grown on its way here: one letter can fold into several."""
    for thing in (*session.new, *session.dirty):
        check(thing)


def check(thing: object) -> None:
    """Also for what is never flushed: the preview of an import."""
    for key, label, longest in _limits(thing.__class__):  # type: ignore[arg-type]  # a class can be hashed
        value = getattr(thing, key)
        if isinstance(value, str) and len(value) > longest:
            raise RuleBroken(f"{label}: il testo è troppo lungo, usa al massimo {longest} caratteri.", key)


@cache
def _limits(kind: type[Base]) -> tuple[tuple[str, str, int], ...]:
    """Of each text that has a longest: its field, its label and how long it may be."""
    columns = ((attribute.key, attribute.columns[0]) for attribute in inspect(kind).column_attrs)
    return tuple(
        (key, str(column.info.get("label", key)), column.type.length)
        for key, column in columns
        if isinstance(column.type, String) and column.type.length is not None
    )
