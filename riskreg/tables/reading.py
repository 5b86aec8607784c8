"""A file that somebody sends, CSV or XLSX, as headings and rows of text, or a sentence that says why not.

What it is, is told by its bytes: names and types that travel with a file say what somebody hoped it was.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from riskreg.domain.errors import RuleBroken
from riskreg.domain.imports import MOST_ROWS, column_letter
from riskreg.domain.italian import fold, join_words, plural, tidy, write_number
from riskreg.tables import delimited, workbooks
from riskreg.tables.writing import LONGEST_CELL

Known = Callable[[str], bool]

HEADING_WITHIN = 20
"""Many sheets begin with a title and a date: the headings are looked for in so many rows."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED_BY_FIRST_BYTES = (
    (OLD_EXCEL, "Il file è di un Excel precedente al 2007 (.xls) oppure è protetto da password: salvalo come «Cartella di lavoro di Excel (.xlsx)», senza password."),
    (b"%PDF", "Il file è un PDF: serve la tabella da cui è nato, in CSV o in .xlsx."),
    (b"{\\rtf", "Il file è un documento di testo: serve una tabella, in CSV o in .xlsx."),
)  # fmt: skip
WEB_PAGE = "Il file è una pagina web con il nome di una tabella: aprilo con il foglio di calcolo e salvalo come .xlsx."
EMPTY = "Il file è vuoto."
ONLY_HEADINGS = "Il file ha le intestazioni ma nessuna riga sotto: compilalo e riprova."
TOO_MANY_CELLS = "La riga ha più celle delle intestazioni: forse un testo contiene il separatore e non sta fra virgolette."
CELL_TOO_LONG = f"La cella contiene più di {write_number(LONGEST_CELL)} caratteri."


