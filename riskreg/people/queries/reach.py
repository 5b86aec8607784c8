"""How far somebody's roles reach: the units whose things they may see, those included that passed to a unit of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import SQLColumnExpression, and_, case, select

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.people import queries
from riskreg.people.models import OrgUnit, UnitSuccession


@dataclass(frozen=True)
class Chart:
    """Every unit that ever was: who stands above whom, and who took over from whom. One query for all that a page asks of it."""

    parents: Mapping[int, int | None]
    closed: Mapping[int, date]
    heirs: Mapping[int, int]
    on: date

    @cached_property
    def owners(self) -> Mapping[int, int]:
        """For each unit, who answers on that day for what it had: `queries.present_owner` for all at once."""
        return {unit_id: self._last(unit_id) for unit_id in self.parents}

    def _last(self, unit_id: int) -> int:
        seen: set[int] = set()
        while unit_id not in seen and (closed := self.closed.get(unit_id)) is not None and closed < self.on:
            seen.add(unit_id)
            following = self.heirs.get(unit_id) or self.parents[unit_id]
            if following is None:
                break
            unit_id = following
        return unit_id

    def held_under(self, unit_id: int) -> frozenset[int]:
        """The units whose things this one, or one below it, answers for today."""
        return frozenset(one for one, owner in self.owners.items() if unit_id in queries.climb(owner, self.parents))

    def within(self, person: Person, permission: Permission) -> frozenset[int] | None:
        """As `units_within`."""
        if reaches_all(person, permission):
            return None
        held = {owner: may(person, permission, Scope(lineage=queries.climb(owner, self.parents))) for owner in set(self.owners.values())}
        return frozenset(unit_id for unit_id, owner in self.owners.items() if held[owner])


@while_nothing_changes
def chart(on: date) -> Chart:
    succession = and_(UnitSuccession.unit_id == OrgUnit.id, UnitSuccession.is_heir)
    statement = select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.closed_on, UnitSuccession.successor_id).outerjoin(UnitSuccession, succession)
    rows = db.session.execute(statement.order_by(OrgUnit.id, UnitSuccession.id.desc())).all()
    return Chart(
        parents={row.id: row.parent_id for row in rows},
        closed={row.id: row.closed_on for row in rows if row.closed_on is not None},
        heirs={row.id: row.successor_id for row in rows if row.successor_id is not None},
        on=on,
    )


def owner_now(unit_id: SQLColumnExpression[int], chart: Chart) -> Any:
    """For a list: the unit that answers today for what this column says, its own or whoever took its place."""
    passed = {each: owner for each, owner in chart.owners.items() if owner != each}
    return case(passed, value=unit_id, else_=unit_id) if passed else unit_id


def scope_of(unit_id: int, on: date) -> Scope:
    """Where a thing of that unit stands that day: on the unit that answers for it, with those above."""
    found = chart(on)
    return Scope(lineage=queries.climb(found.owners.get(unit_id, unit_id), found.parents))


def reaches_all(person: Person, permission: Permission) -> bool:
    root = person.body_id
    return person.is_machine or (root is not None and may(person, permission, Scope(lineage=frozenset({root}))))


def units_within(person: Person, permission: Permission, on: date) -> frozenset[int] | None:
    """The units whose things this person may treat so, closed ones included; None: all of them, whatever the unit."""
    return None if reaches_all(person, permission) else chart(on).within(person, permission)
