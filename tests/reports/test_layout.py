"""The house style: what every document of the product has, however it is drawn."""

import io
from decimal import Decimal

import pikepdf
import pytest

from riskreg.reports import pictures
from riskreg.reports.layout import About, Column, Report, Span, prose_blocks
from riskreg.reports.marks import Band, BandMark, hatch
from riskreg.reports.pictures import Bar, Value
from tests.reports.example import AT, BANDS, PROSE
from tests.reports.structure import Reading, furniture


def report(**more) -> Report:
    return Report(About("Relazione", author="Ente di prova", at=AT), **more)


def read(made: Report) -> Reading:
    reading = Reading(made.pdf())
    assert reading.faults == []
    return reading


def test_the_cover_says_whose_it_is_what_it_is_and_that_it_is_a_draft():
    made = report(state="BOZZA")
    made.cover("Relazione annuale", subtitle="Anno 2026", lines=[("Atto", "Delibera n. 4 del 30/01/2026")])
    made.heading(1, "Uno")
    root = read(made).root
    assert [node.words for node in root.nodes[:4]] == ["Ente di prova", "BOZZA", "Relazione annuale", "Anno 2026"]
    assert root.all("Lbl")[0].words == "Atto"
    assert root.all("LBody")[0].words == "Delibera n. 4 del 30/01/2026"
    assert [node.words for node in root.all("H1")] == ["Relazione annuale", "Uno"]


def test_every_page_but_the_cover_has_its_head_and_its_number_which_nobody_hears():
    made = report(state="BOZZA", running="Relazione 2026")
    made.cover("Relazione annuale")
    made.text("Una.")
    made.page_break(landscape=True)
    made.text("Due.")
    data = made.pdf()
    assert furniture(data) == [
        [],
        ["Ente di prova", "Relazione 2026 · BOZZA", "pagina 2 di 3"],
        ["Ente di prova", "Relazione 2026 · BOZZA", "pagina 3 di 3"],
    ]
    assert "pagina" not in Reading(data).root.words
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = [[round(float(side)) for side in page.obj.MediaBox[2:]] for page in pdf.pages]
    assert sizes == [[595, 842], [595, 842], [842, 595]]


def test_without_a_cover_the_first_page_has_its_number():
    made = report(running="x" * 300)
    made.text("Una.")
    ((author, running, number),) = furniture(made.pdf())
    assert (author, running[-1], len(running) < 100, number) == ("Ente di prova", "…", True, "pagina 1 di 1")


def test_prose_is_drawn_with_its_headings_under_the_last_one_its_lists_and_links():
    made = report()
    made.heading(1, "Premessa")
    made.prose(PROSE)
    made.heading(2, "Poi")
    root = read(made).root
    assert [(node.role, node.words) for node in root.all("H1", "H2", "H3")] == [
        ("H1", "Premessa"), ("H2", "Contesto"), ("H3", "Fonti"), ("H2", "Poi"),
    ]  # fmt: skip
    assert [item.words for item in root.all("LBody")] == [
        "l’agricoltura di montagna;", "il turismo, d’estate e nei giorni di festa;", "l’artigianato del legno.",
    ]  # fmt: skip
    assert [link.words for link in root.all("Link")] == ["www.camera.example/trasparenza", "urp@camera.example"]


@pytest.mark.parametrize("typed", ["### Fonti", "## Uno\n### Due\n## Tre", "### Uno\n## Due"])
def test_headings_that_people_type_never_leave_out_a_level(typed):
    made = report()
    made.heading(1, "Capitolo")
    made.prose(typed)
    made.heading(2, "Poi")
    read(made)


def test_prose_in_a_cell_has_no_headings_of_its_own():
    made = report()
    made.table("Note", [Column(), Column()], ["Voce", "Testo"], [["a", prose_blocks(PROSE)], ["b", prose_blocks("")]])
    root = read(made).root
    assert root.all("H1", "H2", "H3") == []
    assert [node.words for node in root.all("TD")[1].nodes][1] == "Contesto"


