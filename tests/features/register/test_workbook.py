"""The workbook as whoever opens it in a spreadsheet finds it: what measures risk today, lists that work, nothing that bites."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from riskreg.assessments import scored
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.scoring.methodology import Grain
from riskreg.imports import operations
from riskreg.methodology import queries as methodologies
from riskreg.methodology.operations import lives
from riskreg.register import queries
from riskreg.register.columns import SHEETS
from riskreg.register.operations import exporting
from riskreg.register.tables import REGISTER
from riskreg.tables import books

NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example")',
    "http://x.example",
    "1.10",
    "007",
    "31/12/2025",
    "<b>&amp;",
    "<r><t>x</t></r>",
)


def content() -> bytes:
    with writing():
        return exporting.export(by=COMMAND_LINE, at=clock.now())


def opened():
    return openpyxl.load_workbook(BytesIO(content()))


def lines(sheet) -> list[list]:
    return [[cell for cell in row if cell is not None] for row in sheet.values]


@pytest.fixture
def process(make):
    return make.process(code="B.01", name="Affidamenti")


def test_matrices_show_the_methodology_in_force_and_name_it(make, process):
    make.assessment(process, 2025, approved=True, methodology=make.methodology(name="Metodo di allora", published=True))
    now = make.methodology("pna_2019", name="Metodo di oggi", published=True)
    book = opened()
    matrices = lines(book["Matrici"])
    said = [row[0] for row in matrices if row]
    assert "Metodologia in vigore: «Metodo di oggi», pubblicata il 21/11/2026." in said
    assert any(line.startswith("Si può valutare anche con «Metodo di allora»") for line in said if isinstance(line, str))
    assert ["Probabilità", "Impatto basso", "Impatto medio", "Impatto alto"] in matrices
    assert not any("2025" in str(cell) for row in matrices for cell in row), "not the bands of a year that is past"
    criteria = lines(book["Criteri"])
    assert any("Metodo di oggi" in str(row[0]) for row in criteria if row)
    assert ["Criterio", "Domanda", "Risposta", "Vale"] in criteria
    lives.retire(now, **make._by())
    db.session.commit()
    assert "Metodologia in vigore: «Metodo di allora», pubblicata il 21/11/2026." in [row[0] for row in lines(opened()["Matrici"]) if row]


def test_without_a_methodology_it_says_so(process):
    book = opened()
    assert ["Nessuna metodologia è ancora pubblicata: il rischio non si può ancora valutare."] in lines(book["Matrici"])


def test_limits_and_coefficients_are_numbers(make, process):
    make.methodology(published=True)
    book = opened()
    assert [2, "MEDIO", "no", 4.01, 9] in lines(book["Matrici"])
    assert any(row[-1] == 0.4 for row in lines(book["Criteri"]) if row)


def test_what_people_wrote_stays_text_whatever_it_begins_with(make, process):
    phase = make.phase(process, name="=1+1")
    for text in NASTY:
        make.event(phase, name=text, description=text, a=text)
    book = opened()
    for row, text in enumerate(NASTY, start=2):
        cells = {cell.value: cell for cell in book["Eventi"][row] if isinstance(cell.value, str)}
        assert (cells[text].data_type, cells[f"a: {text}"].data_type) == ("s", "s")
        assert all(cell.hyperlink is None for cell in cells.values())
    with zipfile.ZipFile(BytesIO(content())) as parts:
        for name in parts.namelist():
            text = parts.read(name)
            assert b"<f>" not in text, "no formula anywhere"
            assert b"externalLink" not in text


def test_days_are_days_numbers_are_numbers_and_heads_stay_in_sight(make, process):
    make.measure(make.event(make.phase(process)), name="Controllo")
    book = opened()
    for sheet in SHEETS:
        drawn = book[sheet.label]
        heads = [cell.value for cell in drawn[1]]
        assert heads == [column.label for column in sheet.columns]
        assert drawn.freeze_panes is not None
        assert drawn.freeze_panes.endswith("2")
        assert drawn.auto_filter.ref.startswith("A1:")
        assert drawn.print_title_rows == "$1:$1"
        assert drawn.page_setup.orientation == "landscape"
        assert all(drawn.column_dimensions[openpyxl.utils.get_column_letter(place + 1)].width >= 9 for place in range(len(heads)))
    assert isinstance(book["Misure"]["L2"].value, datetime)
    assert book["Misure"]["L2"].number_format == "dd/mm/yyyy"
    assert (book["Fasi"]["A2"].data_type, book["Fasi"]["D2"].value) == ("n", 10)


def test_every_list_to_choose_from_is_there_and_holds_what_the_cells_say(make, process):
    make.measure(make.event(make.phase(process)), name="Controllo")
    book = opened()
    lists = 0
    for sheet in SHEETS:
        drawn = book[sheet.label]
        for rule in drawn.data_validations.dataValidation:
            assert rule.promptTitle is None or len(rule.promptTitle) <= 32
            assert rule.prompt is None or len(rule.prompt) <= 255
            if rule.type != "list":
                continue
            lists += 1
            offered = _offered(book, rule.formula1)
            assert offered
            assert None not in offered
            first_column, first_row, last_column, last_row = range_boundaries(str(rule.sqref))
            assert (first_column, first_row) == (last_column, 2)
            assert last_row > drawn.max_row, "rows that somebody adds have it too"
            there = {drawn.cell(row, first_column).value for row in range(2, drawn.max_row + 1)} - {None}
            assert there <= set(offered)
    assert lists == 11


def _offered(book, formula: str) -> list[str]:
    if formula.startswith('"'):
        assert len(formula) <= 257, "more than that Excel calls damaged"
        return formula.strip('"').split(",")
    name, cells = formula.strip("=").replace("'", "").split("!")
    return [row[0].value for row in book[name][cells.replace("$", "")]]


def test_the_legend_tells_every_column_and_every_word(make, process):
    legend = [row[0] for row in lines(opened()["Legenda"]) if row]
    for sheet in SHEETS:
        assert {column.label for column in sheet.columns} <= set(legend)
        assert all(column.help for column in sheet.columns), sheet.label
    assert "Fattori abilitanti (PNA 2019)" in legend
    assert "Famiglie di misure (PNA 2019)" in legend


# What past assessments came to


def scores(by=COMMAND_LINE) -> list[dict[str, object]] | None:
    """The rows of «Punteggi», by their heads."""
    with writing():
        book = openpyxl.load_workbook(BytesIO(exporting.export(by=by, at=clock.now())))
    if "Punteggi" not in book.sheetnames:
        return None
    rows = list(book["Punteggi"].values)
    top = next(place for place, row in enumerate(rows) if row[0] == "Codice")
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_every_approved_year_has_its_score_in_the_order_of_the_register(make, process):
    first = make.process(code="A.02", area=make.area(code="A", name="Personale"), name="Concorsi")
    make.measure(make.event(make.phase(first)))
    method = make.methodology(name="Metodo di allora", published=True)
    for year in (2025, 2024):
        make.assessment(process, year, approved=True, methodology=method)
    make.assessment(first, 2025, approved=True, methodology=method, effectiveness="scarsa")
    make.assessment(first, 2026, methodology=method)
    found = scores()
    assert [(row["Codice"], row["Anno"]) for row in found] == [("A.02", 2025), ("B.01", 2024), ("B.01", 2025)], "no draft"
    told = found[0]
    assert (told["Processo"], told["Area di rischio"], told["Metodologia"]) == ("Concorsi", "A Personale", "Metodo di allora")
    assert (told["Probabilità"], told["Impatto"], told["Rischio inerente"], told["Rischio residuo"]) == (3, 3, 9, 7.2)
    assert (told["Efficacia delle misure"], told["Fascia calcolata"], told["Fascia giudicata del processo"]) == ("Scarsa", "MEDIO", "MEDIO")
    assert [day.date() for day in (told["Pubblicata il"], told["Approvata il"])] == [date(2026, 11, 21)] * 2


def test_a_band_that_somebody_judged_stands_beside_the_computed_one(make, process):
    make.assessment(process, 2025, approved=True)
    make.rejudged(queries.standing(process.id, 2025), "ALTO", 4)
    assert [(row["Fascia calcolata del processo"], row["Fascia giudicata del processo"]) for row in scores()] == [("MEDIO", "ALTO")]


def test_where_levels_have_names_scores_are_told_by_them(make, process):
    method = make.methodology("pna_2019", published=True)
    answers = {each.code: "alto" for each in methodologies.as_domain(method).criteria}
    event = make.event(make.phase(process), name="Frazionamento")
    is_whole = methodologies.as_domain(method).grain is Grain.PROCESS
    make.assessment(process, 2025, methodology=method, answers=answers, event=None if is_whole else event, approved=True)
    told = scores()[0]
    assert (told["Probabilità"], told["Impatto"], told["Rischio residuo"]) == ("Alto", "Alto", None)
    assert told["Evento"] == (None if is_whole else "Frazionamento")
    assert told["Rischio inerente"]


def test_scores_are_those_of_the_units_that_one_reads_and_nobody_elses(make):
    unit, other = make.unit(), make.unit()
    for code, owner in (("B.01", unit), ("B.02", other)):
        make.assessment(make.process(code=code, unit=owner), 2025, approved=True)
    assert [row["Codice"] for row in scores(make.person(Role.REFERENTE, unit))] == ["B.01"]
    assert scored.scored(make.person(), clock.today()) is None


def test_scores_that_somebody_writes_over_are_not_imported_and_the_sheet_says_so(make, process):
    make.assessment(process, 2025, approved=True)
    book = opened()
    sheet = book["Punteggi"]
    assert any("non si importa" in str(row[0]) for row in sheet.values)
    sheet["M6"].value = 1
    out = BytesIO()
    book.save(out)
    _table, _mapped, rows = books.read(out.getvalue(), REGISTER)
    verdicts = operations.on_paper(REGISTER, rows, by=COMMAND_LINE, at=clock.now())
    assert not operations.would_change(verdicts)


def test_the_bands_of_a_methodology_that_is_retired_are_there_for_the_scores_that_it_gave(make, process):
    method = make.methodology(name="Metodo di allora", published=True)
    make.assessment(process, 2025, approved=True, methodology=method)
    make.methodology("pna_2019", name="Metodo di oggi", published=True)
    lives.retire(method, **make._by())
    db.session.commit()
    matrices = lines(opened()["Matrici"])
    title = next(
        place for place, row in enumerate(matrices) if row[:1] == ["Fasce di rischio di «Metodo di allora», pubblicata il 21/11/2026"]
    )
    assert [2, "MEDIO", "no", 4.01, 9] in matrices[title:]
