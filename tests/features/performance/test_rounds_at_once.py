"""Two people write the first word of the same thing at the same moment: the second reads both texts, and nothing is written over."""

from datetime import date

import pytest

from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import Calendar
from riskreg.domain.roles import Role
from riskreg.performance.queries import rounds as rows

pytestmark = pytest.mark.one_database

ROUND = "/performance/rilevazioni/2026-t3"


@pytest.fixture
def one(make):
    unit = make.unit(name="UO Metrologia")
    make.indicator(unit=unit)
    return make.round(calendar=Calendar(date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 15)))


def test_of_two_who_enter_the_same_result_the_second_is_shown_both(make, one, client_for):
    (each,) = rows.asked(one)
    keeper = client_for(Role.PERFORMANCE)
    page = keeper.get(f"/performance/rilevazioni/risultati/{each.request.id}/inserisci")
    make.given(one, "45%")
    shown = keeper.send(page, 409, value="60%", note="Un altro dato.")
    assert "45%" in shown.text
    assert shown.value("value") == "60%"
    assert rows.asked(one)[0].reading.value == "45%"


def test_whoever_enters_while_the_round_is_being_closed_is_told(make, one, client_for):
    (each,) = rows.asked(one)
    keeper = client_for(Role.PERFORMANCE)
    page = keeper.get(f"/performance/rilevazioni/risultati/{each.request.id}/inserisci")
    make.closed_round(one)
    refused = keeper.send(page, 422, value="60%", note="")
    assert "chiusa" in refused.text
    assert rows.asked(one)[0].reading is None


def test_of_two_first_plans_the_second_does_not_take_the_place_of_the_first(make, one, client_for):
    keeper = client_for(Role.PERFORMANCE)
    page = keeper.get(f"{ROUND}/controlli/piano")
    make.round_plan(one, 20, "lotto di luglio")
    keeper.send(page, 409, percent="100", seed="un seme comodo")
    assert rows.draw_of(rows.round_of(2026, Period.Q3)).seed == "lotto di luglio"
