"""The activation of a measure that several processes apply: the same whichever was judged last, and whoever judges at the same moment."""

import threading
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from sqlalchemy import event as watching
from sqlalchemy.engine import Engine

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.monitoring.checks import Answer, Outcome, State
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.monitoring import queries
from riskreg.monitoring.operations import answering, moving, opening
from riskreg.monitoring.operations.answering import Given
from riskreg.register import queries as register
from riskreg.register.operations import measure_life, measures, processes
from tests.factories import Factory
from tests.features.monitoring.office import DONE, DUE, TODAY, Office
from tests.page import Client

MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(TODAY)}
LATER = replace(DONE, done_on=date(2026, 10, 15))
NOT_HERE = Answer(Outcome.NOT_APPLICABLE, note="Qui la misura non serve.")
OUT = None
"""Its process does nothing any more."""

ENOUGH = 60


@pytest.fixture
def office(make):
    return Office(make)


def _asked(make, office, number=2):
    """One measure in several processes: its number, those of the checks."""
    events = [make.event(make.phase(make.process(unit=office.unit))) for _ in range(number)]
    measure = make.measure(*events, owner=office.unit, timetable=DUE)
    return measure.id, [check.id for check in queries.checks(make.session(), [measure.id])]


def _signed(check_id, answer):
    one = queries.check(check_id)
    answering.answer(one, Given(answer), **MACHINE)
    moving.send(one, quietly=True, **MACHINE)
    db.session.commit()


def _validated(check_id, answer):
    _signed(check_id, answer)
    moving.validate(queries.check(check_id), quietly=True, **MACHINE)
    db.session.commit()


def _gone(check_id):
    one = queries.check(check_id)
    processes.retire(one.process, on=date(2026, 7, 1), because="Non si fa più.", **MACHINE)
    opening.bring_up_to_date(one.session, **MACHINE)
    db.session.commit()
    assert queries.check(check_id).dropped_on is not None


def _on(measure_id):
    found = register.measure(measure_id).activation
    return found.on if found is not None else None


@pytest.mark.one_database
@pytest.mark.parametrize("order", [*permutations([DONE, LATER, NOT_HERE, OUT])], ids=str)
def test_whichever_comes_last_the_measure_is_activated_once_on_the_day_of_the_last_process(make, office, order):
    measure_id, ids = _asked(make, office, 4)
    for check_id, answer in zip(ids, order, strict=True):
        assert _on(measure_id) is None, "nothing is activated while one of them is to be judged"
        if answer is OUT:
            _gone(check_id)
        else:
            _validated(check_id, answer)
    assert _on(measure_id) == LATER.done_on
    (told,) = [each for each in ids if register.measure(measure_id).activation.source == f"monitoring_check:{each}"]
    assert queries.check(told).done_on == LATER.done_on, "and it says which check it was"


@pytest.mark.one_database
def test_a_process_is_left_out_only_once_somebody_has_validated_that_the_measure_does_not_apply_there(make, office):
    measure_id, (first, second) = _asked(make, office)
    answering.answer(queries.check(second), Given(NOT_HERE), **MACHINE)
    db.session.commit()
    _validated(first, DONE)
    assert _on(measure_id) is None, "nobody has signed that it does not apply"
    _signed(second, NOT_HERE)
    assert _on(measure_id) is None, "nobody has judged it"
    moving.validate(queries.check(second), quietly=True, **MACHINE)
    assert _on(measure_id) == DONE.done_on


@pytest.mark.one_database
def test_what_was_not_confirmed_falls_and_comes_back_with_what_still_stands(make, office):
    measure_id, (first, second) = _asked(make, office)
    _validated(first, DONE)
    _validated(second, LATER)
    make.verified(queries.check(first), Finding.NEGATIVE)
    assert _on(measure_id) is None
    _validated(first, NOT_HERE)
    assert _on(measure_id) == LATER.done_on


HELD = replace(DONE, done_on=None)
"""Of a measure that was activated already, that it still holds."""


@pytest.mark.one_database
def test_an_activation_that_was_taken_back_is_asked_for_again(make, office, app):
    measure = register.measure(office.measure().id)
    measure_life.activate(measure, on=date(2026, 9, 1), because="Delibera n. 9.", **MACHINE)
    db.session.commit()
    one = queries.check(queries.checks(make.session(), [measure.id])[0].id)
    assert not one.asked.wants_activation, "it is activated: a declaration says that it still holds"
    measure_life.withdraw_activation(register.measure(measure.id), because="Registrata per errore.", **MACHINE)
    db.session.commit()
    with pytest.raises(RuleBroken, match="da quale giorno"):
        _signed(one.id, HELD)
    db.session.rollback()
    form = Client.signed_in(app, office.user(Role.REFERENTE)).get(f"/monitoraggio/schede/{one.id}/compila").form()
    assert "done_on" in form, "and the form asks for the day"
    _validated(one.id, DONE)
    assert _on(measure.id) == DONE.done_on


