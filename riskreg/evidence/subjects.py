"""What evidence can be about. Each feature above registers its own kind, once:

    subjects.register(Kind("measure", "misura", "misura", "measures.detail", "measure_id", found=…, within=…, scope=…, changeable=…))

Whoever may read one of the subjects of an evidence may read the evidence; whoever may attach to a subject may attach, replace and withdraw there.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_

from riskreg.core import rows
from riskreg.core.base import Base
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.evidence.models import EvidenceLink
from riskreg.people.queries import reach

NOBODY = 0
"""No person has this number."""


class Subject(NamedTuple):
    """One thing that evidence is about. `closed` says why nothing more is attached to it, empty while it is open."""

    title: str
    closed: str = ""


class Kind(NamedTuple):
    """`name` is the name of its table; `slug` stands in addresses; `one` is what people call it.

    `found`: those of these that are there. `within`: the numbers of those that belong to some units, for whoever reads only theirs. `scope`: where the
    permission to attach is asked. `changeable`: to which of these this person may attach. Each is one query or two, whatever the number.
    """

    name: str
    slug: str
    one: str
    endpoint: str
    argument: str
    found: Callable[[Collection[int]], Mapping[int, Subject]]
    within: Callable[[Collection[int]], Select[int]]
    scope: Callable[[int, date], Scope]
    changeable: Callable[[Person, Collection[int], date], Collection[int]]
    owned: Callable[[int, Person, date], bool] | None = None
    """Whether it is somebody's own without a role: of an office that they hold."""
    judge: Permission | None = None
    """Whoever holds it reads what stands here, whatever their units: they judge by it."""


@dataclass(frozen=True)
class About:
    """One subject by its kind and number."""

    kind: Kind
    id: int

    def shown(self) -> Subject:
        found = self.kind.found([self.id]).get(self.id)
        if found is None:
            raise Missing
        return found

    def scope(self, on: date, person: Person | None = None) -> Scope:
        """For this person, whose own it may be."""
        self.shown()
        is_own = person is not None and self.kind.owned is not None and self.kind.owned(self.id, person, on)
        return replace(self.kind.scope(self.id, on), owner_id=(person.user_id if is_own and person else None) or NOBODY)

    def hold(self) -> None:
        """It is read again as it stands, and nobody closes it until the end of this transaction: PostgreSQL would let somebody approve what a
        proof is being added to."""
        rows.get(_row_of(self.kind.name), self.id, for_change=True)


@cache
def _row_of(table: str) -> type[Base]:
    found: type[Base] = next(mapper.class_ for mapper in Base.registry.mappers if getattr(mapper.local_table, "name", "") == table)
    return found


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: Kind) -> Kind:
    if _registry.kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"two kinds of subject are called {kind.name}")
    return kind


def named(name: str) -> Kind | None:
    return _registry.kinds.get(name)


def all_kinds() -> list[Kind]:
    return list(_registry.kinds.values())


def at(slug: str, subject_id: int) -> About:
    """As an address names it."""
    kind = next((kind for kind in all_kinds() if kind.slug == slug), None)
    if kind is None:
        raise Missing
    return About(kind, subject_id)


def readable(person: Person, on: date) -> ColumnElement[bool]:
    """Of the links, those through which this person reads. What was withdrawn is left to whoever reads everything."""
    judged = [kind.name for kind in all_kinds() if kind.judge is not None and may(person, kind.judge)]
    as_judge = and_(EvidenceLink.withdrawn_at.is_(None), EvidenceLink.about_kind.in_(judged)) if judged else false()
    if not may(person, Permission.EVIDENCE_READ):
        return as_judge
    units = reach.units_within(person, Permission.EVIDENCE_READ, on)
    if units is None:
        return EvidenceLink.about_kind.in_([kind.name for kind in all_kinds()])
    return or_(within(units), as_judge)


def within(units: Collection[int]) -> ColumnElement[bool]:
    """Of the links, those that stand and whose subject belongs to these units."""
    of_kinds = (and_(EvidenceLink.about_kind == kind.name, EvidenceLink.about_id.in_(kind.within(units))) for kind in all_kinds())
    return and_(EvidenceLink.withdrawn_at.is_(None), or_(false(), *of_kinds))
