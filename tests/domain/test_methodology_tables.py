"""A methodology on paper: whoever reads its tables comes to the same band as the rule."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from riskreg.domain.scoring.calculation import score
from riskreg.domain.scoring.methodology import Axis
from riskreg.domain.scoring.tables import criteria, matrices, rule
from riskreg.domain.scoring.text import from_plain

SEEDS = Path(__file__).parents[2] / "seeds" / "methodology"


def ready(name):
    return from_plain(json.loads((SEEDS / f"{name}.json").read_text()))


def test_bands_say_their_limits_and_which_ask_for_treatment():
    bands, grid = matrices(ready("riskreg"))
    assert bands.rows == [
        (1, "BASSO", "no", Decimal("0"), Decimal("4.00")),
        (2, "MEDIO", "no", Decimal("4.01"), Decimal("9.00")),
        (3, "MEDIO-ALTO", "sì", Decimal("9.01"), Decimal("14.00")),
        (4, "ALTO", "sì", Decimal("14.01"), Decimal("25.00")),
    ]
    by_value = {(row[0], column): band for row in grid.rows for column, band in enumerate(row[1:])}
    assert (by_value[2, 2], by_value[3, 3], by_value[2, 5], by_value[5, 5], by_value[0, 5]) == (
        "BASSO",
        "MEDIO",
        "MEDIO-ALTO",
        "ALTO",
        "BASSO",
    )
    assert len(by_value) == 36
    assert "" not in by_value.values()


def test_the_grid_says_what_the_rule_says():
    methodology = ready("riskreg")
    grid = matrices(methodology)[1]
    for probability, *bands in grid.rows:
        for impact, band in enumerate(bands):
            answers = {each.code: str(probability if each.axis is Axis.PROBABILITY else impact) for each in methodology.criteria}
            assert score(methodology, answers, "assente").inherent_band.name == band


def test_an_ordinal_one_shows_every_cell_of_both_tables():
    methodology = ready("pna_2019")
    bands, levels, crossing, treating = matrices(methodology)
    assert [len(row) for row in bands.rows] == [3] * len(methodology.bands), "no limits"
    names = {level.name: level.code for level in methodology.levels}
    assert [row[1] for row in levels.rows] == [level.name for level in methodology.levels]
    band_codes = {band.name: band.code for band in methodology.bands}
    columns = [level.code for level in sorted(methodology.levels, key=lambda level: level.rank)]
    read = {(names[row[0]], columns[place]): band_codes[cell] for row in crossing.rows for place, cell in enumerate(row[1:])}
    assert read == dict(methodology.crossing)
    steps = [step.code for step in methodology.effectiveness]
    read = {(band_codes[row[0]], steps[place]): band_codes[cell] for row in treating.rows for place, cell in enumerate(row[1:])}
    assert read == dict(methodology.treating)


@pytest.mark.parametrize("name", ["riskreg", "pna_2013", "pna_2019"])
def test_every_answer_stands_with_its_words_and_what_it_is_worth(name):
    methodology = ready(name)
    probability, impact, effectiveness = criteria(methodology)
    rows = [*probability.rows, *impact.rows]
    assert [row[2] for row in rows] == [answer.text for axis in Axis for each in methodology.of_axis(axis) for answer in each.answers]
    assert all(all(cell != "" for cell in row) for row in rows)
    assert [row[0] for row in effectiveness.rows] == [each.name for each in methodology.effectiveness]
    assert all(sentence.endswith(".") for sentence in rule(methodology))