def test_a_table_that_people_type_is_one_and_in_a_cell_it_is_said_row_by_row():
    made = report()
    typed = "Tabella: Uffici\n| Ufficio | Addetti |\n| URP | 3 |"
    made.prose(typed)
    made.table("Note", [Column()], ["Testo"], [[prose_blocks(typed)]])
    root = read(made).root
    assert [node.words for node in root.all("Caption")] == ["Tabella 1. Uffici", "Tabella 2. Note"]
    assert [node.words for node in root.all("TH")] == ["Ufficio", "Addetti", "URP", "Testo"]
    assert "URP · 3" in root.all("TD")[-1].text


def test_tables_and_figures_are_numbered_each_on_its_own():
    made = report()
    made.table("Aree", [Column()], ["Area"], [["a"]])
    made.figure(pictures.bars([Bar("A", {"ALTO": 2})], BANDS, "Due alti."), "Processi")
    made.table("Uffici", [Column()], ["Ufficio"], [["b"]])
    assert [node.words for node in read(made).root.all("Caption")] == ["Tabella 1. Aree", "Figura 1. Processi", "Tabella 2. Uffici"]


def test_a_band_is_said_in_words_and_marked_without_colours():
    made = report()
    made.sheet([("Rischio", BandMark(BANDS[1], computed="MEDIO-ALTO")), ("Altro", BandMark(BANDS[3], computed="ALTO"))])
    assert [node.words for node in read(made).root.all("LBody")] == ["giudicata MEDIO (calcolata MEDIO-ALTO)", "ALTO"]
    marks = {tuple(hatch(shade, (0, 0, 8, 8)).lines) for shade in (2, 3, 4)}
    assert len(marks) == 3
    assert all(lines for lines in marks)


@pytest.mark.parametrize("box", [(0, 0, 8, 8), (10, 20, 90, 35), (3, 3, 5, 40)])
@pytest.mark.parametrize("shade", [1, 2, 3, 4, 5])
def test_no_line_of_a_mark_leaves_its_square(box, shade):
    left, bottom, right, top = box
    for x0, y0, x1, y1 in hatch(shade, box).lines:
        assert all(left - 0.001 <= x <= right + 0.001 for x in (x0, x1))
        assert all(bottom - 0.001 <= y <= top + 0.001 for y in (y0, y1))


def test_pictures_hold_their_numbers_as_text_and_say_what_they_show():
    made = report()
    names = [Band(f"FASCIA {number} → con un nome lungo", number, 7) for number in range(1, 8)]
    rows = [Bar("Area " * 20, {names[0].name: 120, names[6].name: 1}), Bar("Vuota", {})]
    made.figure(pictures.bars(rows, names, "La prima area ha 121 processi."), "Barre")
    counts = {(names[0].name, names[6].name): 12}
    made.figure(pictures.matrix(names, names, counts, "Dodici.", titles=("Prima", "Dopo")), "Matrice")
    made.figure(pictures.columns([Value("2025", Decimal("5.745")), Value("2026", None, "provvisorio")], "Due anni."), "Colonne")
    bars, matrix, columns = read(made).root.all("Figure")
    assert bars.alternative == "La prima area ha 121 processi."
    assert all(number in bars.text for number in ("120", "121", "Vuota"))
    assert "12" in matrix.text
    assert all(said in columns.text for said in ("5,75", "2026", "–", "provvisorio"))


def test_a_link_in_the_text_stands_out_by_more_than_its_colour():
    """Underlined: who does not see the colour sees the line."""
    plain, linked = report(), report()
    plain.text(["Vedi ", "qui"])
    linked.text(["Vedi ", Span("qui", link="https://www.ente.example/")])
    rules = []
    for made in (plain, linked):
        with pikepdf.open(io.BytesIO(made.pdf())) as pdf:
            rules.append(pdf.pages[0].Contents.read_bytes().count(b" l"))
    assert rules[1] == rules[0] + 1
