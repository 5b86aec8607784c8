"""A year and its rounds: neither is closed over the other's head, and what proves a kept result stays."""

from datetime import date

import pytest
from sqlalchemy import text

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import WrongState
from riskreg.domain.performance.results import KEPT, Period
from riskreg.domain.performance.rounds import Calendar
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.performance import guards, proofs, queries
from riskreg.performance.operations import answering, closing, rounds
from riskreg.performance.queries import rounds as rows
from tests.features.performance.test_operations import row_of

OPEN = Calendar(date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 15))
LATER = {"by": COMMAND_LINE, "at": clock.on_day(date(2027, 2, 1))}


@pytest.fixture
def found(make):
    return make.indicator(unit=make.unit(name="UO Metrologia"))


def test_a_year_is_not_closed_over_an_open_round(make, found):
    quarter = make.round(calendar=OPEN)
    make.given(quarter, verified=True)
    make.result(found, "60%", verified=True)
    with pytest.raises(WrongState, match="rilevazione"):
        closing.close(2026, **LATER)
    rounds.close(quarter, **LATER)
    closing.close(2026, **LATER)
    db.session.flush()
    assert queries.is_closed(2026)


@pytest.mark.one_database
def test_whoever_closes_the_year_reads_which_rounds_are_open(make, client_for):
    quarter = make.round(Period.Q3, 2025, calendar=Calendar(date(2025, 10, 1), date(2025, 11, 30), date(2025, 12, 15)))
    page = client_for(Role.PERFORMANCE).get("/performance/2025/chiudi")
    assert "Rilevazioni aperte" in page.text
    assert quarter.title in page.text


def test_a_round_left_open_in_a_closed_year_still_closes(make, found):
    """As it could be left by a register of before."""
    quarter = make.round(calendar=OPEN)
    each = make.given(quarter, verified=True)
    db.session.execute(text("UPDATE performance_year SET closed_at = '2027-01-20 08:00:00+00:00' WHERE year = 2026"))
    db.session.expire_all()
    rounds.close(quarter, **LATER)
    db.session.flush()
    assert quarter.is_closed
    assert rows.asked_by_id(each.request.id).reading.value == "45%"


def test_what_proves_a_result_that_the_final_round_kept_does_not_change(make, found):
    final = make.round(Period.YEAR, calendar=Calendar(*[date(2026, 12, 31)] * 3))
    answering.give(rows.asked(final)[0], "60%", **LATER)
    answering.verify(rows.asked(final)[0], **LATER)
    rounds.close(final, **LATER)
    db.session.commit()
    row = row_of(found)
    assert proofs.KIND.found([row.id])[row.id].closed == KEPT


@pytest.mark.parametrize("name", ["performance_never_changes", "indicator_reading_is_open", "indicator_reading_round_is_open"])
def test_the_trail_vouches_for_what_the_triggers_call(app, name):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("there a trigger says by itself what it refuses")
    db.session.execute(text(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"))
    found = guards.unguarded_years() or guards.unguarded_rounds()
    assert found is not None
    assert name in found.sentence
