"""What the canvas, the blocks and the finishing promise: nothing without a name, nothing cut, the same bytes each time."""

import doctest
import hashlib
import io
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import pikepdf
import pytest
from reportlab.graphics.shapes import Drawing, String
from reportlab.platypus import Paragraph as BareParagraph
from reportlab.platypus import Table as BareTable

from riskreg.reports.plan.telling import words as said
from riskreg.reports.style import BODY, CELL, CONTENTS, HEADINGS, SHEET, TABLE
from riskreg.reports.tagged import blocks, faces, file, glyphs, metadata
from riskreg.reports.tagged.blocks import Heading, PageBreak, Paragraph, Space, Stack
from riskreg.reports.tagged.canvas import DrawnLine, TaggedCanvas
from riskreg.reports.tagged.document import About, laid_out, write
from riskreg.reports.tagged.errors import DoesNotFit, FontNotEmbedded, Misordered, MissingGlyph, UnevenTable, Untagged
from riskreg.reports.tagged.figures import Figure
from riskreg.reports.tagged.finishing import finish
from riskreg.reports.tagged.lists import Items, bullets
from riskreg.reports.tagged.table_of_contents import TableOfContents
from riskreg.reports.tagged.tables import Cell, Column, Table, table
from riskreg.reports.tagged.words import Span, break_lines
from tests.house.sources import ROOT
from tests.reports import example
from tests.reports.structure import Node, Reading

ABOUT = About("Prova", author="Ente di prova", at=example.AT)
WORDS = "La verifica è fatta a campione, perché costa meno. "


def read(*blocks, **more) -> Reading:
    made = Reading(write(ABOUT, blocks, SHEET, **more))
    assert made.faults == []
    return made


def heading(level: int, text: str, anchor: str = "") -> Heading:
    return Heading(level, text, HEADINGS[min(level, 3)], anchor=anchor or text)


@pytest.mark.parametrize("module", [blocks, glyphs, metadata, file, said], ids=["blocks", "glyphs", "metadata", "file", "said"])
def test_the_examples_are_true(module):
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)


# The same each time


def test_the_same_contents_give_the_same_bytes(small):
    assert example.report(rows=4).pdf() == small


OTHER_PROCESS = """
import sys
import riskreg.app
heavy = {"reportlab", "pikepdf", "PIL", "docx"} & set(sys.modules)
from tests.reports import example
import hashlib
print(sorted(heavy), hashlib.sha256(example.report(rows=4).pdf()).hexdigest())
"""


