"""What units and people have in hand, told by whoever keeps it.

A feature that gives things to units (processes, measures, obligations) or leaves them in people's hands (open assessments,
checks) registers each kind once, with two questions that take one query each, whatever the number of units:

    belongings.register(Kind("process", "processo", "processi", of_units=processes_of, of_person=drafts_of))

From there on it is listed wherever a role ends, a person leaves or units change, in numbers and by name. Most things follow
by themselves the unit that answers today (`queries.present_owner`); `to_unit` says that each may be given to another one,
`to_person` that each must be given to somebody by name.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.roles import Role
from riskreg.people import queries
from riskreg.people.models import Delegation, Figure, FigureTerm, OrgUnit, RoleGrant


@dataclass(frozen=True)
class Item:
    """One thing: its key for its own feature, how people call it, and its page."""

    key: int
    title: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Hands(NamedTuple):
    """Whose things are asked for: a person's, all of them or only those that one role on one unit gives."""

    user_id: int
    role: Role | None = None
    unit_id: int | None = None


OfUnits = Callable[[Collection[int], date], Mapping[int, Sequence[Item]]]
OfPerson = Callable[[Hands, date], Sequence[Item]]


class ToUnit(Protocol):
    """Gives one thing to another unit; the feature's own operation, which checks and records."""

    def __call__(self, key: int, unit_id: int, /, *, by: Person, at: datetime) -> object: ...


class ToPerson(Protocol):
    """Puts one thing into somebody else's hands."""

    def __call__(self, key: int, user_id: int, /, *, by: Person, at: datetime) -> object: ...


class Kind(NamedTuple):
    """One kind of thing. `note` says what becomes of it when nobody is asked."""

    name: str
    one: str
    many: str
    note: str = "seguono l'unità che subentra"
    of_units: OfUnits | None = None
    of_person: OfPerson | None = None
    to_unit: ToUnit | None = None
    to_person: ToPerson | None = None
    only_with_unit: bool = False
    """Changes hands with its unit, never with a person: not worth a line where a role ends."""

    stays_with_unit: bool = False
    """What others of the unit have in hand is worth a line too where a role ends: it goes on with whoever answers there."""

    read_with: Permission = Permission.ORGANISATION_READ
    """What its page asks for: whoever may not open it reads its name all the same, without a link."""


@dataclass(frozen=True)
class Found:
    """The things of one kind that somebody, or some unit, has."""

    kind: Kind
    items: tuple[Item, ...]

    @property
    def counted(self) -> str:
        return plural(len(self.items), self.kind.one, self.kind.many)


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: Kind) -> Kind:
    if kind.name in _registry.kinds:
        raise ValueError(f"two kinds of belongings are called {kind.name}")
    _registry.kinds[kind.name] = kind
    return kind


def named(name: str) -> Kind | None:
    return _registry.kinds.get(name)


def all_kinds() -> list[Kind]:
    return list(_registry.kinds.values())


def of_units(unit_ids: Collection[int], on: date) -> dict[int, list[Found]]:
    """What each of these units has, kind by kind."""
    found: dict[int, list[Found]] = {unit_id: [] for unit_id in unit_ids}
    for kind in all_kinds():
        if kind.of_units is not None and unit_ids:
            for unit_id, items in kind.of_units(unit_ids, on).items():
                if items:
                    found[unit_id].append(Found(kind, tuple(items)))
    return found


def in_hands(hands: Hands, on: date) -> list[Found]:
    """What waits for that person, kind by kind."""
    asked = ((kind, kind.of_person(hands, on)) for kind in all_kinds() if kind.of_person is not None)
    return [Found(kind, tuple(items)) for kind, items in asked if items]


def besides(said: Sequence[Found], found: Sequence[Found]) -> list[Found]:
    """What of the second was not said in the first."""
    known = {(one.kind.name, item.key) for one in said for item in one.items}
    left = [Found(one.kind, tuple(item for item in one.items if (one.kind.name, item.key) not in known)) for one in found]
    return [one for one in left if one.items]


def give_to_person(found: Sequence[Found], heir_id: int, *, by: Person, at: datetime) -> list[Found]:
    """All that can be put into other hands goes to the heir; returns what went."""
    passed = [one for one in found if one.kind.to_person is not None]
    for one in passed:
        for item in one.items:
            one.kind.to_person(item.key, heir_id, by=by, at=at)  # type: ignore[misc]  # filtered above
    return passed


