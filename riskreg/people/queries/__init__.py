"""Reading the organisation; how people get in is read in accounts.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from riskreg.core import restored
from riskreg.core.extensions import db
from riskreg.core.rows import batched, get
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing, WrongState
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.permissions import PERMISSION_MAP, Permission, Person, Scope, StandIn
from riskreg.domain.roles import Role
from riskreg.notifications import queries as notices
from riskreg.people.models import Body, Delegation, OrgUnit, RoleGrant, SignInSession, UnitEra, UnitSuccession, User


def body() -> Body | None:
    return db.session.get(Body, 1)


# Units


def unit(unit_id: int) -> OrgUnit:
    return get(OrgUnit, unit_id)


def open_unit(unit_id: int) -> OrgUnit:
    """For the pages of acts: a unit that ended takes no more of them, and says so before anything is typed."""
    found = unit(unit_id)
    if found.closed_on is not None:
        raise WrongState(f"{found.name} ha cessato l'attività il {write_date(found.closed_on)}: non cambia più.")
    return found


def unit_by_code(code: str) -> OrgUnit | None:
    """Whatever the case and the spaces: "a2.2" is A2.2."""
    return db.session.scalars(select(OrgUnit).where(OrgUnit.code_fold == fold_code(code))).one_or_none()


def root_unit() -> OrgUnit | None:
    return db.session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None)).order_by(OrgUnit.id).limit(1)).first()


def last_position() -> int:
    return db.session.scalar(select(func.max(OrgUnit.position))) or 0


def active(on: ColumnElement[date] | date) -> ColumnElement[bool]:
    """The condition "this unit exists on that day"."""
    return and_(OrgUnit.opened_on <= on, or_(OrgUnit.closed_on.is_(None), OrgUnit.closed_on >= on))


def units(on: date | None = None) -> list[OrgUnit]:
    """Units in the order of the chart: as the body set it, then by name."""
    statement = select(OrgUnit).order_by(OrgUnit.position, OrgUnit.sort_key, OrgUnit.id)
    return list(db.session.scalars(statement if on is None else statement.where(active(on))))


@dataclass
class Node:
    """A unit with those under it, for drawing the chart."""

    unit: OrgUnit
    name: str
    parent_id: int | None
    children: list["Node"] = field(default_factory=list)


def tree(on: date) -> list[Node]:
    """The chart as it was on a day: names and places of then. A unit whose parent is gone stands at the top rather than vanish."""
    of_that_day = and_(UnitEra.unit_id == OrgUnit.id, UnitEra.from_on <= on, or_(UnitEra.to_on.is_(None), UnitEra.to_on >= on))
    statement = select(OrgUnit, UnitEra.name, UnitEra.parent_id).join(UnitEra, of_that_day).where(active(on))
    rows = db.session.execute(statement.order_by(OrgUnit.position, OrgUnit.sort_key, OrgUnit.id))
    nodes = {unit.id: Node(unit, name, parent_id) for unit, name, parent_id in rows}
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.parent_id or 0)
        (above.children if above else tops).append(node)
    return tops


def units_with_eras() -> list[OrgUnit]:
    """Every unit that ever was, with its periods: two queries, for whoever looks at all of them at once."""
    return list(db.session.scalars(select(OrgUnit).options(selectinload(OrgUnit.eras)).order_by(OrgUnit.id)))


def parents() -> Mapping[int, int | None]:
    """Each unit's parent: one query for every question about who stands above whom."""
    return {row.id: row.parent_id for row in db.session.execute(select(OrgUnit.id, OrgUnit.parent_id).order_by(OrgUnit.id))}


def climb(unit_id: int | None, above: Mapping[int, int | None]) -> frozenset[int]:
    """The unit and those above it, from a table of parents read before."""
    seen: set[int] = set()
    while unit_id is not None and unit_id not in seen:
        seen.add(unit_id)
        unit_id = above.get(unit_id)
    return frozenset(seen)


def lineage(unit_id: int | None) -> frozenset[int]:
    """The unit and all those above it; of no unit, nothing."""
    return frozenset() if unit_id is None else lineages([unit_id]).get(unit_id, frozenset())


