"""A workbook of several tables, read whole: its sheets are known by their names, its columns by their headings (decision 17).

It is one of ours that comes back, so nothing is guessed: a sheet or a column that is missing or was given another name is
refused, since what somebody wrote in it would be lost without a word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from riskreg.domain.errors import RuleBroken
from riskreg.domain.imports import column_letter
from riskreg.domain.italian import fold, join_words, plural
from riskreg.tables import reading, workbooks
from riskreg.tables.columns import recognises
from riskreg.tables.kinds import ROWS_OF_A_SHEET, Kind, Sheet, columns_of
from riskreg.tables.mapping import guessed
from riskreg.tables.mapping import rows as mapped_rows
from riskreg.tables.reading import Line, Table
from riskreg.tables.verdicts import Row

NO_BOOK = "Serve la cartella di lavoro di Excel (.xlsx) esportata da riskreg, con tutti i suoi fogli."


def read(content: bytes, kind: Kind) -> tuple[Table, dict[str, int], list[Row]]:
    """All that was read, as one table; the place of each column in its own sheet; the rows, told by `Kind.where`."""
    reading.refuse_others(content)
    if not workbooks.is_workbook(content):
        raise RuleBroken(NO_BOOK, "file")
    book = workbooks.opened(content)
    names = {fold(name): name for name in book.names}
    missing = [f"«{sheet.label}»" for sheet in kind.sheets if fold(sheet.label) not in names]
    if missing:
        raise RuleBroken(
            f"{'Mancano i fogli' if len(missing) > 1 else 'Manca il foglio'} {join_words(missing)}: non togliere i fogli e non cambiare "
            "il loro nome; se uno non ti serve lascia solo le intestazioni.",
            "file",
        )
    tables = [_table(book, names[fold(sheet.label)], sheet, kind.most_rows) for sheet in kind.sheets]
    return _together(kind, tables)


def _table(book: workbooks.Workbook, name: str, sheet: Sheet, most_rows: int) -> Table:
    known = recognises(sheet.columns)
    table = reading.of_sheet(book.sheet(name, last_row=2 * most_rows), known, most_rows)
    mapped = guessed(sheet.columns, table, {})
    missing = [f"«{column.label}»" for column in sheet.columns if column.name not in mapped]
    if missing:
        many = len(missing) > 1
        raise RuleBroken(
            f"Nel foglio «{sheet.label}» non trovo {'le colonne' if many else 'la colonna'} {join_words(missing)}: "
            "le intestazioni devono restare quelle del file esportato, ciascuna una volta sola.",
            "file",
        )
    return table


def _together(kind: Kind, tables: list[Table]) -> tuple[Table, dict[str, int], list[Row]]:
    mapped: dict[str, int] = {}
    rows: list[Row] = []
    lines: list[Line] = []
    for place, (sheet, table) in enumerate(zip(kind.sheets, tables, strict=True)):
        here = {sheet.full(name): column for name, column in guessed(sheet.columns, table, {}).items()}
        numbered = _numbered(table, place * ROWS_OF_A_SHEET)
        mapped |= here
        rows += mapped_rows(numbered, columns_of([sheet]), here)
        lines += numbered.lines
    if len(rows) > kind.most_rows:
        raise RuleBroken(
            f"Il file ha più di {plural(kind.most_rows, 'riga', 'righe')}: togli quelle che non cambi, ciò che non c'è resta com'è.", "file"
        )
    if not rows:
        raise RuleBroken(reading.ONLY_HEADINGS, "file")
    return Table((), tuple(lines), notes=tuple(_unread(kind, tables))), mapped, rows


def _numbered(table: Table, first: int) -> Table:
    """A row of a workbook is told by one number, its sheet's and its own."""
    lines = tuple(Line(first + line.number, line.cells) for line in table.lines)
    return replace(table, lines=lines, faults={(first + row, column): fault for (row, column), fault in table.faults.items()})


def _unread(kind: Kind, tables: Iterable[Table]) -> Iterator[str]:
    """Columns that somebody added for themselves."""
    for sheet, table in zip(kind.sheets, tables, strict=True):
        taken = set(guessed(sheet.columns, table, {}).values())
        more = [f"«{heading}» ({column_letter(place)})" for place, heading in enumerate(table.headings) if heading and place not in taken]
        if more:
            yield f"Foglio «{sheet.label}»: non leggo {join_words(more[:5])}{' e altre colonne' if len(more) > 5 else ''}."
