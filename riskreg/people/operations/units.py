"""The life of units: opened, renamed, moved, merged, split, closed, each on a date by an act.

A unit keeps its id for ever. Name and parent of the past stand in its eras; who came after a closed unit stands in
its successions, and one of the successors is the heir of its records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import fold, sort_key, tidy, write_date
from riskreg.domain.permissions import ANYWHERE, Permission, Person, Scope, insist
from riskreg.domain.vocabulary import Succession, UnitKind
from riskreg.people import findable, queries, telling
from riskreg.people.charts import Chart
from riskreg.people.models import OrgUnit, UnitEra, UnitSuccession
from riskreg.people.operations import succession
from riskreg.people.operations.succession import Fates

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewUnit:
    """What a unit needs to be born."""

    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    is_staff: bool = False
    position: int | None = None
    """None: after the units that are there."""


def open_unit(new: NewUnit, *, on: date, act: str, by: Person, at: datetime) -> OrgUnit:
    insist(by, Permission.UNIT_MANAGE, _scope(new.parent_id))
    one_at_a_time(ORGANISATION_QUEUE)
    unit = born(new, on, act)
    record(Tag.UNIT_OPENED, unit, by=by, at=at, along=unit.eras)
    findable.index_units(unit)
    return unit


# The rules and the change of each act, apart from who may and from its record: on one unit, or on all those of a file.


def born(new: NewUnit, on: date, act: str, chart: Chart = queries) -> OrgUnit:
    code, name = _free_code(new.code, chart), _named(new.name)
    _check_parent(new.parent_id, new.kind, on, chart)
    unit = OrgUnit(
        code=code, code_sort_key=code_sort_key(code), code_fold=fold_code(code), name=name, sort_key=sort_key(name),
        search_text=fold(name), kind=new.kind.value, parent_id=new.parent_id, is_staff=new.is_staff, position=_place(new, chart),
        opened_on=on, opening_act=tidy(act),
    )  # fmt: skip
    unit.eras.append(UnitEra(from_on=on, name=name, parent_id=new.parent_id, act=tidy(act)))
    db.session.add(unit)
    return unit


def _free_code(code: str, chart: Chart, unit: OrgUnit | None = None) -> str:
    """Nobody tells "a2.2" from "A2.2" on a chart: one of the two is enough."""
    code = _stated(tidy(code), "code", "Scrivi il codice dell'unità.")
    taken = chart.unit_by_code(code)
    if taken is not None and taken is not unit:
        written = "" if taken.code == code else f", scritto {taken.code}"
        raise RuleBroken(f"Il codice {code} è già di {taken.name}{written}: scegline uno diverso.", "code")
    return code


def _place(new: NewUnit, chart: Chart) -> int:
    return chart.last_position() + 10 if new.position is None else new.position


def change_sheet(unit: OrgUnit, *, code: str, is_staff: bool, position: int, version: int | None, by: Person, at: datetime) -> OrgUnit:
    """What needs no act: code, staff mark, order on the chart. Name and place change by an act, on a date."""
    insist(by, Permission.UNIT_MANAGE, _scope(unit.id))
    must_be(unit, version)
    rewritten(unit, code=code, is_staff=is_staff, position=position)
    record(Tag.UNIT_CHANGED, unit, by=by, at=at)
    findable.index_units(unit)
    return unit


def rewritten(unit: OrgUnit, *, code: str, is_staff: bool, position: int, chart: Chart = queries) -> None:
    unit.code, unit.is_staff, unit.position = _free_code(code, chart, unit), is_staff, position
    unit.code_sort_key, unit.code_fold = code_sort_key(unit.code), fold_code(unit.code)


def rename(unit: OrgUnit, name: str, *, on: date, act: str, version: int | None = None, by: Person, at: datetime) -> OrgUnit:
    insist(by, Permission.UNIT_MANAGE, _scope(unit.id))
    must_be(unit, version)
    eras = renamed(unit, name, on=on, act=act, at=at)
    record(Tag.UNIT_RENAMED, unit, by=by, at=at, why=tidy(act), along=eras)
    findable.index_units(unit)
    return unit


def renamed(unit: OrgUnit, name: str, *, on: date, act: str, at: datetime) -> list[UnitEra]:
    name = _named(name)
    if name == unit.name:
        raise RuleBroken("La nuova denominazione è uguale a quella di oggi: scrivi quella che cambia.", "name")
    eras = _turn(unit, on=on, act=_act(act), at=at, name=name, parent_id=unit.parent_id)
    unit.name, unit.sort_key, unit.search_text = name, sort_key(name), fold(name)
    return eras


def move(unit: OrgUnit, parent_id: int, *, on: date, act: str, version: int | None = None, by: Person, at: datetime) -> OrgUnit:
    insist(by, Permission.UNIT_MANAGE, _scope(unit.id))
    insist(by, Permission.UNIT_MANAGE, _scope(parent_id))
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(unit, version)
    eras = moved(unit, parent_id, on=on, act=act, at=at)
    record(Tag.UNIT_MOVED, unit, by=by, at=at, why=tidy(act), along=eras)
    return unit


def moved(unit: OrgUnit, parent_id: int | None, *, on: date, act: str, at: datetime, chart: Chart = queries) -> list[UnitEra]:
    if parent_id == unit.parent_id:
        raise RuleBroken("L'unità sta già sotto questa struttura: scegline un'altra.", "parent_id")
    if unit.id in chart.lineage(parent_id):
        raise RuleBroken("Non puoi spostare un'unità sotto sé stessa o sotto una sua unità: scegli un'altra struttura.", "parent_id")
    _check_parent(parent_id, UnitKind(unit.kind), on, chart)
    eras = _turn(unit, on=on, act=_act(act), at=at, name=unit.name, parent_id=parent_id)
    unit.parent_id = parent_id
    return eras


def merge(
    units: Sequence[OrgUnit], into: NewUnit | OrgUnit, *, on: date, act: str, roles: Fates | None = None, by: Person, at: datetime
) -> OrgUnit:
    """From `on`, one unit (new, or one that exists) takes the place of these, and all they had; roles pass to it unless told."""
    one_at_a_time(ORGANISATION_QUEUE)
    _not_in_the_future(on, at)
    ending = [unit for unit in units if unit is not into]
    _check_merger(ending, into, on=on, by=by)
    target = into if isinstance(into, OrgUnit) else open_unit(into, on=on, act=act, by=by, at=at)
    db.session.flush()
    # The deepest first, so that nobody moves under a unit that is about to end as well.
    for unit in sorted(ending, key=lambda unit: -len(queries.lineage(unit.id))):
        _end(unit, last_day=on - A_DAY, act=_act(act))
        _rehome_children(unit, target, on=on, act=act, by=by, at=at)
        heir = _follow(unit, target, Succession.MERGED, is_heir=True, on=on, act=act)
        succession.settle_roles(unit, [target], roles or succession.to_place(0), last_day=on - A_DAY, act=tidy(act), by=by, at=at)
        record(Tag.UNIT_MERGED, unit, by=by, at=at, why=tidy(act), along=(heir, *unit.eras))
    _tell_heir(ending, target, roles, on=on, by=by, at=at)
    return target


def _check_merger(ending: Sequence[OrgUnit], into: NewUnit | OrgUnit, *, on: date, by: Person) -> None:
    if not ending:
        raise RuleBroken("Scegli le unità da accorpare: almeno una diversa da quella che resta.", "units")
    if any(unit.parent_id is None for unit in ending):
        raise RuleBroken("L'ente non si accorpa: è la radice dell'organigramma.", "units")
    for unit in ending:
        insist(by, Permission.UNIT_MANAGE, _scope(unit.id))
    below = frozenset[int]().union(*(queries.units_under(unit.id) for unit in ending))
    if isinstance(into, NewUnit):
        if into.parent_id in below:
            raise RuleBroken("La nuova unità non può stare sotto una di quelle che si accorpano: scegli un'altra struttura.", "parent_id")
        return
    insist(by, Permission.UNIT_MANAGE, _scope(into.id))
    if into.id in below:
        raise RuleBroken("L'unità che resta sta sotto una di quelle che si accorpano: prima spostala.", "target")
    if into.closed_on is not None or not into.is_active(on):
        raise RuleBroken(f"{into.name} non è attiva il {write_date(on)}: scegli un'altra unità o un'altra data.", "target")


def split(
    unit: OrgUnit, parts: Sequence[NewUnit], *, heir: int, on: date, act: str, version: int | None = None, roles: Fates | None = None,
    by: Person, at: datetime,
) -> list[OrgUnit]:  # fmt: skip
    """From `on`, several new units take the place of one; the `heir`-th of them takes over its records, and its roles unless told."""
    insist(by, Permission.UNIT_MANAGE, _scope(unit.id))
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(unit, version)
    _not_in_the_future(on, at)
    if unit.parent_id is None:
        raise RuleBroken("L'ente non si divide: è la radice dell'organigramma.")
    if len(parts) < 2:
        raise RuleBroken("Per dividere un'unità ne servono almeno due nuove.", "parts")
    if not 0 <= heir < len(parts):
        raise RuleBroken("Scegli quale delle nuove unità eredita le schede.", "heir")
    born = [open_unit(part, on=on, act=act, by=by, at=at) for part in parts]
    db.session.flush()
    _end(unit, last_day=on - A_DAY, act=_act(act))
    _rehome_children(unit, born[heir], on=on, act=act, by=by, at=at)
    links = [_follow(unit, new, Succession.SPLIT, is_heir=place == heir, on=on, act=act) for place, new in enumerate(born)]
    succession.settle_roles(unit, born, roles or succession.to_place(heir), last_day=on - A_DAY, act=tidy(act), by=by, at=at)
    record(Tag.UNIT_SPLIT, unit, by=by, at=at, why=tidy(act), along=(*links, *unit.eras))
    _tell_heir([unit], born[heir], roles, on=on, by=by, at=at)
    return born


def close(
    unit: OrgUnit, heir: OrgUnit | None, *, last_day: date, act: str, version: int | None = None, roles: Fates | None = None,
    by: Person, at: datetime,
) -> OrgUnit:  # fmt: skip
    """The unit ends with that day; its records pass to the heir, or to the structure above. So do roles, unless told; with no
    heir they end: on the structure above the same role would reach all that stands under it."""
    insist(by, Permission.UNIT_MANAGE, _scope(unit.id))
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(unit, version)
    if unit.parent_id is None:
        raise RuleBroken("L'ente non si chiude: è la radice dell'organigramma.")
    if last_day >= at.astimezone(ROME).date():
        raise RuleBroken("Registra la chiusura quando ha effetto: l'ultimo giorno di attività dev'essere già passato.", "last_day")
    if heir is not None:
        insist(by, Permission.UNIT_MANAGE, _scope(heir.id))
    if heir is not None and heir.id in queries.units_under(unit.id):
        raise RuleBroken("L'unità che subentra non può essere quella che chiude, né una sotto di essa.", "heir_id")
    if heir is not None and not heir.is_active(last_day + A_DAY):
        raise RuleBroken(f"{heir.name} non è attiva il {write_date(last_day + A_DAY)}: scegli un'altra unità.", "heir_id")
    _end(unit, last_day=last_day, act=_act(act), field="last_day")
    following = heir or queries.unit(unit.parent_id)
    _rehome_children(unit, following, on=last_day + A_DAY, act=act, by=by, at=at)
    link = _follow(unit, following, Succession.CLOSED, is_heir=True, on=last_day + A_DAY, act=act)
    fates = roles or (succession.to_place(0) if heir else Fates())
    succession.settle_roles(unit, [following], fates, last_day=last_day, act=tidy(act), by=by, at=at)
    record(Tag.UNIT_CLOSED, unit, by=by, at=at, why=tidy(act), along=(link, *unit.eras))
    _tell_heir([unit], following, roles, on=last_day + A_DAY, by=by, at=at)
    return unit


def _tell_heir(ended: Sequence[OrgUnit], heir: OrgUnit, roles: Fates | None, *, on: date, by: Person, at: datetime) -> None:
    if roles is None or roles.is_told:
        telling.units_succeeded(ended, heir, on=on, by=by, at=at)


def _not_in_the_future(on: date, at: datetime) -> None:
    """Name, place and rights of today follow at once: a change that has not happened yet would be believed too soon."""
    if on > at.astimezone(ROME).date():
        raise RuleBroken("Scegli una data non successiva a oggi: registra il cambiamento quando ha effetto.", "on")


def _end(unit: OrgUnit, *, last_day: date, act: str, field: str = "on") -> None:
    if unit.closed_on is not None:
        raise WrongState(f"{unit.name} ha cessato l'attività il {write_date(unit.closed_on)}: è già chiusa.")
    current = unit.eras[-1]
    if last_day < unit.opened_on:
        raise RuleBroken(f"{unit.name} è attiva dal {write_date(unit.opened_on)}: scegli una data successiva.", field)
    if last_day < current.from_on:
        raise RuleBroken(f"{unit.name} è cambiata il {write_date(current.from_on)}: scegli una data successiva.", field)
    unit.closed_on, unit.closing_act = last_day, act
    current.to_on = last_day


def _rehome_children(unit: OrgUnit, target: OrgUnit, *, on: date, act: str, by: Person, at: datetime) -> None:
    """Units under one that ends go under whoever takes its place: no unit is ever left hanging."""
    for child in queries.children(unit.id, on):
        if child.id != target.id:
            eras = _turn(child, on=on, act=act, at=at, name=child.name, parent_id=target.id)
            child.parent_id = target.id
            record(Tag.UNIT_MOVED, child, by=by, at=at, why=tidy(act), along=eras)


def _follow(unit: OrgUnit, successor: OrgUnit, kind: Succession, *, is_heir: bool, on: date, act: str) -> UnitSuccession:
    link = UnitSuccession(successor_id=successor.id, kind=kind.value, is_heir=is_heir, from_on=on, act=tidy(act))
    unit.successions.append(link)
    return link


def _turn(unit: OrgUnit, *, on: date, act: str, at: datetime, name: str, parent_id: int | None) -> list[UnitEra]:
    """End the present era and begin the next; today's facts on the unit follow only what is already so."""
    if unit.closed_on is not None:
        raise WrongState(f"{unit.name} ha cessato l'attività il {write_date(unit.closed_on)}: non cambia più.")
    if not unit.is_active(on):
        raise WrongState(f"{unit.name} non è attiva il {write_date(on)}: scegli un giorno in cui esiste.", "on")
    _not_in_the_future(on, at)
    current = unit.eras[-1]
    if on < current.from_on:
        raise RuleBroken(f"L'ultimo cambiamento è del {write_date(current.from_on)}: scegli una data successiva.", "on")
    if on == current.from_on:
        current.name, current.parent_id, current.act = name, parent_id, tidy(act)
        return [current]
    current.to_on = on - A_DAY
    following = UnitEra(from_on=on, name=name, parent_id=parent_id, act=tidy(act))
    unit.eras.append(following)
    return [current, following]


def _check_parent(parent_id: int | None, kind: UnitKind, on: date, chart: Chart) -> None:
    if kind is UnitKind.BODY:
        if parent_id is not None or chart.root_unit() is not None:
            raise RuleBroken("L'organigramma ha già l'ente come radice: scegli un altro tipo.", "kind")
        return
    if parent_id is None:
        raise RuleBroken("Scegli la struttura sotto cui sta l'unità.", "parent_id")
    parent = chart.unit(parent_id)
    if not parent.is_active(on):
        raise RuleBroken(f"{parent.name} non è attiva il {write_date(on)}: scegli un'altra struttura.", "parent_id")


def _scope(unit_id: int | None) -> Scope:
    return ANYWHERE if unit_id is None else queries.scope_of(unit_id)


def _named(name: str) -> str:
    return _stated(tidy(name), "name", "Scrivi la denominazione dell'unità.")


def _act(act: str) -> str:
    return _stated(tidy(act), "act", "Indica l'atto, per esempio «Determinazione n. 41 del 12/12/2024».")


def _stated(text: str, field: str, sentence: str) -> str:
    if not text:
        raise RuleBroken(sentence, field)
    return text
