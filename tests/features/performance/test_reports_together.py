"""The organ approves while somebody still writes, with real commits: what is kept is what the report says."""

import json
import threading

from sqlalchemy import event as watching
from sqlalchemy.engine import Engine

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import PERFORMANCE_QUEUE, begin_writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.performance.operations import reports as operations
from riskreg.performance.queries import reports
from tests.factories import Factory
from tests.page import Client
from tests.performance_report_factory import ACT

ENOUGH = 60
PATH = "/performance/relazioni/2025/testi/context"


def test_a_text_that_is_saved_meanwhile_is_refused_or_kept(real_app):
    """The approval is written and not yet committed when somebody else saves."""
    make = Factory()
    one, keeper, answers, asked = make.performance_report(2025, closed=True), make.user(), [], threading.Event()
    make.grant(keeper, Role.PERFORMANCE)
    db.session.commit()
    client = Client.signed_in(real_app, keeper)
    data = client.get(PATH).form() | {"text": "Scritto mentre l'organo approva."}
    number = one.id
    db.session.remove()
    begin_writing()
    operations.approve(reports.last_of(2025), ACT, by=COMMAND_LINE, at=clock.now())
    db.session.flush()

    def waits(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if threading.current_thread() is other and ("BEGIN IMMEDIATE" in statement or str(PERFORMANCE_QUEUE) in str(parameters)):
            asked.set()

    def send() -> None:
        try:
            answers.append(client.ask("POST", PATH, data=data).status_code)
        finally:
            asked.set()

    other = threading.Thread(target=send)
    watching.listen(Engine, "before_cursor_execute", waits)
    try:
        other.start()
        assert asked.wait(ENOUGH)
        db.session.commit()
        other.join(ENOUGH)
    finally:
        watching.remove(Engine, "before_cursor_execute", waits)
    db.session.expire_all()
    decided = reports.last_of(2025)
    assert decided.id == number
    kept = reports.document(decided, "json")
    assert answers[0] in (302, 409, 422)
    assert reports.section_of(decided, "context").text == ""
    assert "mentre l'organo approva" not in json.dumps(json.loads(kept.content), ensure_ascii=False)
