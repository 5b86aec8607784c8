"""What somebody who turns the pages of a document would frown at, where a rule can say it."""

import io
import itertools
from dataclasses import replace

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup

from riskreg.reports import layout, style
from riskreg.reports.plan.contents import PlanContents, SectionSaid
from riskreg.reports.plan.documents import FORMATS
from riskreg.reports.plan.story import Facts, Heading, NewPage, Table, Told
from riskreg.reports.plan.telling import annex
from riskreg.reports.plan.to_pdf import draw
from riskreg.reports.tagged import faces
from riskreg.reports.tagged.blocks import Heading as DrawnHeading
from riskreg.reports.tagged.document import laid_out, write
from riskreg.reports.tagged.grid import PAD_X
from riskreg.reports.tagged.table_of_contents import TableOfContents


@pytest.fixture
def pages(contents, monkeypatch):
    """Those of the PDF, before they are drawn."""
    found = []

    def kept(about, story, sheet, *rest, **more):
        headings = [block for block in story if isinstance(block, DrawnHeading)]
        found.extend(laid_out([block.of(headings) if isinstance(block, TableOfContents) else block for block in story], sheet))
        return write(about, story, sheet, *rest, **more)

    monkeypatch.setattr(layout, "write", kept)
    draw(annex(contents))
    return found


def tables(told: Told, words: str) -> list[Table]:
    return [part for part in told.parts if isinstance(part, Table) and words in part.caption]


def unlisted(contents: PlanContents) -> PlanContents:
    """Sheets whose measures no plan lists."""

    def of(process):
        return replace(process, measures=tuple(replace(one, choice="") for one in process.measures))

    return replace(contents, areas=tuple(replace(area, processes=tuple(map(of, area.processes))) for area in contents.areas))


def test_no_page_ends_with_a_heading_and_none_is_empty(pages):
    assert len(pages) > 10
    assert all(page.placed for page in pages)
    assert not [page for page in pages if isinstance(page.placed[-1].block, DrawnHeading)]


@pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "not listed"])
def test_the_words_that_every_plan_has_are_not_broken_in_the_columns_of_the_sheets(contents, is_listed):
    told = annex(contents if is_listed else unlisted(contents))
    longest = {
        "Codice": "C.1.12.M10", "Famiglia": "Regolamentazione", "Tempi": "Quadrimestrale", "Responsabili": "Internazionalizzazione",
        "Indicatore e target": "comportamento", "Misura specifica": "Responsabilizzazione", "Eventi": "1, 2, 3",
    }  # fmt: skip
    sheets = [table for table in tables(told, ": misure specifiche") if table.caption.endswith(": misure specifiche")]
    assert sheets
    for table in sheets:
        whole = sum(column.share for column in table.columns)
        for column in table.columns:
            word = next(word for head, word in longest.items() if column.head.startswith(head))
            room = style.SHEET.column * column.share / whole - 2 * PAD_X
            assert faces.width(word, faces.REGULAR) * style.CELL.size <= room, (column.head, word)
            heads = max(faces.width(part, faces.BOLD) for part in column.head.split()) * style.CELL.size
            assert heads <= room, column.head


def test_a_sheet_says_once_that_a_dirigente_answers(contents):
    """«Dirigente: Dirigente dell'Area …» says it twice."""
    pairs = [pair for part in annex(contents).parts if isinstance(part, Facts) for pair in part.pairs]
    heads = [(label, said) for label, said in pairs if isinstance(said, str) and said.startswith("Dirigente ")]
    assert heads
    assert all(label == "Chi ne risponde" for label, _said in heads)


