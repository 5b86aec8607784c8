"""Risk events and why they could happen: added, rewritten, put in order, moved, divided, joined, retired, revived."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import LONGEST_TEXT, Derivation, Factor
from riskreg.domain.sheets import check_merger, check_parts, joined_notes, shifted, stated
from riskreg.register import indexing, queries, telling
from riskreg.register.models import EventFactor, Measure, MeasureEvent, Phase, RiskEvent
from riskreg.register.operations.lapsing import Retirement, lapse, resume, said
from riskreg.register.operations.ordering import in_place_of, in_use, last_place, put_in_order
from riskreg.register.operations.origins import derive
from riskreg.register.operations.phases import check_usable as check_phase
from riskreg.register.operations.processes import day, touch
from riskreg.register.queries import lapsing
from riskreg.register.telling import PartMoved


@dataclass(frozen=True)
class EventText:
    """What people write of an event; `factors` holds the note of each factor that is there."""

    name: str
    description: str = ""
    factors: Mapping[Factor, str] = field(default_factory=dict)

    @classmethod
    def of(cls, event: RiskEvent) -> "EventText":
        return cls(event.name, event.description, {Factor(one.factor): one.note for one in event.factors})


def add(phase: Phase, text: EventText, *, by: Person, at: datetime) -> RiskEvent:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(phase.process, day(at)))
    event = born(phase, text, day(at))
    record(Tag.EVENT_CREATED, event, by=by, at=at, along=event.factors)
    indexing.events(event)
    return event


def born(phase: Phase, text: EventText, on: date) -> RiskEvent:
    check_phase(phase)
    event = RiskEvent(position=last_place(phase.events) + 1, added_on=on, retired_on=None)
    _write(event, text)
    phase.events.append(event)
    touch(phase.process)
    return event


def _write(event: RiskEvent, text: EventText) -> list[EventFactor]:
    """The factors that are no longer there."""
    event.name = stated(text.name, "name", "Scrivi che cosa potrebbe accadere.")
    event.description = tidy_text(text.description)
    wanted = {Factor(factor).value: tidy_text(note) for factor, note in text.factors.items()}
    gone = [one for one in event.factors if one.factor not in wanted]
    for one in gone:
        event.factors.remove(one)
    there = {one.factor: one for one in event.factors}
    for factor, note in sorted(wanted.items()):
        if factor in there:
            there[factor].note = note
        else:
            event.factors.append(EventFactor(factor=factor, note=note))
    return gone


def change(event: RiskEvent, text: EventText, *, version: int | None = None, by: Person, at: datetime) -> RiskEvent:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(event.phase.process, day(at)))
    must_be(event, version)
    changed = rewritten(event, text)
    if changed is not None:
        record(Tag.EVENT_CHANGED, event, by=by, at=at, along=changed)
        indexing.events(event)
    return event


def rewritten(event: RiskEvent, text: EventText) -> list[EventFactor] | None:
    """The factors to record along, None where nothing is different."""
    check_usable(event)
    before = EventText.of(event)
    gone = _write(event, text)
    if EventText.of(event) == before:
        return None
    touch(event.phase.process)
    return [*event.factors, *gone]


def shift(event: RiskEvent, steps: int, *, version: int | None = None, by: Person, at: datetime) -> Phase:
    check_usable(event)
    order = [one.id for one in in_use(event.phase.events)]
    return reorder(event.phase, shifted(order, event.id, steps), version=version, by=by, at=at)


def reorder(phase: Phase, order: Sequence[int], *, version: int | None = None, by: Person, at: datetime) -> Phase:
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(phase.process, day(at)))
    must_be(phase, version)
    changed = reordered(phase, order)
    if changed:
        record(Tag.EVENTS_REORDERED, phase, by=by, at=at, along=changed)
        db.session.expire(phase, ["events"])
    return phase


def reordered(phase: Phase, order: Sequence[int]) -> list[RiskEvent]:
    check_phase(phase)
    changed = put_in_order(phase.events, order)
    if changed:
        touch(phase.process)
    return changed


def move(event: RiskEvent, target: Phase, *, version: int | None = None, by: Person, at: datetime) -> RiskEvent:
    """To another phase, of the same process or of another; its measures follow it."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of_all([event.phase.process, target.process], day(at)))
    must_be(event, version)
    source = event.phase.process
    moved(event, target)
    record(Tag.EVENT_MOVED, event, by=by, at=at)
    indexing.events(event)
    telling.part_passed(PartMoved(event, source), by=by, at=at)
    return event


def moved(event: RiskEvent, target: Phase) -> None:
    check_usable(event)
    check_phase(target)
    if target is event.phase:
        raise RuleBroken("L'evento sta già in questa fase: scegline un'altra.", "phase_id")
    touch(event.phase.process)
    event.position = last_place(target.events) + 1
    event.phase = target
    touch(target.process)


