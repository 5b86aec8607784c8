"""Who is told what, when, and never twice."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import COMMAND_LINE, WORKER
from riskreg.domain.register import OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications import kinds
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind, Topic
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.operations import users
from riskreg.register.operations import measure_life, measures
from riskreg.waiting import operations, queries
from riskreg.waiting.models import Reminder
from tests.conftest import NOW

TODAY = date(2026, 11, 21)
FAR = TODAY + timedelta(days=7)


def remind(days=0):
    return operations.remind(by=WORKER, at=NOW + timedelta(days=days))


def letters(user=None):
    statement = sa.select(Notice).where(Notice.kind == Kind.WORK_DIGEST.value).order_by(Notice.id)
    return [one for one in db.session.scalars(statement) if user is None or one.user_id == user.id]


@pytest.fixture
def area(make):
    return make.unit(name="Area servizi", kind=UnitKind.AREA)


@pytest.fixture
def unit(make, area):
    return make.unit(name="UO Gare", parent=area)


@pytest.fixture
def referente(make, unit):
    user = make.user(given_name="Rita", family_name="Gara")
    make.grant(user, Role.REFERENTE, unit)
    return user


@pytest.fixture
def dirigente(make, area):
    user = make.user(given_name="Dino", family_name="Capo")
    make.grant(user, Role.DIRIGENTE, area)
    return user


@pytest.fixture
def measure(make, unit):
    return due_measure(make, unit)


def due_measure(make, unit, on=FAR, **more):
    event = make.event(make.phase(make.process(unit=unit)))
    return make.measure(event, owner=unit, timetable=Timetable(Timing.BY_DATE, on), **more)


def test_a_deadline_near_is_told_to_whoever_answers_and_to_nobody_else(referente, dirigente, measure):
    assert remind() == 1
    letter = letters(referente)[0]
    assert letter.headline == "Il tuo lavoro: 1 in scadenza"
    assert measure.name in letter.body
    assert "entro il 28 novembre 2026" in letter.body or "28/11/2026" in letter.body
    assert (letter.path, letter.state, letter.in_app) == ("/", "waiting", True)


def test_asked_twice_it_is_sent_once_and_the_next_step_goes_on_its_day(referente, measure):
    assert [remind(), remind()] == [1, 0]
    assert [remind(day) for day in range(1, 6)] == [0] * 5
    assert [remind(6), remind(7), remind(8), remind(9), remind(14), remind(15)] == [1, 0, 1, 0, 0, 1]
    assert len(letters(referente)) == 4


def test_nobody_has_two_digests_in_a_day(make, unit, referente, measure):
    remind()
    due_measure(make, unit)
    assert remind() == 0
    assert remind(1) == 1, "the other one is told the day after"
    assert "Il tuo lavoro: 1 in scadenza" in [one.headline for one in letters(referente)][1]


def test_the_database_refuses_the_same_step_twice(referente, measure):
    remind()
    first = db.session.scalars(sa.select(Reminder).where(Reminder.task != queries.DIGEST)).one()
    db.session.add(Reminder(user_id=first.user_id, task=first.task, step=first.step, on=TODAY, notice_id=first.notice_id))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_what_passes_to_somebody_else_is_told_to_them(make, area, unit, referente, measure):
    remind()
    other = make.unit(name="UO Contratti", parent=area)
    heir = make.user()
    make.grant(heir, Role.REFERENTE, other)
    measures.owned_by(measure, [Owner(OwnerKind.UNIT, unit_id=other.id)])
    record(Tag.MEASURE_CHANGED, measure, along=measure.owners, by=COMMAND_LINE, at=NOW)
    assert [remind(1), remind(6), remind(7)] == [1, 1, 0]
    assert len(letters(referente)) == 1
    assert [one.user_id for one in letters()[1:]] == [heir.id, heir.id]


def test_whoever_stands_in_is_told_beside_the_holder_and_in_whose_place(make, referente, unit, measure):
    deputy = make.user()
    grant = people.grants_of_user(referente.id)[0]
    make.delegation(grant, deputy, from_on=TODAY, to_on=TODAY + timedelta(days=3))
    assert remind() == 2
    assert "per conto di Rita Gara" in letters(deputy)[0].body
    assert "per conto di" not in letters(referente)[0].body
    assert remind(6) == 1, "the delegation is over"


def test_what_is_done_or_moved_is_no_longer_told(make, referente, measure):
    measure_life.reschedule(measure, to=TODAY + timedelta(days=60), because="Serve la gara", by=COMMAND_LINE, at=NOW)
    assert remind() == 1
    assert letters(referente)[0].headline == "Il tuo lavoro: 1 da fare"
    assert [remind(day) for day in (1, 20, 45, 46)] == [0, 0, 0, 1], "and again when it is near"
    measure_life.activate(measure, on=TODAY, because="Determina n. 3", by=COMMAND_LINE, at=NOW)
    assert remind(59) == 0


def test_what_is_due_in_years_is_told_when_it_is_a_matter_of_months(make, unit, referente):
    due_measure(make, unit, TODAY + timedelta(days=400))
    assert [remind(), remind(309), remind(310), remind(311)] == [0, 0, 1, 0]


def test_after_so_many_days_of_delay_the_dirigente_is_told_once(referente, dirigente, measure):
    remind()
    assert letters(dirigente) == []
    remind(7 + 14)
    assert letters(dirigente) == []
    remind(7 + 15)
    letter = letters(dirigente)[0]
    assert letter.headline == "Il lavoro della tua struttura: 1 in ritardo"
    assert "tocca a Rita Gara" in letter.body
    for day in range(23, 60):
        remind(day)
    assert len(letters(dirigente)) == 1


def test_who_is_the_dirigente_too_is_not_told_of_themselves(make, area, unit, measure):
    boss = make.user()
    make.grant(boss, Role.DIRIGENTE, area)
    remind(7 + 15)
    assert letters(boss)[0].headline == "Il tuo lavoro: 1 in ritardo", "nobody is referente: it is the dirigente's own"
    assert "nella tua struttura" not in letters(boss)[0].body


def test_whoever_wants_no_mail_is_told_in_riskreg(referente, measure):
    notices.choose(set(Topic) - {Topic.WORK}, by=people.person(referente, TODAY), at=NOW)
    remind()
    assert [(one.state, one.in_app) for one in letters(referente)] == [("in_app", True)]
    notices.choose(set(Topic), by=people.person(referente, TODAY), at=NOW)
    remind(6)
    assert letters(referente)[1].state == "waiting"


def test_whoever_left_is_told_nothing(referente, measure):
    users.disable_user(referente, by=COMMAND_LINE, at=NOW)
    assert remind() == 0


def test_a_kind_that_can_wait_goes_with_the_digest(make, monkeypatch, referente):
    sheet = kinds.SHEETS[Kind.JOB_DONE]
    monkeypatch.setitem(kinds.SHEETS, Kind.JOB_DONE, type(sheet)(sheet.label, sheet.template, sheet.reason, at_once=False))
    one = notices.queue(referente, Kind.JOB_DONE, {"job": "Esportazione", "outcome": "Fatto.", "with_file": False}, by=WORKER, at=NOW)
    assert one.state == "in_app"
    assert [remind(), remind(), remind(1)] == [1, 0, 0]
    assert one.headline in letters(referente)[0].body


def test_the_rules_are_the_bodys(make, referente, measure):
    chief = make.person(Role.COMPLIANCE)
    row = operations.set_rules(3, None, None, late_every=2, escalate_after=5, by=chief, at=NOW)
    assert [day for day in range(12) if remind(day)] == [0, 4, 8, 10], "as new, three days before, then at one day and three days late"
    assert remind(12) == 2, "the third time, and whoever stands in for the dirigente"
    with pytest.raises(Conflict):
        operations.set_rules(4, None, None, late_every=2, escalate_after=5, version=row.version - 1, by=chief, at=NOW)
    with pytest.raises(NotAllowed):
        operations.set_rules(4, None, None, late_every=2, escalate_after=5, by=make.person(Role.REFERENTE), at=NOW)


def test_a_body_that_reminds_early_reminds_early(make, referente, unit):
    make.reminder_rules(60)
    due_measure(make, unit, TODAY + timedelta(days=60))
    assert remind() == 1
    assert letters(referente)[0].headline == "Il tuo lavoro: 1 in scadenza"


def test_the_day_is_that_of_rome(referente, measure):
    """At half past eleven in the evening of the 20th in Greenwich it is the 21st here."""
    late = NOW.replace(day=20, hour=23, minute=30)
    assert operations.remind(by=WORKER, at=late) == 1
    assert db.session.scalar(sa.select(Reminder.on).limit(1)) == TODAY == clock.today()
