"""More time, twice: what a unit was given is never taken away, and nobody is left with less than everybody."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.performance.rounds import Calendar
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.performance.operations import rounds
from riskreg.performance.queries import rounds as rows

pytestmark = pytest.mark.one_database

NOW = {"by": COMMAND_LINE, "at": clock.on_day(date(2026, 11, 21))}
LATER = date(2026, 12, 10)


@pytest.fixture
def unit(make):
    return make.unit(name="UO Metrologia")


@pytest.fixture
def one(make, unit):
    make.indicator(unit=unit)
    made = make.round(calendar=Calendar(date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 20)))
    rounds.extend_unit(made, unit.id, LATER, "Trasloco", **NOW)
    db.session.commit()
    return made


def test_what_a_unit_was_given_is_not_taken_away(one, unit):
    with pytest.raises(RuleBroken, match="solo dare più tempo"):
        rounds.extend_unit(one, unit.id, date(2026, 12, 5), "Ripensamento", **NOW)
    assert rows.asked(one)[0].request.due_on == LATER


def test_what_is_asked_of_it_since_is_given_the_same_time(make, one, unit):
    make.indicator("Un altro", unit=unit)
    rounds.bring_up_to_date(one, **NOW)
    assert rounds.extend_unit(one, unit.id, LATER, "Anche questo", **NOW) == 1
    assert {each.request.due_on for each in rows.asked(one)} == {LATER}


def test_when_everybody_has_more_a_unit_has_no_less(one):
    rounds.extend(one, date(2026, 12, 15), date(2026, 12, 20), "Il gestionale era fermo", **NOW)
    db.session.commit()
    assert rows.asked(one)[0].request.due_on == date(2026, 12, 15)


def test_when_everybody_has_some_more_a_unit_keeps_what_it_had(one):
    rounds.extend(one, date(2026, 12, 2), date(2026, 12, 20), "Il gestionale era fermo", **NOW)
    db.session.commit()
    assert rows.asked(one)[0].request.due_on == LATER