def test_contributions_stand_in_the_order_of_their_numbers(contents):
    others = replace(contents.consultation, contributions=tuple(reversed(contents.consultation.contributions)))
    turned = replace(contents, consultation=others)
    (table,) = tables(annex(turned), "Contributi")
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].draw(turned, None)))
    numbers = [row[0] for row in book["Consultazione"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[0] for row in table.rows] == [str(number) for number in numbers] == ["1", "2", "3", "4"]


def test_while_a_consultation_is_open_it_says_how_to_take_part(contents):
    for is_over, heading in ((True, "Come si è partecipato"), (False, "Come si partecipa")):
        told = annex(replace(contents, consultation=replace(contents.consultation, is_over=is_over)))
        assert heading in [part.text for part in told.parts if isinstance(part, Heading)]


def test_a_year_without_assessments_takes_no_page_to_say_so(contents):
    def begins_page(register) -> bool:
        parts = annex(replace(contents, register=register)).parts
        place = next(place for place, part in enumerate(parts) if isinstance(part, Heading) and part.anchor == "cifre-rischio")
        return isinstance(parts[place - 1], NewPage)

    assert begins_page(contents.register)
    assert not begins_page(replace(contents.register, assessed=0, mean_residual=None))


def test_the_page_begins_sheets_of_paper_where_the_pdf_does(drawn, contents):
    parts = annex(contents).parts
    expected = [after.anchor for before, after in itertools.pairwise(parts) if isinstance(before, NewPage) and isinstance(after, Heading)]
    page = BeautifulSoup(drawn["html"], "html.parser")
    assert [heading["id"] for heading in page.select(".new-page")] == expected


def test_in_word_no_row_is_left_by_itself_on_a_page(drawn):
    for table in docx.Document(io.BytesIO(drawn["docx"])).tables:
        held = [bool(row._tr.xpath("./w:tc/w:p/w:pPr/w:keepNext")) for row in table.rows][1:]
        if len(held) > 1 and all(len(cell.text) < 150 for row in table.rows for cell in row.cells):
            assert (held[0], held[-2], held[-1]) == (True, True, False)


def test_the_workbook_says_texts_without_the_signs_they_were_typed_with(contents):
    typed = "## Perché\nUna riga\n\n- prima\n- seconda\n\nTabella: Tempi\n| Fase | Entro |\n|---|---|\n| Bozza | 31/12/2026 |"
    texts = replace(contents, sections=(SectionSaid("closing", "Perché così", typed),))
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].draw(texts, None)))
    said = next(row[2] for row in book["Testi"].iter_rows(values_only=True) if row[1] == "Perché così")
    assert not [sign for sign in ("##", "|", "---", "Tabella:") if sign in said]
    assert [line for line in said.split("\n") if line][:5] == ["Perché", "Una riga", "– prima", "– seconda", "Tempi"]
    assert "31/12/2026" in said


def test_in_word_a_row_that_is_long_goes_on_overleaf_and_holds_no_other(contents):
    """A page left empty before it would say less than a divided row."""
    first, *others = sorted(contents.consultation.contributions, key=lambda one: one.number)
    long = replace(first, text="Chi giudica le offerte dovrebbe cambiare spesso. " * 40)
    told = replace(contents, consultation=replace(contents.consultation, contributions=(long, *others)))
    table = docx.Document(io.BytesIO(FORMATS["docx-consultazione"].draw(told, None))).tables[-1]
    is_whole = [bool(row._tr.xpath("./w:trPr/w:cantSplit")) for row in table.rows]
    assert is_whole[:3] == [True, False, True]
    assert not table.rows[1]._tr.xpath("./w:tc/w:p/w:pPr/w:keepNext")


def test_a_sheet_of_the_workbook_without_rows_says_so(contents):
    process = contents.areas[0].processes[0]
    area = replace(contents.areas[0], processes=(replace(process, assessed=None),))
    register = replace(contents.register, assessed=0, mean_residual=None, why_no_mean="Per il 2026 non c'è nessuna valutazione approvata.")
    draft = replace(contents, areas=(area,), register=register, left_out=())
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].draw(draft, None)))
    said = {sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert "non ha righe in questo foglio" in " ".join(filter(None, said["Punteggi"]))
    assert "non ha righe in questo foglio" in " ".join(filter(None, said["Misure non più elencate"]))
    assert "non ha righe in questo foglio" not in " ".join(filter(None, said["Processi"]))
    assert register.why_no_mean in said["Cifre"]
    assert not [text for text in said["Cifre"] if text and text.startswith("Processi per")]
