"""Workbooks for tests: written by a library, or taken apart and put together wrongly."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
Draw = Callable[[xlsxwriter.Workbook], None]


def drawn(draw: Draw, **options: Any) -> bytes:
    """A workbook in which `draw` puts what it wants."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    draw(book)
    book.close()
    return out.getvalue()


def workbook(rows: Sequence[Sequence[Any]], name: str = "Foglio1") -> bytes:
    def draw(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return drawn(draw)


def remade(content: bytes, changed: Mapping[str, Callable[[bytes], bytes | None]], more: Mapping[str, bytes] | None = None) -> bytes:
    """The same parts, some of them changed (None takes one away), and some more."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = changed[name](source.read(name)) if name in changed else source.read(name)
            if part is not None:
                target.writestr(name, part)
        for name, part in (more or {}).items():
            target.writestr(name, part)
    return out.getvalue()


def with_sheet(cells: str) -> bytes:
    """A workbook whose only sheet holds these rows, as XML."""
    head = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return remade(workbook([["x"]]), {SHEET: lambda _: f"{head}{cells}</sheetData></worksheet>".encode()})
