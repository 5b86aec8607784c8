"""The figures of a year: exact, each with its rows, the same that the plan counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.monitoring.activations import Pace
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.monitoring import queries, sentences, yearly
from riskreg.monitoring.operations import answering, closing, moving
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.yearly import Number
from riskreg.plans import queries as plans
from riskreg.plans.operations import editions, lines
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from riskreg.register.operations.measures import MeasureText
from tests.features.monitoring.office import DONE

TODAY = date(2026, 11, 21)
MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(TODAY)}
LATER = MACHINE["at"] + timedelta(hours=1)


def _counts(year):
    found = yearly.figures(year, TODAY)
    for number in Number:
        assert len(_codes(year, number)) == found.of(number), "each number opens as many rows"
    return found.of


def _codes(year, number):
    listing = yearly.rows(year, plans.speaking(year), TODAY)
    (condition,) = [each.asked(number.value) for each in listing.filters if each.name == "numero"]
    return [line.code for line in db.session.scalars(listing.statement.where(condition)).unique()]


@pytest.mark.one_database
def test_an_activation_counts_once_in_its_life_in_the_year_of_its_day_whatever_its_deadline(make):
    """Due next year and activated in this one: it is new, it counts now, and the next year finds it done and does not count it again."""
    first = make.edition(2025)
    text = MeasureText("Procedura", MeasureKind.GENERAL, Timetable(Timing.BY_DATE, date(2026, 12, 31)), date(2025, 1, 1), "MG.1", measure_class="trasparenza")  # fmt: skip
    lines.list_new(first, text, [Owner(OwnerKind.UNIT, unit_id=make.root().id)], **MACHINE)
    make.adopted(first)
    make.adopted(editions.open_edition(2026, **MACHINE))
    (line,) = plans.lines(plans.speaking(2026))
    assert line.is_new, "both editions list it as new"
    assert (_counts(2025)(Number.NEW_ACTIVATED), _counts(2026)(Number.NEW_ACTIVATED)) == (0, 0)
    measure_life.activate(register.measure(line.measure_id), on=date(2025, 3, 1), because="Delibera n. 4.", **MACHINE)
    db.session.commit()
    counted = _counts(2025), _counts(2026)
    assert [of(Number.NEW_ACTIVATED) for of in counted] == [1, 0]
    assert [(of(Number.GENERAL_PLANNED), of(Number.GENERAL_IMPLEMENTED)) for of in counted] == [(0, 0), (1, 1)]
    assert yearly.pace_of(line, 2026, TODAY) is Pace.EARLY
    assert yearly.figures(2025, TODAY).consolidated is None, "without a monitoring nobody knows whether what stays is applied"


def test_what_is_recorded_of_a_year_after_its_monitoring_is_closed_is_told_apart(make, client_for):
    """Whoever reported the year finds which measures made its figures change; whoever validates is told before."""
    edition = make.edition(2025, "MG.1", "MG.2", "MG.3", "MG.4", state="adopted")
    those = {line.code: line.measure_id for line in plans.lines(edition)}
    own = {"because": "Delibera n. 4.", "by": COMMAND_LINE}
    measure_life.activate(register.measure(those["MG.3"]), on=date(2025, 12, 1), at=MACHINE["at"], **own)
    one = make.session(2025, 2)
    closing.close(one, **MACHINE)
    db.session.commit()
    assert _codes(2025, Number.AFTERWARDS) == []
    measure_life.activate(register.measure(those["MG.2"]), on=date(2025, 11, 1), at=LATER, **own)
    measure_life.activate(register.measure(those["MG.4"]), on=date(2026, 11, 1), at=LATER, **own)
    check = queries.check(queries.checks(make.session(2026, 2), [those["MG.1"]])[0].id)
    answering.answer(check, Given(replace(DONE, done_on=date(2025, 12, 1))), **MACHINE)
    moving.send(check, quietly=True, **MACHINE)
    db.session.commit()
    assert any("monitoraggio del 2025 è già chiuso" in said for said in sentences.before_validating(check, 0, TODAY))
    moving.validate(check, quietly=True, by=COMMAND_LINE, at=LATER)
    db.session.commit()
    assert _codes(2025, Number.AFTERWARDS) == ["MG.1", "MG.2"], "neither what was known then, nor what belongs to the year after"
    assert _counts(2025)(Number.AFTERWARDS) == 2
    page = client_for(Role.RPCT).get("/monitoraggio/anni/2025")
    assert "/monitoraggio/anni/2025?numero=registrate_dopo#misure" in page.links


@pytest.mark.one_database
def test_a_page_of_the_year_shows_twenty_measures_and_its_file_all(make, client_for):
    make.edition(2026, *(f"MG.{number}" for number in range(1, 26)), state="adopted")
    client = client_for(Role.OIV)
    page = client.get("/monitoraggio/anni/2026")
    assert "25 risultati" in page.text
    assert len(list(page.soup.select("#misure ~ * table.rr-table tbody tr"))) == 20
    assert client.ask("GET", "/monitoraggio/anni/2026?formato=csv").get_data(as_text=True).count("Misura MG.") == 25


@pytest.mark.one_database
def test_a_year_without_a_plan_has_no_figures(make):
    assert yearly.figures(2031, TODAY) is None
