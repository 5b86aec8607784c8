"""The phases of a process: added, rewritten, put in order, moved to another process, divided, joined, retired, revived."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import Derivation
from riskreg.domain.sheets import check_merger, check_parts, put_after, shifted, stated
from riskreg.register import indexing, queries, telling
from riskreg.register.models import Measure, Phase, Process, RiskEvent
from riskreg.register.operations.lapsing import Retirement, lapse, resume, said
from riskreg.register.operations.ordering import in_place_of, in_use, last_place, put_in_order
from riskreg.register.operations.origins import derive
from riskreg.register.operations.processes import check_open, day, touch
from riskreg.register.queries import lapsing
from riskreg.register.telling import PartMoved


@dataclass(frozen=True)
class PhaseText:
    """What people write of a phase."""

    name: str
    description: str = ""

    @classmethod
    def of(cls, phase: Phase) -> "PhaseText":
        return cls(phase.name, phase.description)


def add(process: Process, text: PhaseText, *, after: int | None = None, by: Person, at: datetime) -> Phase:
    """After those that are there, or after one of them (0: before them all). Two people may add at once: nothing of the other's is
    touched, so no version is asked."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(process, day(at)))
    phase = born(process, text)
    db.session.flush()
    moved = reordered(process, put_after([one.id for one in in_use(process.phases)], phase.id, after)) if after is not None else []
    record(Tag.PHASE_CREATED, phase, by=by, at=at, along=[one for one in moved if one is not phase])
    if moved:
        db.session.expire(process, ["phases"])
    indexing.phase(phase)
    return phase


def born(process: Process, text: PhaseText) -> Phase:
    check_open(process)
    phase = Phase(position=last_place(process.phases) + 1, retired_on=None)
    _write(phase, text)
    process.phases.append(phase)
    touch(process)
    return phase


def _write(phase: Phase, text: PhaseText) -> None:
    phase.name = stated(text.name, "name", "Scrivi il nome della fase.")
    phase.description = tidy_text(text.description)


def change(phase: Phase, text: PhaseText, *, version: int | None = None, by: Person, at: datetime) -> Phase:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(phase.process, day(at)))
    must_be(phase, version)
    if rewritten(phase, text):
        record(Tag.PHASE_CHANGED, phase, by=by, at=at)
        indexing.phase(phase)
    return phase


def rewritten(phase: Phase, text: PhaseText) -> bool:
    check_usable(phase)
    before = PhaseText.of(phase)
    _write(phase, text)
    if PhaseText.of(phase) == before:
        return False
    touch(phase.process)
    return True


def shift(phase: Phase, steps: int, *, version: int | None = None, by: Person, at: datetime) -> Process:
    """One place up (-1) or down (+1), among those in use."""
    order = [one.id for one in in_use(phase.process.phases)]
    check_usable(phase)
    return reorder(phase.process, shifted(order, phase.id, steps), version=version, by=by, at=at)


def reorder(process: Process, order: Sequence[int], *, version: int | None = None, by: Person, at: datetime) -> Process:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(process, day(at)))
    must_be(process, version)
    changed = reordered(process, order)
    if changed:
        record(Tag.PHASES_REORDERED, process, by=by, at=at, along=changed)
        db.session.expire(process, ["phases"])
    return process


def reordered(process: Process, order: Sequence[int]) -> list[Phase]:
    """Those that changed place; retired ones stay after whoever they stood after, should they come back."""
    check_open(process)
    changed = put_in_order(process.phases, order)
    if changed:
        touch(process)
    return changed


