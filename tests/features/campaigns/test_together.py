"""Somebody saves a sheet while somebody else closes its campaign, with real commits."""

import threading

from sqlalchemy import event as watching
from sqlalchemy.engine import Engine

from riskreg.assessments import operations, queries
from riskreg.campaigns import queries as campaigns
from riskreg.campaigns import reviewing
from riskreg.core import clock
from riskreg.core.transactions import CAMPAIGN_QUEUE, writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from tests.factories import Factory
from tests.page import Client

ENOUGH = 60


def test_a_sheet_that_is_being_approved_while_its_campaign_closes_is_in_the_review(real_app, database):
    make = Factory()
    process, keeper = make.process(), make.user()
    make.grant(keeper, Role.COMPLIANCE)
    make.campaign(2027, process)
    sheet = make.assessment(process, 2027, state="validated").id
    client = Client.signed_in(real_app, keeper)
    said = client.get("/campagne/2027/chiudi").form() | {"confermato": "1"}
    at_the_door, answers = threading.Event(), []

    def watch(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if "pg_advisory_xact_lock(" in statement and str(CAMPAIGN_QUEUE) in str(parameters):
            at_the_door.set()

    closing = threading.Thread(target=lambda: answers.append(client.ask("POST", "/campagne/2027/chiudi", data=said).status_code))
    watching.listen(Engine, "before_cursor_execute", watch)
    try:
        with writing():
            operations.approve(queries.assessment(sheet), by=COMMAND_LINE, at=clock.now())
            closing.start()
            assert database == "sqlite" or at_the_door.wait(ENOUGH)  # there who writes is alone from the first word
    finally:
        watching.remove(Engine, "before_cursor_execute", watch)
        closing.join(ENOUGH)
    assert answers == [302]
    kept = reviewing.read(campaigns.of_year(2027).outcome)
    assert kept.sheets[0].now is not None
