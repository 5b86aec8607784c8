"""What the monitoring asks of people, and what it is asked in place of: one thing, once, of whoever does it."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measure_life import Milestone
from riskreg.domain.measures import Timetable
from riskreg.domain.monitoring.checks import Answer, Outcome, Reason
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.monitoring import queries
from riskreg.monitoring.hands import Place
from riskreg.monitoring.operations import answering, moving, opening
from riskreg.notifications.models import Notice
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from riskreg.waiting import queries as waiting
from tests.features.monitoring.office import TODAY, Office
from tests.page import Client

ALWAYS = Timetable(Timing.CONTINUOUS)
ON_TRACK = Answer(Outcome.ON_TRACK)


@pytest.fixture
def office(make):
    return Office(make)


def _tasks(person, on=TODAY):
    return {(task.action, task.path) for task in waiting.of_person(person, on)}


def test_whoever_answers_beside_the_capofila_is_asked_for_a_contribution_until_it_is_written(office):
    measure = office.general(timetable=ALWAYS)
    office.owned(measure, office.unit, office.elsewhere)
    one = office.make.check(measure)
    theirs, path = office.person(Role.REFERENTE, "elsewhere"), f"/monitoraggio/schede/{one.id}/contributo?per=unit:{office.elsewhere.id}"
    (task,) = [each for each in waiting.of_person(theirs, TODAY) if each.path.startswith("/monitoraggio")]
    assert (task.action, task.path, task.due_on) == ("Scrivi il tuo contributo", path, date(2026, 12, 20))
    assert ("Scrivi il tuo contributo", path) not in _tasks(office.person(Role.REFERENTE)), "whoever signs is asked for the check"
    answering.contribute(
        queries.check(one.id), Place(unit_id=office.elsewhere.id), Outcome.DONE, "Formati due colleghi.", by=theirs, at=clock.now()
    )
    db.session.commit()
    assert not any("/monitoraggio" in where for _action, where in _tasks(theirs))


def test_the_unit_of_the_process_contributes_where_another_signs_until_the_check_is_sent(office):
    measure = office.measure(ALWAYS)
    office.owned(measure, office.elsewhere)
    one, owner, theirs = office.make.check(measure), office.person(Role.REFERENTE), office.by(Role.REFERENTE, "elsewhere")
    path = f"/monitoraggio/schede/{one.id}/contributo?per=unit:{office.unit.id}"
    answering.answer(queries.check(one.id), answering.Given(ON_TRACK), **theirs)
    db.session.commit()
    assert ("Scrivi il tuo contributo", path) in _tasks(owner), "half an answer leaves time for the others"
    moving.send(queries.check(one.id), **theirs)
    db.session.commit()
    assert not any("/contributo" in where for _action, where in _tasks(owner))


def test_the_letter_of_the_opening_tells_those_who_contribute_too(office):
    measure = office.general(timetable=ALWAYS)
    office.owned(measure, office.unit, office.elsewhere)
    office.make.session(opens_on=date(2026, 12, 1))
    one = queries.sessions()[0]
    opening.tell(one, by=office.person(Role.COMPLIANCE, "body"), at=clock.on_day(date(2026, 12, 1)))
    db.session.commit()
    told = {each.user_id: each for each in db.session.scalars(select(Notice).where(Notice.kind == "monitoring:opened"))}
    theirs = told[office.user(Role.REFERENTE, "elsewhere").id]
    assert "un contributo da scrivere" in theirs.headline
    assert "con un altro ufficio, che firma la scheda. Entro il 20/12/2026 scrivi il tuo contributo" in theirs.body
    assert "contributo" not in told[office.user(Role.REFERENTE).id].body


@pytest.mark.one_database
def test_the_contribution_opens_from_the_first_page(app, office):
    measure = office.general(timetable=ALWAYS)
    office.owned(measure, office.unit, office.elsewhere)
    one = office.make.check(measure)
    client = Client.signed_in(app, office.user(Role.REFERENTE, "elsewhere"))
    path = f"/monitoraggio/schede/{one.id}/contributo?per=unit:{office.elsewhere.id}"
    assert path in client.get("/").html
    assert office.elsewhere.name in client.get(path).text


def test_while_a_check_asks_about_a_measure_nothing_else_asks_the_same(office):
    """The deadline and the step that end with the semester; not the step that comes after it."""
    measure = office.general()
    measure_life.set_milestones(
        register.measure(measure.id),
        [Milestone("Bozza", date(2026, 12, 10)), Milestone("Seguito", date(2027, 1, 31))],
        by=COMMAND_LINE,
        at=clock.now(),
    )
    db.session.commit()
    step, later = register.measure(measure.id).milestones
    mine = {f"measure:{measure.id}", f"measure_milestone:{step.id}", f"measure_milestone:{later.id}"}
    owner = office.person(Role.REFERENTE)
    assert mine <= {task.key for task in waiting.of_person(owner, TODAY)}
    one = office.make.check(measure)
    asked = {task.key for task in waiting.of_person(owner, TODAY)}
    assert asked & mine == {f"measure_milestone:{later.id}"}
    assert f"check:{one.id}" in asked
    late = Answer(Outcome.LATE, reason=Reason.PEOPLE, proposed_due_on=date(2027, 3, 31))
    office.validated(measure, late)
    assert {task.key for task in waiting.of_person(owner, TODAY)} & mine == {f"measure_milestone:{later.id}"}, "validated too"
    on = date(2026, 12, 5)
    told = {line.task.key for digest in waiting.digests(on) for line in (*digest.mine, *digest.above)}
    assert told & mine <= {f"measure_milestone:{later.id}"}, "nor do the letters"
