"""Every document says the same figures and the same words, in its own way; the same contents give the same bytes."""

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup

from riskreg.domain.italian import write_number
from riskreg.reports.plan.contents import SectionSaid, SpecificNamed
from riskreg.reports.plan.documents import FORMATS, KEPT, drawn_file, file_name
from riskreg.reports.plan.story import Heading, Table, Text
from riskreg.reports.plan.telling import annex, section
from riskreg.reports.tagged.glyphs import clean
from tests.reports.plan import made
from tests.reports.structure import Reading
from tests.reports.test_conformance import broken_rules


def words(text: str) -> str:
    """Without what each format does with spaces and ends of lines."""
    return re.sub(r"\s+", "", text)


def of_pdf(data: bytes) -> str:
    return Reading(data).root.text


def of_html(data: bytes) -> str:
    return BeautifulSoup(data, "html.parser").body.get_text(" ")


def of_docx(data: bytes) -> str:
    return "".join(node.text or "" for node in docx.Document(io.BytesIO(data)).element.body.iter("{*}t"))


@pytest.mark.parametrize(("name", "read"), [("pdf", of_pdf), ("html", of_html), ("docx", of_docx)])
def test_each_says_all_headings_captions_and_cells(drawn, contents, name, read):
    said = words(read(drawn[name]))
    told = annex(contents)
    for part in told.parts:
        if isinstance(part, Heading):
            assert words(part.text) in said
        if isinstance(part, Table):
            assert words(part.caption) in said
            for cell in [cell for row in part.rows for cell in row]:
                text = cell if isinstance(cell, str) else cell.words
                assert words(clean(text)) in said, text
    register, figures = contents.register, contents.figures
    for figure in (register.mean_residual, figures.update_index, figures.update_index_planned):
        assert figure is not None
        assert write_number(figure, decimals=2) in said


def test_the_pdf_keeps_both_norms_and_is_whole(drawn):
    assert broken_rules(drawn["pdf"]) == []
    assert Reading(drawn["pdf"]).faults == []


def test_the_pdf_has_bookmarks_and_pages_x_of_y(drawn, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn["pdf"])
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    assert re.search(r"pagina 2 di \d+", text)
    assert "BOZZA" in text
    roles = [node.attributes.get("Alt", node.alternative) for node in Reading(drawn["pdf"]).root.all("Figure")]
    assert len(roles) == 2
    assert all("I numeri sono nella tabella" in said for said in roles)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_contents_give_the_same_bytes(drawn, contents, name):
    assert FORMATS[name].draw(contents, None) == drawn[name]


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_no_part_of_a_zip_bears_the_day_it_was_made(drawn, name):
    with zipfile.ZipFile(io.BytesIO(drawn[name])) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert b"2026-11-21T09:30:00Z" in parts.read("docProps/core.xml")


def test_the_page_stands_alone_and_can_be_heard(drawn):
    page = BeautifulSoup(drawn["html"], "html.parser")
    assert page.html["lang"] == "it"
    assert not page.find_all(["link", "img", "iframe"])
    assert [script.attrs for script in page.find_all("script")] == [{}], "one, inside the page"
    assert {button.parent["hidden"] for button in page.find_all("button")} == {""}, "without scripts there is nothing to press"
    assert "url(http" not in page.style.text
    assert [heading.text for heading in page.find_all("h1")] == ["Allegato A – Rischi e misure"]
    for table in page.find_all("table"):
        assert table.caption.text.startswith("Tabella ")
        assert {head["scope"] for head in table.find_all("th")} == {"col", "row"}
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in page.nav.find_all("a")} <= set(ids)
    assert {picture["role"] for picture in page.find_all("svg", class_="rr-pic")} == {"group"}
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_table_typed_in_a_note_or_in_a_text_is_a_table_of_the_document(contents):
    typed = "Prima.\n\n| Anno | Atto |\n| 2026 | 5 |\n\nTabella: Sola\n| senza righe |"
    told = annex(replace(contents, edition=replace(contents.edition, note=typed)))
    tables = {part.caption: part.rows for part in told.parts if isinstance(part, Table)}
    assert tables["Premessa"] == (("2026", "5"),)
    assert tables["Da chi si comincia"] == (("Fornitori", "120"), ("<b>Altri</b>", "n.d."))
    assert tables["Come si leggono le schede"] == (("Fase", "Il passo del processo, e perché conta"),)
    assert "senza righe" in [part.text for part in told.parts if isinstance(part, Text)]


