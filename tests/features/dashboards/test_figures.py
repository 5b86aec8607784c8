"""The figures of a year: exact, by band and area, of the whole body or of somebody's units."""

from decimal import Decimal

import pytest

from riskreg.core import clock
from riskreg.dashboards.figures import by_year, figures, limits, moved
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.register.operations import processes

ABOVE_THE_MIDDLE = ("0.01", "0.02", "0.02", "0.03")  # their mean is 0.02 exactly
HALF = ("1.01", "1.02")  # 1.015, half-up 1.02; binary fractions would say 1.01


def assessed(make, *residuals, year=2025, unit=None, area=None):
    for residual in residuals:
        make.standing(make.process(unit=unit, area=area), year, residual=residual)


def test_with_nothing_approved_there_is_no_mean(app):
    found = figures(2025)
    assert found.as_json() == {
        "year": 2025, "processes": 0, "mean_residual": None, "mean_residual_reason": "Per il 2025 non c'è nessuna valutazione approvata.",
        "by_methodology": [], "bands": {}, "bands_computed": {}, "by_area": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("residuals", "mean"), [(HALF, "1.02"), (ABOVE_THE_MIDDLE, "0.02"), (("5.00", "5.01"), "5.01"), (("25.00",), "25.00")]
)
def test_the_mean_is_of_rounded_residuals_rounded_half_up(make, residuals, mean):
    assessed(make, *residuals)
    assert figures(2025).as_json()["mean_residual"] == mean


def test_a_thousand_cents_add_up_without_a_speck(make):
    assessed(make, *["0.10"] * 33)
    assert figures(2025).mean_residual == Decimal("0.10")


def test_bands_stand_in_order_the_mildest_first(make):
    for name, rank in (("ALTO", 4), ("BASSO", 1), ("MEDIO", 2), ("BASSO", 1)):
        make.standing(make.process(), 2025, band=name, rank=rank)
    assert list(figures(2025).bands.items()) == [("BASSO", 2), ("MEDIO", 1), ("ALTO", 1)]


def test_judged_and_computed_are_counted_apart(make):
    one = make.standing(make.process(), 2025, band="MEDIO", rank=2)
    make.standing(make.process(), 2025, band="MEDIO", rank=2)
    make.rejudged(one, "ALTO", 4)
    found = figures(2025)
    assert (dict(found.bands), dict(found.bands_computed)) == ({"MEDIO": 1, "ALTO": 1}, {"MEDIO": 2, "ALTO": 0})


def test_each_area_has_its_own(make):
    assessed(make, "2.00", "4.00", area=make.area(code="B"))
    assessed(make, "10.00", area=make.area(code="D", name="Contributi"))
    first, second = figures(2025).areas
    assert (first.code, first.processes, first.mean_residual) == ("B", 2, Decimal("3.00"))
    assert (second.code, second.bands) == ("D", {"MEDIO": 1})


def test_only_somebodys_units(make):
    mine, other = make.unit(), make.unit()
    assessed(make, "2.00", unit=mine)
    assessed(make, "8.00", unit=other)
    assert figures(2025, {mine.id}).mean_residual == Decimal("2.00")
    assert [each.mean_residual for each in by_year({mine.id})] == [Decimal("2.00")]
    assert figures(2025, set()).processes == 0


def test_year_by_year(make):
    assessed(make, "6.00", year=2024)
    assessed(make, "5.00", year=2025)
    assert [(each.year, each.processes, each.mean_residual) for each in by_year()] == [
        (2024, 1, Decimal("6.00")),
        (2025, 1, Decimal("5.00")),
    ]


def test_the_map_and_its_scale_come_from_the_assessments(make):
    make.assessment(year=2025, approved=True)
    (one,) = moved(2025)
    assert (one.inherent, one.residual, one.inherent_band, one.band) == (Decimal("9.00"), Decimal("9.00"), "MEDIO", "MEDIO")
    expected = {(1, "BASSO"): Decimal(4), (2, "MEDIO"): Decimal(9), (3, "MEDIO-ALTO"): Decimal(14), (4, "ALTO"): Decimal(25)}
    assert limits(2025) == expected


def test_levels_have_no_mean_and_no_scale(make):
    method, process = make.methodology("pna_2019", published=True), make.process()
    event = make.event(make.phase(process))
    answers = dict.fromkeys(("interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita", "economico", "organizzativo", "reputazionale", "servizio"), "alto")  # fmt: skip
    make.assessment(process, 2025, methodology=method, answers=answers, event=event, approved=True)
    found = figures(2025)
    assert (found.processes, found.mean_residual, dict(found.bands)) == (1, None, {"ALTISSIMO": 1})
    assert found.why_no_mean == "Nel 2025 nessun processo è valutato con un punteggio in numeri."
    assert limits(2025) == {}


def test_bands_of_one_name_and_different_ranks_lose_nothing(make):
    for rank in (1, 2, 2):
        make.standing(make.process(), 2025, band="BASSO", rank=rank)
    found = figures(2025)
    assert found.as_json()["bands"] == {"BASSO": 3}
    assert found.judged == {(1, "BASSO"): 1, (2, "BASSO"): 2}
    assert sum(found.areas[0].bands.values()) == found.areas[0].processes == 3


def test_two_scales_have_no_single_mean_and_it_says_why(make):
    for name in ("Vecchia", "Nuova"):
        make.assessment(make.process(), 2025, methodology=make.methodology(name=name, published=True), approved=True)
    make.assessment(make.process(), 2024, approved=True)
    said = figures(2025).as_json()
    assert said["mean_residual"] is None
    assert "più metodologie" in said["mean_residual_reason"]
    assert said["by_methodology"] == [
        {"methodology": "Nuova", "processes": 1, "mean_residual": "9.00"},
        {"methodology": "Vecchia", "processes": 1, "mean_residual": "9.00"},
    ]
    assert [area["mean_residual"] for area in said["by_area"]] == [None]
    assert [(each.year, each.mean_residual) for each in by_year()] == [(2024, Decimal("9.00")), (2025, None)]
    assert figures(2024).as_json()["mean_residual_reason"] is None


def test_a_process_that_moves_leaves_past_figures_where_they_were(make):
    then, now = make.area(code="B"), make.area(code="D", name="Contributi")
    process = make.process(area=then)
    make.assessment(process, 2025, approved=True)
    processes.move(process, area_id=now.id, unit_id=process.unit_id, by=COMMAND_LINE, at=clock.now())
    make.assessment(process, 2026, approved=True)
    assert [each.code for each in figures(2025).areas] == ["B"]
    assert [each.code for each in figures(2026).areas] == ["D"]
