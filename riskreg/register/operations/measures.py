"""Measures: general and specific ones, whom they ask something of, which events they answer, since when and until when."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import sort_key, tidy, write_date
from riskreg.domain.measure_life import is_mandatory_by_class
from riskreg.domain.measures import Owner, Timetable, check_end, check_kind, checked_owners
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.sheets import next_code, stated
from riskreg.register import indexing, queries
from riskreg.register.models import Measure, MeasureEvent, MeasureOwner, RiskEvent
from riskreg.register.operations.events import check_usable
from riskreg.register.operations.processes import day, touch

GENERAL_PREFIX, SPECIFIC_PREFIX = "MG.", "MS."
MOVES_WITH_A_REASON = "Lascia la scadenza com'è: per spostarla usa «Sposta la scadenza» nella scheda della misura, che chiede il motivo."
NO_EVENTS = "Lascia almeno un evento: se la misura non serve più, terminala."


class Book(Protocol):
    """Where the rules look things up: `riskreg.register.queries`, or a picture of all of it at once."""

    def measure_by_code(self, code: str) -> Measure | None: ...

    def measure_codes(self, prefix: str) -> list[str]: ...


@dataclass(frozen=True)
class MeasureText:
    """What people write of a measure. Without a code it gets one: `B.08.M1` after the process of its first event."""

    name: str
    kind: MeasureKind
    timetable: Timetable
    in_force_from: date
    code: str = ""
    description: str = ""
    family: str | None = None
    measure_class: str | None = None
    indicator: str = ""
    target: str = ""
    is_mandatory: bool | None = None
    """None: as its class says (`is_mandatory_by_class`)."""

    sustainability: str = ""

    @classmethod
    def of(cls, measure: Measure) -> "MeasureText":
        return cls(
            name=measure.name, kind=MeasureKind(measure.kind),
            timetable=Timetable(Timing(measure.timing), measure.due_on, measure.period, measure.occasion),
            in_force_from=measure.in_force_from, code=measure.code, description=measure.description, family=measure.family,
            measure_class=measure.measure_class, indicator=measure.indicator, target=measure.target, is_mandatory=measure.is_mandatory,
            sustainability=measure.sustainability,
        )  # fmt: skip


def owners_of(measure: Measure) -> tuple[Owner, ...]:
    return tuple(Owner(OwnerKind(one.kind), one.unit_id, one.figure_id, one.name) for one in measure.owners)


def add(text: MeasureText, owners: Sequence[Owner], events: Collection[RiskEvent] = (), *, by: Person, at: datetime) -> Measure:
    _insist(by, events, text.kind, at)
    one_at_a_time(REGISTER_QUEUE)  # the code is given to one after the other
    measure = born(text, owners, events)
    record(Tag.MEASURE_CREATED, measure, by=by, at=at, along=(*measure.owners, *measure.events))
    indexing.measures(measure)
    return measure


def _insist(by: Person, events: Collection[RiskEvent], kind: MeasureKind, at: datetime) -> None:
    """On every process that it answers to; on the whole body where it answers to none, or to all."""
    processes = [] if kind is MeasureKind.GENERAL else list({e.phase.process.id: e.phase.process for e in events}.values())
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all(processes, day(at)))


def born(text: MeasureText, owners: Sequence[Owner], events: Collection[RiskEvent] = (), book: Book = queries) -> Measure:
    """Judged before anything is made: of a row that is refused nothing stays behind."""
    wanted = checked_owners(owners)
    _check_answers(text.kind, events)
    measure = Measure(edits=0, in_force_to=None, ended_because="", activation=None)
    _write(measure, text, _first_process(events), book)
    in_places(measure.owners, wanted, MeasureOwner)
    db.session.add(measure)
    _answer(measure, events)
    return measure


def _check_answers(kind: MeasureKind, events: Collection[RiskEvent], there: Collection[int] = ()) -> None:
    if kind is MeasureKind.GENERAL and events:
        raise RuleBroken("Una misura generale vale per tutto l'ente: non si collega a singoli eventi.", "events")
    for event in events:
        if event.id not in there:
            check_usable(event)


def _first_process(events: Collection[RiskEvent]) -> str:
    return min((event.phase.process.code for event in events), key=code_sort_key, default="")


def _write(measure: Measure, text: MeasureText, process_code: str, book: Book) -> None:
    check_kind(text.kind, text.family, text.measure_class)
    timetable = text.timetable.checked()
    code = tidy(text.code) or measure.code or _given_code(text.kind, process_code, book)
    taken = book.measure_by_code(code)
    if taken is not None and taken is not measure:
        raise RuleBroken(f"Il codice {code} è già della misura «{taken.name}»: scegline uno diverso.", "code")
    name = stated(text.name, "name", "Scrivi in che cosa consiste la misura.")
    if measure.in_force_to is not None and measure.in_force_to < text.in_force_from:
        raise RuleBroken(f"La misura è finita il {write_date(measure.in_force_to)}: scegli un giorno precedente.", "in_force_from")
    measure.kind, measure.family, measure.measure_class = text.kind.value, text.family, text.measure_class
    measure.code, measure.code_sort_key, measure.code_fold = code, code_sort_key(code), fold_code(code)
    measure.name, measure.sort_key = name, sort_key(name)
    measure.description, measure.indicator, measure.target = tidy_text(text.description), tidy_text(text.indicator), tidy(text.target)
    measure.is_mandatory = is_mandatory_by_class(text.measure_class) if text.is_mandatory is None else text.is_mandatory
    measure.sustainability = tidy_text(text.sustainability)
    measure.timing, measure.due_on, measure.period = timetable.timing.value, timetable.due_on, timetable.period
    measure.occasion, measure.in_force_from = timetable.occasion, text.in_force_from


def _given_code(kind: MeasureKind, process_code: str, book: Book) -> str:
    if kind is MeasureKind.GENERAL:
        return next_code(GENERAL_PREFIX, book.measure_codes(GENERAL_PREFIX))
    if not process_code:
        return next_code(SPECIFIC_PREFIX, book.measure_codes(SPECIFIC_PREFIX), width=3)
    prefix = f"{process_code}.M"
    return next_code(prefix, book.measure_codes(prefix), width=1)


def in_places(there: list[Any], wanted: Sequence[Owner], new: Callable[[], Any]) -> list[Any]:
    """Owners in place, one row for each place, of a measure or of what a plan says of it: those that are gone."""
    stood = list(there)
    for position, owner in enumerate(wanted, start=1):
        row = stood[position - 1] if position <= len(stood) else new()
        row.position, row.kind, row.name = position, owner.kind.value, owner.name
        row.unit_id, row.figure_id = owner.unit_id, owner.figure_id
        if row not in there:
            there.append(row)
    gone = stood[len(wanted) :]
    for row in gone:
        there.remove(row)
    return gone


def _answer(measure: Measure, events: Collection[RiskEvent]) -> list[Base]:
    """Ties the measure to these events and to no other; the links made and undone, to record along."""
    wanted = {event.id: event for event in events}
    there = {link.event_id: link for link in measure.events}
    changed: list[Base] = []
    for event_id, link in there.items():
        if event_id not in wanted:
            touch(link.event.phase.process)
            measure.events.remove(link)
            changed.append(link)
    for event_id, event in wanted.items():
        if event_id not in there:
            link = MeasureEvent(event_id=event_id, event=event)
            measure.events.append(link)
            touch(event.phase.process)
            changed.append(link)
    return changed


def owned_by(measure: Measure, wanted: Sequence[Owner]) -> list[MeasureOwner] | None:
    """These and no other, in this order: the rows to record along, None where nothing is different."""
    checked = checked_owners(wanted)
    if checked == owners_of(measure):
        return None
    gone = in_places(measure.owners, checked, MeasureOwner)
    measure.edits += 1
    return [*measure.owners, *gone]


def timed(measure: Measure, timetable: Timetable) -> bool:
    """Whether it is different now. From a due date to another one goes only who says why (`measure_life.rescheduled`)."""
    wanted = timetable.checked()
    _check_due(measure, wanted)
    if wanted == MeasureText.of(measure).timetable:
        return False
    measure.timing, measure.due_on, measure.period, measure.occasion = wanted.timing.value, wanted.due_on, wanted.period, wanted.occasion
    measure.edits += 1
    return True


def change(
    measure: Measure, text: MeasureText, owners: Sequence[Owner], *, version: int | None = None, by: Person, at: datetime
) -> Measure:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all(queries.processes_of(measure), day(at)))
    must_be(measure, version)
    _check_due(measure, text.timetable)
    changed = rewritten(measure, text, owners)
    if changed is not None:
        record(Tag.MEASURE_CHANGED, measure, by=by, at=at, along=changed)
        indexing.measures(measure)
    return measure


def _check_due(measure: Measure, wanted: Timetable) -> None:
    """From a day to another with a reason, and where both are seen (`measure_life.reschedule`)."""
    if measure.due_on is not None and wanted.due_on is not None and wanted.due_on != measure.due_on:
        raise RuleBroken(MOVES_WITH_A_REASON, "due_on")


def rewritten(measure: Measure, text: MeasureText, owners: Sequence[Owner], book: Book = queries) -> list[MeasureOwner] | None:
    """The owners to record along, None where nothing is different. A measure keeps its kind for life."""
    if text.kind.value != measure.kind:
        raise RuleBroken("Una misura resta generale o specifica: se è diventata altro, termina questa e scrivine una nuova.", "kind")
    wanted = checked_owners(owners)
    before, owned = MeasureText.of(measure), owners_of(measure)
    _write(measure, text, _first_process([link.event for link in measure.events]), book)
    gone = in_places(measure.owners, wanted, MeasureOwner)
    if (MeasureText.of(measure), owners_of(measure)) == (before, owned):
        return None
    measure.edits += 1
    return [*measure.owners, *gone]


def link(measure: Measure, events: Collection[RiskEvent], *, version: int | None = None, by: Person, at: datetime) -> Measure:
    """The measure answers these events and no other. The permission is needed on every process, of before and of now."""
    before = queries.processes_of(measure)
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all([*before, *(event.phase.process for event in events)], day(at)))
    must_be(measure, version)
    changed = linked(measure, events)
    if changed:
        record(Tag.MEASURE_LINKED, measure, by=by, at=at, along=changed)
        indexing.measures(measure)
    return measure


def linked(measure: Measure, events: Collection[RiskEvent]) -> list[Base]:
    """What answered something keeps answering something: of nobody's process, few could open it and nobody would look for it."""
    if measure.events and not events:
        raise RuleBroken(NO_EVENTS, "events")
    _check_answers(MeasureKind(measure.kind), events, there=[link.event_id for link in measure.events])
    changed = _answer(measure, events)
    if changed:
        measure.edits += 1
    return changed


