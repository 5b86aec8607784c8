"""Reading who stands in for whom."""

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.people.models import Delegation, RoleGrant


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
