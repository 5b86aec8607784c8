"""Whoever acts, with the roles that hold today; where a permission is asked; the roads that lead to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from riskreg.domain.roles import Role


@dataclass(frozen=True)
class Grant:
    """A role on a unit, from a day to a day (both included; no end = still open)."""

    role: Role
    unit_id: int
    from_on: date
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """
        >>> Grant(Role.ADMIN, 1, date(2026, 1, 1), date(2026, 6, 30)).holds_on(date(2026, 6, 30))
        True
        """
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class StandIn:
    """A role that somebody lends to this person for a while."""

    role: Role
    unit_id: int
    for_user: int


@dataclass(frozen=True)
class Person:
    """Whoever acts: a user with the roles that hold today, or a machine (command line, worker)."""

    actor: str
    user_id: int | None = None
    roles: frozenset[tuple[Role, int]] = field(default_factory=frozenset)
    body_id: int | None = None
    """The unit that is the whole body: what concerns everybody asks for a role given there."""

    is_machine: bool = False

    stands_in: frozenset[StandIn] = field(default_factory=frozenset)
    """Those of `roles` that are held only because somebody lends them."""

    acting_for: frozenset[int] = field(default_factory=frozenset)
    """In whose place this very act is done: empty when their own roles were enough. The trail writes it down."""

    @property
    def own_roles(self) -> frozenset[tuple[Role, int]]:
        return self.roles - {(lent.role, lent.unit_id) for lent in self.stands_in}

    def has_role(self, roles: Iterable[Role], lineage: frozenset[int] | None) -> bool:
        """With no lineage: anywhere. With one: on that unit or one above it."""
        wanted = set(roles)
        return any(role in wanted and (lineage is None or unit in lineage) for role, unit in self.roles)

    def units_with(self, roles: Iterable[Role]) -> frozenset[int]:
        wanted = set(roles)
        return frozenset(unit for role, unit in self.roles if role in wanted)


COMMAND_LINE = Person(actor="command-line", is_machine=True)
WORKER = Person(actor="worker", is_machine=True)


@dataclass(frozen=True)
class Scope:
    """What the permission is asked on: the unit with all those above it, and whose work or person it is."""

    lineage: frozenset[int] | None = None
    owner_id: int | None = None
    also: tuple[frozenset[int], ...] = ()
    """For what touches several units: the lineages of the others. The permission is needed on each."""

    either: tuple[frozenset[int], ...] = ()
    """For what several units have a part in: the permission on one of them is enough. Stands instead of `lineage`."""


ANYWHERE = Scope()


@dataclass(frozen=True)
class Road:
    """One way to be allowed: one of these roles where the thing stands, or being its owner, or being signed in."""

    roles: frozenset[Role] = frozenset()
    everyone: bool = False
    owner: bool = False
    on_body: bool = False

    def leads(self, person: Person, scope: Scope) -> bool:
        if self.everyone:
            return person.user_id is not None
        if self.owner:
            return person.user_id is not None and (scope.owner_id in (None, person.user_id))
        if self.on_body:
            return person.body_id is not None and person.has_role(self.roles, frozenset({person.body_id}))
        if scope.either:
            return any(person.has_role(self.roles, lineage) for lineage in scope.either)
        return all(person.has_role(self.roles, lineage) for lineage in (scope.lineage, *scope.also))
