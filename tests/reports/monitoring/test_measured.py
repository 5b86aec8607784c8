"""What the report says besides the checks: the year, suitability, risk, the semesters before, the RPCT's own words and a place to sign."""

import io
from dataclasses import replace

import openpyxl
import pytest

from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import UNMONITORED, Facet, Fact, counted
from riskreg.domain.monitoring.summary import (
    JudgedSaid,
    ProcessRisk,
    RiskSaid,
    SemesterSaid,
    SuitabilitySaid,
    Summary,
    YearFigure,
    YearSaid,
)
from riskreg.reports.monitoring.contents import Scope
from riskreg.reports.monitoring.documents import drawn
from riskreg.reports.monitoring.telling import report
from riskreg.reports.plan.story import Bars, Facts, Heading, Matrix, Table, Text
from tests.reports.monitoring.test_documents import OPEN, SMALL, check, plain
from tests.reports.review.reading import READERS
from tests.reports.structure import Reading
from tests.reports.test_conformance import broken_rules

YEAR = YearSaid(
    2026,
    (
        YearFigure("update_index", 21, 12), YearFigure("implementation_rate", 21, 22), YearFigure("consolidated_rate", 0, 0),
        YearFigure("specific_implementation_rate", 70, 77),
    ),
    overdue=2, by_class=(("trasparenza", 4, 5),), is_over=False,
)  # fmt: skip
JUDGED = SuitabilitySaid(
    2026,
    (
        JudgedSaid(1, "B.07.M1", "Misura B.07.M1", "suitable", "Resta com'è", "Regge."),
        JudgedSaid(2, "B.07.M2", "Misura B.07.M2", "unsuitable", "Si accorpa con un'altra", "Doppione della prima.", "B.07.M1 Misura"),
    ),
    waiting=(3, 4),
)  # fmt: skip
RISK = RiskSaid(
    (
        ProcessRisk("B.07", "Affidamenti diretti", "B", "BASSO", 1, "ALTO", 2, True, False, "per «mancanza di controlli» la misura non conta"),
        ProcessRisk("C.01", "Concessioni", "C", "BASSO", 1, "ALTO", 2, False, True, "per «complessità» nessuna misura"),
        ProcessRisk("C.02", "Patrocini", "C", "ALTO", 2, "ALTO", 2, False, False, ""),
    ),
    areas=(("B", "B Contratti"), ("C", "C Provvedimenti")), bands=("BASSO", "ALTO"),
)  # fmt: skip
SEMESTERS = (
    SemesterSaid("2025-2", {"done": 3, "late": 1}, {"B": {"done": 3}}),
    SemesterSaid("2026-1", {"done": 1, "late": 1, UNMONITORED: 2}, {"B": {"done": 1}}),
)
FULL = replace(SMALL, summary=Summary(YEAR, JUDGED, RISK, SEMESTERS), assessment="Il piano regge.\n\n- Propongo di accorpare due misure.")
SIGNATURE = {"Luogo e data", "Firma"}
SAID = (
    "Quello che il piano prevedeva per il 2026 e quello che ne è stato fatto, finora",
    "95,45 %",
    "1,75",
    "Oltre la scadenza e non attivate: 2 misure del piano sono scadute.",
    "Per il 2026, su 4 misure 2 sono state giudicate: 1 «idonea» e 1 «non idonea».",
    "Doppione della prima.",
    "1 peggiora per il monitoraggio, perché misure previste non contano",
    "per 1 processo il residuo era previsto troppo basso, perché a una causa manca una misura",
    "Semestre dopo semestre",
    "Propongo di accorpare due misure.",
    "Luogo e data",
    "Firma",
)


def tables(contents):
    return {part.caption: part for part in report(contents).parts if isinstance(part, Table)}


def headings(contents):
    return [part.text for part in report(contents).parts if isinstance(part, Heading)]


def texts(contents):
    return plain(" ".join(part.text for part in report(contents).parts if isinstance(part, Text)))


@pytest.mark.parametrize("form", READERS)
def test_every_format_says_all_that_was_measured(form):
    read = plain(READERS[form](drawn(FULL, form)))
    for sentence in SAID:
        if form != "pdf" or sentence in texts(FULL):
            assert sentence in read, sentence
    assert "- Propongo" not in read


def test_with_all_of_it_the_pdf_is_tagged_as_the_law_asks():
    data = drawn(FULL, "pdf")
    assert broken_rules(data) == []
    assert not Reading(data).faults


