"""Days that the database reckons with; Python's own days are in core/clock.py."""

from datetime import date
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class day_after(FunctionElement[date]):  # noqa: N801  # reads as a function of SQL
    """The day after that of a column, in the database's own words."""

    type = Date()
    inherit_cache = True


@compiles(day_after, "sqlite")
def _on_sqlite(element: day_after, compiler: Any, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)}, '+1 day')"


@compiles(day_after, "postgresql")
def _on_postgresql(element: day_after, compiler: Any, **given: Any) -> str:
    return f"({compiler.process(element.clauses, **given)} + 1)"
