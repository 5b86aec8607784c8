"""What a route's address means to the permission map; the guards and the house's tests ask these."""

from collections.abc import Iterable

from riskreg.domain.permissions import Scope
from riskreg.people import queries


def unit(unit_id: int) -> Scope:
    return queries.scope_of(unit_id)


def grant(user_id: int, grant_id: int) -> Scope:
    return queries.scope_of(queries.grant_of(user_id, grant_id).unit_id)


def of_units(unit_ids: Iterable[int]) -> dict[int, Scope]:
    """For the rows of a page: many units, one query."""
    return {unit_id: Scope(lineage=above) for unit_id, above in queries.lineages(unit_ids).items()}
