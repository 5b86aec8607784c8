"""Activation, moved deadlines, steps: who may, what is kept, what the trail says."""

from datetime import date

import pytest

from riskreg.audit import queries as audit
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.measure_life import Milestone, Status
from riskreg.domain.measures import Timetable
from riskreg.domain.register import MeasureKind, Timing
from riskreg.domain.roles import Role
from riskreg.register.operations import measure_life as life
from riskreg.register.operations import measures
from riskreg.register.operations.measures import MeasureText, owners_of

TODAY = date(2026, 11, 21)


def _last(thing):
    db.session.commit()
    return audit.trail([thing.subject])[0]


@pytest.fixture
def who(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def due(make):
    """A general measure of 2026, yet to be done."""
    return make.measure(kind=MeasureKind.GENERAL, timetable=Timetable(Timing.BY_DATE, date(2026, 12, 15)))


def test_an_activation_says_when_and_what_shows_it(due, who):
    life.activate(due, on=date(2026, 10, 1), because="Delibera 12/2026", **who)
    assert (due.activated_on, due.activation.because, due.activation.recorded_by_id) == (
        date(2026, 10, 1),
        "Delibera 12/2026",
        who["by"].user_id,
    )
    assert due.status(TODAY) is Status.ACTIVATED
    assert _last(due).tag == "measure:activation:recorded"


def test_it_is_recorded_once_and_never_without_its_reason(due, who):
    with pytest.raises(RuleBroken) as refusal:
        life.activate(due, on=TODAY, because="  ", **who)
    assert refusal.value.field == "because"
    life.activate(due, on=TODAY, because="Circolare", **who)
    with pytest.raises(WrongState):
        life.activate(due, on=TODAY, because="Circolare", **who)


def test_a_mistake_is_withdrawn_and_stays_in_the_trail(due, who):
    life.activate(due, on=TODAY, because="Circolare", **who)
    life.withdraw_activation(due, because="Era un'altra misura", **who)
    assert due.activated_on is None
    entry = _last(due)
    assert entry.tag == "measure:activation:withdrawn"
    assert "Circolare" in entry.diff
    assert "Era un'altra misura" in entry.diff
    with pytest.raises(WrongState):
        life.withdraw_activation(due, because="Ancora", **who)
    life.activate(due, on=TODAY, because="Quella giusta", **who)
    assert due.activation.because == "Quella giusta"


def test_a_moved_deadline_shows_both_days_and_why(due, who):
    life.reschedule(due, to=date(2027, 3, 31), because="Attesa del parere", **who)
    life.reschedule(due, to=date(2027, 6, 30), because="Nuovo fornitore", **who)
    assert (due.first_due_on, due.due_on) == (date(2026, 12, 15), date(2027, 6, 30))
    assert [(one.from_on, one.to_on, one.because) for one in due.deadlines] == [
        (date(2026, 12, 15), date(2027, 3, 31), "Attesa del parere"),
        (date(2027, 3, 31), date(2027, 6, 30), "Nuovo fornitore"),
    ]


def test_the_sheet_does_not_move_a_deadline_without_a_reason(due, who):
    text = MeasureText.of(due)
    moved = MeasureText(**{**vars(text), "timetable": Timetable(Timing.BY_DATE, date(2027, 1, 31))})
    with pytest.raises(RuleBroken) as refusal:
        measures.change(due, moved, owners_of(due), **who)
    assert refusal.value.field == "due_on"
    measures.change(due, MeasureText(**{**vars(text), "timetable": Timetable(Timing.CONTINUOUS)}), owners_of(due), **who)
    assert due.due_on is None


def test_steps_are_kept_in_their_order(due, who):
    life.set_milestones(due, [Milestone("Bozza", date(2026, 10, 1)), Milestone("Atto", date(2026, 12, 1))], **who)
    life.set_milestones(due, [Milestone("Atto", date(2026, 12, 1), TODAY)], **who)
    assert [(one.position, one.name, one.done_on) for one in due.milestones] == [(1, "Atto", TODAY)]
    before = _last(due).id
    life.set_milestones(due, [Milestone("Atto", date(2026, 12, 1), TODAY)], **who)
    assert _last(due).id == before


def test_two_people_do_not_overwrite_each_other(due, who):
    life.activate(due, on=TODAY, because="Circolare", version=due.version, **who)
    with pytest.raises(Conflict):
        life.withdraw_activation(due, because="Errore", version=due.version - 1, **who)


def test_who_may(due, make):
    at = clock.now()
    for role in (Role.ADMIN, Role.OIV, Role.ORGANO):
        with pytest.raises(NotAllowed):
            life.activate(due, on=TODAY, because="Circolare", by=make.person(role), at=at)
    unit = make.unit()
    of_unit = make.measure(make.event(make.phase(make.process(unit=unit))), timetable=Timetable(Timing.BY_DATE, TODAY))
    life.activate(of_unit, on=TODAY, because="Verbale", by=make.person(Role.REFERENTE, unit), at=at)
    with pytest.raises(NotAllowed):
        life.activate(due, on=TODAY, because="Circolare", by=make.person(Role.REFERENTE, unit), at=at)


def test_a_measure_is_obbligatoria_unless_its_class_or_somebody_says_otherwise(make):
    assert make.measure(kind=MeasureKind.GENERAL).is_mandatory
    assert not make.measure(kind=MeasureKind.GENERAL, measure_class="ulteriori").is_mandatory
    assert make.measure(kind=MeasureKind.GENERAL, measure_class="ulteriori", is_mandatory=True).is_mandatory
