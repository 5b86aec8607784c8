"""Verdicts on real rows and on invented pairs in the styles of other bodies, each decided by hand before; then the grammar."""

import csv
import doctest
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from riskreg.domain.targets import (
    Direction,
    Kind,
    deeds,
    directions,
    falling,
    figures,
    grades,
    moments,
    parse,
    quantities,
    reading,
    verdict,
    whole,
    words,
    write,
    writing,
)

pytestmark = pytest.mark.one_database

DATA = Path(__file__).parent.parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REAL = rows("indicators_2025.csv")
BY_HAND = rows("indicators_2025_verdicts.csv")
PAIRS = rows("target_pairs.csv")


def of_real(row: dict[str, str]) -> Kind:
    return verdict(row["target"], row["result"], name=row["name"], algorithm=row["algorithm"], year=2025).kind


def of_pair(row: dict[str, str]) -> Kind:
    about = {name: row[name] for name in ("direction", "name", "algorithm", "unit")}
    return verdict(row["target"], row["result"], year=2025, **about).kind


@pytest.mark.parametrize("module", [deeds, directions, falling, figures, grades, moments, quantities, reading, whole, words, writing])
def test_every_example_in_the_docstrings_holds(module):
    assert doctest.testmod(module).failed == 0


# --- Real rows -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "by_hand"), list(zip(REAL, BY_HAND, strict=True)), ids=[one["row"] for one in BY_HAND])
def test_a_real_row_is_judged_as_by_hand_or_left_to_a_person(row, by_hand):
    assert (row["target"], row["result"]) == (by_hand["target"], by_hand["result"])
    assert of_real(row) in (Kind(by_hand["verdict"]), Kind.MANUAL), by_hand["why"]


def test_most_real_rows_need_nobody():
    judged = sum(of_real(row) is not Kind.MANUAL for row in REAL)
    judgeable = sum(row["verdict"] != Kind.MANUAL for row in BY_HAND)
    assert (len(REAL), judgeable) == (124, 110)
    assert judged >= 100


def test_the_update_index_is_attained_and_says_why():
    row = next(row for row in REAL if row["name"].startswith("Indice di aggiornamento annuale"))
    found = verdict(row["target"], row["result"], name=row["name"], algorithm=row["algorithm"], year=2025)
    assert (found.kind, found.reason) == (Kind.YES, "1,5 ≥ 1,4: raggiunto")
    assert found.attained == Decimal("1.0714")
    assert found.formula == "risultato ÷ target = 1,5 ÷ 1,4 = 107,14 %"


@pytest.mark.parametrize("direction", [None, "decrease", "cala", Direction.DECREASE])
def test_a_share_of_costs_that_fell_is_no_miss(direction):
    row = next(row for row in REAL if row["name"].startswith("Incidenza oneri di funzionamento"))
    found = verdict(row["target"], row["result"], name=row["name"], algorithm=row["algorithm"], direction=direction)
    assert found.kind is (Kind.YES if direction else Kind.MANUAL)


# --- Invented pairs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", PAIRS, ids=[f"{row['target']}|{row['result']}|{row['direction']}|{row['name']}" for row in PAIRS])
def test_a_pair_is_judged_as_by_hand_or_left_to_a_person(row):
    assert of_pair(row) in (Kind(row["verdict"]), Kind.MANUAL), row["why"]


def test_what_a_careful_person_could_judge_is_judged():
    decided = Counter(row["verdict"] for row in PAIRS)
    judgeable = [row for row in PAIRS if row["verdict"] != "manual"]
    judged = sum(of_pair(row) is not Kind.MANUAL for row in judgeable)
    assert len(PAIRS) >= 200
    assert min(decided.values()) >= 5, decided
    assert judged / len(judgeable) >= 0.95


