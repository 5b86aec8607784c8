"""What the monitoring says of a measure is offered as the result of the indicator that carries it; whoever answers enters it, or not."""

from dataclasses import replace

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.performance import monitored, queries
from tests.features.performance.test_operations import person, row_of
from tests.monitoring_factory import DONE, LATE
from tests.page import Client

ANSWER = replace(DONE, value="87,5 %", progress=100)


@pytest.fixture
def unit(make):
    return make.unit(name="UO Metrologia")


@pytest.fixture
def one(make, unit):
    """An indicator of 2026 that carries a measure of the unit."""
    return make.linked(make.indicator(unit=unit, year=2026), make.measure(make.event(), owner=unit))


def checked(make, one, answer=ANSWER, state="validated"):
    return make.check(one.links[0].measure, state=state, answer=answer)


def offered(make, one, role=Role.RPCT, year=2026):
    return monitored.of(queries.indicator(one.id), year, person(make, role), clock.today())


def test_a_validated_check_is_offered_with_its_value_and_day(make, one):
    check = checked(make, one)
    (found,) = offered(make, one)
    assert found.said == "attuata, 87,5 % (2° semestre 2026, validata il 21/11/2026)"
    assert (found.check_id, found.value, found.opens) == (check.id, "87,5 %", True)


@pytest.mark.parametrize("state", ["draft", "sent", "returned"])
def test_what_nobody_has_validated_is_not(make, one, state):
    checked(make, one, state=state)
    assert offered(make, one) == []


def test_nor_what_was_said_of_another_year(make, one):
    checked(make, one)
    assert offered(make, one, year=2025) == []


def test_without_a_value_the_progress_stands_for_it_and_without_either_nothing_is_invented(make, one):
    checked(make, one, replace(DONE, value="", progress=100))
    (found,) = offered(make, one)
    assert found.value == "100 %"
    other = make.linked(one, make.measure(make.event()))
    make.check(other.links[1].measure, state="validated", answer=LATE)
    assert sorted(each.value for each in offered(make, one)) == ["", "100 %"]


def test_only_whoever_may_read_the_check_is_led_to_it(make, one):
    checked(make, one)
    assert [each.opens for role in (Role.COMPLIANCE, Role.PERFORMANCE, Role.OIV) for each in offered(make, one, role)] == [
        True,
        False,
        True,
    ]


@pytest.mark.one_database
def test_the_button_fills_the_form_and_a_person_saves_it(app, make, unit, one):
    check, user, reader = checked(make, one), make.user(), make.user()
    make.grant(user, Role.REFERENTE, unit)
    make.grant(reader, Role.REFERENTE, make.unit())
    owner, sheet = Client.signed_in(app, user), f"/performance/indicatori/{one.id}?anno=2026"
    fill = f"/performance/indicatori/{one.id}/2026/risultato?da={check.id}"
    page = owner.get(sheet)
    assert fill in page.links
    assert any(f"/monitoraggio/schede/{check.id}" in link for link in page.links)
    assert "Il monitoraggio dice" not in Client.signed_in(app, reader).get(sheet).text
    form = owner.get(fill)
    assert form.value("value") == "87,5 %"
    assert "Dal monitoraggio del 2° semestre 2026" in form.form()["note"]
    assert row_of(one).final is None
    owner.send(form)
    db.session.expire_all()
    assert row_of(one).result == "87,5 %"
    assert row_of(one).verdict == "yes"
