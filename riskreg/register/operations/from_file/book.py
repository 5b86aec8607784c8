"""The whole workbook of the register, by ID. Sheets are judged together, from areas down to measures: what is new in one can hold
what is new in the next; what retires, retires afterwards, from measures up to areas."""

from collections.abc import Callable, Sequence
from typing import Any

from riskreg.audit.gathering import Gathering
from riskreg.register import columns
from riskreg.register.operations.from_file.answers import Measures, measure_values
from riskreg.register.operations.from_file.items import Item, Judge
from riskreg.register.operations.from_file.merging import merge
from riskreg.register.operations.from_file.places import Areas, Processes, area_values, process_values
from riskreg.register.operations.from_file.sheets import Events, Phases, event_values, phase_values
from riskreg.tables import prints
from riskreg.tables.kinds import ROWS_OF_A_SHEET, Sheet
from riskreg.tables.verdicts import Row, Verdict

ACTS: dict[str, tuple[Any, str, Callable[[Any], dict[str, Any]]]] = {
    "areas": (Areas, "Nessuna area ha l'ID {}", area_values),
    "processes": (Processes, "Nessun processo ha l'ID {}", process_values),
    "phases": (Phases, "Nessuna fase ha l'ID {}", phase_values),
    "events": (Events, "Nessun evento ha l'ID {}", event_values),
    "measures": (Measures, "Nessuna misura specifica ha l'ID {}", measure_values),
}


def bring_in(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    judge = Judge(rows, desk, _title, lambda number: f"nel {_where(number)}", with_measures=not desk.on_paper)
    judge.verdicts.refuse_repeated(_key, "Questo ID", "")
    acts = [_acts(judge, sheet, [row for row in rows if _sheet(row) is sheet]) for sheet in columns.SHEETS]
    for act in acts:
        act.before()
    for act in reversed(acts):
        act.after()
    return judge.all()


def _sheet(row: Row) -> Sheet:
    return columns.SHEETS[row.number // ROWS_OF_A_SHEET]


def _where(number: int) -> str:
    return f"foglio «{columns.SHEETS[number // ROWS_OF_A_SHEET].label}», riga {number % ROWS_OF_A_SHEET}"


def _key(row: Row) -> Any:
    """Rows without an ID are each a new one."""
    sheet = _sheet(row)
    given = row.values.get(sheet.full("id"))
    return (sheet.name, given) if given is not None else row.number


def _title(row: Row) -> str:
    sheet = _sheet(row)
    return " ".join(text for name in ("code", "name") if (text := row.texts.get(sheet.full(name), "").strip()))


def _acts(judge: Judge, sheet: Sheet, rows: Sequence[Row]) -> Any:
    """What stands of each row is looked at now, before anything changes. Most rows of a workbook that comes back say just that: they are
    let go, but for where they stand among the others."""
    acts, unknown, values_of = ACTS[sheet.name]
    looking = _Looking(judge, sheet, acts, values_of)
    by_id: dict[int, Row] = {}
    for row in rows:
        if isinstance(key := row.values.get(sheet.full("id")), int):
            by_id.setdefault(key, row)  # the second row of one thing is refused
    if sheet.name == "measures" and judge.desk.on_paper:  # most of what there is: one after the other, and few are kept
        judge.whole.read_measures(lambda one: one.id in by_id and looking.at(by_id[one.id], one))
    else:
        there = getattr(judge.whole, sheet.name)
        for key, row in by_id.items():
            if (thing := there.get(key)) is not None and not getattr(thing, "is_general", False):
                looking.at(row, thing)
    for row in rows:
        if row.number not in looking.seen:
            looking.items[row.number] = looking.item(row)
            if isinstance(key := row.values.get(sheet.full("id")), int):
                judge.verdicts.refuse(row, f"{unknown.format(key)}: per una riga nuova lascia vuota la cella.", sheet.full("id"))
    return acts(judge, [looking.items[row.number] for row in rows if row.number in looking.items])


class _Looking:
    """The rows of a sheet beside what stands."""

    def __init__(self, judge: Judge, sheet: Sheet, acts: Any, values_of: Callable[[Any], dict[str, Any]]) -> None:
        self.judge, self.sheet, self.values_of = judge, sheet, values_of
        self.names = sheet.names | {field: sheet.full(name) for field, name in acts.FIELDS.items()}
        self.written_in = prints.counted(sheet.columns)
        self.items: dict[int, Item] = {}
        self.seen: set[int] = set()

    def item(self, row: Row) -> Item:
        return Item.of(row, {name: row.values[full] for name, full in self.names.items() if full in row.values}, self.names)

    def at(self, row: Row, thing: Any) -> bool:
        """Whether the row says something of it that is to be judged."""
        item = self.item(row)
        item.thing, item.stood = thing, self.values_of(thing)
        merge(item, self.sheet, self.written_in, self.judge.verdicts)
        self.seen.add(row.number)
        says = item.changes(*(column.name for column in self.written_in))
        if not says and item.has_place:
            item.keep_place()
        if says or item.has_place:
            self.items[row.number] = item
        return says
