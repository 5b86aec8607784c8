"""Reading who stands in for whom, and who could."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.italian import plural, write_date
from riskreg.domain.roles import Role
from riskreg.people import queries
from riskreg.people.models import Delegation, RoleGrant, User


def delegation(delegation_id: int) -> Delegation:
    return get(Delegation, delegation_id)


def delegations(*, given_by: int | None = None, received_by: int | None = None, unit_id: int | None = None) -> list[Delegation]:
    """Newest first: those that a person gave or received, or those of the roles on a unit."""
    statement = select(Delegation).join(RoleGrant, RoleGrant.id == Delegation.grant_id).options(*Delegation.title_loading())
    if given_by is not None:
        statement = statement.where(RoleGrant.user_id == given_by)
    if received_by is not None:
        statement = statement.where(Delegation.deputy_id == received_by)
    if unit_id is not None:
        statement = statement.where(RoleGrant.unit_id == unit_id)
    return list(db.session.scalars(statement.order_by(Delegation.from_on.desc(), Delegation.id.desc())))


# Who could stand in


def candidates(grants: Sequence[RoleGrant], on: date) -> list[tuple[str, str]]:
    """For a select: whoever could stand in for the holder of these roles, likely ones first, each with what they are. Who has
    not come in yet stands last and says so; who is locked out is no choice at all."""
    if not grants:
        return []
    statement = select(User).where(
        User.disabled_at.is_(None), User.locked_at.is_(None), User.id.not_in({grant.user_id for grant in grants})
    )
    told = selectinload(User.grants).joinedload(RoleGrant.unit)
    roles, above = {grant.role for grant in grants}, queries.parents()
    areas = frozenset[int]().union(*(_area(grant.unit_id, above) for grant in grants))
    found = [(_distance(user, roles, areas, above, on), user) for user in db.session.scalars(statement.options(told))]
    found.sort(key=lambda one: (one[0], one[1].sort_key, one[1].id))
    return [(str(user.id), _described(user, on)) for _place, user in found]


def _area(unit_id: int, above: Mapping[int, int | None]) -> frozenset[int]:
    """The unit and those above it, up to the body itself, which everybody has in common."""
    return frozenset(one for one in queries.climb(unit_id, above) if above.get(one) is not None)


def _distance(user: User, roles: Collection[str], areas: frozenset[int], above: Mapping[int, int | None], on: date) -> int:
    """Both the same role and the same area, the role, the area, neither, cannot come in yet."""
    if not user.can_sign_in:
        return 4
    held = _held(user, on)
    has_role = any(grant.role in roles for grant in held)
    is_near = any(_area(grant.unit_id, above) & areas for grant in held)
    return 3 - 2 * has_role - is_near


def _held(user: User, on: date) -> list[RoleGrant]:
    return [grant for grant in user.grants if grant.as_grant().holds_on(on)]


def _described(user: User, on: date) -> str:
    """ "Olmo Tommaso: Dirigente, Area Risorse" """
    held = _held(user, on)
    more = f" e {plural(len(held) - 1, 'altro ruolo', 'altri ruoli')}" if len(held) > 1 else ""
    what = f"{held[0].role_label}, {held[0].unit.name}{more}" if held else "nessun ruolo"
    return f"{user.list_name}: {what}" + ("" if user.can_sign_in else " (non può ancora entrare in riskreg)")


def cautions(grant: RoleGrant, deputy: User, from_on: date, to_on: date, *, is_mine: bool) -> list[str]:
    """What whoever names a deputy should know before: sentences; none for most."""
    said = []
    for other in _meanwhile(grant, deputy, from_on, to_on):
        who = other.deputy.title
        stands_in = f"ti sostituisce già {who}" if is_mine else f"{who} sostituisce già {grant.user.title}"
        said.append(
            f"In quei giorni {stands_in} (dal {write_date(other.from_on)} al {write_date(other.to_on)}): avrebbero il ruolo tutti e due."
        )
    if grant.role == Role.DIRIGENTE and (below := _works_under(grant, deputy, from_on, to_on)):
        said.append(
            f"{deputy.title} lavora in questa struttura ({below.role_label}, {below.unit.name}): quello che ha fatto in prima persona "
            "non lo convalida. Di quello risponde chi ha il ruolo, oppure chi sta sopra."
        )
    if not deputy.can_sign_in:
        said.append(f"{deputy.title} non può ancora entrare in riskreg: finché non sceglie la password non agisce.")
    return said


def _meanwhile(grant: RoleGrant, deputy: User, from_on: date, to_on: date) -> list[Delegation]:
    """Others who stand in for the same holder in the same role on some of those days."""
    statement = select(Delegation).options(joinedload(Delegation.deputy)).order_by(Delegation.from_on, Delegation.id)
    same = (Delegation.grant_id == grant.id, Delegation.deputy_id != deputy.id, Delegation.revoked_at.is_(None))
    return list(db.session.scalars(statement.where(*same, Delegation.from_on <= to_on, Delegation.to_on >= from_on)))


def _works_under(grant: RoleGrant, deputy: User, from_on: date, to_on: date) -> RoleGrant | None:
    """A role of the deputy's own on the unit of the lent one or below it: its holder judges what they do there."""
    units = queries.units_under(grant.unit_id)
    return next(
        (
            one
            for one in deputy.grants
            if one.unit_id in units and one.role != grant.role and one.from_on <= to_on and (one.to_on is None or one.to_on >= from_on)
        ),
        None,
    )
