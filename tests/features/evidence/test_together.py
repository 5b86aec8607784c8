"""Somebody adds a proof while somebody else closes what it is about, and somebody presses twice: with real commits."""

import io
import threading

from sqlalchemy import event as watching
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from riskreg.assessments import operations as assessing
from riskreg.assessments import queries as assessments
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.evidence import operations, queries
from riskreg.evidence.models import EvidenceDownload, EvidenceLink
from riskreg.people import queries as people
from tests.factories import Factory
from tests.page import Client

ENOUGH = 60


def meanwhile(act, database, *, waits_for):
    """Begun inside a transaction that writes; it is let go once the other is at the door, or has gone by."""
    at_the_door, answers = threading.Event(), []

    def watch(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if waits_for in statement and threading.current_thread() is other:
            at_the_door.set()

    def run() -> None:
        try:
            answers.append(act().status_code)
        finally:
            at_the_door.set()

    other = threading.Thread(target=run)
    watching.listen(Engine, "before_cursor_execute", watch)
    other.start()
    assert database == "sqlite" or at_the_door.wait(ENOUGH)

    def join() -> int:
        watching.remove(Engine, "before_cursor_execute", watch)
        other.join(ENOUGH)
        return answers[0]

    return join


def signed_in(app, make, role):
    user = make.user()
    make.grant(user, role)
    return user, Client.signed_in(app, user)


def test_a_proof_that_is_added_while_the_sheet_is_approved_is_refused(real_app, database):
    make = Factory()
    sheet = make.assessment(make.process(), state="validated").id
    _user, client = signed_in(real_app, make, Role.COMPLIANCE)
    path, token = f"/prove/di/valutazione/{sheet}/nuova", client.token()

    def add():
        data = {"csrf_token": token, "files": [(io.BytesIO(b"Tardi."), "tardi.txt")]}
        return client.ask("POST", path, data=data, content_type="multipart/form-data")

    with writing():
        assessing.approve(assessments.assessment(sheet), by=COMMAND_LINE, at=clock.now())
        join = meanwhile(add, database, waits_for="FOR UPDATE")
    assert join() == 422
    assert db.session.scalar(select(func.count()).select_from(EvidenceLink)) == 0


def test_whoever_presses_twice_has_the_file_twice_and_is_written_down_once(real_app, database):
    make = Factory()
    measure = make.measure(make.event(make.phase(make.process())))
    one = make.evidence(measure).id
    user, client = signed_in(real_app, make, Role.COMPLIANCE)
    token, by = client.token(), people.person(user, clock.today())

    def press():
        return client.ask("POST", f"/prove/{one}/versioni/1/scarica", data={"csrf_token": token})

    with writing():
        operations.take_away(queries.version(one, 1, by, clock.today()), by=by, at=clock.now())
        join = meanwhile(press, database, waits_for="FOR UPDATE")
    assert join() == 200
    assert db.session.scalar(select(func.count()).select_from(EvidenceDownload)) == 1
