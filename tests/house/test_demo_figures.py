"""The demo says the figures of the documents it imitates: 6,02 for the plan 2024, 5,75 for the plan 2025; an update index of 1,75 and 1,50."""

from decimal import Decimal

import pytest

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.dashboards import of_the_plan
from riskreg.dashboards.figures import figures
from riskreg.domain.measure_life import Status
from riskreg.domain.roles import Role
from riskreg.domain.scoring.calculation import score
from riskreg.domain.scoring.judgment import insist_on_sense
from riskreg.people import queries as people
from riskreg.plans import queries as plans
from riskreg.register import queries as register
from riskreg.register.models import Measure, Standing

BANDS = ["BASSO", "MEDIO", "MEDIO-ALTO", "ALTO"]


@pytest.mark.parametrize(("year", "mean", "total"), [(2024, "6.02", "198.66"), (2025, "5.75", "189.75"), (2026, "5.48", "180.84")])
def test_the_mean_of_each_year(demo, year, mean, total):
    said = figures(year).as_json()
    assert (said["processes"], said["mean_residual"]) == (33, mean)
    assert sum(db.session.scalars(db.select(Standing.residual).where(Standing.year == year))) == Decimal(total)
    for counted in (said["bands"], said["bands_computed"]):
        assert list(counted) == BANDS
        assert sum(counted.values()) == 33
    assert all(said["bands"].values()), "every band occurs"
    assert said["bands"] != said["bands_computed"]


def test_every_score_can_be_computed_again_from_its_answers(demo):
    """The row, the standing and the answers say the same, and a measure in force explains what was taken off."""
    lowered = []
    approved = list(db.session.scalars(db.select(Assessment).where(Assessment.approved_at.is_not(None))))
    assert len(approved) == 99 + 7, "three campaigns closed, one under way"
    for one in approved:
        outcome, standing = queries.outcome(one), register.standing(one.process_id, one.year)
        assert outcome.result == score(outcome.methodology, queries.answers_of(one.scores[0]), one.scores[0].effectiveness)
        assert outcome.result.residual == one.scores[0].residual == standing.residual
        assert one.methodology.published_at < clock.on_day(one.assessed_on), "nobody measures with what is not there yet"
        assert (outcome.computed.name, outcome.judged.name) == (standing.computed_band, standing.band)
        insist_on_sense(outcome.result, measures_in_force=len(one.measures.splitlines()))
        assert not one.is_draft
        assert one.author_id != one.approved_by_id
        assert bool(one.band_motivation) is outcome.is_moved
        lowered += [one.judged_by_id] if outcome.judged.rank < outcome.computed.rank else []
    rpct = people.user_by_email("rpct@camera.example")
    assert lowered == [rpct.id]


def test_the_page_says_the_same(demo):
    page = demo.client(Role.RPCT).get("/cruscotto?anno=2025")
    assert "33 processi valutati" in page.text
    assert "5,75" in page.text


PLAN_2024 = {"rotazione": 1, "inconferibilita": 1, "incarichi": 1, "whistleblower": 1, "pantouflage": 2, "formazione": 2, "portatori": 1, "trasparenza": 4, "ulteriori": 8}  # fmt: skip


@pytest.mark.parametrize(
    ("year", "general", "consolidated", "new_by_year", "planned", "reached", "due", "done", "rate"),
    [
        (2024, 34, 12, {"2024": 22}, "1.83", "1.75", 22, 21, "95.45"),
        (2025, 38, 12, {"2025": 19, "2026": 5, "2027": 2}, "1.58", "1.50", 19, 18, "94.74"),
        (2026, 39, 14, {"2026": 19, "2027": 4, "2028": 2}, "1.36", "0.79", 19, 11, "57.89"),
    ],
)
def test_the_plan_of_each_year(demo, year, general, consolidated, new_by_year, planned, reached, due, done, rate):
    edition = plans.speaking(year)
    said = of_the_plan.as_json(year, edition, plans.figures_of(edition, clock.today()))
    assert (said["general_measures"], said["consolidated"], said["new"]) == (general, consolidated, sum(new_by_year.values()))
    assert (said["new_by_year"], said["update_index_planned"], said["update_index"]) == (new_by_year, planned, reached)
    assert (said["general_planned"], said["general_implemented"], said["general_rate"]) == (due, done, rate)


@pytest.mark.parametrize(("year", "planned", "done", "rate"), [(2024, 77, 70, "90.91"), (2025, 83, 80, "96.39"), (2026, 86, 80, "93.02")])
def test_the_specific_measures_of_each_year_and_their_rows(demo, year, planned, done, rate):
    edition = plans.speaking(year)
    said = of_the_plan.as_json(year, edition, plans.figures_of(edition, clock.today()))
    assert (said["specific_planned"], said["specific_implemented"], said["specific_rate"]) == (planned, done, rate)
    page, rows = demo.client(Role.COMPLIANCE), f"/piani/{edition.id}?tipo=specific&scelta=nel_piano&programmata={year}"
    assert _measures(page.get(rows)) == planned
    assert _measures(page.get(f"{rows}&attivata=entro-{year}")) == done


def _measures(page) -> int:
    """Rows, without the headings of their families."""
    return sum(len(row) > 1 for row in page.rows())


def test_the_measures_of_2024_by_class(demo):
    found = plans.figures_of(plans.speaking(2024), clock.today()).by_class
    assert {name: rate.done for name, rate in found.items()} == PLAN_2024


def test_what_has_no_edition_is_null_and_says_why():
    said = of_the_plan.as_json(2030, None, None)
    assert (said["general_measures"], said["update_index"]) == (None, None)
    assert said["edition_reason"] == "Non c'è nessuna edizione del piano 2030–2032."


def test_every_state_of_a_measure_is_seen(demo):
    states = {measure.status(clock.today()) for measure in db.session.scalars(db.select(Measure))}
    assert states == set(Status)


def test_some_deadlines_moved_and_some_measures_go_by_steps(demo):
    for word in ("30/06/2026", "15/12/2026"):
        assert word in demo.client(Role.COMPLIANCE).get("/misure?cerca=accordo").text
    assert "Raggiunta il 20/10/2026" in demo.client(Role.COMPLIANCE).get(f"/misure/{register.measure_by_code('B.07.M3').id}").text