def end(measure: Measure, *, last_day: date, because: str, version: int | None = None, by: Person, at: datetime) -> Measure:
    """No longer in force after that day; what was done with it stays."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all(queries.processes_of(measure), day(at)))
    must_be(measure, version)
    ended(measure, last_day=last_day, because=because, at=at)
    record(Tag.MEASURE_ENDED, measure, by=by, at=at, why=tidy(because))
    return measure


def ended(measure: Measure, *, last_day: date, because: str, at: datetime) -> None:
    if measure.in_force_to is not None:
        raise WrongState(f"La misura {measure.code} è già finita il {write_date(measure.in_force_to)}.")
    check_end(measure.in_force_from, last_day, day(at))
    measure.ended_because = stated(because, "because", "Scrivi perché la misura non è più in vigore.")
    measure.in_force_to = last_day


def revive(measure: Measure, *, version: int | None = None, by: Person, at: datetime) -> Measure:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all(queries.processes_of(measure), day(at)))
    must_be(measure, version)
    revived(measure)
    record(Tag.MEASURE_REVIVED, measure, by=by, at=at)
    return measure


def revived(measure: Measure) -> None:
    if measure.in_force_to is None:
        raise WrongState(f"La misura {measure.code} è già in vigore.")
    measure.in_force_to, measure.ended_because, measure.ended_with_events = None, "", False
