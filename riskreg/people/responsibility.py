"""Who answers for a role on a unit, on a day: the rule of domain/responsibility.py, asked of the rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.domain.responsibility import (
    NEEDED_HERE,
    Answer,
    Gap,
    Holding,
    Holdings,
    How,
    Place,
    answers,
    gaps,
    missing,
    path_of,
    validator,
)
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.models import Delegation, Figure, FigureTerm, OrgUnit, RoleGrant, User

ENDING_SOON = timedelta(days=30)
KINDS, ROLES = {kind.value: kind for kind in UnitKind}, {role.value: role for role in Role}


class Answered(NamedTuple):
    """The answer with its people and its unit, for a page or a letter."""

    answer: Answer
    users: tuple[User, ...]
    unit: OrgUnit | None

    @property
    def said(self) -> str:
        """ "Tommaso Olmoreto (Dirigente, Area Risorse e patrimonio)" """
        if not self.users:
            return "nessuno"
        names = join_words([user.title for user in self.users])
        if self.answer.how is How.DEPUTY:
            return f"{names} (sostituto del RPCT)"
        where = f", {self.unit.name}" if self.unit is not None and self.unit.parent_id is not None else ""
        return f"{names} ({self.answer.role.label if self.answer.role else ''}{where})"


class Uncovered(NamedTuple):
    """A role that nobody holds where somebody should, with who answers meanwhile."""

    unit: OrgUnit
    role: Role
    meanwhile: Answered


class Ending(NamedTuple):
    """A role that ends soon, and who answers from the day after."""

    grant: RoleGrant
    after: Answered

    @property
    def leaves_a_gap(self) -> bool:
        return self.after.answer.how is not How.HERE


class Standing:
    """All the roles of one day, read once: whoever asks many questions pays for one."""

    def __init__(self, on: date, *, without_grants: Collection[int] = (), without_users: Collection[int] = ()) -> None:
        self.on = on
        self._gone_grants, self._gone_users = frozenset(without_grants), frozenset(without_users)

    @cached_property
    def units(self) -> dict[int, OrgUnit]:
        return {unit.id: unit for unit in queries.units(self.on)}

    @cached_property
    def places(self) -> dict[int, Place]:
        return {unit.id: Place(UnitKind(unit.kind), unit.parent_id) for unit in self.units.values()}

    @cached_property
    def grants(self) -> list[RoleGrant]:
        statement = (
            select(RoleGrant)
            .join(User, User.id == RoleGrant.user_id)
            .where(
                queries.in_force(self.on),
                User.disabled_at.is_(None),
                User.id.not_in(self._gone_users),
                RoleGrant.id.not_in(self._gone_grants),
            )
            .options(joinedload(RoleGrant.user))
            .order_by(User.sort_key, User.id, RoleGrant.id)
        )
        return list(db.session.scalars(statement))

    @cached_property
    def delegations(self) -> list[Delegation]:
        statement = (
            select(Delegation)
            .join(User, User.id == Delegation.deputy_id)
            .where(Delegation.from_on <= self.on, Delegation.to_on >= self.on, Delegation.revoked_at.is_(None), User.disabled_at.is_(None))
            .options(joinedload(Delegation.deputy))
            .order_by(User.sort_key, User.id, Delegation.id)
        )
        return [one for one in db.session.scalars(statement) if one.deputy_id not in self._gone_users]

    @cached_property
    def deputies(self) -> list[User]:
        """Whom the act that appoints the RPCT names as their deputy."""
        statement = (
            select(User)
            .join(FigureTerm, FigureTerm.deputy_id == User.id)
            .join(Figure, Figure.id == FigureTerm.figure_id)
            .where(Figure.code == Role.RPCT, FigureTerm.from_on <= self.on, or_(FigureTerm.to_on.is_(None), FigureTerm.to_on >= self.on))
            .where(User.disabled_at.is_(None), User.id.not_in(self._gone_users))
            .order_by(User.sort_key, User.id)
        )
        return list(db.session.scalars(statement))

    @cached_property
    def holdings(self) -> Holdings:
        by_id = {grant.id: grant for grant in self.grants}
        own = [Holding(grant.user_id, Role(grant.role), grant.unit_id) for grant in self.grants]
        lent = [
            Holding(one.deputy_id, Role(by_id[one.grant_id].role), by_id[one.grant_id].unit_id, by_id[one.grant_id].user_id)
            for one in self.delegations
            if one.grant_id in by_id
        ]
        return Holdings((*own, *lent), [user.id for user in self.deputies])

    def path(self, unit_id: int) -> tuple[int, ...]:
        return path_of(unit_id, self.places)

    def answers(self, unit_id: int, role: Role, without: Collection[int] = ()) -> Answered:
        return self.told(answers(role, self.path(unit_id), self.holdings, without=without))

    def validator(self, unit_id: int, signer_id: int) -> Answered:
        return self.told(validator(signer_id, self.path(unit_id), self.holdings))

    def told(self, answer: Answer) -> Answered:
        known = {user.id: user for user in (*(g.user for g in self.grants), *(d.deputy for d in self.delegations), *self.deputies)}
        return Answered(answer, tuple(known[user_id] for user_id in answer.user_ids), self.units.get(answer.unit_id or 0))

    def gaps(self) -> list[Uncovered]:
        return [self._uncovered(gap) for gap in gaps(self.places, self.holdings)]

    def _uncovered(self, gap: Gap) -> Uncovered:
        return Uncovered(self.units[gap.unit_id], gap.role, self.told(gap.answer))


class Held(NamedTuple):
    """Who holds what on a day, and the chart of that day, with their names and without rows: kept while nothing changes. The body is no
    unit to be named."""

    holdings: Holdings
    places: Mapping[int, Place]
    people: Mapping[int, str]
    units: Mapping[int, str]

    def path(self, unit_id: int) -> tuple[int, ...]:
        return path_of(unit_id, self.places)


@while_nothing_changes
def held(on: date) -> Held:
    standing = Standing(on)
    known = (*(one.user for one in standing.grants), *(one.deputy for one in standing.delegations))
    units = {unit.id: unit.name for unit in standing.units.values() if unit.parent_id is not None}
    return Held(standing.holdings, standing.places, {user.id: user.title for user in known}, units)


def responsible(unit_id: int, role: Role, on: date, without: Collection[int] = ()) -> Answered:
    """Who answers for that role there: its holder, or the first above, or whoever stands in. `without`: not these people."""
    return Standing(on).answers(unit_id, role, without)


def validator_of(unit_id: int, signer_id: int, on: date) -> Answered:
    """Who validates what the signer submits for that unit."""
    return Standing(on).validator(unit_id, signer_id)


def after(grants: Iterable[RoleGrant], day: date, without_users: Collection[int] = ()) -> dict[int, Answered]:
    """Who will answer on that day for each of these roles once all of them are over."""
    ending = list(grants)
    standing = Standing(day, without_grants=[grant.id for grant in ending], without_users=without_users)
    return {grant.id: standing.answers(grant.unit_id, Role(grant.role)) for grant in ending}


def uncovered(on: date) -> list[Uncovered]:
    """Every role that is missing on that day."""
    return Standing(on).gaps()


@while_nothing_changes
def uncovered_count(on: date) -> int:
    """How many they are, without their people: who stands in changes who answers, not whether the role is missing."""
    connection = db.session.connection()  # rows as they come: the session would make something of each
    units, held = (connection.execute(statement, {"on": on}) for statement in _to_count())
    places = {unit_id: Place(KINDS[kind], parent_id) for unit_id, kind, parent_id in units}
    return len(missing(places, {(ROLES[role], unit_id) for role, unit_id in held}))


@cache
def _to_count() -> tuple[Select[int, str, int | None], Select[str, int]]:
    on = bindparam("on", type_=RoleGrant.from_on.type)
    units = select(OrgUnit.id, OrgUnit.kind, OrgUnit.parent_id).where(queries.active(on))
    needed = {role for roles in NEEDED_HERE.values() for role in roles}
    held = select(RoleGrant.role, RoleGrant.unit_id).join(User, User.id == RoleGrant.user_id).distinct()
    return units, held.where(queries.in_force(on), RoleGrant.role.in_(needed), User.disabled_at.is_(None))


def ending(on: date, within: timedelta = ENDING_SOON) -> list[Ending]:
    """Roles that end by themselves between that day and `within`, soonest first, each with who answers when all of them are
    over: two colleagues whose roles end together leave a gap that neither leaves alone."""
    last = on + within
    statement = (
        select(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(RoleGrant.from_on <= on, RoleGrant.to_on.between(on, last), User.disabled_at.is_(None))
        .where(or_(OrgUnit.closed_on.is_(None), OrgUnit.closed_on > last))
        .options(joinedload(RoleGrant.user), joinedload(RoleGrant.unit))
        .order_by(RoleGrant.to_on, User.sort_key, RoleGrant.id)
    )
    found: Sequence[RoleGrant] = list(db.session.scalars(statement))
    standing = Standing(last + timedelta(days=1))
    return [Ending(grant, standing.answers(grant.unit_id, Role(grant.role))) for grant in found]


def ended_without_anybody(first: date, last: date, on: date) -> list[Ending]:
    """Roles that ended by themselves between the two days and that nobody has taken up on that unit since."""
    statement = (
        select(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(RoleGrant.to_on.between(first, last), queries.active(on))
        .options(joinedload(RoleGrant.user), joinedload(RoleGrant.unit))
        .order_by(RoleGrant.to_on, User.sort_key, RoleGrant.id)
    )
    standing = Standing(on)
    found = [Ending(grant, standing.answers(grant.unit_id, Role(grant.role))) for grant in db.session.scalars(statement)]
    return [one for one in found if one.leaves_a_gap]


def overseers(on: date) -> list[User]:
    """Who must know when something is left uncovered: administrators of the whole body, and compliance."""
    root = queries.root_unit()
    return [] if root is None else queries.holders((Role.ADMIN, Role.COMPLIANCE), root.id, on)