# What the organisation itself keeps


def _units_below(unit_ids: Collection[int], on: date) -> Mapping[int, Sequence[Item]]:
    statement = select(OrgUnit).where(OrgUnit.parent_id.in_(unit_ids), queries.active(on)).order_by(OrgUnit.position, OrgUnit.sort_key)
    found: dict[int, list[Item]] = {}
    for unit in db.session.scalars(statement):
        item = Item(unit.id, f"{unit.code} {unit.name}", "people.unit", {"unit_id": unit.id})
        found.setdefault(int(unit.parent_id or 0), []).append(item)
    return found


def _delegations_on(unit_ids: Collection[int], on: date) -> Mapping[int, Sequence[Item]]:
    statement = _open_delegations(on).where(RoleGrant.unit_id.in_(unit_ids))
    found: dict[int, list[Item]] = {}
    for delegation in db.session.scalars(statement):
        found.setdefault(delegation.grant.unit_id, []).append(_as_item(delegation))
    return found


def _delegations_given(hands: Hands, on: date) -> Sequence[Item]:
    statement = _open_delegations(on).where(RoleGrant.user_id == hands.user_id)
    if hands.role is not None:
        statement = statement.where(RoleGrant.role == hands.role, RoleGrant.unit_id == hands.unit_id)
    return [_as_item(delegation) for delegation in db.session.scalars(statement)]


def _delegations_received(hands: Hands, on: date) -> Sequence[Item]:
    """They rest on no role of the deputy's own: only the person's leaving touches them."""
    if hands.role is not None:
        return []
    return [_as_item(delegation) for delegation in db.session.scalars(_open_delegations(on).where(Delegation.deputy_id == hands.user_id))]


def _open_delegations(on: date) -> Any:
    return (
        select(Delegation)
        .join(RoleGrant, RoleGrant.id == Delegation.grant_id)
        .where(Delegation.revoked_at.is_(None), Delegation.to_on >= on, or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on))
        .options(*Delegation.title_loading())
        .order_by(Delegation.from_on, Delegation.id)
    )


def _as_item(delegation: Delegation) -> Item:
    return Item(delegation.id, delegation.title, "people.unit", {"unit_id": delegation.grant.unit_id})


def _offices(hands: Hands, on: date) -> Sequence[Item]:
    return _terms(hands, on, FigureTerm.holder_id == hands.user_id)


def _deputations(hands: Hands, on: date) -> Sequence[Item]:
    return _terms(hands, on, FigureTerm.deputy_id == hands.user_id)


def _terms(hands: Hands, on: date, whose: Any) -> Sequence[Item]:
    """Offices rest on an act of appointment, not on a role; the RPCT's role is the exception, because it is the office."""
    statement = select(FigureTerm).where(whose, or_(FigureTerm.to_on.is_(None), FigureTerm.to_on >= on))
    if hands.role is not None:
        if hands.role is not Role.RPCT:
            return []
        statement = statement.where(FigureTerm.figure_id.in_(select(Figure.id).where(Figure.code == Role.RPCT)))
    terms = db.session.scalars(statement.options(joinedload(FigureTerm.figure)).order_by(FigureTerm.from_on, FigureTerm.id))
    return [Item(term.id, term.figure.name, "people.figure", {"figure_id": term.figure_id}) for term in terms]


register(
    Kind(
        "unit_below",
        "unità sottostante",
        "unità sottostanti",
        "passano sotto l'unità che subentra",
        of_units=_units_below,
        only_with_unit=True,
    )
)
register(
    Kind(
        "delegation",
        "delega",
        "deleghe",
        "passano con il ruolo, oppure finiscono con esso",
        of_units=_delegations_on,
        of_person=_delegations_given,
    )
)
register(Kind("delegation_received", "delega ricevuta", "deleghe ricevute", "finiscono", of_person=_delegations_received))
register(Kind("office", "incarico di cui è titolare", "incarichi di cui è titolare", "serve un nuovo atto di nomina", of_person=_offices))
register(
    Kind(
        "office_deputy", "incarico di cui è sostituto", "incarichi di cui è sostituto", "indica un altro sostituto", of_person=_deputations
    )
)