def test_objectives_and_texts_stand_where_the_plan_puts_them(contents):
    first = [part.text for part in annex(contents).parts if isinstance(part, Heading) and part.level == 1]
    assert first == [
        "Premessa", "Obiettivi strategici", "Il contesto", "Il piano in cifre", "Come si misura il rischio", "Come si leggono le schede",
        "Schede dei processi", made.FAR, "Misure generali", "Consultazione", "Come si controlla",
    ]  # fmt: skip
    empty = replace(contents, objectives=(), sections=())
    assert [part.text for part in section(empty, "apertura").parts] == ["Questa edizione non dice nulla in questa parte."]


def served_by(contents, specific):
    first, *others = contents.objectives
    told = annex(replace(contents, objectives=(replace(first, specific=specific), *others)))
    return [part for part in told.parts if isinstance(part, Table) and part.caption.startswith(first.code)]


def test_specific_measures_of_an_objective_are_named_while_they_are_few_and_by_process_when_they_are_many(contents):
    """Of many the codes alone, so many in a row that it fits on a page; none is left out."""
    few = tuple(SpecificNamed(f"B.01.M{number}", "Controllo", ("B.01 Affidamenti", "B.02 Gare")) for number in range(15))
    _general, named = served_by(contents, few)
    assert (len(named.rows), named.rows[0]) == (15, ("B.01.M0", "Controllo", "B.01 Affidamenti; B.02 Gare"))
    many = few + tuple(SpecificNamed(f"C.01.M{number}", "Controllo", ("C.01 Contributi",)) for number in range(40))
    _general, summed = served_by(contents, (*many, SpecificNamed("X.1", "Sola", ())))
    assert [row[0] for row in summed.rows] == ["B.01 Affidamenti", "C.01 Contributi", "C.01 Contributi (segue)", "Nessun processo"]
    codes = [code for _process, codes in summed.rows for code in codes.split(", ")]
    assert codes == [*(one.code for one in many), "X.1"]
    assert served_by(contents, ()) == served_by(contents, few)[:1]


def test_what_people_type_is_never_an_order(drawn):
    page = BeautifulSoup(drawn["html"], "html.parser")
    assert not page.main.find_all("b")
    assert made.FAR in page.main.get_text()


def test_word_has_headings_captions_heads_that_repeat_and_pictures_with_words(drawn, contents):
    document = docx.Document(io.BytesIO(drawn["docx"]))
    told = annex(contents)
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [(f"Heading {part.level}", part.text) for part in told.parts if isinstance(part, Heading)]
    marks = set(document.element.body.xpath(".//w:bookmarkStart/@w:name"))
    assert {*document.element.body.xpath(".//w:hyperlink/@w:anchor")} == marks
    tables = [part for part in told.parts if isinstance(part, Table)]
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption" and p.text.startswith("Tabella")]
    assert [caption.partition(". ")[2] for caption in captions] == [table.caption for table in tables]
    for table, part in zip(document.tables, tables, strict=True):
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert [cell.text for cell in table.rows[0].cells] == [column.head for column in part.columns]
        assert len(table.rows) == len(part.rows) + 1
    pictures = document.element.body.xpath(".//wp:docPr/@descr")
    assert len(pictures) == 2
    assert all("I numeri sono nella tabella" in said for said in pictures)
    assert document.core_properties.title == told.full_title.replace(
        "Allegato A – Rischi e misure", "Sezione 2.3 – Rischi corruttivi e trasparenza"
    )


