"""The kinds of import. Each feature registers its own from its `tables.py`; `riskreg.imports` offers them all.

    KIND = register(Kind("units", slug="unita", label="Unità", …, columns=COLUMNS, bring_in=bulk.bring_in, rows=…))

`bring_in` is the import itself. It is first done on paper, for the preview, and then for good, by the same code: what
the preview says of a row is what happens to it. On paper nothing reaches the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from riskreg.domain.imports import MOST_ROWS
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
    next_steps: tuple[NextStep, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column | None:
        return self.by_name.get(name)

    def label_of(self, name: str) -> str:
        found = self.column(name)
        return found.label if found else ""


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