def split(event: RiskEvent, parts: Sequence[EventText], *, version: int | None = None, by: Person, at: datetime) -> list[RiskEvent]:
    """New events take its place, with its factors where none are said, and with the measures that answered it: each of them
    may answer them too, until somebody says otherwise."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(event.phase.process, day(at)))
    must_be(event, version)
    check_usable(event)
    check_parts([part.name for part in parts], [], {}, one="un evento", many="gli eventi")
    factors = EventText.of(event).factors
    made = [born(event.phase, EventText(part.name, part.description, part.factors or factors), day(at)) for part in parts]
    event.retired_on = day(at)
    db.session.flush()
    links = [link for one in made for link in _answered_too(one, [event])]
    origins = derive(made, [event], Derivation.SPLIT, day(at))
    moved = reordered(event.phase, in_place_of(event, made, event.phase.events))
    record(
        Tag.EVENT_SPLIT, event, by=by, at=at, along=(*made, *(each for one in made for each in one.factors), *links, *origins, *moved)
    )  # fmt: skip
    db.session.expire(event.phase, ["events"])
    for one in made:
        indexing.events(one)
    return made


def _answered_too(event: RiskEvent, sources: Sequence[RiskEvent]) -> list[MeasureEvent]:
    """The measures in force that answer the sources answer this one."""
    known = {link.measure_id for link in queries.links_of_events([event.id])}
    links = []
    measures: dict[int, Measure] = {link.measure_id: link.measure for link in queries.links_of_events([one.id for one in sources])}
    for measure_id, measure in measures.items():
        if measure_id not in known and measure.in_force_to is None:
            link = MeasureEvent(event=event)
            measure.events.append(link)
            measure.edits += 1
            links.append(link)
    return links


def merge(others: Sequence[RiskEvent], target: RiskEvent, *, version: int | None = None, by: Person, at: datetime) -> RiskEvent:
    """The one that stays takes the factors of the others, their notes joined, and the measures that answered them."""
    ending = [event for event in others if event is not target]
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(target.phase.process, day(at)))
    must_be(target, version)
    check_merger(target.id, [event.id for event in ending], "Scegli almeno un altro evento da accorpare a questo.")
    for event in (target, *ending):
        check_usable(event)
        if event.phase.process_id != target.phase.process_id:
            raise RuleBroken("Si accorpano eventi dello stesso processo: prima spostali in uno solo.", "others")
    factors = _together((target, *ending))
    for event in ending:
        event.retired_on = day(at)
    _write(target, EventText(target.name, target.description, factors))
    touch(target.phase.process)
    links = _answered_too(target, ending)
    origins = derive([target], ending, Derivation.MERGED, day(at))
    record(Tag.EVENT_MERGED, target, by=by, at=at, along=(*ending, *target.factors, *links, *origins))
    indexing.events(target)
    return target


def _together(events: Sequence[RiskEvent]) -> dict[Factor, str]:
    """Every factor of theirs, with all that they note of it; no more than can be written and saved again."""
    notes: dict[Factor, list[str]] = {}
    for event in events:
        for factor, note in EventText.of(event).factors.items():
            notes.setdefault(factor, []).append(note)
    factors = {factor: tidy_text(joined_notes(those)) for factor, those in notes.items()}
    for factor, note in factors.items():
        if len(note) > LONGEST_TEXT:
            raise RuleBroken(
                f"Le note al fattore ({factor}) «{factor.label}» insieme superano {LONGEST_TEXT // 1_000}.000 caratteri: prima accorciale.",
                "others",
            )
    return factors


def retire(
    event: RiskEvent, *, version: int | None = None, shown: Collection[int] | None = None, by: Person, at: datetime
) -> list[Measure]:
    """The measures that end with it: `shown` are those that the page announced."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(event.phase.process, day(at)))
    must_be(event, version)
    answered = lapsing.events_in_use(event)
    ended(event, at)
    record(Tag.EVENT_RETIRED, event, by=by, at=at)
    return lapse(answered, Retirement(day(at), said(f"L'evento «{event.name}» è ritirato", day(at)), shown), by=by, at=at)


def ended(event: RiskEvent, at: datetime) -> None:
    check_usable(event)
    event.retired_on = day(at)
    touch(event.phase.process)


def revive(event: RiskEvent, *, version: int | None = None, by: Person, at: datetime) -> list[Measure]:
    """The measures that come back with it."""
    insist(by, Permission.REGISTER_EDIT, queries.scope_of(event.phase.process, day(at)))
    must_be(event, version)
    revived(event)
    record(Tag.EVENT_REVIVED, event, by=by, at=at)
    return resume(lapsing.events_used_again(event), by=by, at=at)


def revived(event: RiskEvent) -> None:
    check_phase(event.phase)
    if event.retired_on is None:
        raise WrongState("L'evento non è ritirato.")
    event.retired_on = None
    touch(event.phase.process)


def check_usable(event: RiskEvent) -> None:
    check_phase(event.phase)
    if event.retired_on is not None:
        raise WrongState(f"L'evento «{event.name}» è ritirato dal {write_date(event.retired_on)}: riattivalo prima di modificarlo.")
