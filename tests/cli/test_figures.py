"""riskreg figures: the numbers of a year, for people and for programs."""

import pytest

from riskreg.core import clock
from tests.cli.command import riskreg
from tests.factories import Factory


@pytest.fixture
def assessed(real_app):
    make = Factory()
    for residual, band, rank in (("5.00", "MEDIO", 2), ("5.01", "MEDIO", 2), ("14.01", "ALTO", 4)):
        make.standing(make.process(), 2025, residual=residual, band=band, rank=rank)


def test_the_figures_as_json(real_app, assessed):
    done = riskreg(real_app, "figures", "--year", "2025", "--json")
    assert done.code == 0
    said = done.json
    assert (said["year"], said["processes"], said["mean_residual"]) == (2025, 3, "8.01")
    assert list(said["bands"].items()) == [("MEDIO", 2), ("ALTO", 1)]
    assert said["bands_computed"] == said["bands"]
    assert [area["processes"] for area in said["by_area"]] == [3]


def test_what_cannot_be_had_is_null(real_app):
    said = riskreg(real_app, "figures", "--year", "2031", "--json").json
    assert [said[name] for name in ("mean_residual", "general_measures", "update_index", "general_rate")] == [None] * 4
    assert said["edition_reason"] == "Non c'è nessuna edizione del piano 2031–2033."


def test_the_same_as_a_table(real_app, assessed):
    lines = riskreg(real_app, "figures", "--year", "2025").out.splitlines()
    assert [line.split("  ")[-1].strip() for line in lines] == [
        "2025",
        "3",
        "8,01",
        "2 (calcolate 2)",
        "1 (calcolate 1)",
        "non disponibile",
        "0",
        "nessuno",
    ]


def test_without_a_year_it_is_this_one(real_app):
    assert riskreg(real_app, "figures", "--json").json["year"] == clock.today().year


@pytest.mark.parametrize("year", ["anno", "1900"])
def test_a_year_that_is_none_is_wrong_use(real_app, year):
    assert riskreg(real_app, "figures", "--year", year).code == 2
