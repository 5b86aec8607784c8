"""What is asked of whoever sends, said before they press the button; who is told when a judgment moves; in whose place something is sent back."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.assessments import operations, queries, readiness
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.assessments import FLOW
from riskreg.domain.errors import RuleBroken
from riskreg.domain.measures import Timetable
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.register.operations import events
from riskreg.workflow import queries as ways
from tests.features.assessments import world
from tests.features.assessments.test_operations import levels
from tests.features.assessments.test_workflow import AT, AUTHOR, BOSS, RPCT, Office

BECAUSE = {"opacita": "Gli atti si pubblicano subito."}


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def begun(office):
    """Approved for 2026; the draft of 2027, with the same answers."""
    office.assessment("approved")
    made = operations.open_assessment(office.process, 2027, office.ours, by=office.person(*AUTHOR), at=AT)
    answer(office, made)
    db.session.commit()
    return made


def answer(office, one, effectiveness="buona", reasons=None, **changes):
    operations.answer(one, world.answers(**changes), effectiveness, reasons=reasons or {}, by=office.person(*AUTHOR), at=AT)
    db.session.commit()


# --- What is still to be written ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "step", "reasons", "missing"),
    [
        ({}, "buona", {}, ""),
        ({"opacita": "1"}, "buona", {}, "Opacità"),
        ({"opacita": "1"}, "buona", BECAUSE, ""),
        ({}, "sufficiente", {}, "Efficacia delle misure in atto"),
        ({}, "sufficiente", {"effectiveness": "Firma uno solo."}, ""),
        ({"opacita": "1"}, "sufficiente", BECAUSE, "Efficacia delle misure in atto"),
    ],
)
def test_a_draft_is_ready_when_what_changed_is_explained_and_the_page_says_what_is_not(
    office, begun, client_for, changes, step, reasons, missing
):
    reasons = {queries.EFFECTIVENESS if code == "effectiveness" else code: text for code, text in reasons.items()}
    answer(office, begun, step, reasons, **changes)
    client, here = client_for(user=office.users[AUTHOR]), f"/valutazioni/{begun.id}"
    page = client.get(f"{here}/invia")
    if missing:
        assert readiness.ready(clock.today()) == ()
        assert missing in [line.get_text() for line in page.soup.select("main li")]
        field = "because_opacita" if missing == "Opacità" else "because_effectiveness"
        assert f"{here}/risposte#{field}" in page.links
        assert not page.soup.select("main form button[type=submit]"), "a button that is refused"
        assert f"{here}/risposte" in client.get("/").links
        client.post(f"{here}/invia", {}, 422)
    else:
        assert readiness.ready(clock.today()) == (begun.id,)
        assert "Prima di inviarla" not in page.text
        assert f"{here}/invia" in client.get("/").links
        client.post(f"{here}/invia", {})


@pytest.mark.one_database
def test_of_a_question_that_waits_for_its_answer_nobody_is_asked_why(office, begun, client_for):
    operations.answer(begun, {}, "buona", by=office.person(*AUTHOR), at=AT)
    db.session.commit()
    assert "Prima di inviarla" not in client_for(user=office.users[AUTHOR]).get(f"/valutazioni/{begun.id}/invia").text


@pytest.mark.one_database
def test_another_methodology_asks_for_no_reason(office, make):
    office.assessment("approved")
    by = office.person(Role.COMPLIANCE, "body")
    made = operations.open_assessment(
        office.process, 2027, world.methodology(make, criteria=world.changed_text("opacita", "3", "Tre.")), by=by, at=AT
    )
    answer(office, made, opacita="1")
    assert readiness.ready(clock.today()) == (made.id,)
    assert operations.send(made, by=office.person(*AUTHOR), at=AT).state == "sent"


def test_what_speaks_against_leaving_everything_as_it_was_is_read_before_sending(office, make, client_for):
    late = make.measure(office.process.phases[0].events[0], name="Rotazione", timetable=Timetable(Timing.BY_DATE, due_on=date(2026, 11, 1)))
    office.assessment("approved")
    make.campaign(2027, office.process)
    made = operations.open_assessment(office.process, 2027, by=office.person(*AUTHOR), at=AT)
    answer(office, made)
    client, here = client_for(user=office.users[AUTHOR]), f"/valutazioni/{made.id}"
    page = client.get(f"{here}/invia")
    assert f"Una misura è in ritardo o non è stata attuata: {late.title}." in page.text
    assert f"{here}/giudizio" in page.links
    client.post(f"{here}/invia", {}, 422)
    operations.judge(made, None, "", "La rotazione parte a gennaio.", by=office.person(*AUTHOR), at=AT)
    db.session.commit()
    assert "Prima di inviarla" not in client.get(f"{here}/invia").text
    client.post(f"{here}/invia", {})


# --- Of an event that is there no more nobody can say anything ---------------------------------------------


@pytest.fixture
def by_event(make, office):
    """Each event scored, approved for 2026; the draft of 2027 answers otherwise about the second, and does not say why."""
    method, by, boss, rpct = world.methodology(make, "pna_2019"), office.person(*AUTHOR), office.person(*BOSS), office.person(*RPCT)
    first, second = queries.events_of(office.process.id)
    old = operations.open_assessment(office.process, 2026, method, by=rpct, at=AT)
    made = None
    for one, level in ((old, "basso"), (None, "alto")):
        made = one or operations.open_assessment(office.process, 2027, method, by=rpct, at=AT)
        for event in (first, second):
            operations.answer(made, levels("basso" if event is first else level), "assente", event_id=event.id, by=by, at=AT)
        if one is not None:
            operations.send(one, by=by, at=AT)
            operations.validate(one, by=boss, at=AT)
            operations.approve(one, by=rpct, at=AT)
    db.session.commit()
    return made, second


def test_an_event_that_was_retired_asks_for_no_reason_any_more(office, by_event, make):
    made, second = by_event
    with pytest.raises(RuleBroken, match="Manca per: «Evento 2"):
        operations.send(made, by=office.person(*AUTHOR), at=AT)
    assert readiness.ready(clock.today()) == ()
    events.retire(second, by=office.person(*RPCT), at=AT)
    db.session.commit()
    assert readiness.ready(clock.today()) == (made.id,)
    assert operations.send(made, by=office.person(*AUTHOR), at=AT).state == "sent"


def test_an_event_that_went_elsewhere_hides_nothing_of_what_speaks_against_the_same_answers(office, by_event, make):
    made, second = by_event
    make.campaign(2027, office.process, methodology=made.methodology)
    events.move(second, make.phase(world.process(make)), by=office.person(*RPCT), at=AT)
    db.session.commit()
    with pytest.raises(RuleBroken, match="Le risposte sono tutte quelle del 2026, ma: È cambiato un evento rischioso"):
        operations.send(made, by=office.person(*AUTHOR), at=AT)


# --- Who is told, and in whose place -----------------------------------------------------------------------


def test_whoever_validated_is_told_that_the_judgment_moved(office):
    one = office.assessment("validated")
    about = (Notice.kind == "assessment:to_validate", Notice.about == one.subject)
    before = len(db.session.scalars(select(Notice).where(*about)).all())
    operations.judge(one, "medio", "Due segnalazioni.", "", by=office.person(*RPCT), at=AT)
    operations.judge(one, "medio_alto", "Tre segnalazioni.", "", by=office.person(*RPCT), at=AT)
    letters = db.session.scalars(select(Notice).where(*about).order_by(Notice.id)).all()
    assert [letter.user_id for letter in letters[before:]] == [office.users[BOSS].id]


def test_a_draft_that_is_judged_tells_nobody(office):
    one = office.assessment()
    operations.judge(one, "medio", "Due segnalazioni.", "", by=office.person(*AUTHOR), at=AT)
    assert db.session.scalars(select(Notice).where(Notice.about == one.subject)).all() == []


def deputy_of_the_rpct(office, make):
    """And dirigente of the unit, on a role of their own."""
    user = make.user()
    make.grant(user, Role.DIRIGENTE, office.unit)
    make.term(make.figure(code="rpct"), holder=office.users[RPCT], deputy_id=user.id)
    make.delegation(office.users[RPCT].grants[0], user)
    return user


def test_who_stands_in_for_the_rpct_sends_back_in_their_place(office, make, client_for):
    """Their own role opens the page: it is not the one on which they act there."""
    one = office.assessment("validated")
    deputy = deputy_of_the_rpct(office, make)
    client_for(user=deputy).post(f"/valutazioni/{one.id}/restituisci", {"reason": "Rivedi l'impatto."})
    last = ways.path(FLOW, one.id)[0]
    assert (last.action, last.by_id, last.for_whom) == ("return", deputy.id, office.users[RPCT].title)


def test_who_sends_back_on_their_own_role_stands_in_for_nobody(office, make):
    one, deputy = office.assessment("sent"), deputy_of_the_rpct(office, make)
    operations.send_back(one, "Rivedi l'impatto.", by=people.person(people.user(deputy.id), clock.today()), at=AT)
    assert ways.path(FLOW, one.id)[0].for_whom is None
