"""What was written in a semester and not validated goes to the next one; what somebody has already written there stays."""

from dataclasses import replace
from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.monitoring import hands, queries
from riskreg.monitoring.operations import answering, closing
from riskreg.monitoring.operations.answering import Given
from tests.features.monitoring.office import DONE, TODAY, Office

MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(TODAY)}
ALWAYS = Timetable(Timing.CONTINUOUS)
IN_JUNE = replace(DONE, done_on=date(2026, 6, 1))


@pytest.fixture
def office(make):
    return Office(make)


def _of(one, measure):
    return queries.check(queries.checks(one, [measure.id])[0].id)


def _answered(make, measure, answer=IN_JUNE, year=2026, half=1):
    one = _of(queries.session(make.session(year, half).id), measure)
    answering.answer(one, Given(answer), **MACHINE)
    db.session.commit()
    return one


def _closed(one):
    closing.close(queries.session(one.session_id), **MACHINE)
    db.session.commit()


# What somebody has written already


@pytest.mark.one_database
def test_a_note_without_an_outcome_is_not_written_over(make, office):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    answering.answer(there, Given(Answer(None, note="Già scritta nel secondo.")), **office.by(Role.REFERENTE))
    db.session.commit()
    _closed(late)
    there = queries.check(there.id)
    assert (there.note, there.outcome, there.carried_from_id) == ("Già scritta nel secondo.", None, None)


@pytest.mark.one_database
def test_where_a_colleague_has_contributed_nothing_comes_from_before(make, office):
    measure = office.owned(office.general(timetable=ALWAYS), office.unit, office.elsewhere)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    make.contribution_to(there, hands.of(there).contribute[0], "Nel secondo semestre.")
    _closed(late)
    there = queries.check(there.id)
    assert (there.outcome, there.carried_from_id) == (None, None)
    assert [each.note for each in queries.contributions(there.id)] == ["Nel secondo semestre."]


@pytest.mark.one_database
def test_where_nobody_has_written_the_late_answer_comes(make, office):
    measure = office.general(timetable=ALWAYS)
    late = _answered(make, measure)
    there = _of(make.session(), measure)
    _closed(late)
    there = queries.check(there.id)
    assert (there.outcome, there.carried_from_id) == (Outcome.DONE, late.id)