def test_what_is_above_and_below_each_line_stands_beside_its_value():
    rows = [[plain(cell) for cell in row[:4]] for row in tables(FULL)["I numeri del 2026"].rows]
    assert rows == [
        ["Indice di aggiornamento", "21", "12", "1,75"],
        ["Misure generali attuate", "21", "22", "95,45 %"],
        ["Misure consolidate applicate", "0", "0", "—"],
        ["Misure specifiche attuate", "70", "77", "90,91 %"],
    ]


def test_only_what_is_not_suitable_is_named():
    assert [row[0] for row in tables(FULL)["Misure da rafforzare o non idonee"].rows] == ["B.07.M2"]


def test_the_crossing_of_bands_counts_every_process():
    (crossing,) = (part for part in report(FULL).parts if isinstance(part, Matrix))
    assert crossing.counts == ((0, 2), (0, 1))
    assert "2 processi salgono di fascia" in crossing.words


def test_with_several_scales_there_is_no_crossing_of_bands():
    mixed = replace(FULL, summary=replace(FULL.summary, risk=replace(RISK, bands=())))
    assert not [part for part in report(mixed).parts if isinstance(part, Matrix)]


def test_while_it_is_open_only_what_is_validated_counts_in_the_last_semester():
    """Whatever nobody could answer yet is no failure."""

    def last(contents):
        return plain(tables(contents)["Le schede e i loro esiti, semestre dopo semestre"].rows[-1][-1])

    assert last(FULL) == "25,00 %"
    assert last(replace(FULL, is_final=False)) == "50,00 %"
    assert plain(tables(OPEN)["Le schede e i loro esiti"].rows[0][-1]) == "33,33 %", "one of three validated that apply"
    assert "Delle 3 che si applicano, 1 è attuata (33,33 %), 1 in ritardo e 1 non attuata." in texts(OPEN)


def test_the_rpct_signs_what_is_final_and_nothing_else():
    facts = {label for part in report(FULL).parts if isinstance(part, Facts) for label, _text in part.pairs}
    assert facts >= SIGNATURE
    for other in (replace(FULL, is_final=False), replace(FULL, scope=Scope("B", "B Contratti", is_area=True))):
        assert not SIGNATURE & {label for part in report(other).parts if isinstance(part, Facts) for label, _text in part.pairs}


def test_where_the_rpct_wrote_nothing_it_says_so():
    assert "Prima della chiusura non è stata scritta una valutazione." in texts(SMALL)
    assert "La valutazione non è ancora scritta" in texts(OPEN)


def test_of_what_was_never_measured_nothing_is_said():
    assert not {"Effetto delle misure sul rischio", "Semestre dopo semestre", "Idoneità delle misure specifiche"} & set(headings(SMALL))


def test_an_area_has_its_own_judgments_risk_and_semesters():
    mine = FULL.summary.of_area("C", frozenset({2, 4}))
    assert mine.year is None
    assert ([each.code for each in mine.suitability.judged], list(mine.suitability.waiting)) == (["B.07.M2"], [4])
    assert [each.code for each in mine.risk.processes] == ["C.01", "C.02"]
    assert not mine.semesters
    assert FULL.summary.of_unit(frozenset({1})).risk is None, "a process is not of one unit"


def test_the_report_of_an_area_does_not_divide_by_area():
    area = replace(FULL, scope=Scope("C", "C Provvedimenti", is_area=True), summary=FULL.summary.of_area("C", frozenset({2})))
    assert not {"Misure specifiche, area di rischio per area", "Misure generali, classe per classe"} & set(headings(area))
    assert "Effetto sul rischio, area per area" not in tables(area)
    assert "Misure generali" not in {label for part in report(area).parts if isinstance(part, Facts) for label, _text in part.pairs}
    assert "Verificato →" in drawn(area, "html").decode()


# The workbook


def figures_of(contents):
    return openpyxl.load_workbook(io.BytesIO(drawn(contents, "xlsx")))["Cifre"]


def bars_of(sheet):
    """By the title of each chart: the names of its parts and the rows from which each is drawn, as they stand in the sheet."""
    found = {}
    for chart in sheet._charts:
        title = "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r)
        parts = {}
        for each in chart.ser:
            (name,) = cells(sheet, each.tx.strRef.f)
            parts[name] = dict(
                zip(cells(sheet, each.cat.strRef.f if each.cat.strRef else each.cat.numRef.f), cells(sheet, each.val.numRef.f), strict=True)
            )
        found[title] = parts
    return found


