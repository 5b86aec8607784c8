"""Areas and processes that come in from a file."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from riskreg.audit.tags import Tag
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold
from riskreg.register.columns import Key
from riskreg.register.models import Process, RiskArea
from riskreg.register.operations import areas, processes
from riskreg.register.operations.areas import AreaText
from riskreg.register.operations.from_file.items import Item, Judge
from riskreg.register.operations.from_file.lapsing import check_none_left
from riskreg.register.operations.processes import NewProcess, ProcessText, day
from riskreg.register.telling import Passage

NO_AREA, NO_PROCESS = "Nessuna area ha l'ID {}.", "Nessun processo ha l'ID {}."
TWO_PLACES = "L'ID e il nome che gli sta accanto indicano due cose diverse: svuota la cella che non vale."
ONLY_WITH_STATE = "Si scrive quando cambia lo stato, e poi non cambia: rimetti quello che c'era."
ONLY_IF_ENDED = "Svuota la cella, oppure cambia lo stato: si compila solo per ciò che non è più in uso."

Thing = TypeVar("Thing")

TEXTS = ("code", "name", "description", "input", "output")


def area_values(area: RiskArea) -> dict[str, Any]:
    return {
        "id": area.id, "code": area.code, "name": area.name, "source": area.source, "state": area.retired_on is None, "version": area.version,
    }  # fmt: skip


class Areas:
    FIELDS: ClassVar[dict[str, str]] = {}

    def __init__(self, judge: Judge, items: Sequence[Item]) -> None:
        self.judge, self.items = judge, items

    def before(self) -> None:
        self.judge.each(self.items, self._revive)
        self.judge.each(self.items, self._write)

    def after(self) -> None:
        self.judge.each(self.items, self._end)

    def _revive(self, item: Item) -> None:
        if item.thing is not None and item.said("state") is True:
            areas.revived(item.thing)
            self.judge.changes(item, Tag.AREA_REVIVED, ["state"])

    def _write(self, item: Item) -> None:
        text = AreaText(*(item.given(name, "") for name in ("code", "name", "source")))
        if item.thing is None:
            area = areas.born(text, self.judge.whole)
            self.judge.creates(item, Tag.AREA_CREATED, area)
        elif areas.rewritten(item.thing, text, self.judge.whole):
            self.judge.whole.announce(item.thing)
            self.judge.changes(item, Tag.AREA_CHANGED, ["code", "name", "source"])

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
            areas.ended(item.thing, self.judge.desk.at, self.judge.whole)
            self.judge.changes(item, Tag.AREA_RETIRED, ["state"])


def process_values(process: Process) -> dict[str, Any]:
    return {
        "id": process.id, "code": process.code, "name": process.name, "area_id": process.area_id, "area": process.area.code,
        "unit": process.unit.code, "unit_name": process.unit.name, "description": process.description, "input": process.input, "output": process.output,
        "active_from": process.active_from, "state": process.retired_on is None, "retired_on": process.retired_on,
        "because": process.retired_because, "version": process.version,
    }  # fmt: skip


class Processes:
    FIELDS: ClassVar[dict[str, str]] = {"unit_id": "unit", "on": "retired_on"}

    def __init__(self, judge: Judge, items: Sequence[Item]) -> None:
        self.judge, self.items = judge, items

    def before(self) -> None:
        self.judge.each(self.items, self._check)
        self.judge.each(self.items, self._revive)
        self.judge.each(self.items, self._write)
        self.judge.each(self.items, self._move)

    def after(self) -> None:
        self.judge.each(self.items, self._end)

    def _check(self, item: Item) -> None:
        """What a file cannot change."""
        if item.thing is not None and item.said("active_from") is not None:
            raise RuleBroken(
                "Il giorno da cui il processo è attivo non si cambia da un file: rimetti quello che c'era, e correggilo dalla scheda.",
                "active_from",
            )
        check_end_cells(item, "retired_on", "because")

    def _revive(self, item: Item) -> None:
        if item.thing is not None and item.said("state") is True:
            processes.revived(item.thing)
            self.judge.changes(item, Tag.PROCESS_REVIVED, ["state"])

    def _write(self, item: Item) -> None:
        text = ProcessText(*(item.given(name, "") for name in TEXTS))
        if item.thing is None:
            area, unit = self._area(item), self._unit(item)
            if area is None:
                raise RuleBroken("Scrivi il codice o il nome dell'area di rischio.", "area")
            if unit is None:
                raise RuleBroken("Scrivi il codice o il nome dell'unità che ne risponde.", "unit")
            if not text.code:
                check_not_there([one for one in self.judge.whole.processes.values() if one.area_id == area.id], text.name, "Il processo")
            new = NewProcess(text, area.id, unit.id, item.given("active_from") or day(self.judge.desk.at))
            self.judge.creates(item, Tag.PROCESS_CREATED, processes.born(new, self.judge.desk.at, self.judge.whole))
        elif item.changes(*TEXTS) and processes.rewritten(item.thing, text, self.judge.whole):
            self.judge.whole.announce(item.thing)
            self.judge.changes(item, Tag.PROCESS_CHANGED, TEXTS)

    def _move(self, item: Item) -> None:
        process, area, unit = item.thing, self._area(item), self._unit(item)
        place = {"area_id": area.id if area else process.area_id, "unit_id": unit.id if unit else process.unit_id}
        if item.is_new or place == {"area_id": process.area_id, "unit_id": process.unit_id}:
            return
        passage = Passage(process, process.unit_id)
        if processes.moved(process, **place, at=self.judge.desk.at, book=self.judge.whole):
            self.judge.whole.announce(process)
            self.judge.moved(passage)
            self.judge.changes(item, Tag.PROCESS_MOVED, ["area_id", "area", "unit"])

    def _area(self, item: Item) -> RiskArea | None:
        whole = self.judge.whole
        return place_said(
            item, "area_id", ["area"], lambda key: self.judge.find(RiskArea, whole.areas, key, "area_id", NO_AREA), lambda: self._area_called(item)
        )  # fmt: skip

    def _area_called(self, item: Item) -> RiskArea:
        found = self.judge.whole.area_called(item.values["area"])
        if found is None:
            raise RuleBroken(
                f"Nessuna area ha il codice o il nome «{item.values['area']}», né tra quelle che ci sono né in questo file.", "area"
            )
        return found

    def _unit(self, item: Item) -> Any:
        text = item.said("unit")
        unit = self.judge.whole.unit_called(text, day(self.judge.desk.at)) if text else None
        if text and unit is None:
            raise RuleBroken(f"Nessuna unità ha il codice «{text}», e nessuna o più d'una si chiama così.", "unit")
        return unit

    def _end(self, item: Item) -> None:
        if item.said("state") is False:
            on, because = item.said("retired_on") or day(self.judge.desk.at), item.given("because", "")
            if because:  # without it the row is refused for that
                check_none_left(self.judge, [event for phase in item.thing.phases for event in phase.events])
            processes.ended(item.thing, on=on, because=because, at=self.judge.desk.at)
            self.judge.changes(item, Tag.PROCESS_RETIRED, ["state", "retired_on", "because"], why=because)


def place_said(
    item: Item, key: str, texts: Sequence[str], by_key: Callable[[Key], Thing], by_text: Callable[[], Thing | None]
) -> Thing | None:  # fmt: skip
    """Where the file says that a thing stands, None where it says nothing new. The ID counts; what people read beside it must not
    say another thing, but may be an old name: so the same file, brought in again, changes nothing."""
    given, are_new = item.values.get(key), any(item.said(name) for name in texts)
    if given is None:
        return by_text() if are_new else None
    found = by_key(given)
    if are_new or given != item.stood.get(key):
        try:
            other = by_text() if any(item.values.get(name) for name in texts) else None
        except RuleBroken:
            other = None
        if other is not None and other is not found:
            raise RuleBroken(TWO_PLACES, key)
    return found


def check_end_cells(item: Item, *names: str) -> None:
    """Until when and why belong to what is no longer there; alone they would be lost without a word."""
    for name in names:
        if item.given("state", True) and item.values.get(name):
            raise RuleBroken(ONLY_IF_ENDED, name)
        if item.said("state") is None and item.thing is not None and item.values.get(name) and item.changes(name):
            raise RuleBroken(ONLY_WITH_STATE, name)


def check_not_there(those: Sequence[Any], name: str, what: str) -> None:
    """A file with new rows, brought in twice, would make them twice."""
    if called(those, name):
        raise RuleBroken(
            f"{what} «{name}» c'è già: se il file è già stato importato, esporta di nuovo; altrimenti scegli un altro nome.", "name"
        )


def called(those: Sequence[Any], name: str) -> list[Any]:
    """Those in use that people call so."""
    return [one for one in those if one.retired_on is None and fold(one.name) == fold(name)]