class Line(NamedTuple):
    """A row of the file, by the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What was read. `faults` are cells (by row number and column from 0; -1 is the whole row) that cannot be believed."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """How it was read, where people should know."""
    heading_row: int = 1


WHOLE_ROW = -1


def with_column(table: Table, heading: str, text: str) -> Table:
    """The same with a column that says the same in every row; a file that has the column says it by itself."""
    if fold(heading) in {fold(each) for each in table.headings}:
        return table
    wide = len(table.headings)
    lines = tuple(Line(line.number, (*line.cells, *[""] * (wide - len(line.cells)), text)) for line in table.lines)
    return replace(table, headings=(*table.headings, heading), lines=lines)


@dataclass
class _Grid:
    """Every row of a file, headings not yet found."""

    rows: list[tuple[int, list[str]]]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ragged: bool = False
    """Rows may have more cells than there are headings: in a CSV a sign that something went wrong."""


def read(content: bytes, known: Known, most_rows: int = MOST_ROWS) -> Table:
    """`known` says whether a heading is one of those looked for. `RuleBroken` for the field `file` is the refusal."""
    refuse_others(content)
    grid = _from_workbook(content, known, most_rows) if workbooks.is_workbook(content) else _from_text(content, known, most_rows)
    return _table(grid, known, most_rows)


def of_sheet(sheet: workbooks.Sheet, known: Known, most_rows: int) -> Table:
    """One sheet of a workbook of several; it may well have no rows."""
    if not sheet.cells:
        raise RuleBroken(f"Il foglio «{sheet.name}» è vuoto: devono restare almeno le intestazioni.", "file")
    return _table(_of_sheet(sheet, []), known, most_rows, may_be_empty=True)


def refuse_others(content: bytes) -> None:
    """What is told by its first bytes to be no table."""
    if not content.strip():
        raise RuleBroken(EMPTY, "file")
    for first, sentence in REFUSED_BY_FIRST_BYTES:
        if content.startswith(first):
            raise RuleBroken(sentence, "file")
    if content[:512].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise RuleBroken(WEB_PAGE, "file")


def _from_text(content: bytes, known: Known, most_rows: int) -> _Grid:
    text, notes = delimited.decoded(content)
    grid = _Grid([], notes=notes, ragged=True)
    for number, cells in delimited.lines(text, known):
        if len(cells) > workbooks.MOST_COLUMNS:
            raise RuleBroken(f"La riga {write_number(number)} ha troppe celle: se ne leggono al massimo {workbooks.MOST_COLUMNS}.", "file")
        if any(cell.strip() for cell in cells):
            grid.rows.append((number, cells))
        if len(grid.rows) > most_rows + HEADING_WITHIN or number > 2 * (most_rows + HEADING_WITHIN):  # empty ones cost time too
            raise RuleBroken(_too_many(most_rows), "file")
    return grid


def _from_workbook(content: bytes, known: Known, most_rows: int) -> _Grid:
    """The first sheet that holds a heading of ours; failing that, the first that holds anything."""
    book = workbooks.opened(content)
    first: _Grid | None = None
    for name in book.names:
        sheet = book.sheet(name, last_row=2 * most_rows)
        if not sheet.cells:
            continue
        grid = _of_sheet(sheet, [other for other in book.names if other != name])
        if _headings(grid, known)[1]:
            return grid
        first = first or grid
    if first is None:
        raise RuleBroken(EMPTY if book.names else "Il file non ha fogli visibili con dati.", "file")
    return first


def _of_sheet(sheet: workbooks.Sheet, others: list[str]) -> _Grid:
    width = max(max(cells) for cells in sheet.cells.values()) + 1
    rows = [(row + 1, [cells.get(column, "") for column in range(width)]) for row, cells in sorted(sheet.cells.items())]
    notes = []
    if others:
        unread = join_words([f"«{name}»" for name in others[:5]]) + (" e altri" if len(others) > 5 else "")
        notes.append(f"È stato letto il foglio «{sheet.name}»; {'il foglio' if len(others) == 1 else 'i fogli'} {unread} no.")
    grid = _Grid(rows, {(row + 1, column): fault for (row, column), fault in sheet.faults.items()}, notes)
    _refuse_merged(sheet, grid)
    return grid


def _refuse_merged(sheet: workbooks.Sheet, grid: _Grid) -> None:
    """Only the first cell of a merged area holds the text: the others would come in empty. A title above is no harm."""
    top, bottom = _first_full_row(grid), grid.rows[-1][0]
    below = [area for first, last, area in sheet.merged if first + 1 <= bottom and last + 1 >= top]
    if below:
        raise RuleBroken(
            f"Il foglio «{sheet.name}» ha celle unite ({join_words(below[:3])}): separale e scrivi il valore in ogni cella.", "file"
        )


def _first_full_row(grid: _Grid) -> int:
    """Where a table may begin: the first row of more than one cell."""
    return next((number for number, cells in grid.rows if sum(bool(cell.strip()) for cell in cells) > 1), grid.rows[0][0])


def _headings(grid: _Grid, known: Known) -> tuple[int, int]:
    """The place of the row that holds most headings of ours, and how many; with none, the first row of several cells."""
    counts = [sum(known(cell) for cell in cells) for _, cells in grid.rows[:HEADING_WITHIN]]
    most = max(counts, default=0)
    if most:
        return counts.index(most), most
    first = _first_full_row(grid)
    return next(place for place, (number, _) in enumerate(grid.rows) if number == first), 0


def _table(grid: _Grid, known: Known, most_rows: int, *, may_be_empty: bool = False) -> Table:
    if not grid.rows:
        raise RuleBroken(EMPTY, "file")
    place, _ = _headings(grid, known)
    headings = tuple(tidy(cell) for cell in grid.rows[place][1])
    lines = grid.rows[place + 1 :]
    if not lines and not may_be_empty:
        raise RuleBroken(ONLY_HEADINGS, "file")
    if len(lines) > most_rows:
        raise RuleBroken(_too_many(most_rows), "file")
    width = len(headings)
    faults = {cell: fault for cell, fault in grid.faults.items() if cell[0] > grid.rows[place][0]}
    faults |= _long_cells(lines)
    if grid.ragged:
        faults |= {(number, WHOLE_ROW): TOO_MANY_CELLS for number, cells in lines if any(cell.strip() for cell in cells[width:])}
    kept = tuple(Line(number, _padded(cells, width)) for number, cells in lines)
    return Table(headings, kept, faults, tuple(grid.notes), heading_row=grid.rows[place][0])


def _padded(cells: list[str], width: int) -> tuple[str, ...]:
    return tuple((cells + [""] * width)[:width])


def _long_cells(lines: Iterable[tuple[int, list[str]]]) -> dict[tuple[int, int], str]:
    return {(number, column): CELL_TOO_LONG for number, cells in lines for column, cell in enumerate(cells) if len(cell) > LONGEST_CELL}


def _too_many(most_rows: int) -> str:
    return f"Il file ha più di {plural(most_rows, 'riga', 'righe')}: dividilo in più file."


def heading_text(table: Table, index: int) -> str:
    """How people recognise a column of their file: its heading, or its letter where it has none."""
    return table.headings[index] or f"Colonna {column_letter(index)}, senza intestazione"
