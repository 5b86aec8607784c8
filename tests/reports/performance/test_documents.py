"""The Relazione sulla performance of a small made-up year: the same words in every format, a draft that says so, PIRA by missione and programma."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from riskreg.reports.performance.contents import ActSaid, IndicatorSaid, MeasureSaid, ReportContents, TextSaid
from riskreg.reports.performance.documents import FORMATS, drawn, file_name
from riskreg.reports.performance.telling import report
from riskreg.reports.performance.to_json import from_json
from riskreg.reports.plan.story import Heading, Table, Text
from tests.reports.review.reading import READERS
from tests.reports.structure import Reading
from tests.reports.test_conformance import broken_rules

AT = datetime(2026, 5, 20, 14, tzinfo=UTC)
LONG = "Percentualediimpresechehannopresentatodomandatelematica" * 4


def indicator(code, verdict="yes", **more):
    given = {
        "part": "performance", "area": "Semplificazione per le imprese", "objective": "Tutela del mercato", "name": f"Indicatore {code}", "flags": "",
        "typology": "efficacia", "algorithm": "a ÷ b", "unit": "%", "source": "", "baseline": "", "weight": None, "mission": "", "programme": "",
        "owners": ("UO Metrologia",), "target": ">= 50%", "target_state": "set", "original": "", "act": "", "result": "52%", "is_verified": True, "note": "",
        "reason": "52 % ≥ 50 %: raggiunto", "said_because": "", "attained": Decimal("1.04"), "formula": "risultato ÷ target", "computed": "", "working": "",
        "as_of": None, "measures": (),
    }  # fmt: skip
    return IndicatorSaid(code=code, verdict=verdict, **(given | more))


INDICATORS = (
    indicator("1.1", name=LONG, weight=Decimal(60)),
    indicator("1.2", "no", result="40%", reason="40 % < 50 %: non raggiunto", attained=Decimal("0.8"), note="Gara andata deserta", weight=Decimal(20)),
    indicator("1.3", "partial", said_because="Manca l'ultima fase."),
    indicator("1.4", "manual", result="", attained=None, reason="manca il risultato"),
    indicator("1.5", target="60%", target_state="changed", original="80%", act="Delibera n. 84 del 22/07/2025"),
    indicator("1.6", target_state="removed", act="Delibera n. 85 del 22/07/2025", name="Indicatore eliminato"),
    indicator("2.1", part="pira", flags="PIRA", mission="012 Regolazione dei mercati", programme="004 Vigilanza sui mercati"),
    indicator("2.2", part="pira", flags="PIRA", mission="011 Competitività", programme="005 Innovazione"),
    indicator("2.3", flags="PIRA PPCT", computed="Indice di aggiornamento", working="nuove ÷ consolidate (18; 12)", as_of=date(2025, 12, 31), measures=(MeasureSaid("MG.4", "Formazione"),)),
)  # fmt: skip
APPROVED = ReportContents(
    schema=1, body="Camera di prova", year=2025, revision=0, at=AT, on=AT.date(), is_final=True, is_closed=True,
    act=ActSaid("Giunta camerale", "Deliberazione n. 12", date(2026, 5, 20)), revised_because="",
    texts=(TextSaid("presentation", "Questa è la **relazione**.\n\n## Un titolo\n\n- una voce"), TextSaid("conclusions", "Si continua.")),
    indicators=INDICATORS, earlier=(),
)  # fmt: skip
OPEN = replace(APPROVED, is_final=False, is_closed=False, act=None)


@pytest.fixture(scope="module", params=["pdf", "docx", "html"])
def read(request):
    return READERS[request.param](drawn(APPROVED, request.param))


SAID = [
    "Relazione sulla performance", "Deliberazione n. 12 del 20/05/2026", "Presentazione", "Si continua.", "Gara andata deserta", "Delibera n. 84 del 22/07/2025",
    "Delibera n. 85 del 22/07/2025", "012 Regolazione dei mercati", "005 Innovazione", "nuove ÷ consolidate (18; 12)", "MG.4 Formazione", "UO Metrologia",
    "l'ultima",
]  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_every_format_says_the_same(read, words):
    assert words in " ".join(read.split())


def test_an_approved_one_is_no_draft(read):
    assert "BOZZA" not in read


def test_the_pdf_keeps_both_norms_also_with_a_name_that_has_no_spaces():
    data = drawn(APPROVED, "pdf")
    assert broken_rules(data) == []
    assert Reading(data).faults == []


def test_a_draft_says_so_and_of_an_open_year_which_day_its_numbers_are_of():
    assert report(OPEN).state == "BOZZA · provvisorio al 20/05/2026"
    assert report(replace(OPEN, is_closed=True)).state == "BOZZA"
    assert "BOZZA" in READERS["pdf"](drawn(OPEN, "pdf"))
    assert file_name(OPEN, "pdf") == "relazione-performance-2025-bozza.pdf"


def test_pira_stands_by_missione_and_programma_and_what_names_none_comes_last():
    found = [(mission, [(programme, [each.code for each in those]) for programme, those in inside]) for mission, inside in APPROVED.pira()]
    assert found == [
        ("011 Competitività", [("005 Innovazione", ["2.2"])]),
        ("012 Regolazione dei mercati", [("004 Vigilanza sui mercati", ["2.1"])]),
        ("Missione non indicata", [("Programma non indicato", ["2.3"])]),
    ]


def test_dropped_targets_are_listed_with_their_act_and_counted_nowhere():
    assert APPROVED.whole.whole == 8
    assert [each.code for each in APPROVED.dropped()] == ["1.6"]


def test_deviations_begin_with_what_was_not_reached():
    assert [each.code for each in APPROVED.deviations()] == ["1.2", "1.3"]


def test_the_weighted_share_is_there_where_weights_are_and_says_how_it_is_counted():
    assert APPROVED.whole.weighted == Decimal("75.00")
    notes = [part.text for part in report(APPROVED).parts if isinstance(part, Text)]
    assert any("Quota pesata = somma dei pesi" in text for text in notes)
    plain = replace(APPROVED, indicators=tuple(replace(each, weight=None) for each in INDICATORS))
    assert not any("pesata" in column.head for part in report(plain).parts if isinstance(part, Table) for column in part.columns)


def test_a_year_without_partial_changed_or_computed_ones_does_not_speak_of_them():
    few = replace(APPROVED, indicators=INDICATORS[:1])
    headings = [part.text for part in report(few).parts if isinstance(part, Heading)]
    assert not {"I target cambiati nell'anno", "Gli indicatori calcolati dal registro", "Gli indicatori del bilancio (PIRA)"} & set(
        headings
    )


def test_a_year_without_indicators_is_a_document_all_the_same():
    empty = replace(APPROVED, indicators=(), texts=())
    for name in FORMATS:
        assert drawn(empty, name)


def test_the_workbook_has_four_sheets_and_numbers_as_numbers():
    book = openpyxl.load_workbook(io.BytesIO(drawn(APPROVED, "xlsx")))
    assert book.sheetnames == ["Sintesi", "Indicatori", "PIRA", "Scostamenti"]
    cells = [cell.value for row in book["Indicatori"].iter_rows() for cell in row]
    assert 104 in cells, "the share attained is a number, in percent"
    assert 60 in cells
    sums = [cell.value for row in book["Sintesi"].iter_rows() for cell in row]
    assert 71.43 in [round(value, 2) for value in sums if isinstance(value, float)]


def test_the_contents_come_back_from_their_json_as_they_were():
    text = drawn(APPROVED, "json").decode()
    assert from_json(text) == APPROVED
    assert json.loads(text)["schema"] == 1


def test_the_same_contents_give_the_same_bytes():
    for name in FORMATS:
        assert drawn(APPROVED, name) == drawn(APPROVED, name), name
