"""The kinds of thing that can be found. Each feature registers its own beside the operations that index it.

    PROCESS = register(Kind("process", label="Processi", endpoint="register.process", argument="process_id",
                            permission=Permission.REGISTER_READ, of_units=True, place=10, entries=all_entries))

A kind is shown to whoever has its permission; of one whose entries belong to units, everybody sees those of the units on
which they have it.
`entries` says all there is to find of the kind, from the rows themselves: with it the index can be made again at any time.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement

from riskreg.domain.permissions import Permission
from riskreg.search.operations import Entry


class Kind(NamedTuple):
    """`endpoint` shows an entry, whose `page_id` is its `argument`; `anchor`, where a page shows many, is what stands before
    the number of the row: «evento-» leads an entry `risk_event:12` to `#evento-12`. `place` is its order on the page. `within`:
    what is of several units at once says which of its entries somebody finds whose units these are. `past`: the
    condition that one of them is no longer in use on a day, and `past_word`, what is written beside them."""

    name: str
    label: str
    endpoint: str
    argument: str
    permission: Permission
    entries: Callable[[], Iterable[Entry]]
    place: int
    of_units: bool = False
    anchor: str = ""
    within: Callable[[Collection[int]], ColumnElement[bool]] | None = None
    past: Callable[[date], ColumnElement[bool]] | None = None
    past_word: str = ""

    def place_on_page(self, subject: str) -> str | None:
        return f"{self.anchor}{subject.rpartition(':')[2]}" if self.anchor else None


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: Kind) -> Kind:
    if _registry.kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"two kinds of thing to be found are called {kind.name}")
    return kind


def all_kinds() -> list[Kind]:
    """In the order of the page."""
    return sorted(_registry.kinds.values(), key=lambda kind: (kind.place, kind.name))
