"""Who may be chosen to answer for measures, as a form names them: `unit:3`, `figure:2`, or a name as it is written, `unlinked:Uffici`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from riskreg.domain.measures import Owner
from riskreg.domain.register import OwnerKind
from riskreg.register.listings import unit_choices
from riskreg.register.queries import reaching

Choices = list[tuple[str, str]]


def owners(on: date) -> Choices:
    """Every unit of today in the order of the chart, then the figures."""
    return [*((f"{OwnerKind.UNIT.value}:{value}", label) for value, label in unit_choices(on)), *reaching.figure_choices()]


def owners_there(measures: Iterable[Any]) -> Choices:
    """Those who answer now for one of these measures, by name."""
    found = {
        written(row): f"{row.title} (da collegare)" if row.kind == OwnerKind.UNLINKED else row.title
        for one in measures
        for row in one.owners
    }
    return sorted(found.items(), key=lambda choice: choice[1].casefold())


def written(row: Any) -> str:
    return f"{row.kind}:{row.unit_id or row.figure_id or row.name}"


def owner(value: str) -> Owner:
    """
    >>> owner("unit:3"), owner("unlinked:Ufficio: gare").name
    (Owner(kind=<OwnerKind.UNIT: 'unit'>, unit_id=3, figure_id=None, name=''), 'Ufficio: gare')
    """
    kind, _colon, rest = value.partition(":")
    if kind == OwnerKind.UNIT:
        return Owner(OwnerKind.UNIT, unit_id=int(rest))
    if kind == OwnerKind.FIGURE:
        return Owner(OwnerKind.FIGURE, figure_id=int(rest))
    return Owner(OwnerKind(kind), name=rest)
