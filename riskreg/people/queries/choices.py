"""The units that a form offers, and whether there is any: what a form does not offer, its operation would refuse."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person, units_where
from riskreg.people.models import OrgUnit, UnitEra
from riskreg.people.queries import active, climb, downwards, units_under

INDENT = "\u2014 "


@dataclass
class _Bare:
    """A node for whoever only names units: no row of the unit is made."""

    id: int
    name: str
    children: list["_Bare"] = field(default_factory=list)


def _bare_tree(on: date) -> tuple[dict[int, int | None], list[_Bare]]:
    """The parents of today, and the chart as it was on that day, in one query."""
    of_that_day = and_(UnitEra.unit_id == OrgUnit.id, UnitEra.from_on <= on, or_(UnitEra.to_on.is_(None), UnitEra.to_on >= on), active(on))
    statement = select(OrgUnit.id, OrgUnit.parent_id, UnitEra.name, UnitEra.parent_id).outerjoin(UnitEra, of_that_day)
    rows = db.session.execute(statement.order_by(OrgUnit.position, OrgUnit.sort_key, OrgUnit.id)).all()
    nodes = {unit_id: (_Bare(unit_id, name), then) for unit_id, _now, name, then in rows if name is not None}
    tops: list[_Bare] = []
    for node, then in nodes.values():
        above = nodes.get(then or 0)
        (above[0].children if above else tops).append(node)
    return {unit_id: now for unit_id, now, _name, _then in rows}, tops


def unit_choices(on: date, *, by: Person, permission: Permission, without: Iterable[int] = ()) -> list[tuple[str, str]]:
    """The units on which this person may do this, as a list for a select: in the order of the chart, indented by depth.

    What a form does not offer, its operation would refuse: one query, however many units there are; none for who may do it nowhere.
    """
    where, left_out = units_where(by, permission), set(without)
    if where is not None and not where:  # nowhere at all: most readers of a page with buttons
        return []
    above, tops = _bare_tree(on)
    rows: list[tuple[str, str]] = []

    def walk(nodes: list[_Bare], depth: int) -> None:
        for node in nodes:
            offered = node.id not in left_out and (where is None or not where.isdisjoint(climb(node.id, above)))
            if offered:
                rows.append((str(node.id), INDENT * depth + node.name))
            walk(node.children, depth + 1 if offered or depth else 0)

    walk(tops, 0)
    return rows


def offered(on: date, *, by: Person, permission: Permission, under: int | None = None) -> list[int]:
    """The first two of the units that `unit_choices` would offer, leaving out those `under` one: enough for a page that asks
    whether there is any, or a choice. One query, and the chart is not read."""
    where = units_where(by, permission)
    if where is not None and not where:
        return []
    asked = {"on": on, "roots": where or (), "under": under or 0}
    return list(db.session.scalars(_first_two(everywhere=where is None or by.body_id in where), asked))


@cache
def _first_two(*, everywhere: bool) -> Select[int]:
    on = bindparam("on", type_=OrgUnit.opened_on.type)
    left_out = downwards(OrgUnit.id == bindparam("under", type_=OrgUnit.id.type))
    found = select(OrgUnit.id).where(active(on), OrgUnit.id.not_in(select(left_out.c.id)))
    if not everywhere:
        found = found.where(OrgUnit.id.in_(select(downwards(OrgUnit.id.in_(bindparam("roots", expanding=True))).c.id)))
    return found.order_by(OrgUnit.id).limit(2)


def new_parents(unit: OrgUnit, on: date, *, by: Person) -> list[tuple[str, str]]:
    """Where this person may move the unit: not under itself, nor where it stands already."""
    without = units_under(unit.id) | {unit.parent_id or unit.id}
    return unit_choices(on, by=by, permission=Permission.UNIT_MANAGE, without=without)


def heirs(unit: OrgUnit, on: date, *, by: Person) -> list[tuple[str, str]]:
    """Who could take the place of the unit, as far as this person may say so."""
    return unit_choices(on, by=by, permission=Permission.UNIT_MANAGE, without=units_under(unit.id))


def unit_labels(unit_ids: Collection[int]) -> dict[int, str]:
    """What a unit is called in few words, for those who only name it."""
    if not unit_ids:
        return {}
    rows = db.session.execute(select(OrgUnit.id, OrgUnit.code, OrgUnit.name).where(OrgUnit.id.in_(sorted(unit_ids))))
    return {row.id: f"{row.code} {row.name}" for row in rows}


def names_on(on: date) -> list[tuple[int, str, int | None]]:
    """As `tree`, for whoever needs no more than the names: number, name and place above of that day, in the order of the chart."""
    of_that_day = and_(UnitEra.unit_id == OrgUnit.id, UnitEra.from_on <= on, or_(UnitEra.to_on.is_(None), UnitEra.to_on >= on))
    statement = select(OrgUnit.id, UnitEra.name, UnitEra.parent_id).join(UnitEra, of_that_day).where(active(on))
    rows = db.session.execute(statement.order_by(OrgUnit.position, OrgUnit.sort_key, OrgUnit.id))
    return [(row.id, row.name, row.parent_id) for row in rows]
