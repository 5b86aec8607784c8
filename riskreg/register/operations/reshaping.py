"""A process becomes several, several become one. Phases keep their identity and go where they are sent, with events and measures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.register import Derivation
from riskreg.domain.sheets import check_merger, check_parts, joined_texts
from riskreg.register import indexing, telling
from riskreg.register.models import Process
from riskreg.register.operations import processes
from riskreg.register.operations.ordering import in_use
from riskreg.register.operations.origins import derive
from riskreg.register.operations.phases import carry
from riskreg.register.operations.processes import NewProcess
from riskreg.register.telling import Passage


def split(
    process: Process, parts: Sequence[NewProcess], places: Mapping[int, int], *, on: date, because: str, version: int | None = None,
    by: Person, at: datetime,
) -> list[Process]:  # fmt: skip
    """From `on`, new processes take its place; each of its phases goes to one of them (`places`: phase -> part)."""
    insist(by, Permission.REGISTER_MANAGE)
    for area_id in sorted({part.area_id for part in parts}):
        processes.alone_with(area_id)
    must_be(process, version)
    processes.check_open(process)
    phases = {phase.id: phase for phase in in_use(process.phases)}
    check_parts([part.text.name for part in parts], phases, places, one="un processo", many="le fasi")
    made = []
    for part in parts:
        made.append(processes.born(part, at))
        db.session.flush()  # so that the next one is not given the same code
    for phase_id, place in places.items():
        carry(phases[phase_id], made[place])
    processes.ended(process, on=on, because=because, at=at)
    origins = derive(made, [process], Derivation.SPLIT, on)
    for one in made:
        record(Tag.PROCESS_CREATED, one, by=by, at=at, why=because)
    record(Tag.PROCESS_SPLIT, process, by=by, at=at, why=because, along=(*phases.values(), *origins))
    for one in made:
        indexing.process(one, whole=True)
    telling.passed([Passage(process, process.unit_id, one) for one in made], on=on, by=by, at=at)
    return made


def merge(
    others: Sequence[Process], into: Process | NewProcess, *, on: date, because: str, version: int | None = None,
    versions: Mapping[int, int] | None = None, by: Person, at: datetime,
) -> Process:  # fmt: skip
    """From `on`, one process (new, or one that exists) takes the place of these, with their phases after its own. `versions`: of
    those that end, as they were shown to whoever confirms."""
    insist(by, Permission.REGISTER_MANAGE)
    ending = [process for process in others if process is not into]
    processes.alone_with(into.area_id)
    if isinstance(into, Process):
        must_be(into, version)
        processes.check_open(into)
    check_merger(None, [process.id for process in ending], "Scegli i processi da accorpare: almeno uno diverso da quello che resta.")
    for process in ending:
        must_be(process, (versions or {}).get(process.id))
    target = into if isinstance(into, Process) else _born_of(ending, into, at)
    db.session.flush()
    if target is not into:
        record(Tag.PROCESS_CREATED, target, by=by, at=at, why=because)
    along: list[Base] = []
    for process in ending:
        processes.check_open(process)
        for phase in in_use(process.phases):
            carry(phase, target)
            along.append(phase)
        processes.ended(process, on=on, because=because, at=at)
        along.append(process)
    along += derive([target], ending, Derivation.MERGED, on)
    record(Tag.PROCESS_MERGED, target, by=by, at=at, why=because, along=along)
    indexing.process(target, whole=True)
    telling.passed([Passage(process, process.unit_id, target) for process in ending], on=on, by=by, at=at)
    return target


def _born_of(ending: Sequence[Process], new: NewProcess, at: datetime) -> Process:
    """What nobody wrote of the new one is what was written of those that end, one after the other."""
    if len(ending) < 2:
        raise RuleBroken("Scegli almeno due processi: per cambiarne uno solo basta modificare la sua scheda.", "others")
    said = {
        name: getattr(new.text, name) or joined_texts(getattr(process, name) for process in ending)
        for name in ("description", "input", "output")
    }
    return processes.born(replace(new, text=replace(new.text, **said)), at)
