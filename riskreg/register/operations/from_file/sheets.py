"""Phases and risk events that come in from a file."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from riskreg.audit.tags import Tag
from riskreg.domain.errors import RuleBroken
from riskreg.domain.register import Factor
from riskreg.register.models import Phase, Process, RiskEvent
from riskreg.register.operations import events, phases
from riskreg.register.operations.events import EventText
from riskreg.register.operations.from_file.items import Item, Judge
from riskreg.register.operations.from_file.lapsing import check_none_left
from riskreg.register.operations.from_file.order import Arranging, Ordering, number_in
from riskreg.register.operations.from_file.places import NO_PROCESS, called, check_not_there, place_said
from riskreg.register.operations.phases import PhaseText
from riskreg.register.operations.processes import day

PHASES = Ordering(lambda phase: phase.process, lambda process: process.phases, phases.reordered, Tag.PHASES_REORDERED)
EVENTS = Ordering(lambda event: event.phase, lambda phase: phase.events, events.reordered, Tag.EVENTS_REORDERED)

NO_PHASE, NO_EVENT = "Nessuna fase ha l'ID {}.", "Nessun evento ha l'ID {}."


def process_called(judge: Judge, code: str) -> Process:
    found = judge.whole.process_by_code(code)
    if found is None:
        raise RuleBroken(f"Nessun processo ha il codice «{code}», né tra quelli che ci sono né in questo file.", "process")
    return found


def phase_values(phase: Phase) -> dict[str, Any]:
    process = phase.process
    return {
        "id": phase.id, "process_id": process.id, "process": process.code, "position": number_in(process.phases, phase), "name": phase.name,
        "description": phase.description, "state": phase.retired_on is None, "version": process.version,
    }  # fmt: skip


class Phases:
    FIELDS: ClassVar[dict[str, str]] = {}

    def __init__(self, judge: Judge, items: Sequence[Item]) -> None:
        self.judge, self.items = judge, items
        self.order = Arranging(judge, items, PHASES, judge.whole.processes.values())

    def before(self) -> None:
        for act in (self._revive, self._write, self._move):
            self.judge.each(self.items, act)
        self.order.arrange()

    def after(self) -> None:
        self.judge.each(self.items, self._end)

    def _revive(self, item: Item) -> None:
        if item.thing is not None and item.said("state") is True:
            phases.revived(item.thing)
            self.judge.changes(item, Tag.PHASE_REVIVED, ["state"])

    def _write(self, item: Item) -> None:
        text = PhaseText(item.given("name", ""), item.given("description", ""))
        if item.thing is None:
            process = self._process(item)
            if process is None:
                raise RuleBroken("Scrivi in quale processo sta la fase: il suo codice, oppure il suo ID.", "process")
            check_not_there(process.phases, text.name, "La fase")
            self.judge.creates(item, Tag.PHASE_CREATED, phases.born(process, text))
        elif item.changes("name", "description") and phases.rewritten(item.thing, text):
            self.judge.changes(item, Tag.PHASE_CHANGED, ["name", "description"])

    def _move(self, item: Item) -> None:
        process = None if item.is_new else self._process(item)
        if process is not None and process is not item.thing.process:
            self.judge.leaves(item.thing)
            phases.moved(item.thing, process)
            self.judge.changes(item, Tag.PHASE_MOVED, ["process_id", "process"])

    def _process(self, item: Item) -> Process | None:
        those = self.judge.whole.processes
        return place_said(
            item, "process_id", ["process"], lambda key: self.judge.find(Process, those, key, "process_id", NO_PROCESS),
            lambda: process_called(self.judge, item.values["process"]),
        )  # fmt: skip

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
            check_none_left(self.judge, item.thing.events)
            phases.ended(item.thing, self.judge.desk.at)
            self.judge.changes(item, Tag.PHASE_RETIRED, ["state"])


def event_values(event: RiskEvent) -> dict[str, Any]:
    phase = event.phase
    return {
        "id": event.id, "phase_id": phase.id, "process": phase.process.code, "phase": phase.name,
        "position": number_in(phase.events, event), "name": event.name, "description": event.description,
        "factors": tuple(sorted(one.factor for one in event.factors)),
        "notes": tuple(sorted((one.factor, one.note) for one in event.factors if one.note)), "state": event.retired_on is None, "version": phase.process.version,
    }  # fmt: skip


class Events:
    FIELDS: ClassVar[dict[str, str]] = {}

    def __init__(self, judge: Judge, items: Sequence[Item]) -> None:
        self.judge, self.items = judge, items
        self.order = Arranging(judge, items, EVENTS, judge.whole.phases.values())

    def before(self) -> None:
        for act in (self._revive, self._write, self._move):
            self.judge.each(self.items, act)
        self.order.arrange()

    def after(self) -> None:
        self.judge.each(self.items, self._end)

    def _revive(self, item: Item) -> None:
        if item.thing is not None and item.said("state") is True:
            events.revived(item.thing)
            self.judge.changes(item, Tag.EVENT_REVIVED, ["state"])

    def _write(self, item: Item) -> None:
        if item.thing is None:
            phase = self._phase(item)
            if phase is None:
                raise RuleBroken(
                    "Scrivi in quale fase sta l'evento: il codice del processo e il nome della fase, oppure l'ID della fase.", "phase"
                )
            check_not_there(phase.events, item.given("name", ""), "L'evento")
            event = events.born(phase, self._text(item, {}), day(self.judge.desk.at))
            self.judge.creates(item, Tag.EVENT_CREATED, event, along=event.factors)
        elif item.changes("name", "description", "factors", "notes"):
            changed = events.rewritten(item.thing, self._text(item, dict(item.stood.get("notes", ()))))
            if changed is not None:
                self.judge.changes(item, Tag.EVENT_CHANGED, ["name", "description", "factors", "notes"], along=changed)

    @staticmethod
    def _text(item: Item, stood: Mapping[str, str]) -> EventText:
        """A factor that stays keeps its note, where the file has no notes of its own."""
        letters, said = item.given("factors", ()), item.values.get("notes")
        notes = stood if said is None else dict(said)
        lost = sorted(set(notes) - set(letters)) if said is not None else []
        if lost:
            raise RuleBroken(
                f"C'è una nota al fattore {lost[0]}, che non è tra i fattori: aggiungi la lettera nella colonna «Fattori», oppure togli la nota.",
                "notes",
            )
        return EventText(
            item.given("name", ""), item.given("description", ""), {Factor(letter): notes.get(letter, "") for letter in letters}
        )

    def _move(self, item: Item) -> None:
        phase = None if item.is_new else self._phase(item)
        if phase is not None and phase is not item.thing.phase:
            self.judge.leaves(item.thing)
            events.moved(item.thing, phase)
            self.judge.changes(item, Tag.EVENT_MOVED, ["phase_id", "process", "phase"])

    def _phase(self, item: Item) -> Phase | None:
        those = self.judge.whole.phases
        return place_said(
            item, "phase_id", ["process", "phase"], lambda key: self.judge.find(Phase, those, key, "phase_id", NO_PHASE),
            lambda: self._phase_called(item),
        )  # fmt: skip

    def _phase_called(self, item: Item) -> Phase:
        """A process whose code changes in the same file goes by the old one too."""
        code, name = item.said("process"), item.values.get("phase") or item.stood.get("phase")
        if not code and item.thing is None:
            raise RuleBroken("Scrivi il codice del processo in cui sta la fase.", "process")
        if not name:
            raise RuleBroken("Scrivi in quale fase sta l'evento.", "phase")
        return phase_called(process_called(self.judge, code) if code else item.thing.phase.process, name)

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
            check_none_left(self.judge, [item.thing])
            events.ended(item.thing, self.judge.desk.at)
            self.judge.changes(item, Tag.EVENT_RETIRED, ["state"])


def phase_called(process: Process, name: str) -> Phase:
    found = called(process.phases, name)
    if len(found) == 1:
        return found[0]  # type: ignore[no-any-return]  # phases of a process are phases
    if found:
        raise RuleBroken(f"Il processo {process.code} ha più fasi che si chiamano «{name}»: scrivi l'ID della fase.", "phase")
    raise RuleBroken(f"Il processo {process.code} non ha una fase in uso che si chiama «{name}».", "phase")


def event_called(process: Process, name: str) -> RiskEvent:
    found = [event for phase in process.phases if phase.retired_on is None for event in called(phase.events, name)]
    if len(found) == 1:
        return found[0]  # type: ignore[no-any-return]  # events of a phase are events
    if found:
        raise RuleBroken(f"Nel processo {process.code} più eventi si chiamano «{name}»: collega la misura dalla sua pagina.", "event")
    raise RuleBroken(f"Il processo {process.code} non ha un evento in uso che si chiama «{name}».", "event")
