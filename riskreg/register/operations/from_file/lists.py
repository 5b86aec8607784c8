"""Plain lists with column names of their own: things are recognised by what people call them, and go through the same acts."""

from collections.abc import Callable, Hashable, Sequence

from riskreg.audit.gathering import Gathering
from riskreg.domain.codes import fold_code
from riskreg.domain.italian import fold
from riskreg.register.models import Measure, Phase, Process
from riskreg.register.operations.from_file.answers import Measures, measure_values
from riskreg.register.operations.from_file.items import Item, Judge
from riskreg.register.operations.from_file.places import Processes, called, process_values
from riskreg.register.operations.from_file.sheets import Events, Phases, event_values
from riskreg.tables.verdicts import Row, Verdict


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


PROCESS_COLUMNS = _same("code", "name", "area", "unit", "description", "input", "output", "active_from") | Processes.FIELDS
EVENT_COLUMNS = _same("process", "phase", "name", "description", "factors")
PHASE_COLUMNS = {"process": "process", "name": "phase"}
MEASURE_COLUMNS = _same(
    "code", "name", "description", "family", "indicator", "target", "timing", "due_on", "period", "occasion", "in_force_from",
    "is_mandatory", "sustainability", "moved_because", "process", "event", "owners",
) | Measures.FIELDS | {"event_ids": "event", "events": "event"}  # fmt: skip


def processes(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    judge = Judge(rows, desk, _titled("code", "name"))
    judge.verdicts.refuse_repeated(_code_or("area"), "Questo processo", "code")
    items = []
    for row in judge.verdicts.left():
        item = Item.of(row, row.values, PROCESS_COLUMNS)
        item.thing = _process_of(judge, row)
        if item.thing is not None:
            item.stood = process_values(item.thing)
        items.append(_same_code(item))
    Processes(judge, items).before()
    return judge.all()


def measures(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    judge = Judge(rows, desk, _titled("code", "name"))
    judge.verdicts.refuse_repeated(_code_or("process", "event"), "Questa misura", "code")
    items = []
    for row in judge.verdicts.left():
        item = Item.of(row, row.values, MEASURE_COLUMNS)
        thing = _measure_of(judge, row)
        if thing is not None and thing.is_general:
            judge.verdicts.refuse(row, f"Il codice {thing.code} è già di una misura generale: scegline uno diverso.", "code")
            continue
        if thing is not None:
            item.thing, item.stood = thing, measure_values(thing)
        items.append(_same_code(item))
    acts = Measures(judge, items, is_plain=True)
    acts.before()
    return judge.all()


def _said(row: Row, name: str) -> str:
    """Empty where the list has no such column."""
    return row.values.get(name) or ""


def _process_of(judge: Judge, row: Row) -> Process | None:
    """By its code; without one, the only process of that area which people call so: so the same list, brought in again, changes nothing."""
    if code := _said(row, "code"):
        return judge.whole.process_by_code(code)
    area = judge.whole.area_called(_said(row, "area"))
    alike = called([one for one in judge.whole.processes.values() if area is not None and one.area_id == area.id], _said(row, "name"))
    return alike[0] if len(alike) == 1 else None


def _measure_of(judge: Judge, row: Row) -> Measure | None:
    """By its code; without one, the only measure in force called so that answers something in that process."""
    if code := _said(row, "code"):
        return judge.whole.measure_by_code(code)
    process = judge.whole.process_by_code(_said(row, "process"))
    if process is None:
        return None
    name = fold(_said(row, "name"))
    alike = [one for one in judge.whole.measures_in(process) if one.in_force_to is None and fold(one.name) == name]
    return alike[0] if len(alike) == 1 else None


def _same_code(item: Item) -> Item:
    """A code that differs only in case or spaces is the same code, and stays as it is written in the register."""
    if item.thing is not None:
        item.values = {name: value for name, value in item.values.items() if name != "code"}
    return item


def events(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    judge = Judge(rows, desk, _titled("process", "name"))
    judge.verdicts.refuse_repeated(_event_key, "Questo evento", "name")
    Phases(judge, _missing_phases(judge)).before()
    items = []
    for row in judge.verdicts.left():
        item = Item.of(row, row.values, EVENT_COLUMNS)
        process = judge.whole.process_by_code(row.values["process"])
        phases: Sequence[Phase] = called(process.phases, row.values["phase"]) if process is not None else []
        there = [event for phase in phases for event in called(phase.events, row.values["name"])]
        if there:
            item.thing = there[0]
            item.stood = event_values(item.thing)
            item.values = {name: value for name, value in item.values.items() if name in ("description", "factors")}
        items.append(item)
    Events(judge, items).before()
    return judge.all()


def _missing_phases(judge: Judge) -> list[Item]:
    """Each phase that the list names and its process has not, made by the first row that names it."""
    first: dict[tuple[str, str], Item] = {}
    for row in judge.verdicts.left():
        process = judge.whole.process_by_code(row.values["process"])
        key = (fold_code(row.values["process"]), fold(row.values["phase"]))
        if process is not None and key not in first and not called(process.phases, row.values["phase"]):
            first[key] = Item.of(row, {"process": row.values["process"], "name": row.values["phase"]}, PHASE_COLUMNS)
    return list(first.values())


def _code_or(*names: str) -> Callable[[Row], Hashable]:
    """The code; of rows without one, what they are called, and where."""

    def key(row: Row) -> Hashable:
        return fold_code(_said(row, "code")) or tuple(fold(_said(row, each)) for each in ("name", *names))

    return key


def _event_key(row: Row) -> Hashable:
    return fold_code(row.values["process"]), fold(row.values["phase"]), fold(row.values["name"])


def _titled(*names: str):  # type: ignore[no-untyped-def]  # a function of a row, as Verdicts wants it
    return lambda row: " ".join(text for name in names if (text := row.texts.get(name, "").strip()))