def cells(sheet, reference):
    where = reference.rpartition("!")[2].replace("$", "")
    found = sheet[where]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def test_the_workbook_draws_its_figures_from_its_own_cells():
    found = bars_of(figures_of(FULL))
    assert found["Schede per chi firma ed esito"] == {
        "Attuata": {"UO Gare": 1, "UO Ragioneria": 0}, "In corso nei tempi": {"UO Gare": 0, "UO Ragioneria": 0},
        "In ritardo": {"UO Gare": 1, "UO Ragioneria": 0}, "Non attuata": {"UO Gare": 0, "UO Ragioneria": 1},
        "Non monitorata": {"UO Gare": 0, "UO Ragioneria": 1},
    }  # fmt: skip
    assert found["Quante sono attuate, su cento che si applicano"] == {"Attuate %": {"2° semestre 2025": 75, "1° semestre 2026": 25}}


def test_in_the_workbook_what_is_not_validated_yet_is_no_outcome():
    found = bars_of(figures_of(replace(FULL, is_final=False)))
    assert "Non monitorata" not in found["Schede per chi firma ed esito"]
    heads = [cell.value for row in figures_of(OPEN).iter_rows() for cell in row]
    assert "Da validare" in heads
    assert "Non monitorata" not in heads
    book = openpyxl.load_workbook(io.BytesIO(drawn(OPEN, "xlsx")))
    assert "Non monitorata" not in [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


def test_while_it_is_open_no_check_is_called_unmonitored():
    outcomes = [row[4] for row in tables(OPEN)["Tutte le schede con il loro esito"].rows]
    assert outcomes == ["Attuata", "In ritardo", "Non attuata", "Da validare", "Non applicabile"]
    assert "Non monitorata" not in READERS["html"](drawn(OPEN, "html"))


def test_the_workbook_has_the_year_the_judgments_and_the_risk():
    book = openpyxl.load_workbook(io.BytesIO(drawn(FULL, "xlsx")))
    year = next(row for row in book["Cifre"].iter_rows(values_only=True) if row[0] == "Misure generali attuate")
    assert (year[1], year[2], float(year[3])) == (21, 22, 95.45)
    assert "Doppione della prima." in [cell for row in book["Idoneità"].iter_rows(values_only=True) for cell in row]
    assert [row[0] for row in book["Rischio"].iter_rows(values_only=True)][-3:] == ["B.07", "C.01", "C.02"]


# What the counts are called, and whom they name


def test_what_is_counted_is_called_by_its_name():
    """93 checks of 86 measures: it is said once, and every other count is of checks."""
    twice = replace(SMALL, checks=(*SMALL.checks, replace(SMALL.checks[0], process="B.08 Affidamenti con gara")))
    (asked,) = (part.pairs for part in report(twice).parts if isinstance(part, Facts) and part.pairs[0][0] == "Misure generali")
    assert [plain(text) for _label, text in asked[:2]] == ["nessuna scheda", "6 schede di 5 misure"]
    for caption, table in tables(twice).items():
        assert table.columns[0].head != "Misure", caption


def of_units(*outcomes):
    """A unit for each, and what all of its checks say."""
    checks = [check(f"B.0{place}.M{number}", outcome, f"UO {place}") for place, outcome in enumerate(outcomes) for number in range(2)]
    facts = [
        Fact({Facet.UNIT: (each.signer, each.signer)}, None if each.counted == UNMONITORED else Outcome(each.counted)) for each in checks
    ]
    return replace(SMALL, checks=tuple(checks), figures=counted(facts), verifications=(), before=None)


def about_units(contents):
    parts = report(contents).parts
    first = next(place for place, part in enumerate(parts) if isinstance(part, Heading) and part.anchor == "per-unita")
    return next(part.text for part in parts[first:] if isinstance(part, Text))


def test_whoever_is_in_time_is_not_named():
    said = about_units(of_units("on_track", "done", "late", "not_done", "unmonitored"))
    assert said == "Qualcosa non va in: UO 2 (2 in ritardo), UO 3 (2 non attuate) e UO 4 (2 non monitorate)."


def test_where_everybody_is_in_time_it_says_so():
    assert about_units(of_units("on_track", "done")) == (
        "Nessuna scheda è in ritardo, non attuata o non monitorata: quelle non ancora attuate sono in corso nei tempi."
    )
    assert about_units(of_units("done", "done")) == "Tutte le misure che si applicano sono attuate."


def test_of_many_units_only_those_where_something_is_wrong_are_drawn():
    many = of_units(*("done",) * 20, "late", "not_done", "on_track")
    (picture,) = (part for part in report(many).parts if isinstance(part, Bars) and part.caption.startswith("Unità per unità"))
    assert [name for name, _counts in picture.rows] == ["UO 20", "UO 21"]
