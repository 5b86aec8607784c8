"""Who is told when a check leaves somebody's hands, and who may take it back into theirs."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed
from riskreg.domain.monitoring.checks import Action, Outcome, State
from riskreg.domain.permissions import WORKER
from riskreg.domain.roles import Role
from riskreg.monitoring import hands, queries, turns
from riskreg.monitoring.models import Check
from riskreg.monitoring.operations import answering, moving, opening, together
from riskreg.monitoring.operations.answering import Given
from riskreg.notifications.kinds import Kind
from riskreg.notifications.models import Notice
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from tests.features.monitoring.office import DONE, Office
from tests.features.monitoring.test_operations import MACHINE
from tests.statements import counted


@pytest.fixture
def office(make):
    return Office(make)


def _postponed(one: Check) -> None:
    """To another year: overnight, nobody asks about it any more."""
    measure_life.reschedule(register.measure(one.measure_id), to=date(2027, 3, 31), because="Il fornitore è in ritardo.", **MACHINE)
    db.session.commit()
    opening.bring_up_to_date(queries.session(one.session_id), by=WORKER, at=clock.now())
    db.session.commit()


def test_of_a_sent_check_that_drops_out_whoever_made_it_and_whoever_was_to_validate_it_are_told(office):
    sent, draft = office.sent(office.general()), office.make.check(office.general())
    _postponed(sent)
    _postponed(draft)
    told = db.session.scalars(select(Notice).where(Notice.kind == Kind.CHECK_DROPPED.value).order_by(Notice.user_id)).all()
    assert {one.user_id for one in told} == {office.users[Role.REFERENTE, "own"], office.users[Role.DIRIGENTE, "own"]}
    assert {one.about for one in told} == {sent.subject}, "of one that nobody had sent there is nothing to say"
    assert all("La scadenza è stata spostata al 31/03/2027" in one.body for one in told)


def test_whoever_only_contributed_does_not_take_back_what_the_capofila_signed(office):
    measure = office.owned(office.measure(), office.unit, office.elsewhere)
    one = office.make.check(measure)
    answering.contribute(one, hands.of(one).contribute[0], Outcome.DONE, "Fatto.", **office.by(Role.REFERENTE, "elsewhere"))
    answering.answer(one, Given(DONE), **office.by(Role.REFERENTE))
    moving.send(one, **office.by(Role.REFERENTE))
    db.session.commit()
    other, today = office.person(Role.REFERENTE, "elsewhere"), clock.today()
    assert Action.WITHDRAW not in turns.possible(one, other, hands.scope(one, other, today), today)
    with pytest.raises(NotAllowed, match="La ritira chi ha risposto o l'ha inviata"):
        moving.withdraw(one, **office.by(Role.REFERENTE, "elsewhere"))
    assert one.state == State.SENT
    moving.withdraw(one, **office.by(Role.REFERENTE))
    assert one.state == State.DRAFT


@pytest.mark.one_database
def test_of_many_validated_at_once_whose_turn_it_is_is_found_out_once(office):
    """A dirigente ticks fifty: each costs what it writes, not what everybody holds."""
    waiting = [office.sent(office.general()) for _ in range(6)]

    def asked(some: list[Check]) -> int:
        seen_of = {one.id: one.version for one in some}
        db.session.expire_all()
        with counted(("SELECT",)) as seen:
            done = together.validate(seen_of, **office.by(Role.DIRIGENTE))
            db.session.commit()
        assert not [each.refusal for each in done if each.refusal]
        return len(seen)

    few, many = asked(waiting[:1]), asked(waiting[1:])
    assert many - few <= 4 * 6, "what is there of its measure, what it writes, whom it tells"
