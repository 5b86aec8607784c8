"""What people ask questions about. Each feature above registers its own kind, once, as `assessments/asking.py` does.

Whoever reads a subject reads its questions; whoever may change or judge it asks and answers. For the others they are not there.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from riskreg.core.base import Base
from riskreg.domain.errors import Missing, NotAllowed, WrongState
from riskreg.domain.permissions import Permission, Person, Scope, acting, may

READS_ONLY = "Puoi leggere questa scheda, ma le domande le fa e le risolve chi la compila o la giudica."


class Subject(NamedTuple):
    """One sheet. `closed` says why nothing more is asked about it, empty while it is open; `judges`: who has it to judge today."""

    title: str
    unit_id: int
    closed: str = ""
    judges: Collection[int] = ()


class Kind(NamedTuple):
    """`name` is the name of its table; `slug` stands in addresses; `one` is what people call it.

    `found`: those of these that are there, in a constant number of queries. `row`: the row itself, in whose Cronologia questions stand.
    `sections`: what may be asked about, by key and name. `scope`: where the permissions are asked.
    """

    name: str
    slug: str
    one: str
    endpoint: str
    argument: str
    read: Permission
    write: Collection[Permission]
    found: Callable[[Collection[int], date], Mapping[int, Subject]]
    row: Callable[[int], Base]
    sections: Callable[[int], Sequence[tuple[str, str]]]
    scope: Callable[[int, date], Scope]


@dataclass(frozen=True)
class About:
    """One subject by its kind and number."""

    kind: Kind
    id: int

    def shown(self, on: date) -> Subject:
        found = self.kind.found([self.id], on).get(self.id)
        if found is None:
            raise Missing
        return found

    def must_read(self, person: Person, on: date) -> Scope:
        """Or nothing at all: whoever guesses a number learns nothing from the answer. Gives back where it stands."""
        scope = self.kind.scope(self.id, on)
        if not may(person, self.kind.read, scope):
            raise Missing
        return scope

    def writes(self, person: Person, on: date) -> bool:
        scope = self.kind.scope(self.id, on)
        return any(may(person, permission, scope) for permission in self.kind.write)

    def writing(self, person: Person, on: date) -> Person:
        """The person as they write here: on their own roles, or in whose place."""
        scope = self.must_read(person, on)
        by = next((permission for permission in self.kind.write if may(person, permission, scope)), None)
        if by is None:
            raise NotAllowed(READS_ONLY)
        return person if person.is_machine else acting(person, by, scope)

    def must_be_open(self, on: date) -> Subject:
        shown = self.shown(on)
        if shown.closed:
            raise WrongState(shown.closed)
        return shown


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: Kind) -> Kind:
    if _registry.kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"two kinds of subject are called {kind.name}")
    return kind


def named(name: str) -> Kind:
    kind = _registry.kinds.get(name)
    if kind is None:
        raise Missing
    return kind


def all_kinds() -> Collection[Kind]:
    return _registry.kinds.values()


def at(slug: str, subject_id: int) -> About:
    """As an address names it."""
    kind = next((kind for kind in all_kinds() if kind.slug == slug), None)
    if kind is None:
        raise Missing
    return About(kind, subject_id)
