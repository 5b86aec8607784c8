"""The demo says the figures of the documents it imitates: 6,02 for the plan 2024, 5,75 for the plan 2025."""

from decimal import Decimal

import pytest

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.dashboards.figures import figures
from riskreg.domain.measure_life import Status
from riskreg.domain.permissions import Role
from riskreg.domain.scoring.calculation import score
from riskreg.domain.scoring.judgment import insist_on_sense
from riskreg.people import queries as people
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
    assert len(approved) == 99
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


def test_every_state_of_a_measure_is_seen(demo):
    states = {measure.status(clock.today()) for measure in db.session.scalars(db.select(Measure))}
    assert states == set(Status)


def test_some_deadlines_moved_and_some_measures_go_by_steps(demo):
    for word in ("30/06/2026", "15/12/2026"):
        assert word in demo.client(Role.COMPLIANCE).get("/misure?cerca=accordo").text
    assert "Raggiunta il 20/10/2026" in demo.client(Role.COMPLIANCE).get(f"/misure/{register.measure_by_code('B.07.M3').id}").text
