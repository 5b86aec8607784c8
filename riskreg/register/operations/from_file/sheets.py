"""Phases and risk events that come in from a file."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from riskreg.audit.tags import Tag
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold
from riskreg.domain.register import Factor
from riskreg.register.models import Phase, Process, RiskEvent
from riskreg.register.operations import events, phases
from riskreg.register.operations.events import EventText
from riskreg.register.operations.from_file.items import Item, Judge
from riskreg.register.operations.from_file.places import NO_PROCESS, called, one_place
from riskreg.register.operations.phases import PhaseText

NO_PHASE, NO_EVENT = "Nessuna fase ha l'ID {}.", "Nessun evento ha l'ID {}."


def process_called(judge: Judge, code: str) -> Process:
    found = judge.whole.process_by_code(code)
    if found is None:
        raise RuleBroken(f"Nessun processo ha il codice «{code}», né tra quelli che ci sono né in questo file.", "process")
    return found


def phase_values(phase: Phase) -> dict[str, Any]:
    process = phase.process
    return {
        "id": phase.id, "process_id": process.id, "process": process.code, "name": phase.name, "description": phase.description,
        "state": phase.retired_on is None, "version": process.version,
    }  # fmt: skip


class Phases:
    FIELDS: ClassVar[dict[str, str]] = {}

    def __init__(self, judge: Judge, items: Sequence[Item]) -> None:
        self.judge, self.items = judge, items

    def before(self) -> None:
        for act in (self._revive, self._write, self._move):
            self.judge.each(self.items, act)

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
            self.judge.creates(item, Tag.PHASE_CREATED, phases.born(process, text))
        elif item.changes("name", "description") and phases.rewritten(item.thing, text):
            self.judge.changes(item, Tag.PHASE_CHANGED, ["name", "description"])

    def _move(self, item: Item) -> None:
        process = None if item.is_new else self._process(item)
        if process is not None and process is not item.thing.process:
            phases.moved(item.thing, process)
            self.judge.changes(item, Tag.PHASE_MOVED, ["process_id", "process"])

    def _process(self, item: Item) -> Process | None:
        """Where the file says that it stands now; None where it says nothing new."""
        key, code = item.said("process_id"), item.said("process")
        by_key = self.judge.find(Process, self.judge.whole.processes, key, "process_id", NO_PROCESS) if key is not None else None
        return one_place(by_key, process_called(self.judge, code) if code else None, "process_id")

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
            phases.ended(item.thing, self.judge.desk.at)
            self.judge.changes(item, Tag.PHASE_RETIRED, ["state"])


def event_values(event: RiskEvent) -> dict[str, Any]:
    phase = event.phase
    return {
        "id": event.id, "phase_id": phase.id, "process": phase.process.code, "phase": phase.name, "name": event.name,
        "description": event.description, "factors": tuple(sorted(one.factor for one in event.factors)), "state": event.retired_on is None,
        "version": phase.process.version,
    }  # fmt: skip


class Events:
    FIELDS: ClassVar[dict[str, str]] = {}

    def __init__(self, judge: Judge, items: Sequence[Item]) -> None:
        self.judge, self.items = judge, items

    def before(self) -> None:
        for act in (self._revive, self._write, self._move):
            self.judge.each(self.items, act)

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
            event = events.born(phase, self._text(item, {}))
            self.judge.creates(item, Tag.EVENT_CREATED, event, along=event.factors)
        elif item.changes("name", "description", "factors"):
            notes = {Factor(one.factor): one.note for one in item.thing.factors}
            changed = events.rewritten(item.thing, self._text(item, notes))
            if changed is not None:
                self.judge.changes(item, Tag.EVENT_CHANGED, ["name", "description", "factors"], along=changed)

    @staticmethod
    def _text(item: Item, notes: Mapping[Factor, str]) -> EventText:
        """A factor that stays keeps its note."""
        factors = {Factor(letter): notes.get(Factor(letter), "") for letter in item.given("factors", ())}
        return EventText(item.given("name", ""), item.given("description", ""), factors)

    def _move(self, item: Item) -> None:
        phase = None if item.is_new else self._phase(item)
        if phase is not None and phase is not item.thing.phase:
            events.moved(item.thing, phase)
            self.judge.changes(item, Tag.EVENT_MOVED, ["phase_id", "process", "phase"])

    def _phase(self, item: Item) -> Phase | None:
        """Where the file says that it stands now; None where it says nothing new."""
        key = item.said("phase_id")
        by_key = self.judge.find(Phase, self.judge.whole.phases, key, "phase_id", NO_PHASE) if key is not None else None
        return one_place(by_key, self._phase_called(item), "phase_id")

    def _phase_called(self, item: Item) -> Phase | None:
        code, name = item.said("process"), item.said("phase")
        if not code and not name:
            return None
        if not code and item.thing is None:
            raise RuleBroken("Scrivi il codice del processo in cui sta la fase.", "process")
        process = process_called(self.judge, code) if code else item.thing.phase.process
        if not name and item.thing is None:
            if item.said("phase_id") is not None:
                return None
            raise RuleBroken("Scrivi in quale fase sta l'evento.", "phase")
        return phase_called(process, name or item.stood["phase"])

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
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


def same_name(one: str, other: str) -> bool:
    return fold(one) == fold(other)
