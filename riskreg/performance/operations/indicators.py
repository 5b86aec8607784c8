"""Indicators: added, changed, given a direction by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.codes import code_sort_key
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import sort_key, tidy
from riskreg.domain.performance.computed import Computed
from riskreg.domain.performance.indicators import Flag, Part, check_weight
from riskreg.domain.performance.proposing import proposed
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import stated
from riskreg.domain.targets import Direction
from riskreg.performance import indexing, queries
from riskreg.performance.models import Indicator, IndicatorOwner, Objective, StrategicArea
from riskreg.performance.operations import measuring, verdicts

NO_NAME = "Scrivi che cosa misura l'indicatore, per esempio «Quota di pratiche evase entro cinque giorni»."


@dataclass(frozen=True)
class Holder:
    """One that answers for it: a unit, or whoever the chart does not have, by name."""

    unit_id: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Place:
    """Where it stands in the tree."""

    area: StrategicArea
    objective: Objective | None = None


@dataclass(frozen=True)
class IndicatorText:
    """What people write of it."""

    part: Part
    name: str
    code: str = ""
    description: str = ""
    typology: str = ""
    unit_of_measure: str = ""
    algorithm: str = ""
    source: str = ""
    direction: Direction | None = None
    baseline: str = ""
    weight: Decimal | None = None
    beneficiaries: str = ""
    flags: frozenset[Flag] = frozenset()
    mission: str = ""
    programme: str = ""
    computed: Computed | None = None


def add(place: Place, text: IndicatorText, holders: Sequence[Holder] = (), *, by: Person, at: datetime) -> Indicator:
    insist(by, Permission.PERFORMANCE_MANAGE)
    made = written(Indicator(position=queries.last_position() + 1), place, text)
    made.owners = owners_of(holders)
    db.session.add(made)
    record(Tag.INDICATOR_ADDED, made, by=by, at=at, along=made.owners)
    indexing.indicators(made)
    return made


def change(
    one: Indicator,
    place: Place,
    text: IndicatorText,
    holders: Sequence[Holder] = (),
    *,
    version: int | None = None,
    by: Person,
    at: datetime,
) -> Indicator:
    """Its verdicts are said again in every year that is open: name, algorithm, unit and direction speak in them."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    must_be(one, version)
    written(one, place, text)
    along = _held(one, holders)
    if not along and not db.session.is_modified(one):
        return one
    one.edits += 1
    taken = measuring.taken_again(one, at) if one.computed else []
    record(Tag.INDICATOR_CHANGED, one, by=by, at=at, along=dict.fromkeys([*along, *taken, *verdicts.judged_again(one)]))
    indexing.indicators(one)
    return one


def direct(one: Indicator, direction: Direction, *, version: int | None = None, by: Person, at: datetime) -> Indicator:
    """A person says which way it should go: the proposal was only a proposal."""
    insist(by, Permission.PERFORMANCE_MANAGE)
    must_be(one, version)
    if one.direction == direction.value:
        return one
    one.direction = direction.value
    record(Tag.INDICATOR_DIRECTED, one, by=by, at=at, along=verdicts.judged_again(one))
    return one


def written(one: Indicator, place: Place, text: IndicatorText) -> Indicator:
    """Also for what comes in from a file."""
    if place.objective is not None and place.objective.area is not place.area:
        raise RuleBroken("L'obiettivo è di un'altra area strategica: scegline uno di questa.", "objective")
    check_weight(text.weight)
    one.name = stated(text.name, "name", NO_NAME)
    one.part, one.area, one.objective = text.part.value, place.area, place.objective
    one.code, one.description, one.typology = tidy(text.code), tidy_text(text.description), tidy(text.typology)
    one.code_sort_key, one.sort_key = code_sort_key(one.code), sort_key(one.name)
    one.unit_of_measure, one.algorithm, one.source = tidy(text.unit_of_measure), tidy_text(text.algorithm), tidy(text.source)
    one.direction = text.direction.value if text.direction else None
    one.baseline, one.weight, one.beneficiaries = tidy(text.baseline), text.weight, tidy_text(text.beneficiaries)
    one.is_digital, one.is_simpler = Flag.DIGITAL in text.flags, Flag.SIMPLER in text.flags
    one.is_pira, one.is_anticorruption = Flag.PIRA in text.flags, Flag.ANTICORRUPTION in text.flags
    one.mission, one.programme = tidy(text.mission), tidy(text.programme)
    one.computed = text.computed.value if text.computed else None
    return one


def propose(one: Indicator, target: str) -> None:
    """Read again from its words each time that they are written."""
    found = proposed(target, one.name, one.algorithm, one.unit_of_measure)
    one.direction_proposed = found.value if found else None


def owners_of(holders: Sequence[Holder]) -> list[IndicatorOwner]:
    unique = dict.fromkeys(Holder(each.unit_id, "" if each.unit_id is not None else tidy(each.name)) for each in holders)
    return [
        IndicatorOwner(position=position, unit_id=each.unit_id, name=each.name)
        for position, each in enumerate((each for each in unique if each.unit_id is not None or each.name), start=1)
    ]


def _held(one: Indicator, holders: Sequence[Holder]) -> list[Base]:
    """The rows that changed; none where the same answer for it in the same order."""
    wanted = owners_of(holders)
    if [(each.unit_id, each.name) for each in wanted] == [(each.unit_id, each.name) for each in one.owners]:
        return []
    gone: list[Base] = list(one.owners)
    one.owners = wanted
    return [*gone, *wanted]
