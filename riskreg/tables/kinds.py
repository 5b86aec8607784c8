"""The kinds of import. Each feature registers its own from its `tables.py`; `riskreg.imports` offers them all.

    KIND = register(Kind("units", slug="unita", label="Unità", …, columns=COLUMNS, bring_in=bulk.bring_in, rows=…))

`bring_in` is the import itself. It is first done on paper, for the preview, and then for good, by the same code: what
the preview says of a row is what happens to it. On paper nothing reaches the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from riskreg.domain.imports import MOST_ROWS
from riskreg.domain.italian import write_number
from riskreg.domain.permissions import Permission, Person
from riskreg.tables.columns import Column
from riskreg.tables.verdicts import Row, Verdict


class Desk(Protocol):
    """Where an import is done: who brings in, when, and whether only on paper; see audit.gathering."""

    by: Person
    at: datetime
    on_paper: bool


BringIn = Callable[[Sequence[Row], Any], list[Verdict]]
RowsOut = Callable[[Person, date], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True)
class NextStep:
    """What is usually done after an import: the words, the endpoint with its arguments, and who may."""

    label: str
    endpoint: str
    permission: Permission
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook that holds several (decision 17)."""

    name: str
    label: str
    columns: tuple[Column, ...]
    lead: str

    @cached_property
    def names(self) -> dict[str, str]:
        """From how the sheet calls its columns to how the whole workbook does: one text of each for all the rows that bear it."""
        return {column.name: f"{self.name}.{column.name}" for column in self.columns}

    def full(self, name: str) -> str:
        """How the whole workbook calls a column of this sheet."""
        return self.names.get(name) or f"{self.name}.{name}"


ROWS_OF_A_SHEET = 10_000_000
"""More than a spreadsheet has: a row of a workbook is told by one number, its sheet's and its own."""


@dataclass(frozen=True)
class Kind:
    """`name` for code and command line, `slug` for addresses; `permission` is asked at every step, and again for each
    row by the rules of whoever owns the rows."""

    name: str
    slug: str
    label: str
    lead: str
    permission: Permission
    columns: tuple[Column, ...]
    bring_in: BringIn
    rows: RowsOut
    """What stands today, in the same columns: brought in again as it is, it changes nothing."""

    home: str
    home_permission: Permission
    """The endpoint of the list to go to when it is done, and who may open it."""

    most_rows: int = MOST_ROWS
    sheets: tuple[Sheet, ...] = ()
    """Of a workbook that goes out and comes back whole; `columns` are then those of all its sheets (`columns_of`)."""

    out: str = ""
    """The endpoint of the page where such a workbook is taken, in place of the files of today's rows."""
    next_steps: tuple[NextStep, ...] = ()

    given: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
    """What the address of the page says of every row, by the label of its column, where a file has no column for it."""

    look: Callable[[], Any] | None = None
    """Reads what `bring_in` must look at, where that is much: it is read before the write lock, and given as `desk.seen`."""

    looks_at: frozenset[str] = frozenset()
    """Of which kinds of things: when the trail tells of one of them meanwhile, it is read again."""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column | None:
        return self.by_name.get(name)

    def label_of(self, name: str) -> str:
        found = self.column(name)
        return found.label if found else ""

    def sheet_of(self, number: int) -> Sheet | None:
        """In which sheet of a workbook the row stands."""
        return self.sheets[number // ROWS_OF_A_SHEET] if self.sheets else None

    def row_shown(self, number: int) -> int | str:
        """The same in a table of rows."""
        sheet = self.sheet_of(number)
        return f"{sheet.label}, riga {write_number(number % ROWS_OF_A_SHEET)}" if sheet else number

    def where(self, number: int) -> str:
        """A row as people find it in their file: "riga 12", "foglio «Fasi», riga 12"."""
        sheet = self.sheet_of(number)
        row = f"riga {write_number(number % ROWS_OF_A_SHEET)}"
        return f"foglio «{sheet.label}», {row}" if sheet else row


def columns_of(sheets: Iterable[Sheet]) -> tuple[Column, ...]:
    return tuple(replace(column, name=sheet.full(column.name)) for sheet in sheets for column in sheet.columns)


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: Kind) -> Kind:
    known = _registry.kinds.setdefault(kind.name, kind)
    if known is not kind or any(other.slug == kind.slug for other in _registry.kinds.values() if other is not kind):
        raise ValueError(f"two kinds of import are called {kind.name}")
    return kind


def named(name: str) -> Kind | None:
    return _registry.kinds.get(name)


def at_slug(slug: str) -> Kind | None:
    return next((kind for kind in _registry.kinds.values() if kind.slug == slug), None)


def label_of(name: str) -> str:
    """A kind of an older version stays readable."""
    return LABELS.get(name, name)


class _Labels(Mapping[str, str]):
    """Every kind's label by name, whenever it registered: for the trail, which reads columns by their choices."""

    def __getitem__(self, name: str) -> str:
        return _registry.kinds[name].label

    def __iter__(self) -> Iterator[str]:
        return iter(_registry.kinds)

    def __len__(self) -> int:
        return len(_registry.kinds)


LABELS = _Labels()


def all_kinds() -> list[Kind]:
    """In the order in which their features registered them: what comes first must be brought in first."""
    return list(_registry.kinds.values())
