"""XLSX: what a person sees in a cell is what comes in, and what nobody wrote there does not."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from riskreg.domain.errors import RuleBroken
from riskreg.tables.reading import Table, read
from tests.tables.books import SHEET, drawn, remade, with_sheet, workbook

HEAD = ["Codice", "Denominazione"]
HALF_PAST_TEN = datetime(2025, 1, 31, 10, 30)  # noqa: DTZ001  # spreadsheets know no zones
MIDNIGHT = datetime(2025, 1, 31)  # noqa: DTZ001


def known(heading: str) -> bool:
    return heading in HEAD


def cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        read(content, known)
    assert refused.value.field == "file"
    return refused.value.message


def shown(value: object, number_format: str = "General") -> str:
    """How a value comes in, written by another library than ours."""
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["A1", value])
    book.active["B2"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue(), known).lines[0].cells[1]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("UO Gare", "General", "UO Gare"),
        (12, "General", "12"),
        (12.0, "General", "12"),
        (1250, "#,##0", "1250"),
        (0.1 + 0.2, "General", "0,3"),
        (-20.95, "General", "-20,95"),
        (1e20, "General", "100000000000000000000"),
        (0.47, "0%", "47%"),
        (0.5241, "0.00%", "52,41%"),
        (True, "General", "sì"),
        (False, "General", "no"),
        (date(2025, 1, 31), "dd/mm/yyyy", "31/01/2025"),
        (date(2025, 1, 31), "[$-410]d mmmm yyyy;@", "31/01/2025"),
        (HALF_PAST_TEN, "dd/mm/yyyy hh:mm", "31/01/2025 10:30"),
        (HALF_PAST_TEN, "dd/mm/yyyy", "31/01/2025"),
        (time(9, 5), "hh:mm", "09:05"),
        (3, '0 "giorni"', "3"),
        ("a\nb", "General", "a\nb"),
    ],
)  # fmt: skip
def test_a_cell_comes_in_as_it_is_seen(value, number_format, text):
    assert shown(value, number_format) == text


def test_text_that_begins_like_a_formula_is_text():
    def draw(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_string(1, 0, "=A1")
        sheet.write_string(1, 1, "-5")

    table = read(drawn(draw), known)
    assert cells(table) == [("=A1", "-5")]
    assert not table.faults


def test_a_formula_and_an_error_are_faults_of_their_cells():
    def draw(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["A1"])
        sheet.write_formula(1, 1, "=UPPER(A2)", None, "A1")
        sheet.write_row(2, 0, ["A2"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 1, "=A1", None, "")

    faults = read(drawn(draw), known).faults
    assert faults.keys() == {(2, 1), (3, 1), (4, 1)}
    assert "formula" in faults[2, 1]
    assert "errore di calcolo" in faults[3, 1]


def test_a_formula_is_seen_whatever_the_prefix_of_its_name():
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Codice</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    table = read(remade(workbook([HEAD]), {SHEET: lambda _: sheet.encode()}), known)
    assert cells(table) == [("2",)]
    assert list(table.faults) == [(2, 0)]


def test_cells_that_do_not_say_where_they_stand_are_counted():
    rows = "<row><c t='inlineStr'><is><t>Codice</t></is></c></row><row><c t='inlineStr'><is><t>A1</t></is></c><c><v>5</v></c></row>"
    assert cells(read(with_sheet(rows), known)) == [("A1", "5")]


def test_texts_in_pieces_are_one_text_and_how_they_are_read_aloud_is_not():
    rows = (
        "<row r='1'><c r='A1' t='inlineStr'><is><t>Codice</t></is></c></row>"
        "<row r='2'><c r='A2' t='inlineStr'><is><r><t>UO </t></r><r><t>Gare</t></r><rPh sb='0' eb='1'><t>xx</t></rPh></is></c></row>"
    )
    assert cells(read(with_sheet(rows), known)) == [("UO Gare",)]


def test_the_calendar_of_the_other_system():
    def draw(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_datetime(1, 1, MIDNIGHT, book.add_format({"num_format": "dd/mm/yyyy"}))

    assert cells(read(drawn(draw, date_1904=True), known)) == [("", "31/01/2025")]


def test_the_first_sheet_with_a_heading_of_ours_is_read_and_named():
    def draw(book):
        book.add_worksheet("Copertina").write(0, 0, "Organigramma")
        sheet = book.add_worksheet("Unità")
        for row, line in enumerate((HEAD, ["A1", "UO Gare"])):
            sheet.write_row(row, 0, line)
        hidden = book.add_worksheet("Vecchio")
        hidden.write_row(0, 0, HEAD)
        hidden.hide()

    table = read(drawn(draw), known)
    assert cells(table) == [("A1", "UO Gare")]
    assert table.notes == ("È stato letto il foglio «Unità»; il foglio «Copertina» no.",)


def test_empty_rows_do_not_count_and_numbers_are_those_of_the_sheet():
    table = read(workbook([["Titolo"], [], HEAD, ["A1", "x"], ["", " "], ["A2", "y"]]), known)
    assert [(line.number, line.cells[0]) for line in table.lines] == [(4, "A1"), (6, "A2")]


def test_a_merged_title_is_no_harm_merged_cells_among_the_rows_are():
    def merged(area):
        def draw(book):
            sheet = book.add_worksheet()
            for row, line in enumerate((["Titolo", ""], HEAD, ["A1", "UO Gare"], ["A2", ""])):
                sheet.write_row(row, 0, line)
            sheet.merge_range(area, "x")

        return drawn(draw)

    assert len(read(merged("A1:B1"), known).lines) == 2
    assert "celle unite (B3:B4)" in refusal(merged("B3:B4"))
    assert "celle unite (A2:B2)" in refusal(merged("A2:B2"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (workbook([["x"]])[:900], "incompleto o rovinato"),
        (workbook([["x"]])[:-40], "incompleto o rovinato"),
        (b"PK\x03\x04" + bytes(100), "incompleto o rovinato"),
        (workbook([HEAD]), "nessuna riga"),
        (workbook([[]]), "vuoto"),
        (remade(workbook([HEAD]), {"xl/sharedStrings.xml": lambda _: None}), "incompleto o rovinato"),
        (remade(workbook([HEAD]), {SHEET: lambda part: part[:-20]}), "incompleto o rovinato"),
        (remade(workbook([HEAD]), {SHEET: lambda part: part.replace(b"<v>1</v>", b"<v>99</v>")}), "incompleto o rovinato"),
        (remade(workbook([HEAD]), {SHEET: lambda part: part.replace(b"B1", b"ZZZZ99999999")}), "incompleto o rovinato"),
        (remade(workbook([HEAD]), {SHEET: lambda part: part.replace(b"<sheetData>", b"<sheetData><row r='0'/>")}), "incompleto o rovinato"),
        (remade(workbook([HEAD]), {SHEET: lambda part: b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + part.partition(b"?>")[2].strip()}), "ordinaria"),
        (remade(workbook([HEAD]), {"xl/workbook.xml": lambda _: None}), "archivio"),
        (remade(workbook([HEAD]), {"xl/workbook.xml": lambda _: None}, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "LibreOffice"),
        (remade(workbook([HEAD]), {}, {"xl/vbaProject.bin": b"x"}), "macro"),
        (remade(workbook([HEAD]), {"xl/workbook.xml": lambda _: None}, {"xl/workbook.bin": b"x"}), "xlsb"),
        (with_sheet("<row r='900000'><c r='A900000'><v>1</v></c></row>"), "arriva alla riga 900.000"),
        (with_sheet("<row r='1'><c r='XFD1'><v>1</v></c></row>"), "arriva alla colonna XFD"),
    ],
)  # fmt: skip
def test_what_is_no_ordinary_workbook_is_refused_with_a_sentence(content, words):
    assert words in refusal(content)


def test_a_million_rows_that_are_only_coloured_are_no_rows():
    rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>Codice</t></is></c></row><row r='2'><c r='A2'><v>1</v></c></row>"
    styled = "".join(f"<row r='{number}'><c r='A{number}' s='0'/></row>" for number in (9_000, 1_048_576))
    assert cells(read(with_sheet(rows + styled), known)) == [("1",)]