@pytest.mark.one_database
def test_an_activation_that_is_taken_back_after_the_signature_goes_back_to_whoever_answers(make, office):
    measure = register.measure(office.measure().id)
    measure_life.activate(measure, on=date(2026, 9, 1), because="Delibera n. 9.", **MACHINE)
    db.session.commit()
    one = queries.check(queries.checks(make.session(), [measure.id])[0].id)
    _signed(one.id, HELD)
    measure_life.withdraw_activation(register.measure(measure.id), because="Registrata per errore.", **MACHINE)
    db.session.commit()
    with pytest.raises(WrongState, match=r"Restituiscila.*da quale giorno"):
        moving.validate(queries.check(one.id), **office.by(Role.DIRIGENTE))
    db.session.rollback()
    moving.send_back(queries.check(one.id), "Da quale giorno?", **office.by(Role.DIRIGENTE))
    _validated(one.id, DONE)
    assert _on(measure.id) == DONE.done_on


@pytest.mark.one_database
def test_one_who_said_that_it_holds_does_not_keep_the_others_from_saying_since_when(make, office):
    events = [make.event(make.phase(make.process(unit=office.unit))) for _ in range(2)]
    measure = make.measure(*events, owner=office.unit, timetable=DUE)
    measure_life.activate(register.measure(measure.id), on=date(2026, 9, 1), because="Delibera n. 9.", **MACHINE)
    db.session.commit()
    first, second = (check.id for check in queries.checks(make.session(), [measure.id]))
    _validated(first, HELD)
    measure_life.withdraw_activation(register.measure(measure.id), because="Registrata per errore.", **MACHINE)
    db.session.commit()
    _validated(second, DONE)
    assert _on(measure.id) == DONE.done_on


@pytest.mark.one_database
def test_nothing_is_activated_after_its_end_and_whoever_signs_is_told(make, office):
    ended, later = office.general(), office.general()
    one, other = make.check(ended), make.check(later)
    measures.end(register.measure(ended.id), last_day=date(2026, 7, 15), because="Tolta.", **MACHINE)
    db.session.commit()
    with pytest.raises(RuleBroken, match="in vigore fino al 15/07/2026") as refused:
        _signed(one.id, DONE)
    assert refused.value.field == "done_on"
    db.session.rollback()
    _validated(one.id, replace(DONE, done_on=date(2026, 7, 10)))
    assert _on(ended.id) == date(2026, 7, 10)
    _signed(other.id, DONE)
    measures.end(register.measure(later.id), last_day=date(2026, 7, 15), because="Tolta.", **MACHINE)
    db.session.commit()
    with pytest.raises(WrongState, match=r"Restituiscila.*in vigore fino al 15/07/2026"):
        moving.validate(queries.check(other.id), **office.by(Role.DIRIGENTE))


def test_two_who_judge_at_the_same_moment_do_not_miss_each_other(real_app, database):
    """On PostgreSQL the second waits for the first, and then finds what it did; SQLite has one writer."""
    office = Office(make := Factory())
    measure_id, (first, second) = _asked(make, office)
    for check_id in (first, second):
        with writing():
            _signed(check_id, DONE)
    at_the_door, refused = threading.Event(), []

    def other():
        try:
            with real_app.app_context(), writing():
                moving.validate(queries.check(second), quietly=True, **MACHINE)
        except Exception as error:  # noqa: BLE001  # said by the test, not by the thread
            refused.append(error)

    def watch(_connection, _cursor, statement, _parameters, _context, _many):
        if threading.current_thread() is beside and ("FROM measure" in statement and "FOR UPDATE" in statement):
            at_the_door.set()

    beside = threading.Thread(target=other)
    watching.listen(Engine, "before_cursor_execute", watch)
    try:
        with writing():
            moving.validate(queries.check(first), quietly=True, **MACHINE)
            db.session.flush()
            beside.start()
            assert database == "sqlite" or at_the_door.wait(ENOUGH)
    finally:
        watching.remove(Engine, "before_cursor_execute", watch)
        beside.join(ENOUGH)
    assert refused == []
    assert {queries.check(check_id).state for check_id in (first, second)} == {State.VALIDATED}
    assert _on(measure_id) == DONE.done_on
