"""The figures of a year: exact, each with its rows, the same that the plan counts."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.monitoring import yearly
from riskreg.monitoring.yearly import Number
from riskreg.plans import queries as plans
from riskreg.register import queries as register
from riskreg.register.operations import measure_life

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


def test_a_page_of_the_year_shows_twenty_measures_and_its_file_all(make, client_for):
    make.edition(2026, *(f"MG.{number}" for number in range(1, 26)), state="adopted")
    client = client_for(Role.OIV)
    page = client.get("/monitoraggio/anni/2026")
    assert "25 risultati" in page.text
    assert len(list(page.soup.select("#misure ~ * table.rr-table tbody tr"))) == 20
    assert client.ask("GET", "/monitoraggio/anni/2026?formato=csv").get_data(as_text=True).count("Misura MG.") == 25


def test_a_year_without_a_plan_has_no_figures(make):
    assert yearly.figures(2031, TODAY) is None
