"""Figures that a text names: which there are, how they are written, what is said of one that is unknown or cannot be had."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from riskreg.domain import live_figures as live
from riskreg.domain.errors import RuleBroken
from riskreg.domain.live_figures import Band, Counted, RiskOfYear
from riskreg.domain.plans import PlanFigures, Rate

PLAN = PlanFigures(2025, 38, 12, 26, {2025: 19, 2026: 5, 2027: 2}, 0, Rate(0, 19), Rate(0, 0), {}, 77)
BEFORE = PlanFigures(2024, 34, 12, 22, {2024: 22}, 21, Rate(21, 22), Rate(0, 0), {}, 0)
COUNTED = Counted(
    "Camera di prova", "2025–2027, revisione 1", PLAN, 3, 33, 6, 1250,
    RiskOfYear(2025, 33, Decimal("5.75"), "", (Band("BASSO", 10), Band("MEDIO-ALTO", 0)), 4), RiskOfYear(2024, 33, Decimal("6.02")), BEFORE,
)  # fmt: skip
EMPTY = Counted("", "2027–2029", replace(PLAN, year=2027, consolidated=0, new_by_year={}), 0, 0, 0, 0, RiskOfYear(2027, bands=(Band("BASSO", None),)), RiskOfYear(2026))  # fmt: skip


def value(name, of=COUNTED):
    return next(each.value for each in live.figures(of) if each.name == name)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ente", "Camera di prova"), ("edizione", "2025–2027, revisione 1"), ("triennio", "2025–2027"), ("primo anno", "2025"), ("ultimo anno", "2027"),
        ("obiettivi strategici", "3"), ("misure generali", "38"), ("misure consolidate", "12"), ("misure nuove", "26"),
        ("misure nuove primo anno", "19"), ("misure nuove terzo anno", "2"), ("misure specifiche", "77"),
        ("indice di aggiornamento previsto", "1,58"), ("processi", "33"), ("eventi rischiosi", "1.250"), ("rischio medio", "5,75"),
        ("processi da trattare", "4"), ("processi in fascia BASSO", "10"), ("processi in fascia MEDIO-ALTO", "0"), ("rischio medio anno precedente", "6,02"),
        ("indice di aggiornamento anno precedente", "1,75"), ("quota di misure attuate anno precedente", "95,45 %"), ("data di adozione", None),
    ],
)  # fmt: skip
def test_a_figure_is_written_as_italians_write_it(name, written):
    assert value(name) == written


def test_the_act_brings_its_own_figures():
    adopted = replace(COUNTED, act_body="Giunta", act_number="Delibera n. 5", adopted_on=date(2025, 1, 27))
    assert [value(name, adopted) for name in ("organo", "atto di adozione", "data di adozione")] == [
        "Giunta",
        "Delibera n. 5",
        "27/01/2025",
    ]


def test_names_do_not_change_from_one_edition_to_the_next():
    assert {each.name for each in live.figures(COUNTED)} - {each.name for each in live.figures(EMPTY)} == {"processi in fascia MEDIO-ALTO"}


def test_what_cannot_be_had_says_why_and_is_never_zero():
    for name in ("rischio medio", "processi in fascia BASSO", "indice di aggiornamento previsto", "rischio medio anno precedente", "ente"):
        one = next(each for each in live.figures(EMPTY) if each.name == name)
        assert (one.value, one.written, bool(one.why)) == (None, "n.d.", True)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{rischo medio}}", "Forse volevi scrivere {{rischio medio}}"),
        ("{{misure nuove del secondo anno}}", "{{misure nuove secondo anno}}"),
        ("{{qualcosa}}", "Sceglila dall'elenco"),
        ("{{ }}", "Fra le doppie graffe scrivi il nome di una cifra"),
        ("{{rischio medio", "senza la sua compagna"),
        ("rischio\nmedio}}", "senza la sua compagna"),
    ],
)
def test_a_name_that_is_unknown_is_refused_at_its_field_with_those_that_are_near(text, hint):
    with pytest.raises(RuleBroken) as refusal:
        live.check(text, live.figures(COUNTED), "text")
    assert hint in refusal.value.message
    assert refusal.value.field == "text"


def test_names_are_read_whatever_their_case_and_spaces():
    text = "{{ RISCHIO  medio }} per {{ente}}, {{processi in fascia medio-alto}}"
    live.check(text, live.figures(COUNTED), "text")
    assert live.filled(text, live.figures(COUNTED)) == "5,75 per Camera di prova, 0"


def test_what_lacks_is_listed_once_and_the_act_is_not_missed_before_it():
    text = "{{rischio medio}} {{Rischio medio}} {{data di adozione}} {{misure nuove}} {{sparita}}"
    known = live.figures(EMPTY)
    assert [each.name for each in live.lacking(text, known)] == ["rischio medio", "sparita"]
    assert [each.name for each in live.lacking(text, known, also_waiting=True)] == ["rischio medio", "data di adozione", "sparita"]
    assert live.filled(text, known) == "n.d. n.d. n.d. 26 n.d."


def test_a_name_of_the_body_is_never_taken_for_markup():
    assert value("ente", replace(COUNTED, body="## Camera | di prova")) == "Camera / di prova"
