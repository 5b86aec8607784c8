"""Reading reorganisations."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import ANYWHERE, Permission, Person, Scope, may
from riskreg.domain.reorganisation import STATE_LABELS, Called, Line, State, Step, touched
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit
from riskreg.reorganisations.models import Reorganisation, ReorganisationChoice, ReorganisationLine
from riskreg.web.listing import Column, Filter, Listing

A_DAY = timedelta(days=1)


class Codes:
    """Every unit, open or closed, by its code whatever the case: read once."""

    def __init__(self, units: Iterable[OrgUnit] | None = None) -> None:
        self._by_code = {fold_code(unit.code): unit for unit in (people.units() if units is None else units)}

    def unit(self, code: str) -> OrgUnit | None:
        return self._by_code.get(fold_code(code))

    def known(self, lines: Iterable[Line]) -> list[OrgUnit]:
        """Those that the lines name and that exist already."""
        found = (self.unit(code) for code in sorted(touched(lines)))
        return list(dict.fromkeys(unit for unit in found if unit is not None))

    def naming(self, lines: Iterable[Line], before: date | None = None) -> Called:
        """Codes with names beside them: of the units that are there (as they were called the day before, where it is done),
        and of those that the lines bring to life."""
        born = {fold_code(line.new_code): line.new_name for line in lines if line.new_code and line.new_name}

        def called(code: str) -> str:
            unit = self.unit(code)
            if unit is not None:
                return f"{unit.code} {unit.name if before is None else unit.name_on(before - A_DAY)}"
            return f"{code} {born.get(fold_code(code), '')}".strip()

        return called

    def told(self, one: Reorganisation) -> list[tuple[Step, str]]:
        """Each step, and the sentence that says it."""
        called = self.naming(one.lines(), one.effective_on if one.is_over else None)
        return [(step, step.told(called)) for step in one.steps()]


def codes_of(one: Reorganisation) -> Codes:
    """For its page: what is done speaks of units as they were called."""
    return Codes(people.units_with_eras() if one.is_over else None)


def reorganisation(reorganisation_id: int) -> Reorganisation:
    statement = select(Reorganisation).where(Reorganisation.id == reorganisation_id)
    found = db.session.scalars(
        statement.options(selectinload(Reorganisation.rows), selectinload(Reorganisation.choices).joinedload(ReorganisationChoice.heir))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def line(reorganisation_id: int, line_id: int) -> ReorganisationLine:
    found = db.session.get(ReorganisationLine, line_id)
    if found is None or found.reorganisation_id != reorganisation_id:
        raise Missing
    return found


def scope(reorganisation_id: int, **_rest: object) -> Scope:
    """For the permission map: whoever touches several units must be in charge of each. The rest of an address (a step, a
    choice) is part of the same reorganisation."""
    return scope_of(reorganisation(reorganisation_id).lines(), Codes(), people.parents())


def scope_of(lines: Iterable[Line], codes: Codes, above: Mapping[int, int | None]) -> Scope:
    lineages = [people.climb(unit.id, above) for unit in codes.known(lines)]
    return Scope(lineage=lineages[0], also=tuple(lineages[1:])) if lineages else ANYWHERE


def readable(person: Person) -> list[Reorganisation]:
    """Those of which this person is in charge of every unit, and all of them for compliance."""
    everything = list(db.session.scalars(select(Reorganisation).options(selectinload(Reorganisation.rows)).order_by(Reorganisation.id)))
    if not everything:  # as on most days: the chart is read for nobody
        return []
    codes, above = Codes(), people.parents()
    return [one for one in everything if may(person, Permission.REORGANISATION_READ, scope_of(one.lines(), codes, above))]


def listing(person: Person) -> Listing:
    """Those that this person may open, the latest first."""
    mine = [one.id for one in readable(person)]
    return Listing(
        title="Riorganizzazioni",
        file_name="riorganizzazioni",
        statement=select(Reorganisation).where(Reorganisation.id.in_(mine)).options(joinedload(Reorganisation.prepared_by)),
        columns=(
            Column("name", "Titolo", lambda one: one.name),
            Column("effective_on", "Con effetto dal", lambda one: one.effective_on, (Reorganisation.effective_on, Reorganisation.id)),
            Column("state", "Stato", lambda one: one.state_label, (Reorganisation.state,)),
            Column("act", "Atto", lambda one: one.act),
            Column("prepared_by", "Preparata da", lambda one: one.prepared_by.title if one.prepared_by else "riskreg"),
        ),
        key=Reorganisation.id.desc(),
        filters=(Filter("stato", "Stato", lambda text: Reorganisation.state == text, kind="choice", choices=list(STATE_LABELS.items())),),
        sort="effective_on",
        descending=True,
    )


def due(on: date) -> list[int]:
    """Ready ones whose day has come, in the order of their days."""
    statement = select(Reorganisation.id).where(Reorganisation.state == State.READY, Reorganisation.effective_on <= on)
    return list(db.session.scalars(statement.order_by(Reorganisation.effective_on, Reorganisation.id)))