def test_they_do_so_in_another_process_and_the_server_starts_without_the_libraries(small):
    done = subprocess.run([sys.executable, "-c", OTHER_PROCESS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", hashlib.sha256(small).hexdigest()]


def test_only_what_is_said_changes_the_bytes():
    story = [Paragraph(WORDS, BODY)]
    later = About("Prova", author="Ente di prova", at=datetime(2026, 11, 22, tzinfo=UTC))
    assert write(ABOUT, story, SHEET) == write(ABOUT, story, SHEET) != write(later, story, SHEET)


# Nothing without a name


@pytest.mark.parametrize(
    "bare", [BareTable([["a"]]), Drawing(10, 10), BareParagraph("a"), "words"], ids=["table", "drawing", "paragraph", "words"]
)
def test_what_is_not_ours_is_refused_wherever_it_stands(bare):
    with pytest.raises(Untagged):
        write(ABOUT, [Paragraph(WORDS, BODY), bare], SHEET)
    with pytest.raises(Untagged):
        Stack([Paragraph(WORDS, BODY), bare])
    if not isinstance(bare, str):
        with pytest.raises(Untagged):
            bullets([[Paragraph(WORDS, BODY), bare]], BODY)
        with pytest.raises(Untagged):
            table([Column()], [["Testa"]], [[[Paragraph(WORDS, CELL), bare]]], TABLE)


def test_words_outside_every_element_are_refused():
    canvas = TaggedCanvas({})
    canvas.open_page(100, 100)
    with pytest.raises(Untagged):
        canvas.text([DrawnLine(0, 0, [("parole", faces.REGULAR)])], 10, "#000000")


def test_a_sign_without_glyph_is_refused_by_the_canvas():
    canvas = TaggedCanvas({})
    canvas.open_page(100, 100)
    with canvas.element("P"), pytest.raises(MissingGlyph, match=r"U\+2192"):
        canvas.text([DrawnLine(0, 0, [("da → a", faces.REGULAR)])], 10, "#000000")


def test_a_face_that_is_not_embedded_is_refused():
    canvas = TaggedCanvas({})
    canvas.open_page(100, 100)
    with canvas.figure("Una figura", (0, 0, 10, 10)) as bare:
        bare.drawString(0, 0, "a")
        bare.setFont("Helvetica", 10)
        bare.drawString(0, 0, "b")
    canvas.close_page()
    with pytest.raises(FontNotEmbedded, match="Helvetica"):
        finish(canvas, ABOUT)


def test_a_drawing_says_in_words_what_it_shows_and_writes_in_our_faces():
    drawing = Drawing(100, 50)
    with pytest.raises(Untagged):
        Figure(drawing, " ")
    drawing.add(String(0, 0, "a", fontName="Times-Roman"))
    with pytest.raises(FontNotEmbedded, match="Times-Roman"):
        Figure(drawing, "Una figura")
    signs = Drawing(100, 50)
    signs.add(String(0, 0, "→", fontName=faces.REGULAR))
    with pytest.raises(MissingGlyph):
        Figure(signs, "Una figura")


def test_a_picture_from_a_file_is_a_figure(tmp_path):
    from PIL import Image

    Image.new("RGBA", (40, 20), (0, 102, 204, 160)).save(tmp_path / "a.png")
    made = write(ABOUT, [Figure(tmp_path / "a.png", "Un rettangolo azzurro", width=100)], SHEET)
    (figure,) = Reading(made).root.all("Figure")
    with pikepdf.open(io.BytesIO(made)):
        assert figure.role == "Figure"


def test_a_table_without_heads_or_with_uneven_rows_is_refused():
    with pytest.raises(Untagged):
        table([Column()], [], [["a"]], TABLE)
    for rows in ([["a"]], [["a", "b", "c"]], [[Cell("a", rows=2), "b"]], [[Cell("a", columns=3)]]):
        with pytest.raises(UnevenTable):
            table([Column(), Column()], [["Uno", "Due"]], rows, TABLE)


# What people type


def test_signs_come_from_the_other_face_and_unknown_ones_are_seen():
    made = read(Paragraph("P × I ≥ 8 → misura ✓ per Δημήτρης e Ђорђе, ℝ = 𝔸; 🎉 no. \U000f0000", BODY))
    assert made.root.words == "P × I ≥ 8 → misura ✓ per Δημήτρης e Ђорђе, ℝ = 𝔸; □ no. □"


@pytest.mark.parametrize(
    "typed", ["<b>a & b</b>", "a\x00b", "\ud800", "\u200b", "", " \n\n ", "a" * 3000, "e\u0300", "\u202ea\ufe0f", "\uffff"]
)
def test_whatever_is_typed_is_drawn(typed):
    made = read(
        heading(1, "Titolo"),
        Paragraph(typed, BODY),
        table([Column(), Column()], [[typed[:99], "b"]], [[typed, "c"]], TABLE, caption=typed[:99]),
    )
    assert "Titolo" in made.root.words


def test_what_is_typed_is_never_an_order():
    made = read(Paragraph(["Vedi ", Span("<a href='x'>qui</a>", bold=True)], BODY))
    assert made.root.words == "Vedi <a href='x'>qui</a>"
    assert made.root.all("Link") == []


def test_words_do_not_join_at_the_end_of_a_line_nor_part_where_one_was_broken():
    typed = (WORDS * 3 + "inconferibilità/incompatibilità " * 4 + "x" * 200).strip()
    made = read(table([Column(1), Column(4)], [["Testa", "–"]], [[typed, "b"]], TABLE))
    assert made.root.all("TD")[0].words == typed


def test_dates_and_codes_are_not_broken():
    lines = break_lines("Il giorno 31/12/2026 o il 30/06/2026 e/o B.08-bis e poi", BODY, 60)
    shown = [piece.text.strip() for line in lines for piece in line.pieces]
    assert shown == ["Il giorno", "31/12/2026", "o il", "30/06/2026", "e/o B.08-bis e", "poi"]


# Over several pages


def test_what_goes_on_overleaf_stays_one_element():
    item = [Paragraph(WORDS * 60, BODY), bullets([WORDS * 80], BODY, depth=1)]
    link = Span(WORDS * 60, link="https://www.ente.example/")
    made = read(Paragraph([WORDS * 40, link, WORDS * 60], BODY), bullets([item], BODY))
    first, *_ = made.root.all("P")
    assert first.words == (WORDS * 160).strip()
    assert first.pages[0] < first.pages[-1]
    assert len(made.root.all("Link")) == 1
    assert [len(made.root.all(role)) for role in ("L", "LI", "LBody", "Lbl")] == [2, 2, 2, 2]
    assert made.root.all("LBody")[0].text.replace("– ", "") == WORDS * 140


def test_a_table_is_one_with_its_heads_read_once_and_seen_on_every_page(reading, document):
    table, _ = reading.root.all("Table")
    assert [part.role for part in table.nodes] == ["Caption", "THead", "TBody"]
    head, body = table.nodes[1:]
    assert [[cell.words for cell in row.nodes] for row in head.nodes] == [["Codice", "Processo", "Rischio", "Eventi"], ["Prima", "Dopo"]]
    assert [[(cell.role, cell.attribute("Scope")) for cell in row.nodes][:2] for row in body.nodes[:2]] == [
        [("TH", "Row"), ("TD", None)]
    ] * 2
    assert [row.nodes[0].words for row in body.nodes] == [f"B.{number:02}" for number in range(1, 301)]
    with pikepdf.open(io.BytesIO(document)) as pdf:
        repeated = [page for page in pdf.pages[5:18] if b"/Subtype/Header" in page.Contents.read_bytes()]
    assert len(repeated) == 13


def test_a_link_in_a_head_leads_on_from_where_it_is_read():
    head = [[Span("Testa", link="https://www.ente.example/")]]
    made = write(ABOUT, [table([Column()], [head], [[WORDS * 9]] * 30, TABLE)], SHEET)
    assert Reading(made).faults == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert [len(page.obj.get("/Annots", [])) for page in pdf.pages] == [1, 0, 0]


def test_a_row_higher_than_a_page_stays_one_row(reading):
    _, table = reading.root.all("Table")
    rows = table.nodes[2].nodes
    assert len(rows) == 5
    tall = rows[3].nodes[1]
    assert tall.words.replace("•", "").count("Chi è responsabile") == 31
    assert [cell.attribute("RowSpan") for cell in rows[0].nodes] == ["3", None, None]


def test_no_row_stands_alone_overleaf():
    """Wherever the page ends: the last row takes the one before it along."""
    for count in range(30, 60):
        made = read(table([Column(), Column()], [["A", "B"]], [[f"riga {number}", "b"] for number in range(count)], TABLE))
        last = max(row.pages[0] for row in rows_of(made))
        if last:
            assert len([row for row in rows_of(made) if row.pages[0] == last]) > 1


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_no_short_row_or_item_stands_by_itself_at_either_side_of_a_page_end(count):
    """Wherever the page ends, under a heading: of two or three rows or items none parts from the others."""
    for room in range(540, 700, 6):
        for made in (table([Column()], [["Testa"]], [["riga"]] * count, TABLE, caption="T"), bullets(["voce"] * count, BODY)):
            pages = laid_out([Space(room), heading(2, "Sopra"), made, Paragraph(WORDS * 60, BODY)], SHEET)
            assert not [page for page in pages if isinstance(page.placed[-1].block, Heading)]
            parts = [len(pieces_of(each.block)) for page in pages for each in page.placed if isinstance(each.block, Table | Items)]
            assert sum(parts) == count
            assert len(parts) == 1 or min(parts) > 1


def pieces_of(block) -> Sequence[object]:
    return block._bands if isinstance(block, Table) else block._blocks


def test_in_the_contents_what_stands_above_others_never_ends_a_page():
    """Wherever the page ends: what is listed under a chapter has at least one line with it."""
    for before in range(30, 56):
        chapters = [heading(1, f"Capitolo {number}") for number in range(before)]
        listed = [*chapters, heading(1, "Capo"), heading(2, "Area"), heading(3, "Processo")]
        *_, last = laid_out([TableOfContents(CONTENTS).of(listed)], SHEET)
        there = len(pieces_of(last.placed[0].block))
        assert there > 2 or len(listed) == there


def rows_of(made: Reading) -> list[Node]:
    return [cell for cell in made.root.all("TD", "TH") if cell.words.startswith("riga")]


def test_rows_that_hold_together_are_parted_only_if_no_page_holds_them():
    rows = [[Cell("tutte: " + WORDS * 40, rows=60), WORDS], *([WORDS] for _ in range(59))]
    made = read(table([Column(), Column()], [["Uno", "Due"]], rows, TABLE))
    spanning, *others = made.root.all("TD")
    assert spanning.words == ("tutte: " + WORDS * 40).strip()
    assert [cell.words for cell in others] == [WORDS.strip()] * 60


def test_nothing_is_lost_at_the_end_of_a_page():
    """Rooms of every height before it: whatever is divided, all of it is there, once."""
    for room in range(480, 690, 11):
        long_row = [Paragraph(WORDS * 30, CELL), bullets([WORDS * 9] * 3, CELL)]
        made = read(Space(room), Paragraph(WORDS * 9, BODY), table([Column()], [["Testa"]], [["a"], [long_row], ["z"]], TABLE, caption="T"))
        assert made.root.words.count(WORDS.strip()) == 9 + 30 + 27
        assert made.root.words.endswith("z")


LOW, HIGH, TALL = [[WORDS * 3]], [[WORDS * 26]], [[[Paragraph(WORDS * 20, CELL), Paragraph(WORDS * 20, CELL)]]]
HELD = [[Cell(WORDS * 9, rows=3)], [], []]


@pytest.mark.parametrize("rows", [LOW, HIGH, TALL, HELD], ids=["low", "high", "tall", "held together"])
def test_no_heading_nor_caption_ends_a_page_and_no_line_stands_alone(rows):
    for room in range(520, 690, 7):
        story = [Space(room), heading(1, "Uno"), heading(2, "Due"), Paragraph(WORDS * 15, BODY), heading(2, "Tre"), Space(100 * (room % 6)),
                 heading(2, "Quattro"), table([Column()], [["Testa"]], rows * 9, TABLE, caption="T")]  # fmt: skip
        pages = laid_out(story, SHEET)
        assert not [page for page in pages if isinstance(page.placed[-1].block, Heading)]
        lines = [len(each.block.lines(SHEET.column)) for page in pages for each in page.placed if type(each.block) is Paragraph]
        assert all(count >= 2 for count in lines)


def test_a_heading_stays_with_rows_that_no_page_holds():
    rows = [[Cell("tutte", rows=80), WORDS], *([WORDS] for _ in range(79))]
    pages = laid_out([Space(300), heading(1, "Uno"), table([Column(), Column()], [["A", "B"]], rows, TABLE)], SHEET)
    assert not [page for page in pages if isinstance(page.placed[-1].block, Heading)]


def test_what_cannot_be_divided_nor_drawn_says_so():
    with pytest.raises(DoesNotFit):
        write(ABOUT, [Figure(Drawing(100, 900), "Alta")], SHEET)
    with pytest.raises(Untagged):
        write(ABOUT, [PageBreak()], SHEET)


# Ways about


def test_headings_are_bookmarks_and_contents_with_their_pages(document, reading):
    with pikepdf.open(io.BytesIO(document)) as pdf, pdf.open_outline() as outline:
        shown = [(item.title, [kid.title for kid in item.children]) for item in outline.root]
        assert shown == [
            ("Premessa", ["Come si legge", "B.08 – Affidamenti diretti"]),
            ("Processi", ["Tabella dei processi", "Casi difficili"]),
            ("Figure", []),
        ]
        places = [(pdf.pages.index(link.Dest[0]), str(link.Contents)) for link in pdf.pages[1].obj.Annots]
    assert [f"{words}, pagina {page + 1}" for (page, _), words in zip(places, titles(reading), strict=True)] == [said for _, said in places]
    headings = [node for node in reading.root.all("H1", "H2") if node.words in titles(reading)]
    assert [node.pages[0] for node in headings] == [page for page, _ in places]


def titles(reading: Reading) -> list[str]:
    return [entry.words.rpartition(" ")[0] for entry in reading.root.all("TOCI")]


def test_a_link_leads_to_its_address_or_place_and_nowhere_else(small):
    with pikepdf.open(io.BytesIO(small)) as pdf:
        links = [link for page in pdf.pages[2:] for link in page.obj.get("/Annots", [])]
        assert "https://www.autorita.example/piano?anno=2026&lingua=it" in {str(link.A.URI) for link in links if "/A" in link}
        assert all(link.F == 4 for link in links)
    with pytest.raises(Misordered, match="#nulla"):
        write(ABOUT, [Paragraph([Span("qui", link="#nulla")], BODY)], SHEET)


def test_headings_leave_out_no_level_and_have_anchors_of_their_own():
    with pytest.raises(Misordered):
        write(ABOUT, [heading(1, "Uno"), heading(3, "Tre")], SHEET)
    with pytest.raises(Misordered):
        write(ABOUT, [heading(2, "Due")], SHEET)
    with pytest.raises(Misordered):
        write(ABOUT, [heading(1, "Uno", "a"), heading(1, "Due", "a")], SHEET)
    with pytest.raises(Misordered):
        Stack([heading(1, "Uno")])


def test_progress_is_told_page_by_page():
    heard: list[tuple[int, int]] = []
    write(ABOUT, [Paragraph(WORDS, BODY), PageBreak(), Paragraph(WORDS, BODY)], SHEET, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 2), (2, 2)]


def test_a_document_knows_its_title_and_its_moment():
    with pytest.raises(Untagged):
        About(" ", author="Ente", at=example.AT)
    with pytest.raises(ValueError, match="zone"):
        About("Titolo", author="Ente", at=datetime(2026, 1, 1))  # noqa: DTZ001
