"""What a list is: its rows, columns and filters, said by the query that knows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression
from sqlalchemy.sql.base import ExecutableOption

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable

Value = Any
ON_PAGE, IN_FILES = "page", "file"
PAGE_SIZE = 50
UNDER_FIGURES = 20
"""Of a list that stands under what it counts: on a telephone each row is a card."""


@dataclass(frozen=True)
class Column:
    """One column: how it is called, how it sorts (not at all when empty), what it says of a row in a download. `optional`: of a table that
    a row may have nothing in (an outer join): what is missing comes last, whatever its column says of nulls. `only`: of the page, or of
    the files that are downloaded from it (ON_PAGE, IN_FILES)."""

    name: str
    label: str
    value: Callable[[Any], Value]
    sort: tuple[SQLColumnExpression[Any], ...] = ()
    numeric: bool = False
    optional: bool = False
    only: str = ""

    @property
    def sortable(self) -> bool:
        return bool(self.sort)


@dataclass(frozen=True)
class Filter:
    """One filter of the address: `condition` gets what was typed and says which rows stay.

    What it cannot read it refuses with a sentence (`Unreadable` or `RuleBroken`), shown at the filter; None is no filter. A filter with
    choices knows these and no other: what is not among them (a saved address, a unit that is gone) is refused too, for it must not
    come to mean "everything".
    """

    name: str
    label: str
    condition: Callable[[str], ColumnElement[bool] | None]
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = field(default_factory=tuple)

    def asked(self, typed: str) -> ColumnElement[bool] | None:
        """The condition for what was typed, or `RuleBroken` with the filter's name."""
        if self.kind == "choice" and typed not in {value for value, _label in self.choices}:
            raise RuleBroken(f"Filtro non riconosciuto: «{typed}» non è fra le scelte. Scegline un'altra o togli il filtro.", self.name)
        try:
            return self.condition(typed)
        except Unreadable as refusal:
            raise RuleBroken(refusal.sentence, self.name) from refusal


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
    beside: Sequence[ExecutableOption] = ()
    """How what stands under the rows of a page is loaded: by their ids, which are fifty."""

    whole: Sequence[ExecutableOption] = ()
    """The same for a download: by ids it would be a query for every few hundred rows."""

    file_columns: Sequence[Column] = ()
    """What a file says of a row, where a page has room for less."""

    page_size: int = PAGE_SIZE
    """More for what people read and print as one thing."""

    count: Callable[[Select[Any]], int] | None = None
    """How many rows there are, from whoever may know it without counting them again (`audit.known`)."""

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name and column.sortable), None)
