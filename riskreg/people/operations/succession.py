"""What becomes of the roles on a unit that ends: each passes to who comes after, or ends with it. None stays on a closed unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.roles import Role
from riskreg.people import belongings, queries, responsibility, telling
from riskreg.people.belongings import Hands
from riskreg.people.models import OrgUnit, RoleGrant, User
from riskreg.people.operations import delegations
from riskreg.people.operations.handovers import Next

A_DAY = timedelta(days=1)


class Fate(NamedTuple):
    """One role passes to these of the units that come after (by their places), or ends; `heir` takes it up instead of whoever
    had it."""

    to: tuple[int, ...] = ()
    heir: User | None = None


ENDS = Fate()


@dataclass(frozen=True)
class Fates:
    """One fate by grant; `otherwise` for those nobody spoke of (roles that came there a moment ago, in the same act)."""

    chosen: Mapping[int, Fate] = field(default_factory=dict)
    otherwise: Fate = ENDS
    is_told: bool = True
    """False where whoever calls tells each person everything in one message."""

    def of(self, grant: RoleGrant) -> Fate:
        return self.chosen.get(grant.id, self.otherwise)


def to_place(place: int) -> Fates:
    """All of them to one of the successors."""
    return Fates(otherwise=Fate((place,)))


def settle_roles(
    unit: OrgUnit, successors: Sequence[OrgUnit], fates: Fates, *, last_day: date, act: str, by: Person, at: datetime
) -> list[RoleGrant]:
    """Roles that go beyond the unit's last day end with it, or never begin; those that pass go on where they pass to. Returns
    the new ones."""
    insist(by, Permission.ROLE_GRANT, queries.scope_of(unit.id))
    born: list[RoleGrant] = []
    left: list[tuple[int, Role, User | None]] = []
    for grant in queries.grants_beyond([unit.id], last_day):
        fate = fates.of(grant)
        if any(place >= len(successors) for place in fate.to):
            raise RuleBroken("Scegli a quale delle unità che restano passa il ruolo.")
        for place in fate.to:
            holder = fate.heir or grant.user
            new = _continue(grant, successors[place], holder, after=last_day, act=act, by=by, at=at)
            born += new
            for one in new if fates.is_told else ():
                telling.role_granted(holder, one, successors[place].name, by=by, at=at)
        _end(grant, last_day, by=by, at=at)
        if not fate.to or fate.heir is not None:
            left.append((grant.user_id, Role(grant.role), fate.heir))
            if fates.is_told:
                telling.role_ended(grant, _who_then(fate, last_day), by=by, at=at)
    _pass_on(left, unit, successors[0], on=last_day + A_DAY, by=by, at=at)
    return born


def _who_then(fate: Fate, last_day: date) -> str:
    return Next(last_day + A_DAY, (fate.heir,), takes_up=True).sentence if fate.heir else ""


def _pass_on(
    left: Sequence[tuple[int, Role, User | None]], unit: OrgUnit, successor: OrgUnit, *, on: date, by: Person, at: datetime
) -> None:
    """What waited by name for people whose role does not go on: to the heir, or to whoever answers where the records go."""
    standing = responsibility.Standing(on)
    for user_id, role, heir in left:
        found = belongings.in_hands(Hands(user_id, role, unit.id), on)
        if any(one.kind.to_person for one in found):
            answered = standing.answers(successor.id, role, without=[user_id])
            heir_id = heir.id if heir else next(iter(answered.answer.user_ids), None)
            if heir_id is not None:
                belongings.give_to_person(found, heir_id, by=by, at=at)


def _end(grant: RoleGrant, last_day: date, *, by: Person, at: datetime) -> None:
    if grant.from_on > last_day:
        owner = queries.user(grant.user_id)
        owner.grants.remove(grant)
        record(Tag.ROLE_ENDED, grant, by=by, at=at, along=grant.delegations)
    else:
        grant.to_on = last_day
        record(Tag.ROLE_ENDED, grant, by=by, at=at)


def _continue(grant: RoleGrant, unit: OrgUnit, holder: User, *, after: date, act: str, by: Person, at: datetime) -> list[RoleGrant]:
    """The same role on another unit, for what is left of it and the holder does not have there already."""
    insist(by, Permission.ROLE_GRANT, queries.scope_of(unit.id))
    if holder.disabled_at is not None:
        if holder.id == grant.user_id:
            return []
        raise RuleBroken(f"{holder.title} non ha più accesso a riskreg: scegli un'altra persona.")
    born = []
    for first, last in _left_over(grant, unit, holder, max(grant.from_on, after + A_DAY)):
        new = RoleGrant(role=grant.role, unit_id=unit.id, from_on=first, to_on=last, act=act)
        holder.grants.append(new)
        record(Tag.ROLE_GRANTED, new, by=by, at=at, why=act)
        delegations.carry_over(grant, new, from_on=first, by=by, at=at)
        born.append(new)
    db.session.flush()
    return born


def _left_over(grant: RoleGrant, unit: OrgUnit, holder: User, start: date) -> list[tuple[date, date | None]]:
    """The days from `start` to the role's end on which the holder has not the same role there."""
    days: list[tuple[date, date | None]] = []
    here: date | None = start
    same = [other for other in holder.grants if other.role == grant.role and other.unit_id == unit.id]
    for other in sorted(same, key=lambda other: other.from_on):
        if here is None or (other.to_on is not None and other.to_on < here):
            continue
        if grant.to_on is not None and other.from_on > grant.to_on:
            break
        if here < other.from_on:
            days.append((here, other.from_on - A_DAY))
        here = None if other.to_on is None else other.to_on + A_DAY
    if here is not None and (grant.to_on is None or here <= grant.to_on):
        days.append((here, grant.to_on))
    return days
