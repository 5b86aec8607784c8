"""Which files are taken, by what is in them; what becomes of names; protocol numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import evidence
from riskreg.domain.errors import RuleBroken
from riskreg.domain.evidence import LONGEST_NAME, check_content, check_members, check_text, clean_name, read_protocol

TODAY = date(2026, 11, 21)
PDF, END = b"%PDF-1.7\n", b"startxref\n9\n%%EOF\n"
SIGNED = bytes.fromhex("3082010006092a864886f70d010702")


@pytest.mark.parametrize(
    ("name", "head", "tail", "code"),
    [
        ("a.pdf", PDF, END, "pdf"),
        ("A.PDF", PDF, END, "pdf"),
        ("a.pdf.p7m", SIGNED, b"", "p7m"),
        ("a.png", b"\x89PNG\r\n\x1a\n", b"", "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", b"", "jpg"),
        ("a.docx", b"PK\x03\x04", b"", "docx"),
        ("a.txt", "però".encode(), b"", "txt"),
        ("a.csv", b"codice;nome\r\n", b"", "csv"),
    ],
)
def test_what_is_what_its_name_says_is_taken(name, head, tail, code):
    assert check_content(name, head, tail).code == code


@pytest.mark.parametrize(
    ("name", "head", "says"),
    [
        ("fattura.pdf", b"MZ\x90\0", "dentro c'è un programma"),
        ("avvio.txt", b"#!/bin/sh\n", "dentro c'è un programma"),
        ("pagina.txt", b"  <!DOCTYPE html><script>", "dentro c'è una pagina web"),
        ("disegno.png", b"<svg onload=alert(1)>", "dentro c'è una pagina web"),
        ("pagina.csv", "<script>".encode("utf-16"), "dentro c'è una pagina web"),
        ("vecchio.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "vecchio formato"),
        ("archivio.pdf", b"PK\x03\x04", "dentro c'è un archivio"),
        ("archivio.pdf", b"Rar!\x1a", "dentro c'è un archivio"),
        ("foto.pdf", b"\xff\xd8\xff\xe0", "fai finire il nome con .jpg"),
        ("documento.docx", PDF, "fai finire il nome con .pdf"),
        ("mezzo.pdf", PDF, "il PDF finisce a metà"),
        ("testo.pdf", b"solo testo", "un contenuto di un altro tipo"),
    ],
)
def test_what_is_something_else_is_refused_and_said(name, head, says):
    with pytest.raises(RuleBroken, match=says) as refused:
        check_content(name, head, b"")
    assert refused.value.message.startswith(f"«{name}»")
    assert refused.value.field == "files"


@pytest.mark.parametrize("name", ["pagina.html", "disegno.svg", "programma.exe", "macro.docm", "archivio.zip", "documento", "a.pdf.exe"])
def test_a_name_that_promises_nothing_of_ours_is_refused(name):
    with pytest.raises(RuleBroken, match=r"Si possono allegare \.pdf, "):
        evidence.type_named(name)


@pytest.mark.parametrize(
    ("name", "members", "mimetype", "says"),
    [
        ("a.docx", ["word/document.xml", "word/vbaProject.bin"], "", "contiene macro"),
        ("a.ods", ["content.xml", "Basic/Standard/Module1.xml"], "application/vnd.oasis.opendocument.spreadsheet", "contiene macro"),
        ("a.docx", ["xl/workbook.xml"], "", "un archivio di altri file"),
        ("a.odt", ["content.xml"], "application/zip", "un archivio di altri file"),
    ],
)
def test_an_office_file_holds_what_it_should_and_no_macros(name, members, mimetype, says):
    with pytest.raises(RuleBroken, match=says):
        check_members(name, members, mimetype)


def test_office_files_as_they_are_saved_are_taken():
    check_members("a.xlsx", ["[Content_Types].xml", "xl/workbook.xml"], "")
    check_members("a.odt", ["mimetype", "content.xml"], "application/vnd.oasis.opendocument.text")


def test_a_text_is_letters_in_utf_8_or_as_windows_writes_them():
    check_text("a.txt", "\ufeffPerché no?\r\n\t€".encode())
    check_text("a.txt", "Perché no? €".encode("cp1252"))
    for content in (b"a\0b", b"\x1b[2J", "a\u0085".encode()):
        with pytest.raises(RuleBroken, match="non c'è un testo"):
            check_text("a.txt", content)
    with pytest.raises(RuleBroken, match="pagina web"):
        check_text("a.txt", b"x" * 10_000 + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\system.txt", "system.txt"),
        ("fattura\u202efdp.exe", "fatturafdp.exe"),
        ("due\u200b\nrighe.pdf", "duerighe.pdf"),
        ("a\0.pdf", "a.pdf"),
        (".htaccess", "file.htaccess"),
        ("..", "file"),
        ("", "file"),
        ("con.txt", "_con.txt"),
        ('<a href="x">.pdf', "_a href=_x__.pdf"),
        ("Perche\u0301 no.pdf", "Perché no.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_leads_elsewhere_or_cannot_be_seen(given, kept):
    assert clean_name(given) == kept


@given(st.text(max_size=400))
def test_whatever_is_sent_a_name_is_short_visible_and_stands_by_itself(text):
    name = clean_name(text)
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\<>:"|?*\0\n\u202e')
    assert name not in (".", "..")
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("line", "title"),
    [("12345/2026 del 12/03/2026", "Prot. n. 12345/2026 del 12/03/2026"), ("prot. 7 in data 1 marzo 2026", "Prot. n. 7 del 01/03/2026")],
)
def test_a_protocol_number_is_read_as_people_write_it(line, title):
    assert read_protocol(line, TODAY).title == title


@pytest.mark.parametrize(
    ("line", "says"), [("12345", "numero e data"), ("1 del 31/02/2026", "31/02"), ("1 del 22/11/2026", "nel futuro"), ("9" * 70 + " del 1/1/2026", "troppo lungo")]
)  # fmt: skip
def test_a_protocol_number_that_cannot_be_found_is_refused(line, says):
    with pytest.raises(RuleBroken, match=says):
        read_protocol(line, TODAY)
