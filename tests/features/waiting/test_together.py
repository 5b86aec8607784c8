"""With real commits and several hands at once: two who send at the same moment write each letter once."""

import threading
from datetime import date

import sqlalchemy as sa

from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.measures import Timetable
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.notifications.kinds import Kind
from riskreg.notifications.models import Notice
from riskreg.waiting import operations, queries
from tests.conftest import NOW
from tests.factories import Factory

ENOUGH = 60


def test_two_who_remind_at_once_write_each_letter_once(real_app):
    make = Factory()
    for _each in range(5):
        unit = make.unit()
        make.grant(make.user(), Role.REFERENTE, unit)
        event = make.event(make.phase(make.process(unit=unit)))
        make.measure(event, owner=unit, timetable=Timetable(Timing.BY_DATE, date(2026, 11, 28)))
    db.session.commit()
    ready, written, failed = threading.Barrier(3), [], []

    def send() -> None:
        with real_app.app_context(), clock.frozen(NOW):
            assert len(queries.digests(clock.today())) == 5, "each has seen that they are to be told"
            ready.wait(ENOUGH)
            try:
                with writing():
                    written.append(operations.remind(by=COMMAND_LINE, at=NOW))
            except sa.exc.SQLAlchemyError as error:
                failed.append(error)
            db.session.remove()

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(ENOUGH)
    assert (sorted(written), failed) == ([0, 0, 5], [])
    letters = db.session.scalars(sa.select(Notice.user_id).where(Notice.kind == Kind.WORK_DIGEST.value)).all()
    assert len(letters) == len(set(letters)) == 5
    assert verify().is_whole
