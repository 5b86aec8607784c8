"""The figures of a year: exact, each with its rows, the same that the plan counts."""

from dataclasses import replace
from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.monitoring import queries, yearly
from riskreg.monitoring.operations import moving
from riskreg.monitoring.yearly import Number
from riskreg.plans import queries as plans
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from tests.monitoring_factory import DONE

pytestmark = pytest.mark.one_database
TODAY = date(2026, 11, 21)


def test_an_activation_counts_once_whatever_its_deadline(make):
    """Of a measure due next year and activated in this one: it is new, it counts now, and it does not count again."""
    edition = make.edition(2026, "MG.1", "MG.2", state="adopted")
    measure = register.measure(plans.lines(edition)[0].measure_id)
    by = {"by": make.person(Role.COMPLIANCE), "at": clock.now()}
    before = yearly.figures(2026, TODAY).of(Number.NEW_ACTIVATED)
    measure_life.activate(measure, on=date(2026, 3, 1), because="Delibera n. 4.", **by)
    db.session.commit()
    found = yearly.figures(2026, TODAY)
    assert found.of(Number.NEW_ACTIVATED) == before + int(plans.lines(edition)[0].is_new)
    assert found.consolidated is None, "without a monitoring nobody knows whether what stays is applied"


def test_what_a_later_monitoring_says_of_a_year_is_told_on_its_page_and_to_whoever_validates(make, client_for):
    """Asked about again in 2026, and done in 2025: the figures of 2025 are not those that were read when it ended."""
    edition = make.edition(2025, "MG.1", "MG.2", state="adopted")
    told, silent = (register.measure(line.measure_id) for line in plans.lines(edition)[:2])
    by = {"by": make.person(Role.COMPLIANCE), "at": clock.now()}
    measure_life.activate(silent, on=date(2025, 3, 1), because="Delibera n. 4.", **by)
    one = make.check(told, state="sent", answer=replace(DONE, done_on=date(2025, 11, 3)))
    assert (
        "È un giorno del 2025: cambiano anche i numeri di quell'anno"
        in client_for(Role.DIRIGENTE).get(f"/monitoraggio/schede/{one.id}/valida").text
    )
    assert yearly.figures(2025, TODAY).of(Number.TOLD_LATER) == 0
    moving.validate(queries.check(one.id), quietly=True, **make._by())
    db.session.commit()
    assert register.measure(told.id).activated_on == date(2025, 11, 3)
    assert yearly.figures(2025, TODAY).of(Number.TOLD_LATER) == 1
    page = client_for(Role.COMPLIANCE).get("/monitoraggio/anni/2025?numero=dichiarate_dopo")
    assert "validate in un monitoraggio degli anni dopo" in page.text
    assert [row[0] for row in page.rows()][-1:] == [told.code]


def test_a_year_without_a_plan_has_no_figures(make):
    assert yearly.figures(2031, TODAY) is None
