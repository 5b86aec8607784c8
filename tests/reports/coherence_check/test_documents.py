"""The check of coherence of a small made-up year: the same words in every format, the opinion where there is one, nothing lost on the way through JSON."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from riskreg.reports.coherence_check.contents import (
    CoherenceContents,
    GoalSaid,
    IndicatorSaid,
    MeasureSaid,
    OpinionSaid,
    PlanSaid,
    from_json,
    to_json,
)
from riskreg.reports.coherence_check.documents import drawn, file_name
from riskreg.reports.coherence_check.telling import NOT_GIVEN, check
from tests.reports.review.reading import READERS
from tests.reports.test_conformance import broken_rules

AT = datetime(2026, 6, 25, 10, tzinfo=UTC)
COURSES = IndicatorSaid(
    7, "4.2.1", "Corsi tenuti", "Performance organizzativa", "Persone", "Prevenzione", "UO Compliance", ">= 50%", False, "60%", "Raggiunto",
    "60 % ≥ 50 %: raggiunto", False, Decimal("1.2"),
)  # fmt: skip
LOOSE = replace(COURSES, key=8, code="4.2.2", name="Accessi civici", result="", verdict="Da valutare", attained=None)
CARRIED = MeasureSaid(1, "MG01", "Formazione", "Formazione", True, date(2025, 5, 8), (COURSES,))
ALONE = MeasureSaid(2, "MG02", "Rotazione", "Rotazione", True, None, ())
SPECIFIC = MeasureSaid(3, "B.08.M4", "Attestazione", "Controllo", False, None, ())
GOAL = GoalSaid("OS.1 Persone formate", ("Prevenzione",), (), (CARRIED, SPECIFIC))
FORGOTTEN = GoalSaid("OS.2 Contratti puliti", (), (), ())
OPINION = OpinionSaid("Coerente con osservazioni", "Manca OS.2.\n\n- Va previsto.", date(2026, 6, 24), "8127/2026", AT)
WHOLE = CoherenceContents(
    "Camera di commercio di Valdarena", 2025, AT, True, PlanSaid("Piano 2025–2027", 2025, 0, "Deliberazione n. 3", "Giunta camerale", date(2025, 1, 27)),
    (GOAL, FORGOTTEN), (ALONE,), (LOOSE,), OPINION, True,
)  # fmt: skip


@pytest.mark.parametrize("name", ["pdf", "html"])
def test_each_objective_and_measure_stands_beside_what_carries_it(name):
    text = READERS[name](drawn(WHOLE, name))
    for each in (
        "Coerenza fra piano e performance 2025", "Piano 2025–2027", "Coerente con osservazioni", "24/06/2026", "8127/2026", "Va previsto.", "OS.1 Persone formate",
        "MG01 Formazione", "attivata il 08/05/2025", "4.2.1 Corsi tenuti", ">= 50%", "60%", "Raggiunto", "nessun indicatore", "OS.2 Contratti puliti",
        "Nessun obiettivo operativo della performance lo persegue", "MG02 Rotazione", "4.2.2 Accessi civici", "chiuso",
    ):  # fmt: skip
        assert each in text
    assert NOT_GIVEN not in text


def test_what_has_no_counterpart_is_named_once_and_no_specific_measure_is():
    assert WHOLE.goals_alone == (FORGOTTEN,)
    assert WHOLE.measures_alone == (ALONE,)
    twice = replace(WHOLE, goals=(GOAL, replace(FORGOTTEN, measures=(ALONE,))))
    assert twice.measures_alone == (ALONE,)


def test_without_an_opinion_every_page_says_so():
    assert check(replace(WHOLE, opinion=None)).state == NOT_GIVEN
    text = READERS["pdf"](drawn(replace(WHOLE, opinion=None, is_kept=False), "pdf"))
    assert "L'OIV non ha ancora reso il parere." in text


def test_one_of_today_says_that_the_opinion_looked_at_something_else():
    assert "è nel documento del parere" in READERS["pdf"](drawn(replace(WHOLE, is_kept=False), "pdf"))
    assert "è nel documento del parere" not in READERS["pdf"](drawn(WHOLE, "pdf"))


def test_where_all_goes_together_it_says_so():
    text = READERS["pdf"](drawn(replace(WHOLE, goals=(GOAL,), others=(), loose=()), "pdf"))
    assert "Niente: ogni obiettivo strategico" in text


def test_json_loses_nothing_and_the_same_contents_give_the_same_bytes():
    assert from_json(to_json(WHOLE)) == WHOLE
    for name in ("pdf", "html", "xlsx", "json"):
        assert drawn(from_json(to_json(WHOLE)), name) == drawn(WHOLE, name)


def test_the_workbook_has_a_row_for_each_indicator_that_carries_something():
    book = openpyxl.load_workbook(io.BytesIO(drawn(WHOLE, "xlsx")))
    assert book.sheetnames == ["Parere", "Corrispondenze", "Senza corrispondenza"]
    rows = [[cell.value for cell in row] for row in book["Corrispondenze"].iter_rows()]
    (one,) = [row for row in rows if "Corsi tenuti" in row]
    assert one[0] == "OS.1 Persone formate"
    assert one[5].date() == date(2025, 5, 8)
    assert one[-1] == 120
    alone = {(row[0].value, row[1].value) for row in book["Senza corrispondenza"].iter_rows() if row[1].value}
    assert ("Misura generale senza indicatori", "MG02 Rotazione") in alone


def test_names_of_files_say_which_is_which():
    assert file_name(WHOLE, "pdf") == "coerenza-2025-parere-2026-06-24.pdf"
    assert file_name(replace(WHOLE, is_kept=False), "pdf") == "coerenza-2025-oggi.pdf"


@pytest.mark.parametrize("contents", [WHOLE, replace(WHOLE, opinion=None)], ids=["given", "not given"])
def test_what_is_printed_keeps_the_norms(contents):
    assert broken_rules(drawn(contents, "pdf")) == []