@pytest.mark.parametrize(
    ("part", "there", "elsewhere"),
    [("cifre", "Il piano in cifre", "Misure generali"), ("processi", "B.01 Affidamenti", "Il piano in cifre"), ("misure-generali", "Pantouflage", "B.01 Affidamenti"), ("consultazione", "I contributi", "Misure generali")],
)  # fmt: skip
def test_section_2_3_comes_by_part_too(drawn, part, there, elsewhere):
    headings = [p.text for p in docx.Document(io.BytesIO(drawn[f"docx-{part}"])).paragraphs if p.style.name.startswith("Heading")]
    assert there in headings
    assert elsewhere not in headings


def test_the_workbook_has_numbers_days_and_texts(drawn):
    book = openpyxl.load_workbook(io.BytesIO(drawn["xlsx"]))
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert list(sheets) == [
        "Cifre",
        "Metodo",
        "Obiettivi strategici",
        "Testi",
        "Misure generali",
        "Misure non più elencate",
        "Processi",
        "Punteggi",
        "Eventi",
        "Misure specifiche",
        "Consultazione",
    ]
    assert [row[:2] for row in sheets["Cifre"] if row[0] == "Misure generali"] == [["Misure generali", 3]]
    assert ["Tutte le aree", 1, 9] in [row[:3] for row in sheets["Cifre"]]
    assert [row[:5:4] + row[5:8] for row in sheets["Obiettivi strategici"] if row[0] in ("OS.1", "OS.2")] == [
        ["OS.1", "MG.02", "Nuovo regolamento", "Generale", None], ["OS.1", "S.1", "Controllo su tutte le gare", "Specifica", "B.01 Affidamenti"],
        ["OS.2", None, "nessuna misura", None, None],
    ]  # fmt: skip
    told = [row[2:4] for row in sheets["Obiettivi strategici"] if row[0] == "OS.1"]
    assert (bool(told[0][0]), told[1:]) == (True, [[None, None]]), "what it says of itself is read once"
    assert ["In chiusura, dopo le misure", "Come si controlla", "Ogni sei mesi, dal 2026 al 2028. Atto: n.d."] in sheets["Testi"]
    general = {row[2]: row for row in sheets["Misure generali"] if row[1]}
    assert general["Nuovo regolamento"][10].date().isoformat() == "2026-12-31"
    processes = {row[0]: row for row in sheets["Processi"]}
    assert (processes["B.01"][6], processes["H.01"][5], processes["H.01"][6]) == (9, "non valutato nell'anno", None)
    events = {row[3]: row for row in sheets["Eventi"]}
    assert events[made.FAR][2] == 2
    cell = next(cell for row in book["Eventi"].iter_rows() for cell in row if cell.value == made.FAR)
    assert cell.data_type == "s"
    specific = {row[2]: row for row in sheets["Misure specifiche"]}
    assert specific["Controllo su tutte le gare"][6:8] == ["Modificata", "1, 2"]


def test_the_consultation_stands_in_every_document_without_names_of_people(drawn):
    texts = {
        name: of_pdf(drawn[name]) if name == "pdf" else of_html(drawn[name]) if name == "html" else of_docx(drawn[name])
        for name in ("pdf", "html", "docx", "docx-consultazione")
    }
    for name, text in texts.items():
        said = words(text)
        for expected in ("Consumatori & C. (associazione)", "Cittadino", "dal 07/01/2026 al 20/01/2026", "fuori termine: PEC ferma", "Accolto in parte", "senza esito",
                         "Sono arrivati 4 contributi: 1 accolto, 1 accolto in parte, 1 non accolto e 1 senza esito."):  # fmt: skip
            assert words(expected) in said, (name, expected)
    book = openpyxl.load_workbook(io.BytesIO(drawn["xlsx"]))
    rows = {row[0]: row for row in book["Consultazione"].iter_rows(values_only=True)}
    assert rows[1][1:3] == ("Associazione", "Consumatori & C. (associazione)")
    assert rows[3][3].date().isoformat() == "2026-01-22"
    for name, data in drawn.items():
        text = of_pdf(data) if name == "pdf" else data.decode() if name in ("html", "json") else str(list(_of_zip(data)))
        assert made.NEVER_PRINTED not in text, name


def _of_zip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]


