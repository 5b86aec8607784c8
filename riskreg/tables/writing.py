"""Rows to CSV and XLSX. Text is always text: no cell of ours becomes a formula on somebody's computer."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from riskreg.core.clock import ROME
from riskreg.domain.italian import write_date, write_moment, write_number

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
"""Without it Excel reads accents wrong."""

LONGEST_CELL = 32_767
MEASURED = 1_000
"""Rows that say how wide a column should be."""

WIDEST = 60


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV as Italian spreadsheets open it: semicolons, comma decimals, UTF-8 with its mark."""
    return "".join(csv_lines(heads, rows)).encode()


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The same a line at a time, for a file longer than memory should hold; to be encoded in UTF-8, line ends as they are."""
    out = io.StringIO(BOM, newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in chain([heads], ([_text(value) for value in row] for row in rows)):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _text(value: Any) -> str:
    text = as_text(value)
    is_typed = not isinstance(value, int | Decimal)  # a number below zero is a number, not a formula
    return f"'{text}" if is_typed and wants_guard(text) else text


def wants_guard(text: str) -> bool:
    """A spreadsheet would take it for a formula; or it looks as if it had a guard already, and would lose it when read back."""
    return text.lstrip("'").startswith(FORMULA_STARTS)


def as_text(value: Any) -> str:
    """A value as people read it; what it would be in a cell, without the guard that a file needs."""
    match value:
        case None:
            return ""
        case bool():
            return "sì" if value else "no"
        case datetime():
            return write_moment(value)
        case date():
            return write_date(value)
        case int() | Decimal():
            return write_number(value)
    return str(value)


def xlsx_bytes(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a frozen, filterable head; dates are dates and numbers are numbers."""
    import xlsxwriter  # a third of a second that only downloads should pay

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats: dict[type, Any] = {
            date: book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        }
        widths = [len(text) for text in heads]
        sheet.write_row(0, 0, heads, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write_cell(sheet, last, place, value, formats)
                if last <= MEASURED:
                    widths[place] = max(widths[place], len(as_text(value)))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, WIDEST) + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
    return out.getvalue()


class Head(NamedTuple):
    """A column to be filled in by somebody: text stays text there ("1.10" is a code, not a number)."""

    label: str
    is_text: bool = True
    is_needed: bool = False


def form_bytes(title: str, heads: Sequence[Head], guide_heads: Sequence[str], guide: Iterable[Sequence[Any]]) -> bytes:
    """An empty workbook to fill in, with a second sheet that says how."""
    import xlsxwriter  # as above

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold, plain = ({"bottom": 1, "text_wrap": True, "valign": "top", "bold": is_bold} for is_bold in (True, False))
        for place, head in enumerate(heads):
            sheet.set_column(place, place, max(len(head.label) + 2, 16), book.add_format({"num_format": "@"}) if head.is_text else None)
            sheet.write_string(0, place, head.label, book.add_format(bold if head.is_needed else plain))
        sheet.freeze_panes(1, 0)
        page, day = book.add_worksheet("Come si compila"), book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        page.write_row(0, 0, guide_heads, book.add_format(bold))
        for row, told in enumerate(guide, start=1):
            for place, value in enumerate(told):
                is_day = isinstance(value, date)
                page.write(row, place, value, day if is_day else wrapped)
        page.set_column(0, 1, 24)
        page.set_column(2, 2, WIDEST)
        page.set_column(3, 3, 36)
    return out.getvalue()


def _write_cell(sheet: Any, row: int, place: int, value: Any, formats: dict[type, Any]) -> None:
    match value:
        case None | "":
            pass
        case datetime():
            sheet.write_datetime(row, place, value.astimezone(ROME).replace(tzinfo=None), formats[datetime])
        case date():
            sheet.write_datetime(row, place, value, formats[date])
        case int() | Decimal() if not isinstance(value, bool):
            sheet.write_number(row, place, value)
        case _:
            sheet.write_string(row, place, _text_for_workbook(value))


def _text_for_workbook(value: Any) -> str:
    """`write_string` never makes a formula, so the text can stay as it is; only the cell's limit cuts it."""
    text = ("sì" if value else "no") if isinstance(value, bool) else str(value)
    return text[:LONGEST_CELL]


def _sheet_name(title: str) -> str:
    return "".join(" " if char in "[]:*?/\\" else char for char in title)[:31] or "Foglio1"