def lineages(unit_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each of these units with all those above it: one query, as long as the way up and not as the chart is wide."""
    wanted, found = set(unit_ids), defaultdict[int, set[int]](set)
    for start, unit_id in db.session.execute(_way_up(), {"unit_ids": wanted}) if wanted else ():
        found[start].add(unit_id)
    return {start: frozenset(those) for start, those in found.items()}


@cache
def _way_up() -> Select[int, int]:
    """Put together once: for a statement like this SQLAlchemy takes longer than the database for the answer."""
    wanted = OrgUnit.id.in_(bindparam("unit_ids", expanding=True))
    here = select(OrgUnit.id.label("start"), OrgUnit.id, OrgUnit.parent_id).where(wanted).cte(recursive=True)
    above = aliased(OrgUnit)
    way = here.union(select(here.c.start, above.id, above.parent_id).join(above, above.id == here.c.parent_id))
    return select(way.c.start, way.c.id)


def units_under(unit_id: int) -> frozenset[int]:
    """The unit and all those below it."""
    return frozenset(db.session.scalars(_way_down(), {"unit_id": unit_id})) | {unit_id}


@cache
def _way_down() -> Select[int]:
    return select(downwards(OrgUnit.id == bindparam("unit_id", type_=OrgUnit.id.type)).c.id)


def downwards(first: ColumnElement[bool]) -> CTE:
    """These units and all those below them."""
    here = select(OrgUnit.id).where(first).cte(recursive=True)
    below = aliased(OrgUnit)
    return here.union(select(below.id).join(here, below.parent_id == here.c.id))


def scope_of(unit_id: int, owner_id: int | None = None) -> Scope:
    """What the permission map asks about a thing that belongs to this unit."""
    above = lineage(unit_id)
    if not above:
        raise Missing
    return Scope(lineage=above, owner_id=owner_id)


def present_owner(unit_id: int, on: date) -> OrgUnit:
    """Whoever answers today for what this unit had: its heirs, one after the other; with none left, the unit above."""
    here = unit(unit_id)
    seen: set[int] = set()
    while not here.is_active(on) and here.closed_on is not None and here.closed_on < on and here.id not in seen:
        seen.add(here.id)
        heir = next((s.successor for s in here.successions if s.is_heir), None)
        following = heir or here.parent
        if following is None:
            break
        here = following
    return here


def named_in_the_past_of(unit: OrgUnit) -> dict[int, OrgUnit]:
    """By id: the structures that it stood under, and those that it took over from or gave way to."""
    before = select(UnitSuccession.unit_id).where(UnitSuccession.successor_id == unit.id)
    after = select(UnitSuccession.successor_id).where(UnitSuccession.unit_id == unit.id)
    above = select(UnitEra.parent_id).where(UnitEra.unit_id == unit.id)
    named = or_(*(OrgUnit.id.in_(those) for those in (before, after, above)))
    return {each.id: each for each in db.session.scalars(select(OrgUnit).where(named).order_by(OrgUnit.id))}


def predecessors(unit_id: int) -> list[UnitSuccession]:
    statement = select(UnitSuccession).where(UnitSuccession.successor_id == unit_id).order_by(UnitSuccession.from_on, UnitSuccession.id)
    return list(db.session.scalars(statement))


def children(unit_id: int, on: date) -> list[OrgUnit]:
    statement = select(OrgUnit).where(OrgUnit.parent_id == unit_id, active(on))
    return list(db.session.scalars(statement.order_by(OrgUnit.position, OrgUnit.sort_key)))


# Users and roles


def user(user_id: int) -> User:
    return get(User, user_id)


def user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(User.email == tidy(email).casefold())).one_or_none()


def users_at(emails: Iterable[str], *, with_grants: bool = False) -> dict[str, User]:
    """Whoever has one of these addresses, by address: a few queries for every thousand."""
    statement = select(User).options(selectinload(User.grants)) if with_grants else select(User)
    found = (db.session.scalars(statement.where(User.email.in_(some))) for some in batched(sorted(set(emails)), 1_000))
    return {str(user.email): user for users in found for user in users}


def users_not_erased() -> list[User]:
    return list(db.session.scalars(select(User).where(User.erased_at.is_(None)).order_by(User.id)))


def active_users() -> list[User]:
    return list(db.session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.sort_key, User.id)))


def in_force(on: ColumnElement[date] | date) -> ColumnElement[bool]:
    return and_(RoleGrant.from_on <= on, or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on))


def grants_of_unit(unit_id: int, on: date) -> list[RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.unit_id == unit_id, in_force(on)).options(joinedload(RoleGrant.user))
    return list(db.session.scalars(statement.join(User, User.id == RoleGrant.user_id).order_by(RoleGrant.role, User.sort_key)))


def grants_to_come(unit_id: int, on: date) -> list[RoleGrant]:
    """Roles on the unit that begin after that day."""
    statement = select(RoleGrant).join(User, User.id == RoleGrant.user_id).where(RoleGrant.unit_id == unit_id, RoleGrant.from_on > on)
    statement = statement.where(User.disabled_at.is_(None)).options(joinedload(RoleGrant.user))
    return list(db.session.scalars(statement.order_by(RoleGrant.from_on, RoleGrant.role, User.sort_key)))


def heirs_of(grants: Iterable[RoleGrant]) -> dict[int, list[User]]:
    """By grant that ends: who has the same role there from the very next day. One query."""
    ends = {(one.role, one.unit_id, one.to_on + timedelta(days=1)): one.id for one in grants if one.to_on is not None}
    statement = select(RoleGrant).join(User, User.id == RoleGrant.user_id).options(joinedload(RoleGrant.user)).order_by(User.sort_key)
    asked = statement.where(
        RoleGrant.unit_id.in_({unit_id for _role, unit_id, _day in ends}),
        RoleGrant.from_on.in_({day for _role, _unit_id, day in ends}),
        User.disabled_at.is_(None),
    )
    found: dict[int, list[User]] = {}
    for heir in db.session.scalars(asked) if ends else ():
        if grant_id := ends.get((heir.role, heir.unit_id, heir.from_on)):
            found.setdefault(grant_id, []).append(heir.user)
    return found


def grants_beyond(unit_ids: Collection[int], day: date) -> list[RoleGrant]:
    """Roles on these units that would still hold, or begin, after that day."""
    statement = select(RoleGrant).where(RoleGrant.unit_id.in_(unit_ids), or_(RoleGrant.to_on.is_(None), RoleGrant.to_on > day))
    statement = statement.join(User, User.id == RoleGrant.user_id).options(joinedload(RoleGrant.user), joinedload(RoleGrant.unit))
    return list(db.session.scalars(statement.order_by(RoleGrant.role, User.sort_key, RoleGrant.from_on, RoleGrant.id)))


def grants_of_user(user_id: int) -> list[RoleGrant]:
    statement = select(RoleGrant).where(RoleGrant.user_id == user_id).options(joinedload(RoleGrant.unit))
    return list(db.session.scalars(statement.order_by(RoleGrant.from_on.desc(), RoleGrant.id)))


def open_grants(on: date) -> list[RoleGrant]:
    """Everybody's, in force on that day or to come, by person."""
    statement = select(RoleGrant).join(User, User.id == RoleGrant.user_id).options(joinedload(RoleGrant.user))
    statement = statement.where(or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on), User.disabled_at.is_(None))
    return list(db.session.scalars(statement.order_by(User.sort_key, RoleGrant.user_id, RoleGrant.from_on, RoleGrant.id)))


