"""Measures that come in from a file."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from riskreg.audit.tags import Tag
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, write_date
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.people.models import OrgUnit
from riskreg.register.models import Measure, MeasureOwner, RiskEvent
from riskreg.register.operations import measures
from riskreg.register.operations.from_file.items import Item, Judge
from riskreg.register.operations.from_file.places import check_end_cells
from riskreg.register.operations.from_file.sheets import NO_EVENT, event_called, process_called
from riskreg.register.operations.measure_life import moved_deadline
from riskreg.register.operations.measures import MeasureText
from riskreg.register.operations.processes import day

SHEET = (
    "code",
    "name",
    "description",
    "family",
    "indicator",
    "target",
    "timing",
    "due_on",
    "period",
    "occasion",
    "in_force_from",
    "is_mandatory",
    "sustainability",
    "owners",
)

MARKS: Mapping[str, OwnerKind] = {"gruppo": OwnerKind.GROUP, "esterno": OwnerKind.OUTSIDE, "da collegare": OwnerKind.UNLINKED}
"""What stands before a name that is neither a unit nor a figure."""

MARK_OF = {kind.value: mark for mark, kind in MARKS.items()}


def measure_values(measure: Measure) -> dict[str, Any]:
    events = [link.event for link in measure.events]
    return {
        "id": measure.id, "code": measure.code, "name": measure.name, "description": measure.description, "family": measure.family,
        "indicator": measure.indicator, "target": measure.target, "timing": measure.timing, "due_on": measure.due_on, "period": measure.period,
        "occasion": measure.occasion, "in_force_from": measure.in_force_from, "is_mandatory": measure.is_mandatory,
        "sustainability": measure.sustainability, "moved_because": "", "event_ids": tuple(sorted(event.id for event in events)),
        "event_names": " · ".join(f"{event.phase.process.code} {event.name}" for event in events), "owners": "; ".join(map(_written, measure.owners)),
        "state": measure.in_force_to is None, "in_force_to": measure.in_force_to, "because": measure.ended_because, "version": measure.version,
    }  # fmt: skip


def _written(owner: MeasureOwner) -> str:
    if owner.unit is not None:
        return owner.unit.code
    return owner.figure.name if owner.figure is not None else f"{MARK_OF[owner.kind]}: {owner.name}"


class Measures:
    FIELDS: ClassVar[dict[str, str]] = {
        "events": "event_ids",
        "last_day": "in_force_to",
        **{f"owner_{place}": "owners" for place in range(1, 100)},
    }

    def __init__(self, judge: Judge, items: Sequence[Item], *, is_plain: bool = False) -> None:
        self.judge, self.items, self.is_plain = judge, items, is_plain
        self._answers: set[tuple[str, frozenset[int]]] = set()

    def before(self) -> None:
        for act in (self._check, self._revive, self._write, self._link):
            self.judge.each(self.items, act)

    def after(self) -> None:
        self.judge.each(self.items, self._end)

    def _check(self, item: Item) -> None:
        check_end_cells(item, "in_force_to", "because")

    def _revive(self, item: Item) -> None:
        if item.thing is not None and item.said("state") is True:
            measures.revived(item.thing)
            self.judge.changes(item, Tag.MEASURE_REVIVED, ["state"])

    def _write(self, item: Item) -> None:
        if item.thing is None:
            events = self._events(item) or []
            self._check_not_there(item, events)
            measure = measures.born(self._text(item), self._owners(item), events, self.judge.whole)
            self.judge.creates(item, Tag.MEASURE_CREATED, measure, along=(*measure.owners, *measure.events))
        elif item.changes(*SHEET):
            before, because = item.thing.due_on, self._why_moved(item)
            changed = measures.rewritten(item.thing, self._text(item), self._owners(item), self.judge.whole)
            if changed is not None:
                moved = moved_deadline(item.thing, before, because=because, by=self.judge.desk.by, at=self.judge.desk.at)
                self.judge.whole.announce(item.thing)
                self.judge.changes(item, Tag.MEASURE_CHANGED, SHEET, along=[*changed, *([moved] if moved else [])])

    @staticmethod
    def _why_moved(item: Item) -> str:
        """A deadline goes from a day to another for a reason, in a file too."""
        before, after, because = item.thing.due_on, item.emptied("due_on"), tidy_text(item.values.get("moved_because") or "")
        if before is not None and after is not None and before != after and not because:
            raise RuleBroken(f"Scrivi perché la scadenza si sposta dal {write_date(before)} al {write_date(after)}.", "moved_because")
        return because

    def _check_not_there(self, item: Item, events: Sequence[RiskEvent]) -> None:
        """A file with new rows, brought in twice, would make them twice."""
        key = (fold(item.given("name", "")), frozenset(event.id for event in events))
        if not self._answers:
            for one in self.judge.whole.measures.values():
                if one.in_force_to is None:
                    self._answers.add((fold(one.name), frozenset(link.event_id for link in one.events)))
        if key in self._answers and not item.given("code"):
            raise RuleBroken("La stessa misura c'è già sugli stessi eventi: se il file è già stato importato, esporta di nuovo.", "name")

    def _text(self, item: Item) -> MeasureText:
        timing = item.given("timing") or Timing.CONTINUOUS.value
        return MeasureText(
            name=item.given("name", ""), kind=MeasureKind.SPECIFIC,
            timetable=Timetable(Timing(timing), item.emptied("due_on"), item.emptied("period"), item.given("occasion", "")),
            in_force_from=item.given("in_force_from") or day(self.judge.desk.at), code=item.given("code", ""),
            description=item.given("description", ""), family=item.given("family"), indicator=item.given("indicator", ""),
            target=item.given("target", ""), is_mandatory=item.given("is_mandatory"), sustainability=item.given("sustainability", ""),
        )  # fmt: skip

    def _owners(self, item: Item) -> list[Owner]:
        if item.thing is not None and not item.changes("owners"):
            return list(measures.owners_of(item.thing))
        return [self._owner(name.strip()) for name in item.given("owners", "").split(";") if name.strip()]

    def _owner(self, text: str) -> Owner:
        mark, colon, name = text.partition(":")
        if colon and (kind := MARKS.get(fold(mark))) is not None:
            return Owner(kind, name=name)
        if (unit := self._unit(text)) is not None:
            return Owner(OwnerKind.UNIT, unit_id=unit.id)
        if (figure := self.judge.whole.figure_called(text)) is not None:
            return Owner(OwnerKind.FIGURE, figure_id=figure.id)
        if self.is_plain:
            return Owner(OwnerKind.UNLINKED, name=text)
        raise RuleBroken(
            f"«{text}» non è il codice di un'unità né il nome di una figura: correggilo, oppure scrivi «da collegare: {text}».", "owners"
        )

    def _unit(self, text: str) -> OrgUnit | None:
        """A plain list may also bear its name."""
        whole = self.judge.whole
        return whole.unit_called(text, day(self.judge.desk.at)) if self.is_plain else whole.unit_by_code(text)

    def _events(self, item: Item) -> list[RiskEvent] | None:
        """Those that the file says it answers; None where it says nothing new."""
        if self.is_plain:
            return self._events_called(item)
        if not item.changes("event_ids"):
            return None
        return [self.judge.find(RiskEvent, self.judge.whole.events, key, "event_ids", NO_EVENT) for key in item.values["event_ids"]]

    def _events_called(self, item: Item) -> list[RiskEvent] | None:
        code, name = item.values.get("process", ""), item.values.get("event", "")
        if name and not code:
            raise RuleBroken("Scrivi anche il codice del processo in cui sta l'evento.", "process")
        if not code:
            return None
        process = process_called(self.judge, code)
        if name:
            return [event_called(process, name)]
        there = [event for phase in process.phases if phase.retired_on is None for event in phase.events if event.retired_on is None]
        if not there:
            raise RuleBroken(
                f"Il processo {process.code} non ha ancora eventi a cui collegare la misura: importa prima gli eventi.", "process"
            )
        return there

    def _link(self, item: Item) -> None:
        events = None if item.is_new else self._events(item)
        if events is None:
            return
        before = item.stood["event_names"]
        changed = measures.linked(item.thing, events)
        if changed:
            self.judge.changes(item, Tag.MEASURE_LINKED, ["event_ids"], along=changed)
            if self.is_plain:
                after = " · ".join(f"{event.phase.process.code} {event.name}" for event in events)
                self.judge.verdicts.changes(item.row, item.columns["event"], before, after)

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
            last_day, because = item.said("in_force_to") or day(self.judge.desk.at), item.given("because", "")
            measures.ended(item.thing, last_day=last_day, because=because, at=self.judge.desk.at)
            self.judge.changes(item, Tag.MEASURE_ENDED, ["state", "in_force_to", "because"], why=because)
