"""Rows of a workbook as we draw them ourselves: what stands in a cell is what a spreadsheet, and our own reader, find there."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.tables import rows, workbooks
from riskreg.tables.rows import Rows


def drawn(*lines: tuple, looks: int = 0) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Foglio", worksheet_class=Rows)
        sheet.write_string(0, 0, "Testa")
        sheet.begin([book.add_format({"num_format": "@"}) for _ in range(looks or len(lines[0]))])
        for row, cells in enumerate(lines, start=1):
            sheet.draw(row, cells)
    return out.getvalue()


def found(content: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(BytesIO(content)).active.values)[1:]


ODD = ("<r><t>x</t></r>", "<b>&amp;\"'", " in mezzo ", "_x000D_", "a\nb", "a\tb", "\x07", "=1+1", "007", "𝔸" * 40, "sì", "x" * 65)


@pytest.mark.parametrize("text", [*ODD, *(text * 70 for text in ODD)])
def test_a_text_comes_back_as_it_was(text):
    assert workbooks.opened(drawn((text, text))).sheet("Foglio", 10).cells[1] == {0: text, 1: text}


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1))
def test_any_text_comes_back_as_it_was(text):
    read = workbooks.opened(drawn((text, "x"))).sheet("Foglio", 10).cells[1]
    assert read == ({0: text, 1: "x"} if text.strip() else {1: "x"})


def test_numbers_are_whole_and_days_are_days():
    content = drawn(
        (Decimal("11.875"), Decimal("4E+1"), 12345678901, date(2025, 12, 31)), (Decimal("0.1"), Decimal("-3.50"), 0, date(1900, 1, 1))
    )
    part = openpyxl.load_workbook(BytesIO(content)).active
    assert [cell.value for cell in part[2]] == [11.875, 40, 12345678901, 46022]
    assert [cell.value for cell in part[3]] == [0.1, -3.5, 0, 1]
    assert {cell.data_type for cell in part[2]} == {"n"}


def test_an_empty_cell_is_none_and_other_things_are_refused():
    assert found(drawn(("a", None, "", "b"))) == [("a", None, None, "b")]
    for value in (1.5, True, ["a"]):
        with pytest.raises(TypeError):
            drawn((value,))


def test_no_more_texts_are_remembered_than_said(monkeypatch):
    monkeypatch.setattr(rows, "MOST_SHARED", 2)
    lines = [(f"testo {place}", "testo 0") for place in range(5)]
    content = drawn(*lines)
    assert found(content) == lines
    assert b"testo 4" in openpyxl.reader.excel.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_is_cut_and_the_file_opens():
    (cell,) = found(drawn(("𝔸" * 20_000,)))[0]
    assert cell == "𝔸" * 16_383


def test_what_is_written_cell_by_cell_is_no_markup_either():
    """A unit, or a body, may be called anything."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.add_worksheet("Foglio", worksheet_class=Rows).write_string(0, 0, "<r>x</y></r>")
    assert openpyxl.load_workbook(BytesIO(out.getvalue())).active["A1"].value == "<r>x</y></r>"
