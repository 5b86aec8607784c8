"""CSV as people really send it: whatever spreadsheet saved it, it is read right or refused with a sentence."""

import codecs

import pytest

from riskreg.domain.errors import RuleBroken
from riskreg.tables.reading import Table, read
from riskreg.tables.writing import csv_bytes

TEXT = "Codice;Denominazione\r\nA1;UO Qualità\r\nA2;UO Attività\r\n"


def known(heading: str) -> bool:
    return heading in ("Codice", "Denominazione")


def cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


def refusal(content: bytes, **more: int) -> str:
    with pytest.raises(RuleBroken) as refused:
        read(content, known, **more)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_that_spreadsheets_save_in(encoding):
    table = read(TEXT.encode(encoding), known)
    assert table.headings == ("Codice", "Denominazione")
    assert cells(table) == [("A1", "UO Qualità"), ("A2", "UO Attività")]


def test_big_endian_too():
    assert cells(read(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), known))[0] == ("A1", "UO Qualità")


def test_windows_is_told_and_the_others_go_without_saying():
    assert "Windows-1252" in read(TEXT.encode("cp1252"), known).notes[0]
    assert read(TEXT.encode("utf-8"), known).notes == ()
    assert read(b"Codice;Denominazione\nA1;UO Gare\n", known).notes == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TEXT.encode("utf-16-le"), "non è una tabella"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (codecs.BOM_UTF8 + b"Codice\nA\xff\n", "UTF-8 ma non lo è"),
        (codecs.BOM_UTF16_LE + b"C\x00o\x00d\x00\x00\xd8\x41\x00", "UTF-16 ma non lo è"),
        ("Codice\nUO Qualità e perché\n".encode("mac_roman"), "non si riconosce"),
        ("Codice\nUO perché\n".encode("cp850"), "«UO perch‚»"),
        ("Codice;Nome\nUO Qualità;x\n".encode() + "UO Attività;y\n".encode("cp1252"), "mescola due codifiche"),
        ("Codice\nUO QualitÃ\u00a0\n".encode(), "rovinate («UO QualitÃ»)"),
        ("Codice\nUO dellâ€™ente\n".encode(), "rovinate"),
        ("Codice\nUO Qualit\ufffd\n".encode(), "rovinate"),
        (b"Codice\nA\x00B\n", "non è una tabella"),
        (b"", "vuoto"),
        (b" \r\n \r\n", "vuoto"),
        (codecs.BOM_UTF8, "vuoto"),
        (b"%PDF-1.7 \n1 0 obj", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "(.xls) oppure è protetto da password"),
        (b"<html><table><tr><td>Codice</td></tr></table>", "pagina web"),
        (b"{\\rtf1 Codice}", "documento di testo"),
        (b"Codice;Denominazione\n", "nessuna riga"),
        (b'Codice;Denominazione\nA1;"UO Gare\nA2;UO Acquisti\n', "Riga 2: le virgolette non tornano"),
        (b'Codice;Denominazione\nA1;"UO "Gare""\n', "le virgolette non tornano"),
        (b"Codice\n" + b"x" * 200_000 + b"\n", "troppo lunga"),
        (b"Codice\n" + b";" * 300 + b"x\n", "troppe celle"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_for_certain_is_refused_with_a_sentence(content, words):
    assert words in refusal(content)


def test_slavic_names_are_names():
    """Windows-1252 has them, and half of Trieste bears one."""
    assert cells(read("Codice;Denominazione\nA1;Žiga Šuligoj\n".encode("cp1252"), known)) == [("A1", "Žiga Šuligoj")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_makes_headings_known(separator):
    text = f'Codice{separator}Denominazione\nA1{separator}"UO Gare, contratti; altro"\n'
    assert cells(read(text.encode(), known)) == [("A1", "UO Gare, contratti; altro")]


def test_with_headings_of_their_own_the_separator_is_the_one_that_cuts_alike():
    table = read(b"Sigla,Ufficio,Capo\nA1,Gare; contratti,X\nA2,Acquisti,Y\n", lambda _: False)
    assert table.headings == ("Sigla", "Ufficio", "Capo")


def test_a_first_line_that_names_the_separator_is_obeyed_and_counted():
    table = read(b"sep=,\r\nCodice,Denominazione\r\nA1,UO Gare\r\n", known)
    assert [(line.number, line.cells) for line in table.lines] == [(3, ("A1", "UO Gare"))]


def test_rows_are_numbered_as_the_spreadsheet_numbers_them():
    """Empty rows count, a cell with a line break in it is one row."""
    table = read(b'\n\nCodice;Denominazione\nA1;"UO\nGare"\n\nA2;UO Acquisti\n', known)
    assert [(line.number, line.cells[0]) for line in table.lines] == [(4, "A1"), (6, "A2")]


def test_a_title_above_the_headings_is_passed_over():
    table = read(b"Organigramma 2026;\n;\nCodice;Denominazione\nA1;UO Gare\n", known)
    assert table.headings == ("Codice", "Denominazione")


def test_a_row_with_too_many_cells_is_not_believed():
    """An unquoted separator inside a text shifts everything after it."""
    table = read(b"Codice;Denominazione\nA1;UO Gare; contratti\nA2;UO Acquisti;\n", known)
    assert list(table.faults) == [(2, -1)]


def test_too_many_rows_are_refused_and_just_enough_are_not():
    rows = b"".join(b"A%d;UO\n" % number for number in range(10))
    assert len(read(b"Codice;Denominazione\n" + rows, known, 10).lines) == 10
    assert "più di 9 righe" in refusal(b"Codice;Denominazione\n" + rows, most_rows=9)


def test_what_we_write_comes_back_as_it_was():
    """Also what a spreadsheet would take for a formula, which goes out with a guard before it."""
    rows = [("=1+1", "+39 0000"), ("-5 %", "@capo"), ("'=x", 'con "virgolette"; e\na capo')]
    table = read(csv_bytes(["Codice", "Denominazione"], rows), known)
    assert cells(table) == rows