def move(phase: Phase, target: Process, *, version: int | None = None, by: Person, at: datetime) -> Phase:
    """To another process, with its events and the measures that answer them; it keeps its history."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all([phase.process, target], day(at)))
    must_be(phase, version)
    source = phase.process
    moved(phase, target)
    record(Tag.PHASE_MOVED, phase, by=by, at=at)
    indexing.phase(phase, whole=True)
    telling.part_passed(PartMoved(phase, source), by=by, at=at)
    return phase


def moved(phase: Phase, target: Process) -> None:
    check_usable(phase)
    check_open(target)
    if target is phase.process:
        raise RuleBroken("La fase sta già in questo processo: scegline un altro.", "process_id")
    carry(phase, target)


def carry(phase: Phase, target: Process) -> None:
    touch(phase.process)
    phase.position = last_place(target.phases) + 1
    phase.process = target
    touch(target)


def split(
    phase: Phase, parts: Sequence[PhaseText], places: Mapping[int, int], *, version: int | None = None, by: Person, at: datetime
) -> list[Phase]:
    """New phases take its place; each of its events goes to one of them (`places`: event -> part)."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(phase.process, day(at)))
    must_be(phase, version)
    check_usable(phase)
    open_events = {event.id: event for event in in_use(phase.events)}
    check_parts([part.name for part in parts], open_events, places, one="una fase", many="gli eventi")
    made = [born(phase.process, part) for part in parts]
    for event_id, place in places.items():
        event = open_events[event_id]
        event.position = len(made[place].events) + 1
        event.phase = made[place]
    phase.retired_on = day(at)
    db.session.flush()
    origins = derive(made, [phase], Derivation.SPLIT, day(at))
    moved = reordered(phase.process, in_place_of(phase, made, phase.process.phases))
    record(Tag.PHASE_SPLIT, phase, by=by, at=at, along=(*made, *open_events.values(), *origins, *moved))
    db.session.expire(phase.process, ["phases"])
    for one in made:
        indexing.phase(one, whole=True)
    return made


def merge(others: Sequence[Phase], target: Phase, *, version: int | None = None, by: Person, at: datetime) -> Phase:
    """The events of the others pass to the one that stays, after its own; the others retire."""
    ending = [phase for phase in others if phase is not target]
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(target.process, day(at)))
    must_be(target, version)
    check_merger(target.id, [phase.id for phase in ending], "Scegli almeno un'altra fase da accorpare a questa.")
    moved: list[RiskEvent] = []
    for phase in (target, *ending):
        check_usable(phase)
        if phase.process_id != target.process_id:
            raise RuleBroken("Si accorpano fasi dello stesso processo: prima spostale in uno solo.", "others")
    for phase in ending:
        for event in in_use(phase.events):
            event.position = last_place(target.events) + 1
            event.phase = target
            moved.append(event)
        phase.retired_on = day(at)
    touch(target.process)
    origins = derive([target], ending, Derivation.MERGED, day(at))
    record(Tag.PHASE_MERGED, target, by=by, at=at, along=(*ending, *moved, *origins))
    indexing.phase(target, whole=True)
    return target


def retire(phase: Phase, *, version: int | None = None, shown: Collection[int] | None = None, by: Person, at: datetime) -> list[Measure]:
    """With its events: they stay on the sheet as past. The measures that end with it: `shown` are those that the page announced."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(phase.process, day(at)))
    must_be(phase, version)
    answered = lapsing.events_in_use(phase)
    ended(phase, at)
    record(Tag.PHASE_RETIRED, phase, by=by, at=at)
    return lapse(answered, Retirement(day(at), said(f"La fase «{phase.name}» è ritirata", day(at)), shown), by=by, at=at)


def ended(phase: Phase, at: datetime) -> None:
    check_usable(phase)
    phase.retired_on = day(at)
    touch(phase.process)


def revive(phase: Phase, *, version: int | None = None, by: Person, at: datetime) -> list[Measure]:
    """The measures that come back with it."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(phase.process, day(at)))
    must_be(phase, version)
    revived(phase)
    record(Tag.PHASE_REVIVED, phase, by=by, at=at)
    return resume(lapsing.events_used_again(phase), by=by, at=at)


def revived(phase: Phase) -> None:
    check_open(phase.process)
    if phase.retired_on is None:
        raise WrongState("La fase non è ritirata.")
    phase.retired_on = None
    touch(phase.process)


def check_usable(phase: Phase) -> None:
    check_open(phase.process)
    if phase.retired_on is not None:
        raise WrongState(f"La fase «{phase.name}» è ritirata dal {write_date(phase.retired_on)}: riattivala prima di modificarla.")
