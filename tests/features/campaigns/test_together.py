"""Somebody saves a sheet, or adds something, while somebody else closes its campaign, with real commits."""

import threading

import pytest
from sqlalchemy import event as watching
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from riskreg.assessments import operations, queries
from riskreg.campaigns import queries as campaigns
from riskreg.campaigns import reviewing
from riskreg.campaigns.models import CampaignProcess, Proposal
from riskreg.campaigns.operations import closing as ending
from riskreg.core import clock
from riskreg.core.extensions import db
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


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("/campagne/2027/processi/{asked}/proponi/fase", lambda _new: {"name": "Collaudo", "because": "Manca."}),
        ("/campagne/2027/aggiungi", lambda new: {"processes": [str(new)]}),
    ],
    ids=["a proposal", "a process"],
)
def test_what_is_added_while_the_campaign_closes_is_refused_and_not_forgotten_behind_it(real_app, database, page, typed):
    make = Factory()
    asked, new, keeper = make.process(), make.process(), make.user()
    make.grant(keeper, Role.COMPLIANCE)
    make.campaign(2027, asked)
    client, path = Client.signed_in(real_app, keeper), page.format(asked=asked.id)
    said = client.get(path).form() | typed(new.id)
    at_the_door, answers = threading.Event(), []

    def watch(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if "pg_advisory_xact_lock_shared(" in statement and str(CAMPAIGN_QUEUE) in str(parameters):
            at_the_door.set()

    adding = threading.Thread(target=lambda: answers.append(client.ask("POST", path, data=said).status_code))
    watching.listen(Engine, "before_cursor_execute", watch)
    try:
        with writing():
            ending.close(campaigns.of_year(2027), by=COMMAND_LINE, at=clock.now())
            adding.start()
            assert database == "sqlite" or at_the_door.wait(ENOUGH)
    finally:
        watching.remove(Engine, "before_cursor_execute", watch)
        adding.join(ENOUGH)
    assert answers == [422]
    counts = [db.session.scalar(select(func.count()).select_from(each)) for each in (Proposal, CampaignProcess)]
    assert counts == [0, 1]
