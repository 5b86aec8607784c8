"""How far somebody's roles reach: the units whose things they may see, those included that passed to a unit of theirs."""

from datetime import date

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.people import queries
from riskreg.people.models import OrgUnit, UnitSuccession


def present_owners(on: date) -> dict[int, int]:
    """For every unit that ever was, who answers today for what it had: `queries.present_owner` for all at once, in two queries."""
    rows = db.session.execute(select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.closed_on).order_by(OrgUnit.id)).all()
    heirs = dict(
        db.session.execute(
            select(UnitSuccession.unit_id, UnitSuccession.successor_id).where(UnitSuccession.is_heir).order_by(UnitSuccession.id.desc())
        ).all()
    )
    ended = {row.id: row.parent_id for row in rows if row.closed_on is not None and row.closed_on < on}
    return {row.id: _last(row.id, ended, heirs) for row in rows}


def _last(unit_id: int, ended: dict[int, int | None], heirs: dict[int, int]) -> int:
    seen: set[int] = set()
    while unit_id in ended and unit_id not in seen:
        seen.add(unit_id)
        following = heirs.get(unit_id) or ended[unit_id]
        if following is None:
            break
        unit_id = following
    return unit_id


def units_within(person: Person, permission: Permission, on: date) -> frozenset[int] | None:
    """The units whose things this person may treat so, closed ones included; None: all of them, whatever the unit."""
    root = person.body_id
    if person.is_machine or (root is not None and may(person, permission, Scope(lineage=frozenset({root})))):
        return None
    above = queries.parents()
    return frozenset(
        unit_id for unit_id, owner in present_owners(on).items() if may(person, permission, Scope(lineage=queries.climb(owner, above)))
    )