def person(someone: User, on: date) -> Person:
    """The user as the permission map sees them on that day: their own roles, and those that somebody lends them."""
    held = [grant for grant in someone.grants if grant.as_grant().holds_on(on)]
    own = frozenset((Role(grant.role), grant.unit_id) for grant in held)
    lent = [delegation.grant for delegation in someone.deputations if delegation.holds_on(on)]
    stands_in = frozenset(StandIn(Role(grant.role), grant.unit_id, grant.user_id) for grant in lent)
    return Person(
        actor=f"user:{someone.id}",
        user_id=someone.id,
        roles=own | {(one.role, one.unit_id) for one in stands_in},
        body_id=next((grant.unit_id for grant in (*held, *lent) if grant.unit.parent_id is None), None),
        stands_in=frozenset(one for one in stands_in if (one.role, one.unit_id) not in own),
    )


def people_with(permission: Permission, unit_id: int, on: date) -> list[User]:
    """Who may do this on that unit: by a role there or above, of their own or lent."""
    roles = frozenset[Role]().union(*(road.roles for road in PERMISSION_MAP[permission]))
    lent = select(Delegation).join(RoleGrant, RoleGrant.id == Delegation.grant_id).join(User, User.id == Delegation.deputy_id)
    lent = lent.where(RoleGrant.role.in_(roles), RoleGrant.unit_id.in_(lineage(unit_id)), in_force(on), User.disabled_at.is_(None))
    lent = lent.options(joinedload(Delegation.deputy), joinedload(Delegation.grant))
    deputies = [one.deputy for one in db.session.scalars(lent) if one.holds_on(on)]
    return sorted({*holders(roles, unit_id, on), *deputies}, key=lambda user: (user.sort_key, user.id))


