"""Names that a file wrote and nobody has recognised yet: in which measures they stand, and whom they could mean."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.domain.italian import fold
from riskreg.domain.nearness import Known, near
from riskreg.domain.permissions import Person
from riskreg.domain.register import OwnerKind
from riskreg.measures import listings
from riskreg.people.models import Figure, OrgUnit
from riskreg.people.queries import choices
from riskreg.register.models import Measure, MeasureOwner
from riskreg.register.queries import reaching


class Written(NamedTuple):
    """A name as it was first written, the measures where it stands that this person may change, and whom it could mean."""

    name: str
    measure_ids: tuple[int, ...]
    proposals: Sequence[Known]


def written_names(person: Person, on: date) -> list[Written]:
    """In the order of their names; those that differ only in case, accents or spaces are one."""
    those = known(on)
    found = _standing(person, on)
    return [Written(name, tuple(ids), near(name, those)) for name, ids in sorted(found.values(), key=lambda one: fold(one[0]))]


def written_name(person: Person, on: date, name: str) -> Written | None:
    found = _standing(person, on).get(fold(name))
    return Written(found[0], tuple(found[1]), near(found[0], known(on))) if found else None


def _standing(person: Person, on: date) -> dict[str, tuple[str, list[int]]]:
    statement = (
        select(Measure.id, MeasureOwner.name)
        .join(MeasureOwner, MeasureOwner.measure_id == Measure.id)
        .where(MeasureOwner.kind == OwnerKind.UNLINKED, listings.seen(person, on))
        .order_by(Measure.code_sort_key, Measure.id)
    )
    rows = db.session.execute(statement).all()
    mine = reaching.changeable(person, [measure_id for measure_id, _name in rows], on)
    found: dict[str, tuple[str, list[int]]] = {}
    for measure_id, name in rows:
        if measure_id in mine:
            found.setdefault(fold(name), (name, []))[1].append(measure_id)
    return found


def measures(written: Written) -> list[Measure]:
    """Where the name stands, with owners and what tells their state."""
    whose = selectinload(Measure.owners).options(joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure))
    statement = select(Measure).where(Measure.id.in_(written.measure_ids)).options(whose, joinedload(Measure.activation))
    return list(db.session.scalars(statement.order_by(Measure.code_sort_key, Measure.id)))


def known(on: date) -> list[Known]:
    """Units of today and figures, with their codes."""
    names = {unit_id: name for unit_id, name, _above in choices.names_on(on)}
    codes = db.session.execute(select(OrgUnit.id, OrgUnit.code).where(OrgUnit.id.in_(names)).order_by(OrgUnit.code_sort_key, OrgUnit.id))
    figures = db.session.scalars(select(Figure).order_by(Figure.position, Figure.id))
    units = [Known(f"{OwnerKind.UNIT.value}:{unit_id}", names[unit_id], (code,)) for unit_id, code in codes]
    return units + [Known(f"{OwnerKind.FIGURE.value}:{one.id}", one.name, (one.code,)) for one in figures]
