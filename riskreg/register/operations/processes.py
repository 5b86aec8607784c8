"""Processes: added, rewritten, moved, retired, revived. Division and joining stand in reshaping.py.

The rule and the change of each act stand apart from who may and from its record: on one process, or on all those of a file.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple, Protocol

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import get, must_be
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import sort_key, tidy, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import check_passage, check_retirement, check_start, next_code, stated
from riskreg.people.models import OrgUnit
from riskreg.register import indexing, queries, telling
from riskreg.register.models import Measure, Process, RiskArea
from riskreg.register.operations.lapsing import Retirement, lapse, resume, said
from riskreg.register.queries import lapsing
from riskreg.register.telling import Passage


class Book(Protocol):
    """Where the rules look things up: `riskreg.register.queries`, or a picture of all of it at once."""

    def area(self, area_id: int) -> RiskArea: ...

    def unit(self, unit_id: int) -> OrgUnit: ...

    def process_by_code(self, code: str) -> Process | None: ...

    def process_codes(self, area_id: int) -> list[str]: ...


@dataclass(frozen=True)
class ProcessText:
    """What people write of a process."""

    code: str
    name: str
    description: str = ""
    input: str = ""
    output: str = ""

    @classmethod
    def of(cls, process: Process) -> "ProcessText":
        return cls(process.code, process.name, process.description, process.input, process.output)


@dataclass(frozen=True)
class NewProcess:
    """What a process needs to be born; without a code it gets the next of its area."""

    text: ProcessText
    area_id: int
    unit_id: int
    active_from: date


def add(new: NewProcess, *, by: Person, at: datetime) -> Process:
    insist(by, Permission.REGISTER_MANAGE)
    alone_with(new.area_id)
    process = born(new, at)
    record(Tag.PROCESS_CREATED, process, by=by, at=at)
    indexing.process(process)
    return process


def alone_with(area_id: int) -> None:
    """Codes and places are given to one after the other, and the area is asked as it stands now: nobody retires it meanwhile."""
    one_at_a_time(REGISTER_QUEUE)
    db.session.refresh(queries.area(area_id))


def born(new: NewProcess, at: datetime, book: Book = queries) -> Process:
    check_start(new.active_from, day(at))
    _check_place(new.area_id, new.unit_id, at, book)
    process = Process(
        area_id=new.area_id, unit_id=new.unit_id, active_from=new.active_from, retired_on=None, retired_because="", edits=0
    )  # fmt: skip
    code = tidy(new.text.code) or next_code(f"{book.area(new.area_id).code}.", book.process_codes(new.area_id))
    _write(process, ProcessText(code, new.text.name, new.text.description, new.text.input, new.text.output), book)
    db.session.add(process)
    return process


def change(
    process: Process, text: ProcessText, *, active_from: date | None = None, version: int | None = None, by: Person, at: datetime
) -> Process:
    """Texts by whoever keeps the sheet; the code, and since when it is active, only by whoever keeps the register."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(process, day(at)))
    must_be(process, version)
    starts_else = active_from is not None and active_from != process.active_from
    code_before = process.code
    if fold_code(text.code) != process.code_fold or starts_else:
        insist(by, Permission.REGISTER_MANAGE)
    changed = rewritten(process, text)
    if active_from is not None and starts_else:
        restarted(process, active_from, at)
    if changed or starts_else:
        record(Tag.PROCESS_CHANGED, process, by=by, at=at)
        indexing.process(process, whole=process.code != code_before)  # all that stands in it is found by its code
    return process


def rewritten(process: Process, text: ProcessText, book: Book = queries) -> bool:
    """False where nothing is different."""
    check_open(process)
    before = ProcessText.of(process)
    _write(process, text, book)
    return ProcessText.of(process) != before


def restarted(process: Process, active_from: date, at: datetime) -> None:
    """The day was wrong. Once a year was assessed, what was said of it stands on that day."""
    if process.standings:
        raise RuleBroken("Il processo è già stato valutato: il giorno da cui è attivo non si cambia più.", "active_from")
    check_start(active_from, day(at))
    process.active_from = active_from


def _write(process: Process, text: ProcessText, book: Book) -> None:
    code = stated(text.code, "code", "Scrivi il codice del processo, per esempio B.08.")
    taken = book.process_by_code(code)
    if taken is not None and taken is not process:
        raise RuleBroken(f"Il codice {code} è già del processo «{taken.name}»: scegline uno diverso.", "code")
    name = stated(text.name, "name", "Scrivi la denominazione del processo.")
    process.code, process.code_sort_key, process.code_fold = code, code_sort_key(code), fold_code(code)
    process.name, process.sort_key = name, sort_key(name)
    process.description, process.input, process.output = tidy_text(text.description), tidy_text(text.input), tidy_text(text.output)


