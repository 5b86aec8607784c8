"""The figures of a year: exact, by band and area, of the whole body or of somebody's units."""

from datetime import date
from decimal import Decimal

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.dashboards import coverage, pictures, scales
from riskreg.dashboards.figures import by_year, figures
from riskreg.dashboards.moves import Moved, moves
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.register.operations import processes
from riskreg.register.operations.processes import Place

ABOVE_THE_MIDDLE = ("0.01", "0.02", "0.02", "0.03")  # their mean is 0.02 exactly
HALF = ("1.01", "1.02")  # 1.015, half-up 1.02; binary fractions would say 1.01


def moved(year: int) -> list[Moved]:
    return list(moves(year, in_counts=False).each)


LIMITS = {"BASSO": Decimal(4), "MEDIO": Decimal(9), "MEDIO-ALTO": Decimal(14), "ALTO": Decimal(25)}


def limits(year):
    return {name: most for (_rank, name), most in scales.limits(scales.used(year)).items()}


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
    assert limits(2025) == LIMITS


def test_levels_have_no_mean_and_no_scale(make):
    method, process = make.methodology("pna_2019", published=True), make.process()
    event = make.event(make.phase(process))
    answers = dict.fromkeys(("interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita", "economico", "organizzativo", "reputazionale", "servizio"), "alto")  # fmt: skip
    make.assessment(process, 2025, methodology=method, answers=answers, event=event, approved=True)
    found = figures(2025)
    assert (found.processes, found.mean_residual, dict(found.bands)) == (
        1,
        None,
        {"MINIMO": 0, "BASSO": 0, "MEDIO": 0, "ALTO": 0, "ALTISSIMO": 1},
    )
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
    processes.move(process, Place(now.id, process.unit_id, clock.today(), "Prova"), by=COMMAND_LINE, at=clock.now())
    make.assessment(process, 2026, approved=True)
    assert [each.code for each in figures(2025).areas] == ["B"]
    assert [each.code for each in figures(2026).areas] == ["D"]


def test_every_band_of_the_methodology_is_there_also_where_no_process_stands(make):
    """Who sees few processes, or none in a band, reads that there is none: not that there is no such band."""
    mine = make.unit()
    make.assessment(make.process(unit=mine), 2025, approved=True)
    make.assessment(make.process(), 2025, approved=True)
    said = figures(2025, {mine.id}).as_json()
    assert said["bands"] == said["bands_computed"] == {"BASSO": 0, "MEDIO": 1, "MEDIO-ALTO": 0, "ALTO": 0}
    assert list(said["bands"]) == list(LIMITS), "the mildest first"
    assert said["by_area"][0]["bands"] == said["bands"]
    assert figures(2025, set()).as_json()["bands"] == dict.fromkeys(LIMITS, 0)
    assert [(band.name, band.most, band.top) for band in pictures.bands(figures(2025), moves(2025, in_counts=False)).values()] == [
        (*pair, 4) for pair in LIMITS.items()
    ]


def test_a_band_that_only_computed_scores_reached_keeps_its_mark(make):
    """ALTO asks for treatment also where whoever judged said MEDIO of all that came to it."""
    process = make.process()
    make.assessment(process, 2025, approved=True)
    one = process.standings[0]
    one.computed_band, one.computed_rank = "ALTO", 4
    make.rejudged(one, "MEDIO", 2)
    marks = {band.name: band.needs_treatment for band in figures(2025).names}
    assert marks == {"BASSO": False, "MEDIO": False, "MEDIO-ALTO": True, "ALTO": True}


LEVELS = dict.fromkeys(("interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita", "economico", "organizzativo", "reputazionale", "servizio"), "alto")  # fmt: skip


def test_two_methodologies_in_a_year_have_no_scale_in_common(make):
    """Each with limits of its own: a picture by score would be wrong for one of the two. Last year's does not count."""
    first, second = make.methodology(published=True), make.methodology(published=True)
    make.assessment(make.process(), 2024, methodology=second, approved=True)
    make.assessment(make.process(), 2025, methodology=first, approved=True)
    make.assessment(make.process(), 2025, methodology=second)
    assert limits(2025) == LIMITS, "a draft decides nothing"
    make.assessment(make.process(), 2025, methodology=second, approved=True)
    assert len(scales.used(2025)) == 2
    assert limits(2025) == {}
    assert all(band.most is None for band in figures(2025).names)


