"""Two people write the first word of the same thing at the same moment: the second reads both texts, and nothing is written over."""

import pytest

from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.suitability import Follow, Judgment
from riskreg.domain.roles import Role
from riskreg.monitoring import hands, queries
from riskreg.monitoring.operations import answering, judging, sampling
from riskreg.monitoring.queries import verification as looked
from tests.features.monitoring.office import Office
from tests.features.monitoring.test_operations import MACHINE

pytestmark = pytest.mark.one_database


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def check(make, office):
    return make.check(office.owned(office.measure(), office.unit, office.elsewhere))


def test_of_two_first_contributions_the_second_is_shown_both_texts(make, office, check, client_for):
    place, where = hands.of(check).contribute[0], f"/monitoraggio/schede/{check.id}/contributo"
    colleague = client_for(user=office.user(Role.REFERENTE, "elsewhere"))
    page = colleague.get(where)
    make.contribution_to(check, place, "Formati due colleghi.")
    shown = colleague.send(page, 409, outcome="late", note="Nessun corso finora.")
    assert "Formati due colleghi." in shown.text
    assert shown.value("note") == "Nessun corso finora."
    colleague.send(shown, 302, note="Formati due colleghi; il terzo a dicembre.")
    (kept,) = queries.contributions(check.id)
    assert (kept.outcome, kept.note) == (Outcome.LATE, "Formati due colleghi; il terzo a dicembre.")


def test_of_two_first_plans_the_second_does_not_take_the_place_of_the_first(make, office, client_for):
    make.check(office.general(), state="validated")
    client = client_for(Role.COMPLIANCE)
    where = f"/monitoraggio/{queries.sessions()[0].semester.slug}/verifiche/piano"
    page = client.get(where)
    make.plan_of_draw("lotto di luglio")
    shown = client.send(page, 409, seed="un seme comodo")
    assert "lotto di luglio" in shown.text
    assert looked.draws(queries.sessions()[0])[0].seed == "lotto di luglio"


def test_of_two_first_judgments_the_second_is_shown_both(make, office, client_for):
    measure = office.measure()
    client, where = client_for(Role.RPCT), f"/monitoraggio/idoneita/2026/misure/{measure.id}"
    page = client.get(where)
    judging.judge(measure, 2026, judging.Given(Judgment.SUITABLE, "Regge da tre anni.", Follow.KEEP), **MACHINE)
    db.session.commit()
    shown = client.send(page, 409, judgment="strengthen", motivation="Va estesa.", follow="change")
    assert "Regge da tre anni." in shown.text


def test_the_operations_ask_which_version_was_seen_too(make, office, check):
    """The page of the second was already past the form when the first was kept."""
    place = hands.of(check).contribute[0]
    make.contribution_to(check, place)
    make.plan_of_draw()
    with pytest.raises(Conflict):
        answering.contribute(check, place, Outcome.DONE, "Altro.", **office.by(Role.REFERENTE, "elsewhere"))
    with pytest.raises(Conflict):
        sampling.declare(check.session, "un seme comodo", {}, **MACHINE)