def test_a_consultation_without_contributions_or_none_at_all_is_said_as_such(contents):
    empty = replace(contents, consultation=replace(contents.consultation, contributions=()))
    assert "Nessun contributo pervenuto." in of_html(FORMATS["html"].draw(empty, None))
    still_open = replace(empty, consultation=replace(empty.consultation, is_over=False))
    assert "Non è ancora arrivato nessun contributo." in of_docx(FORMATS["docx-consultazione"].draw(still_open, None))
    nobody = replace(contents, consultation=None)
    assert "onsultazione" not in of_html(FORMATS["html"].draw(nobody, None)).replace("Consultazione di mercato", "")
    assert "non è registrata nessuna consultazione" in of_docx(FORMATS["docx-consultazione"].draw(nobody, None))


def test_json_is_the_contents(drawn, contents):
    said = json.loads(drawn["json"])
    assert (said["schema"], said["register"]["mean_residual"]) == (1, "9.00")


def test_what_the_body_has_decided_is_no_draft(contents):
    decided = replace(contents, edition=replace(contents.edition, is_final=True, revision=1))
    kept = {file.file_name: file.content for file in (drawn_file(FORMATS[name], decided) for name in KEPT)}
    assert list(kept) == [
        f"{stem}-2026-2028-rev1.{end}"
        for stem, end in [
            ("allegato-a", "pdf"),
            ("allegato-a", "html"),
            ("allegato-a", "xlsx"),
            ("allegato-a", "json"),
            ("sezione-2-3", "docx"),
        ]
    ]
    assert "BOZZA" not in of_html(kept["allegato-a-2026-2028-rev1.html"])
    assert file_name(FORMATS["docx-cifre"], contents.edition) == "sezione-2-3-cifre-2026-2028-bozza.docx"


def test_a_body_with_nothing_yet_has_its_documents_too(contents):
    """No process, no measure, no methodology, no assessment."""
    register = replace(
        contents.register, assessed=0, mean_residual=None, why_no_mean="Per il 2026 non c'è nessuna valutazione approvata.", areas=(), bands=(),
        judged=(), computed=(), crossed=(),
    )  # fmt: skip
    empty = replace(contents, areas=(), classes=(), left_out=(), methods=(), register=register)
    for name, data in ((name, one.draw(empty, None)) for name, one in FORMATS.items()):
        assert data, name
        if name == "pdf":
            assert broken_rules(data) == []


NO_PAGE_HOLDS = {
    "a heading of pages": "## " + "titolo " * 1400,
    "a caption of pages": "Tabella: " + "parola " * 1400 + "\n| a | b |\n| x | y |",
    "heads of pages": "| " + "parola " * 1400 + " | B |\n| x | y |",
    "high narrow heads": "\n".join("| " + " | ".join(["w" * 45] * 38) + " |" for _ in range(2)),
    "five hundred columns": "\n".join("|" + "|".join(f"c{number}" for number in range(500)) + "|" for _ in range(2)),
}


@pytest.mark.parametrize("typed", NO_PAGE_HOLDS.values(), ids=NO_PAGE_HOLDS)
def test_what_no_page_could_hold_is_told_in_words(contents, typed):
    """The documents of an adopted edition must come to be, whatever its texts say: nobody can change them any more."""
    consultation = replace(contents.consultation, notice=typed)
    told = replace(contents, sections=(SectionSaid("opening", "Molto", typed),), consultation=consultation)
    for name in ("pdf", "docx"):
        assert FORMATS[name].draw(told, None)
    assert max((len(part.columns) for part in annex(told).parts if isinstance(part, Table)), default=0) < 63  # Word opens no more
    for word in ("w" * 45, "c499"):
        assert (word in typed) == (word in of_html(FORMATS["html"].draw(told, None)))


def test_what_xml_cannot_hold_spoils_no_file(contents):
    no_sign = SectionSaid("opening", "Uno\uffff", "Tabella: Due\ufffe\n| a\uffff | b |\n| 1\uffff | 2 |")
    assert "Uno" in of_docx(FORMATS["docx"].draw(replace(contents, sections=(no_sign,)), None))