def test_bands_of_numbers_and_of_levels_stand_beside_each_other(make):
    make.assessment(make.process(), 2025, methodology=make.methodology(published=True), approved=True)
    process = make.process()
    event = make.event(make.phase(process))
    make.assessment(process, 2025, methodology=make.methodology("pna_2019", published=True), answers=LEVELS, event=event, approved=True)
    names = {band.key: (band.needs_treatment, band.top) for band in figures(2025).names}
    assert names[2, "MEDIO"] == (False, 4)
    assert names[3, "MEDIO"] == (False, 5)
    assert names[4, "ALTO"] == (True, 5), "both have it: one band"
    assert list(names) == sorted(names)


def test_the_worst_stand_first(make):
    """By band, then by what is left of the risk, then as codes are read: the tenth after the ninth."""
    by_place = [
        ("B.10", "MEDIO", 2, "7.00"),
        ("B.9", "MEDIO", 2, "7.00"),
        ("A.1", "BASSO", 1, "9.00"),
        ("C.1", "ALTO", 4, "15.00"),
        ("C.2", "MEDIO", 2, "8.00"),
    ]
    for code, band, rank, residual in by_place:
        process = make.process(code=code)
        make.assessment(process, 2025, approved=True)
        one = process.standings[0]
        one.residual = Decimal(residual)
        make.rejudged(one, band, rank)
    assert [one.code for one in moved(2025)] == ["C.1", "C.2", "B.9", "B.10", "A.1"]


def test_of_many_processes_the_database_counts_what_went_where(make):
    """The very same pairs of bands, whichever way they are read."""
    for rank, band in ((1, "BASSO"), (2, "MEDIO"), (2, "MEDIO")):
        process = make.process()
        make.assessment(process, 2025, approved=True)
        make.rejudged(process.standings[0], band, rank)
    make.assessment(make.process(), 2024, approved=True)
    counted = moves(2025, in_counts=True)
    pairs = [(one.before, one.after) for one in moved(2025)]
    assert counted.counts == {pair: pairs.count(pair) for pair in pairs}
    assert sum(counted.counts.values()) == 3
    assert counted.bands == {key for pair in pairs for key in pair}


# How much of a year is there


def covered(units=None):
    return coverage.of_years(by_year(units), units)


def test_a_year_counts_the_processes_that_could_have_been_assessed(make):
    mine = make.unit()
    one, two = make.process(unit=mine, active_from=date(2020, 1, 1)), make.process(active_from=date(2020, 1, 1))
    make.process(active_from=date(2026, 5, 1))
    make.standing(one, 2025), make.standing(two, 2025), make.standing(one, 2026)
    assert {year: (each.approved, each.expected) for year, each in covered().items()} == {2025: (2, 2), 2026: (1, 3)}
    assert {year: each.is_complete for year, each in covered().items()} == {2025: True, 2026: False}
    assert covered()[2026].said == "1 processo valutato su 3"
    assert covered({mine.id})[2026].said == "1 processo valutato su 1", "of the own units, as all the figures of the page"
    assert covered({mine.id})[2026].note == ""


def test_who_was_assessed_and_retired_since_still_counts_and_others_who_retired_do_not(make):
    one, two = make.process(), make.process()
    make.standing(one, 2025)
    for each in (one, two):
        processes.retire(each, on=date(2025, 6, 1), because="Fine", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert covered()[2025].said == "1 processo valutato su 1"


def test_the_page_opens_on_the_last_complete_year(make):
    ten = [make.process() for _each in range(10)]
    for process in ten:
        make.standing(process, 2025)
    make.standing(ten[0], 2026)
    assert coverage.year_to_show(covered(), otherwise=2030) == 2025
    for process in ten[1:9]:
        make.standing(process, 2026)
    assert coverage.year_to_show(covered(), otherwise=2030) == 2026, "nine of ten are enough"


def test_with_no_complete_year_the_page_opens_on_the_last_one_and_with_none_on_todays(make):
    assert coverage.year_to_show(covered(), otherwise=2030) == 2030
    one, *_others = (make.process() for _each in range(3))
    make.standing(one, 2024), make.standing(one, 2025)
    assert coverage.year_to_show(covered(), otherwise=2030) == 2025
