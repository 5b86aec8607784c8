"""A workbook that comes back after others have written: what its editor changed comes in, what a colleague changed meanwhile stays.

Of each cell three things are known: what went out (its print), what the file says, what stands today.
"""

from collections import defaultdict
from collections.abc import Sequence

from riskreg.register.operations.from_file.items import Item
from riskreg.tables import prints
from riskreg.tables.columns import Column
from riskreg.tables.kinds import Sheet
from riskreg.tables.verdicts import Verdicts

PRINT = "print"
SHOWN = 80

TOGETHER = {
    **dict.fromkeys(("area_id", "area", "process_id", "process", "phase_id", "phase"), "place"),
    **dict.fromkeys(("factors", "notes"), "factors"),
    **dict.fromkeys(("timing", "due_on", "period", "occasion"), "timing"),
    **dict.fromkeys(("state", "retired_on", "in_force_to", "because"), "state"),
}
"""Cells that say one thing together: whoever changed one has answered for the others."""

ORDER = "position"
"""Numbers that change whenever something beside them moves: that one is not what it was when it went out says nothing. What
counts is the order that they give (`order.py`)."""


def merge(item: Item, sheet: Sheet, columns: Sequence[Column], verdicts: Verdicts) -> None:
    """Leaves the item only what was written in the file, of the columns that have a print. A row without one, as people add them, says all
    that it says."""
    differing = [column for column in columns if item.changes(column.name)]
    exported = prints.read(columns, item.values.get(PRINT) or "") if differing else None
    if exported is None:
        return
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in differing:
        groups[TOGETHER.get(column.name, column.name)].append(column)
    theirs: set[str] = set()
    for group in groups.values():
        mine = [column for column in group if not prints.stood(column, item.values[column.name], exported)]
        if mine and mine[0].name != ORDER and any(not prints.stood(column, item.stood.get(column.name), exported) for column in group):
            verdicts.refuse(item.row, _said(item, mine), sheet.full(mine[0].name))
        theirs |= {column.name for column in group if column not in mine}
    if ORDER in theirs:
        item.went_out_at = item.values[ORDER]
    item.values = {name: value for name, value in item.values.items() if name not in theirs}


def _said(item: Item, mine: Sequence[Column]) -> str:
    today = mine[0].show(item.stood.get(mine[0].name))
    now = f"ora c'è «{today if len(today) <= SHOWN else f'{today[:SHOWN]}…'}»" if today else "ora è vuota"
    beside = ", o una che le sta accanto," if len(mine) > 1 or mine[0].name in TOGETHER else ""
    return f"Dopo l'esportazione questa cella{beside} è cambiata: {now}. Esporta di nuovo e riporta lì la tua modifica."
