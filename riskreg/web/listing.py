"""What a list is: its rows, columns and filters, said by the query that knows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression

Value = Any


@dataclass(frozen=True)
class Column:
    """One column: how it is called, how it sorts (not at all when empty), what it says of a row in a download."""

    name: str
    label: str
    value: Callable[[Any], Value]
    sort: tuple[SQLColumnExpression[Any], ...] = ()
    numeric: bool = False

    @property
    def sortable(self) -> bool:
        return bool(self.sort)


@dataclass(frozen=True)
class Filter:
    """One filter of the address: `condition` gets what was typed and says which rows stay, None when it makes no sense."""

    name: str
    label: str
    condition: Callable[[str], ColumnElement[bool] | None]
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Listing:
    """Everything a page, a CSV and a workbook need to show the same rows."""

    title: str
    file_name: str
    statement: Select[Any]
    columns: Sequence[Column]
    key: SQLColumnExpression[Any]
    filters: Sequence[Filter] = ()
    sort: str = ""
    descending: bool = False
    downloadable: bool = True

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name and column.sortable), None)
