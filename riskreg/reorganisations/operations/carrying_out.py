"""The steps, one after the other, through the same operations that every act uses: no rule is written twice.

Trying and applying both come through here; what differs is whether the transaction is kept.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from riskreg.core.extensions import db
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Person
from riskreg.domain.reorganisation import Ending, Fate, Step, StepKind, check_step, endings
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import belongings
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit
from riskreg.people.operations import succession, units
from riskreg.people.operations.succession import Fates
from riskreg.people.operations.units import NewUnit
from riskreg.reorganisations import queries
from riskreg.reorganisations.models import EVERYWHERE, ROLE, Reorganisation, ReorganisationChoice

A_DAY = timedelta(days=1)


class StepRefused(RuleBroken):
    """A step cannot be taken: which, and why."""

    def __init__(self, number: int, said: str, why: str) -> None:
        super().__init__(f"Passo {number} ({said}): {why}")
        self.number = number


class Order(NamedTuple):
    """What every step needs to know."""

    choices: Sequence[ReorganisationChoice]
    on: date
    act: str
    by: Person
    at: datetime


def carry_out(one: Reorganisation, *, by: Person, at: datetime) -> None:
    """All the steps, then the things that go elsewhere than to the heir."""
    one_at_a_time(ORGANISATION_QUEUE)
    order = Order(one.choices, one.effective_on, one.act, by, at)
    for number, step in enumerate(one.steps(), start=1):
        try:
            check_step(step)
            _take(step, order)
            db.session.flush()
        except RuleBroken as refusal:
            with db.session.no_autoflush:
                called = queries.Codes().naming(one.lines())
            raise StepRefused(number, step.told(called), refusal.message) from refusal
    _give_things(order)
    db.session.flush()


def _take(step: Step, order: Order) -> None:
    match step.kind:
        case StepKind.OPEN:
            line = step.lines[0]
            new = NewUnit(line.new_code, line.new_name, UnitKind(line.unit_kind or UnitKind.UNIT), _unit(line.under).id)
            units.open_unit(new, on=order.on, act=order.act, by=order.by, at=order.at)
        case StepKind.RENAME:
            units.rename(_unit(step.codes[0]), step.new_name, on=order.on, act=order.act, by=order.by, at=order.at)
        case StepKind.MOVE:
            units.move(_unit(step.codes[0]), _unit(step.under).id, on=order.on, act=order.act, by=order.by, at=order.at)
        case StepKind.MERGE:
            _merge(step, order)
        case StepKind.SPLIT:
            _split(step, order)
        case StepKind.CLOSE:
            _close(step, order)


def _merge(step: Step, order: Order) -> None:
    ending = [_unit(code) for code in step.codes]
    code = step.lines[0].new_code
    target = people.unit_by_code(code)
    if target is not None and closed_before(target, order.on):
        raise RuleBroken(taken(target))
    if target is not None and step.new_name and step.new_name != target.name:
        raise RuleBroken(f"{code} esiste già e si chiama {target.name}: lascia vuota la nuova denominazione, o scegli un altro codice.")
    into = target if target is not None else _born_of(ending, step)
    units.merge(ending, into, on=order.on, act=order.act, roles=_fates(step, order), by=order.by, at=order.at)


def _born_of(ending: Sequence[OrgUnit], step: Step) -> NewUnit:
    """As those that end, where they agree."""
    if not step.new_name:
        raise RuleBroken(f"Nessuna unità ha il codice {step.lines[0].new_code}: scrivi la denominazione di quella che nasce.")
    above, kinds = {unit.parent_id for unit in ending}, {unit.kind for unit in ending}
    if not step.under and len(above) > 1:
        raise RuleBroken(f"Indica sotto quale struttura nasce {step.lines[0].new_code}: quelle che si accorpano non stanno insieme.")
    parent_id = _unit(step.under).id if step.under else above.pop()
    kind = step.unit_kind or (kinds.pop() if len(kinds) == 1 else UnitKind.UNIT.value)
    return NewUnit(step.lines[0].new_code, step.new_name, UnitKind(kind), parent_id, is_staff=all(unit.is_staff for unit in ending))


def _split(step: Step, order: Order) -> None:
    unit = _unit(step.codes[0])
    parts = [
        NewUnit(
            line.new_code,
            line.new_name,
            UnitKind(unit.kind),
            _unit(line.under).id if line.under else unit.parent_id,
            unit.is_staff,
            unit.position,
        )
        for line in step.lines
    ]
    heir = next(place for place, line in enumerate(step.lines) if line.is_heir)
    units.split(unit, parts, heir=heir, on=order.on, act=order.act, roles=_fates(step, order), by=order.by, at=order.at)


def _close(step: Step, order: Order) -> None:
    unit, heir_code = _unit(step.codes[0]), step.lines[0].heir
    heir = _unit(heir_code) if heir_code else None
    units.close(unit, heir, last_day=order.on - A_DAY, act=order.act, roles=_fates(step, order), by=order.by, at=order.at)


def closed_before(unit: OrgUnit, on: date) -> bool:
    """Already, not by a step of the same day."""
    return unit.closed_on is not None and unit.closed_on < on - A_DAY


def taken(unit: OrgUnit) -> str:
    """Why a code cannot be given to a unit that is born."""
    closed = f", chiusa il {write_date(unit.closed_on)}" if unit.closed_on else ""
    return f"{unit.code} è il codice di {unit.name}{closed}: scegline un altro."


def _unit(code: str) -> OrgUnit:
    found = people.unit_by_code(code)
    if found is None:
        raise RuleBroken(f"Nessuna unità ha il codice {code}.")
    return found


def _fates(step: Step, order: Order) -> Fates:
    """What was chosen for each role; those that came in an earlier step, and nobody could choose for, go to the heir."""
    ending = endings([step])[0] if endings([step]) else Ending("", (), None)
    chosen = {choice.key: _fate(choice, ending) for choice in order.choices if choice.about == ROLE}
    otherwise = succession.ENDS if ending.heir is None else succession.Fate((ending.heir,))
    return Fates(chosen, otherwise, is_told=False)


def _fate(choice: ReorganisationChoice, ending: Ending) -> succession.Fate:
    if choice.fate == Fate.ENDS:
        return succession.ENDS
    heir = people.user(choice.heir_id) if choice.heir_id else None
    # With nobody named the structure above comes after, and stands in the first place.
    codes = ending.successors or ("",)
    places = [place for place, code in enumerate(codes) if choice.to_code == EVERYWHERE or fold_code(code) == fold_code(choice.to_code)]
    return succession.Fate(tuple(places), heir) if places else succession.Fate((len(codes),), heir)


def _give_things(order: Order) -> None:
    for choice in order.choices:
        kind = belongings.named(choice.about)
        if kind is None:
            continue
        if kind.to_person is not None and choice.heir_id is not None:
            kind.to_person(choice.key, choice.heir_id, by=order.by, at=order.at)
        if kind.to_unit is not None and choice.to_code:
            kind.to_unit(choice.key, _unit(choice.to_code).id, by=order.by, at=order.at)