# --- What else is known ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "result", "earlier", "kind"),
    [
        ("≥ 2024", "12", {2024: "10"}, "yes"),
        ("≥ 2024", "9,4%", {2024: "10%"}, "no"),
        ("> anno precedente", "10", {2024: "10"}, "no"),
        ("≥ 2024 (10%)", "12%", {2024: "11%"}, "manual"),
        ("≥ 2024", "12", {2023: "10"}, "manual"),
        ("≥ 2024", "12", {2024: "n.d."}, "manual"),
        ("≥ 2024", "12", {2024: "circa 10"}, "manual"),
        ("≥ 2024", "12%", {2024: "10"}, "manual"),
        ("+5%", "235", {2024: "220"}, "yes"),
        ("+5%", "235", {2024: "230"}, "no"),
        ("+5%", "235", {}, "manual"),
        ("-10%", "88", {2024: "100"}, "yes"),
    ],
)
def test_another_years_result_counts_where_it_is_known(target, result, earlier, kind):
    name = "Variazione delle pratiche aperte" if target.startswith("-") else "Newsletter inviate"
    assert verdict(target, result, name=name, year=2025, earlier=earlier).kind == kind


@pytest.mark.parametrize(
    ("target", "result", "attained", "formula"),
    [
        ("≥ 50%", "52,41%", "1.0482", "risultato ÷ target = 52,41 ÷ 50 = 104,82 %"),
        ("≤ 30 gg", "24 gg", "1.2500", "target ÷ risultato = 30 ÷ 24 = 125,00 %"),
        ("200", "137", "0.6850", "risultato ÷ target = 137 ÷ 200 = 68,50 %"),
        ("50 mln €", "2,5 mld €", "50.0000", "risultato ÷ target = 2500000000 ÷ 50000000 = 5000,00 %"),
        ("≤ -10", "-20.95", None, ""),
        ("+10%", "-32%", None, ""),
        ("1. 100% 2. 90%", "1. 100% 2. 80%", "0.5000", "parti raggiunte ÷ parti = 1 ÷ 2"),
        ("Sì", "No", "0", ""),
    ],
)
def test_the_share_attained_has_its_formula_where_it_has_a_meaning(target, result, attained, formula):
    found = verdict(target, result, name="Progetti")
    assert found.attained == (None if attained is None else Decimal(attained))
    assert found.formula.replace(".", "") == formula.replace(".", "")


@pytest.mark.parametrize(
    ("target", "result", "reason"),
    [
        ("≥ 50%", "52,41%", "52,41 % ≥ 50 %: raggiunto"),
        ("50%", "48,2%", "48,2 % < 50 %: non raggiunto"),
        ("Entro il 30/06/2025", "10.07.2025", "10/07/2025, dopo il 30/06/2025: non raggiunto"),
        ("1. Sì 2. 5", "1. Sì 2. 4", "1) il risultato è sì (raggiunto); 2) 4 < 5 (non raggiunto): parziale"),
        ("≥ 90%", "n.d.", "Il risultato manca: da valutare"),
        ("≥ 90%", "95", "Il target 90 % e il risultato 95 non hanno la stessa unità di misura: da valutare"),
    ],
)
def test_the_reason_is_in_plain_words(target, result, reason):
    assert verdict(target, result).reason == reason


# --- Reading and writing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (">=1,4", "≥ 1,4"),
        ("non inferiore all'85%", "≥ 85 %"),
        ("<= -10", "≤ -10"),
        ("1.250", "1.250"),
        ("-20.95", "-20,95"),
        ("+ 10%", "+10 %"),
        ("Almeno 2", "≥ 2"),
        ("Entro il primo semestre 2025", "entro il 30/06/2025"),
        ("31 dicembre 2025", "31/12/2025"),
        ("SI >=90%", "sì; ≥ 90 %"),
        (">= 2024 (10%)", "≥ 2024 (10 %)"),
        ("> Medio", "> medio"),
        ("2 (nuovi ambiti)", "2 (nuovi ambiti)"),
        ("1) Sì 2) 90%", "1. sì 2. 90 %"),
        ("50 mln € 200 jobs", "50 mln €; 200 jobs"),
        ("tra 5 e 7", "tra 5 e 7"),
        ("Avvio rilevazioni", "Avvio rilevazioni"),
        ("n.d.", "n.d."),
        ("-", "n.d."),
        ("boh, vedremo", "boh, vedremo"),
    ],
)
def test_a_target_is_written_in_one_way(text, written):
    assert write(parse(text)) == written


@pytest.mark.parametrize("row", REAL, ids=[one["row"] for one in BY_HAND])
def test_a_real_row_written_again_means_the_same(row):
    for text in (row["target"], row["result"]):
        assert parse(write(parse(text, 2025)), 2025) == parse(text, 2025)
