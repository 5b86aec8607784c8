"""The body decides while somebody still writes about the consultation, with real commits: what the edition keeps is what the consultation says."""

import json
import threading
from datetime import date

import pytest
from sqlalchemy import event as watching
from sqlalchemy.engine import Engine

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import REGISTER_QUEUE, begin_writing
from riskreg.domain.consultation import Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.plans import queries
from riskreg.plans.keeping import CONTENTS
from riskreg.plans.operations import editions
from riskreg.plans.operations.editions import Act
from riskreg.plans.queries import consultation, documents
from tests.factories import Factory
from tests.page import Client

ENOUGH = 60
ACT = Act("Giunta camerale", "Delibera n. 5", date(2026, 11, 21))
TYPED = {
    "settled": ("/piani/contributi/{one}/esito", {"outcome": "rejected", "because": "Ripensandoci no."}),
    "corrected": ("/piani/contributi/{one}/modifica", {"text": "Altro."}),
    "taken out": ("/piani/contributi/{one}/togli", {"because": "Doppio"}),
    "entered": ("/piani/{edition}/contributi/nuovo", {"source": "citizen", "received_on": "03/11/2026", "text": "Anch'io."}),
    "notice": ("/piani/{edition}/consultazione/modifica", {"name": "Altro titolo"}),
}


@pytest.mark.parametrize("how", TYPED)
def test_what_is_kept_is_what_the_consultation_says_for_ever(real_app, how):
    """The adoption is written and not yet committed when somebody else saves."""
    make = Factory()
    one, keeper = make.edition(2026, "MG.1"), make.user()
    over = make.consultation(one, date(2026, 11, 2), date(2026, 11, 16))
    said = make.contribution(over, outcome=Outcome.ACCEPTED)
    make.grant(keeper, Role.COMPLIANCE)
    editions.propose(one, **make._by())
    db.session.commit()
    path, typed = TYPED[how][0].format(one=said.id, edition=one.id), TYPED[how][1]
    client, edition_id, answers, asked = Client.signed_in(real_app, keeper), one.id, [], threading.Event()
    data = client.get(path).form() | typed
    db.session.remove()
    begin_writing()
    editions.adopt(queries.edition(edition_id), ACT, by=COMMAND_LINE, at=clock.now())
    db.session.flush()

    def waits(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if threading.current_thread() is other and ("BEGIN IMMEDIATE" in statement or str(REGISTER_QUEUE) in str(parameters)):
            asked.set()

    def send() -> None:
        try:
            answers.append(client.ask("POST", path, data=data).status_code)
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
    decided = queries.edition(edition_id)
    found = consultation.of_edition(decided)
    kept = json.loads(documents.named(decided, CONTENTS).content)["consultation"]
    assert answers[0] in (409, 422)
    assert kept["name"] == found.name
    assert [(each["text"], each["because"]) for each in kept["contributions"]] == [
        (each.text, each.because) for each in consultation.contributions(found)
    ]
