"""The registry of what waits. A feature that asks something of somebody registers each kind once, in a `waiting.py` of its own:

    sources.register(Source("measure", "Misure", items=measures_due))

`items` gives what waits for those who answer for a role on a unit, or for people by name, with a constant number of queries: asked for one
person's page (`asked.units()`: where that person answers) and for everybody's reminders (None). `of_person` gives what only
that person's page shows, and nobody is reminded of. See docs/domain/waiting.md.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from riskreg.domain.permissions import Permission, Person
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task

if TYPE_CHECKING:
    from riskreg.waiting.crew import Crew


class Asked(NamedTuple):
    """What is asked of a source: on which day, with who answers for what; for letters, due by when; for a page, whose."""

    on: date
    whose: "Crew"
    until: date | None = None
    person: Person | None = None

    def units(self, role: Role = Role.REFERENTE) -> frozenset[int] | None:
        """Those where this person answers for the role; None: all of them, for letters."""
        return None if self.person is None else self.whose.units_of(self.person.user_id or 0, role)

    def offices(self) -> frozenset[int] | None:
        return None if self.person is None else self.whose.offices_of(self.person.user_id or 0)


class Item(NamedTuple):
    """A task, and whom it waits for: whoever answers for `role` on `unit_id` (where nobody does, whoever stands in, upwards); whoever holds
    one of `roles` on the whole body, but nobody whose own work it is (`without`); and `people` by name."""

    task: Task
    unit_id: int | None = None
    role: Role = Role.REFERENTE
    roles: tuple[Role, ...] = ()
    people: tuple[int, ...] = ()
    without: frozenset[int] = frozenset()


class Source(NamedTuple):
    """`permission`: whoever has it nowhere can have no such work, and costs no query."""

    name: str
    label: str
    items: Callable[[Asked], Iterable[Item]] | None = None
    of_person: Callable[[Person, date], Iterable[Task]] | None = None
    permission: Permission = Permission.SELF
    shown_to: Callable[[Person, Sequence[Task], date], Sequence[Task]] | None = None
    """Last look at the rows of one page, in one query: what this person may only read leads to the sheet instead of the form."""

    instead_of: Callable[[Collection[str], date], Collection[str]] | None = None
    """Of the keys of tasks, those whose place its own take on that day: the same thing is asked once."""


@dataclass
class _Registry:
    sources: dict[str, Source] = field(default_factory=dict)


_registry = _Registry()


def register(source: Source) -> Source:
    if source.name in _registry.sources:
        raise ValueError(f"two sources of what waits are called {source.name}")
    _registry.sources[source.name] = source
    return source


def all_sources() -> Collection[Source]:
    return _registry.sources.values()


def replaced(keys: Collection[str], on: date) -> frozenset[str]:
    """Those of these tasks that are asked in another way on that day."""
    return frozenset(key for source in all_sources() if source.instead_of is not None for key in source.instead_of(keys, on))


def labels() -> dict[str, str]:
    return {source.name: source.label for source in all_sources()}
