"""Which files are taken, by what is in them; what becomes of names; protocol numbers."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain import evidence
from riskreg.domain.errors import RuleBroken
from riskreg.domain.evidence import (
    LONGEST_NAME,
    check_content,
    check_members,
    check_object,
    check_part,
    check_text,
    clean_name,
    leads_on,
    may_wrap,
    read_protocol,
)

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


@pytest.mark.parametrize("name", ["fattura.exe.p7m", "Verbale.PDF.BAT.P7M", "foglio.xlsm.p7m"])
def test_a_signature_does_not_make_a_document_of_a_program(name):
    with pytest.raises(RuleBroken, match="sotto la firma c'è un programma"):
        evidence.type_named(name)


@pytest.mark.parametrize("name", ["fattura.xml.p7m", "determina.pdf.p7m", "Delibera n. 12.2026.p7m", "firmato.p7m"])
def test_whatever_a_body_signs_is_taken(name):
    assert evidence.type_named(name).code == "p7m"


@pytest.mark.parametrize(
    ("name", "members", "mimetype", "says"),
    [
        ("a.docx", ["word/document.xml", "word/vbaProject.bin"], "", "contiene macro"),
        ("a.ods", ["content.xml", "Basic/Standard/Module1.xml"], "application/vnd.oasis.opendocument.spreadsheet", "contiene macro"),
        ("a.docx", ["xl/workbook.xml"], "", "un archivio di altri file"),
        ("a.odt", ["content.xml"], "application/zip", "un archivio di altri file"),
        ("a.odt", ["content.xml", "Scripts/python/m.py"], "application/vnd.oasis.opendocument.text", "contiene macro"),
        ("a.odt", ["content.xml", "/Scripts/beanshell/m"], "application/vnd.oasis.opendocument.text", "contiene macro"),
        ("a.xlsx", ["xl/workbook.xml", "xl/macrosheets/sheet1.xml"], "", "contiene macro"),
        ("a.docx", ["word/document.xml", "word/activeX/activeX1.bin"], "", "contiene macro"),
        ("a.docx", ["word/document.xml", "word/embeddings/Avvio.BAT"], "", "contiene macro"),
        ("a.docx", ["word/document.xml", "word/embeddings/Foglio.xlsm"], "", "contiene macro"),
        ("a.docx", ["word/document.xml", "word/embeddings/tutto.zip"], "", "un archivio di altri file"),
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


@pytest.mark.parametrize(
    "line", ["\u202e12/2026 del 12/03/2026", "1\u200b2/2026 del 12/03/2026", "12/2026\x1b del\t12/03/2026", "\u206612/2026  del 12/03/2026"]
)
def test_a_protocol_number_keeps_nothing_that_cannot_be_seen(line):
    assert read_protocol(line, TODAY).title == "Prot. n. 12/2026 del 12/03/2026"


@pytest.mark.parametrize("line", ["1" + " " * 400_000 + "x", "prot" + " " * 400_000 + "x", "1 del " * 60_000, "1" * 400_000])
def test_a_line_that_is_made_to_keep_the_server_busy_is_refused_unread(line, monkeypatch):
    class Lazy:
        def fullmatch(self, text):
            assert len(text) <= evidence.LONGEST_LINE

    monkeypatch.setattr(evidence, "_PROTOCOL", Lazy())
    with pytest.raises(RuleBroken) as refused:
        read_protocol(line, TODAY)
    assert len(refused.value.message) < 400


def test_what_no_text_holds_is_every_control_sign_but_the_ends_of_lines():
    for number in range(0x110000):
        sign = chr(number)
        assert bool(evidence._CONTROL.match(sign)) == (unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f")


RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relation(kind, target, mode="External"):
    return RELATIONS.format(f'<Relationship Id="r1" Type="{kind}" Target="{target}" TargetMode="{mode}"/>')


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/t.dotm", "http://10.0.0.1/t", "ftp://evil.example/t", "\\\\10.0.0.1\\c$\\t.dotm", "//evil.example/t.dotm", "file://evil.example/t.dotm",
        "file:////evil.example/t.dotm", "file:///\\\\evil.example\\t.dotm", "FILE:%2F%2Fevil.example/t", "file:///%5C%5Cevil.example/t", "mhtml:https://evil.example/x!y",
        " https://evil.example/t",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame", "subDocument"])
def test_a_document_that_fetches_something_from_elsewhere_when_it_is_opened_is_refused(kind, target):
    with pytest.raises(RuleBroken, match="da un altro computer"):
        check_part("a.docx", relation(OFFICE + kind, target).encode())


@pytest.mark.parametrize(
    "text",
    [
        relation(OFFICE + "attachedTemplate", "file:///C:\\Modelli\\Carta%20intestata.dotx"),
        relation(OFFICE + "attachedTemplate", "C:\\Modelli\\carta.dotx"),
        relation(OFFICE + "attachedTemplate", "file:///Users/irene/carta.dotx"),
        relation(OFFICE + "hyperlink", "https://www.ente.example/"),
        relation(OFFICE + "image", "media/stemma.png", "Internal"),
        relation(OFFICE + "oleObject", "embeddings/oleObject1.bin", "Internal"),
    ],
)
def test_a_document_as_people_save_it_is_taken(text):
    check_part("a.docx", text.encode())
    check_part("a.docx", text.encode("utf-16"))


@pytest.mark.parametrize(
    "text",
    [
        relation("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "dati.bin", "Internal"),
        '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
        '<Types><Override PartName="/word/dati.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        "<Types><Override ContentType='application/vnd.ms-office.vba&#80;roject'/></Types>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_macros_under_another_name_are_macros(text, encoding):
    with pytest.raises(RuleBroken, match="contiene macro"):
        check_part("a.docx", text.encode(encoding))


BOMB = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10 if before else "a"}">' for before, name in zip(("", *"abcdefgh"), "abcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text", ["", "non è xml", "<a>", f"<!DOCTYPE x [{BOMB}]><x>&i;</x>", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>']
)
def test_a_list_of_parts_that_cannot_be_read_is_refused(text):
    with pytest.raises(RuleBroken, match="incompleto o rovinato"):
        check_part("a.docx", text.encode())


def test_a_file_wrapped_in_a_document_is_seen_wherever_a_piece_is_cut():
    wrapped = b"\xd0\xcf\x11\xe0" + "\x01Ole10Native".encode("utf-16-le") + b"MZ"
    for cut in range(len(wrapped)):
        with pytest.raises(RuleBroken, match="messo come oggetto"):
            check_object("a.docx", [wrapped[:cut], wrapped[cut:]])
    with pytest.raises(RuleBroken, match="messo come oggetto"):
        check_object("a.docx", [bytes([byte]) for byte in wrapped])
    check_object("a.docx", [b"\xd0\xcf\x11\xe0", "Equation Native".encode("utf-16-le")])
    assert [may_wrap(each) for each in ("word/embeddings/oleObject1.bin", "Object 1", "word/media/image1.png", "content.xml")] == [
        True,
        True,
        False,
        False,
    ]
    assert [leads_on(each) for each in ("[Content_Types].xml", "word/_rels/settings.xml.rels", "word/document.xml")] == [True, True, False]
