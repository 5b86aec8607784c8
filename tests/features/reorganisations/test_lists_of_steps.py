"""Lists of steps as they come from worksheets: parted by any mark, in either kind of file, with rows numbered as people see them."""

import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import RuleBroken
from riskreg.domain.reorganisation import Line, StepKind, read_rows
from riskreg.reorganisations.lists_of_steps import from_file, from_text

ROWS = [["Riorganizzazione 2027"], [], ["tipo", "codice", "sotto"], ["sposta", "A4.4", "A3"], [], ["sposta", "A4.5", ""]]


def workbook(rows: list[list[str]]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_cells_are_parted_as_the_first_row_says(mark):
    text = "\ufefftipo" + mark + "codice" + mark + "sotto\r\nsposta" + mark + "A4.4" + mark + '"A3"\r\n\r\n'
    assert read_rows(from_text(text).rows) == ([Line(StepKind.MOVE, "A4.4", under="A3")], [])


def test_a_workbook_says_the_same_and_wrong_rows_have_their_number():
    lines, wrong = read_rows(from_file(workbook(ROWS)).rows)
    assert lines == [Line(StepKind.MOVE, "A4.4", under="A3")]
    assert [error.said for error in wrong] == ["Riga 6, colonna «sotto»: Indica sotto quale struttura va."]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"PK\x03\x04 broken", "rovinat"),
        (b"tipo;codice\r\n", "intestazioni"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        from_file(content)
    assert refusal.value.field == "file"


@given(st.text(max_size=200))
def test_any_text_is_read_as_cells_or_refused_where_it_was_pasted(text):
    refused_at = "pasted"
    try:
        rows = from_text(text).rows
    except RuleBroken as refusal:
        refused_at, rows = refusal.field, []
    assert refused_at == "pasted"
    assert all(isinstance(cell, str) for row in rows for cell in row)


def test_empty_lines_without_end_are_refused_before_they_cost_anything():
    with pytest.raises(RuleBroken, match="più di 500 righe"):
        from_file(b"tipo;codice\n" + b"\n" * 2_000_000 + b"sposta;A1\n")