class Place(NamedTuple):
    """Where a process goes, from which day and why; `code`: what it is called there, None where it keeps its own."""

    area_id: int
    unit_id: int
    on: date
    because: str
    code: str | None = None


def move(process: Process, to: Place, *, version: int | None = None, by: Person, at: datetime) -> Process:
    insist(by, Permission.REGISTER_MANAGE)
    alone_with(to.area_id)
    must_be(process, version)
    passage = Passage(process, process.unit_id)
    because = stated(to.because, "because", "Scrivi perché il processo si sposta.")
    check_passage(process.active_from, to.on, day(at))
    if moved(process, area_id=to.area_id, unit_id=to.unit_id, at=at):
        if to.code is not None:
            _write(process, replace(ProcessText.of(process), code=to.code), queries)
        record(Tag.PROCESS_MOVED, process, by=by, at=at, why=f"Con effetto dal {write_date(to.on)}. {because}")
        db.session.refresh(process, ["area", "unit"])
        indexing.process(process, whole=True)
        telling.passed([passage], on=to.on, by=by, at=at)
    return process


def moved(process: Process, *, area_id: int, unit_id: int, at: datetime, book: Book = queries) -> bool:
    check_open(process)
    if (area_id, unit_id) == (process.area_id, process.unit_id):
        return False
    _check_place(area_id if area_id != process.area_id else None, unit_id if unit_id != process.unit_id else None, at, book)
    process.area_id, process.unit_id = area_id, unit_id
    return True


def give_to_unit(process_id: int, unit_id: int, /, *, by: Person, at: datetime) -> Process:
    """For whoever reorganises units: the process goes to another one than the heir. Whoever may do that may do this, and tells
    each person everything in one message."""
    process = get(Process, process_id)
    insist(by, Permission.UNIT_MANAGE, queries.scope_of_all([process], day(at)))
    if moved(process, area_id=process.area_id, unit_id=unit_id, at=at):
        record(Tag.PROCESS_MOVED, process, by=by, at=at)
        db.session.refresh(process, ["unit"])
        indexing.process(process, whole=True)
    return process


def retire(
    process: Process, *, on: date, because: str, version: int | None = None, shown: Collection[int] | None = None, by: Person, at: datetime
) -> list[Measure]:
    """Nothing is deleted: the sheet stays as it was, with its scores and its history. The measures that end with it: `shown` are
    those that the page announced."""
    insist(by, Permission.REGISTER_MANAGE)
    must_be(process, version)
    answered = lapsing.events_in_use(process)
    ended(process, on=on, because=because, at=at)
    record(Tag.PROCESS_RETIRED, process, by=by, at=at, why=tidy(because))
    why = said(f"Il processo {process.title} è ritirato", on, process.retired_because)
    return lapse(answered, Retirement(on, why, shown), by=by, at=at)


def ended(process: Process, *, on: date, because: str, at: datetime) -> None:
    check_open(process)
    check_retirement(process.active_from, on, day(at), queries.last_year(process.id))
    process.retired_because = stated(because, "because", "Scrivi perché il processo non si svolge più.")
    process.retired_on = on


def revive(
    process: Process, *, version: int | None = None, shown: Collection[int] | None = None, by: Person, at: datetime
) -> list[Measure]:
    """The measures that come back with it: those that ended because nothing they answer was left in use."""
    insist(by, Permission.REGISTER_MANAGE)
    alone_with(process.area_id)
    must_be(process, version)
    revived(process)
    record(Tag.PROCESS_REVIVED, process, by=by, at=at)
    return resume(lapsing.events_used_again(process), shown, by=by, at=at)


def revived(process: Process) -> None:
    if process.retired_on is None:
        raise WrongState(f"Il processo {process.title} è già attivo.")
    if process.area.retired_on is not None:
        raise WrongState(f"L'area {process.area.title} è ritirata: riattiva prima l'area.")
    process.retired_on, process.retired_because = None, ""


def touch(process: Process) -> None:
    """Something that stands on its sheet changed: so does the version that the sheet's forms bring back."""
    process.edits = (process.edits or 0) + 1


def check_open(process: Process) -> None:
    if process.retired_on is not None:
        raise WrongState(f"Il processo {process.code} è ritirato dal {write_date(process.retired_on)}: riattivalo prima di modificarlo.")


def _check_place(area_id: int | None, unit_id: int | None, at: datetime, book: Book) -> None:
    if area_id is not None and (area := book.area(area_id)).retired_on is not None:
        raise RuleBroken(f"L'area {area.title} è ritirata: scegline un'altra.", "area_id")
    if unit_id is not None and not (unit := book.unit(unit_id)).is_active(day(at)):
        raise RuleBroken(f"{unit.name} non è attiva: scegli un'altra unità.", "unit_id")


def day(at: datetime) -> date:
    return at.astimezone(ROME).date()
