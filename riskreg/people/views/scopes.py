"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from collections.abc import Iterable

from riskreg.domain.permissions import Scope
from riskreg.people import deputies, queries
from riskreg.people.queries import accounts


def unit(unit_id: int) -> Scope:
    return queries.scope_of(unit_id)


def above(unit_id: int) -> Scope:
    """For acts that put something new beside the unit: the right is asked where it will stand."""
    return queries.scope_of(queries.unit(unit_id).parent_id or unit_id)


def grant(user_id: int, grant_id: int) -> Scope:
    return queries.scope_of(queries.grant_of(user_id, grant_id).unit_id)


def delegation(delegation_id: int) -> Scope:
    """Where the role stands, and whose it is."""
    grant = deputies.delegation(delegation_id).grant
    return queries.scope_of(grant.unit_id, owner_id=grant.user_id)


def session(session_id: int) -> Scope:
    return Scope(owner_id=accounts.session(session_id).user_id)


def of_units(unit_ids: Iterable[int]) -> dict[int, Scope]:
    """For the rows of a page: many units, one query."""
    return {unit_id: Scope(lineage=above) for unit_id, above in queries.lineages(unit_ids).items()}
