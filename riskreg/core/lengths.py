"""A text that outgrows its column is refused with a sentence, on both databases: SQLite alone would take any length."""

from typing import Any

from sqlalchemy import String, event, inspect
from sqlalchemy.orm import Session

from riskreg.domain.errors import RuleBroken


@event.listens_for(Session, "before_flush")
def refuse_too_long(session: Session, _context: object, _instances: object) -> None:
    """What people typed may have grown on its way here: one letter can fold into several."""
    for thing in (*session.new, *session.dirty):
        check(thing)


def check(thing: Any) -> None:
    """Also for what is never flushed: the preview of an import."""
    for attribute in inspect(type(thing)).column_attrs:
        column = attribute.columns[0]
        longest = column.type.length if isinstance(column.type, String) else None
        value = getattr(thing, attribute.key) if longest is not None else None
        if longest is not None and isinstance(value, str) and len(value) > longest:
            label = column.info.get("label", attribute.key)
            raise RuleBroken(f"{label}: il testo è troppo lungo, usa al massimo {longest} caratteri.", attribute.key)