def holders(roles: Collection[Role], unit_id: int, on: date) -> list[User]:
    """Who has one of these roles of their own, on that unit or one above it."""
    statement = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role.in_(roles), RoleGrant.unit_id.in_(lineage(unit_id)), in_force(on), User.disabled_at.is_(None))
        .distinct()
        .order_by(User.sort_key, User.id)
    )
    return list(db.session.scalars(statement))


def admins_left(on: date, without_grants: Iterable[int] = (), without_user: int | None = None) -> int:
    """How many could still let people in everywhere, if these grants (or this user) were gone."""
    statement = (
        select(func.count(func.distinct(User.id)))
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            OrgUnit.parent_id.is_(None),
            RoleGrant.role == Role.ADMIN,
            in_force(on),
            RoleGrant.id.not_in(list(without_grants)),
            User.disabled_at.is_(None),
            User.locked_at.is_(None),
            User.password_hash.is_not(None),
        )
    )
    if without_user is not None:
        statement = statement.where(User.id != without_user)
    return db.session.scalar(statement) or 0


# Sign-in sessions


def _is_open(at: ColumnElement[datetime] | datetime, came_back: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Not ended, not expired, and not come with a safety copy: what was closed since must stay closed."""
    return and_(SignInSession.ended_at.is_(None), SignInSession.expires_at > at, SignInSession.id > came_back)


def _came_back() -> int:
    return restored.last_id(SignInSession.__tablename__)


def open_session(token_hash: str, at: datetime) -> SignInSession | None:
    """The sign-in behind a token, with its user and roles."""
    met = at_the_door(token_hash, at)
    return met.session if met else None


class Met(NamedTuple):
    """Who is at the door, with what the head of every page says to them."""

    session: SignInSession
    unread: int
    body_name: str | None


def at_the_door(token_hash: str, at: datetime) -> Met | None:
    """The one query that every page pays: the sign-in with its user and roles, the notices not read yet, the body's name."""
    asked = {"token_hash": token_hash, "at": at, "came_back": _came_back()}
    row = db.session.execute(_door(), asked).unique().one_or_none()
    if row is None:
        return None
    session, unread, body_name, stands_in = row
    # Nearly everybody has none: it is known without joining four more tables for nothing.
    set_committed_value(session.user, "deputations", _lent_to(session.user_id) if stands_in else [])
    return Met(session, unread, body_name)


def _lent_to(user_id: int) -> list[Delegation]:
    statement = select(Delegation).where(Delegation.deputy_id == user_id).order_by(Delegation.from_on, Delegation.id)
    grant = joinedload(Delegation.grant)
    return list(db.session.scalars(statement.options(grant.joinedload(RoleGrant.unit), grant.joinedload(RoleGrant.user))))


@cache
def _door() -> Select[SignInSession, int, str, bool]:
    """Put together once. Joined, not selected: people have one role or two, and a query on every page is worth saving."""
    unread = notices.unread(SignInSession.user_id).scalar_subquery()
    body_name = select(Body.short_name).where(Body.id == 1).scalar_subquery()
    stands_in = select(Delegation.id).where(Delegation.deputy_id == SignInSession.user_id).exists()
    is_open = _is_open(bindparam("at", type_=SignInSession.expires_at.type), bindparam("came_back", type_=SignInSession.id.type))
    return (
        select(SignInSession, unread, body_name, stands_in)
        .where(SignInSession.token_hash == bindparam("token_hash"), is_open)
        .options(joinedload(SignInSession.user).joinedload(User.grants).joinedload(RoleGrant.unit))
    )


def open_sessions_of(user_id: int, at: datetime) -> list[SignInSession]:
    statement = select(SignInSession).where(SignInSession.user_id == user_id, _is_open(at, _came_back()))
    return list(db.session.scalars(statement.order_by(SignInSession.opened_at.desc(), SignInSession.id.desc())))


def grant_of(user_id: int, grant_id: int) -> RoleGrant:
    """The grant, if it is that user's: an address made by hand opens nothing else."""
    found = get(RoleGrant, grant_id)
    if found.user_id != user_id:
        raise Missing
    return found
