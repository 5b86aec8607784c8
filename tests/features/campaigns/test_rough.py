"""What nobody means to do with a campaign, and what happens meanwhile: addresses made by hand, odd days, things that move or end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from riskreg.assessments import operations
from riskreg.assessments import queries as assessments
from riskreg.assessments.operations import answer
from riskreg.campaigns import queries, reviewing, unchanged
from riskreg.campaigns.operations import closing, confirming, nudging, proposing
from riskreg.campaigns.operations.proposing import Place
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.campaigns import ProposalKind
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.methodology.operations import lives
from riskreg.people import queries as people
from riskreg.register.operations import events
from tests.features.assessments import world

TODAY = date(2026, 11, 21)


@pytest.fixture
def office(client_for):
    return client_for(Role.COMPLIANCE)


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def owner(make):
    unit = make.unit(name="UO Gare")
    user = make.user(given_name="Irene")
    make.grant(user, Role.REFERENTE, unit)
    return user, unit


def _self(user):
    return {"by": people.person(user, TODAY), "at": clock.now()}


def _row(one, process):
    return queries.row(one.id, process.id)


@pytest.mark.one_database
@pytest.mark.parametrize("asked", ["processo=x", "processo=", "processo=-1", "processo=999999", "processo=" + "9" * 5000])
def test_more_time_for_processes_that_are_not_there_is_not_more_time_for_all(make, office, asked):
    make.campaign(2027)
    page = office.post(f"/campagne/2027/proroga?{asked}", {"send_by": "15/12/2026", "because": "Ferie"}, status=422)
    assert "Nessuna delle schede segnate è ancora da inviare" in page.text
    assert page.value("because") is None, "nothing to fill in that would be refused"
    assert queries.of_year(2027).send_by == date(2026, 11, 30)


@pytest.mark.one_database
@pytest.mark.parametrize("act", ["proroga", "sollecito"])
def test_whoever_ticks_nothing_in_the_list_is_asked_to_tick_and_does_not_act_on_all(make, office, act):
    make.campaign(2027, make.process())
    assert office.get("/campagne/2027").value("quali") == "segnate"
    assert office.ask("GET", f"/campagne/2027/{act}?quali=segnate").location == "/campagne/2027#schede"
    assert "Segna almeno una scheda" in office.get("/campagne/2027").messages[0]


@pytest.mark.one_database
def test_the_moment_at_which_a_form_was_opened_is_whatever_the_browser_sends(make, client_for):
    unit = make.unit()
    process = world.process(make, unit)
    one = make.campaign(2027, process)
    sheet = make.assessment(process, 2027)
    me = client_for(Role.REFERENTE, unit)
    for number, started in enumerate(("9" * 5000, "9" * 11, "-5", "x", "", "²")):
        me.post(f"/valutazioni/{sheet.id}/risposte", {"started": started, "answer_opacita": str(1 + number % 2)})
    assert _row(one, process).seconds == 0


def test_what_changed_is_counted_from_a_year_before_also_for_a_campaign_that_opens_on_a_29th_of_february(make):
    one = make.campaign(2024, opens_on=date(2024, 2, 29), send_by=date(2024, 3, 31))
    assert reviewing.review(one, date(2024, 3, 1)).year == 2024


@pytest.mark.one_database
def test_the_review_knows_which_way_each_answer_moved(make):
    process = world.process(make)
    make.assessment(process, 2026, answers=world.answers(), effectiveness="assente", approved=True)
    one = make.campaign(2027, process)
    make.assessment(process, 2027, answers=world.answers(discrezionalita="5", opacita="1"), effectiveness="sufficiente", approved=True)
    (sheet,) = reviewing.gathered(one, TODAY).sheets
    assert [each.step for each in sheet.moved] == [1, -1, -1], "more discretion, less opacity, better measures"


def test_what_changed_is_counted_from_the_day_on_which_the_campaign_before_was_closed_in_rome(make, compliance):
    process = make.process()
    event = make.event(make.phase(process), name="Accordi")
    before, one = make.campaign(2026, process), make.campaign(2027, process)
    closing.close(before, **compliance | {"at": datetime(2026, 11, 20, 23, 30, tzinfo=UTC)})
    event.added_on = TODAY
    db.session.flush()
    assert reviewing.review(one, TODAY).new_events == ()
    db.session.rollback()


def test_a_methodology_that_is_retired_meanwhile_lets_the_campaign_be_finished(make, owner, compliance):
    user, unit = owner
    process = make.process(unit=unit)
    one = make.campaign(2027, process)
    lives.retire(one.methodology, **compliance)
    db.session.commit()
    assert confirming.begin(_row(one, process), **_self(user)).methodology_id == one.methodology_id


def test_nobody_is_nudged_about_sheets_that_cannot_be_filled_in_yet(make, owner, compliance, office):
    _user, unit = owner
    process = make.process(unit=unit)
    one = make.campaign(2027, process, opens_on=date(2026, 11, 25))
    with pytest.raises(WrongState, match="si apre il 25/11/2026"):
        nudging.nudge(one, [process.id], **compliance)
    assert "Sollecita" not in office.get("/campagne/2027").text.replace("Sollecitata", "")


def test_an_event_that_went_to_another_process_keeps_the_sheet_from_being_confirmed(make, owner, compliance):
    _user, unit = owner
    process, other = world.process(make, unit), world.process(make, unit)
    last = make.assessment(process, 2026, approved=True)
    one = make.campaign(2027, process)
    events.move(process.phases[0].events[0], other.phases[0], **compliance)
    db.session.commit()
    assert unchanged.why_not(_row(one, process), last, TODAY) == [
        "È cambiato un evento rischioso: «Evento 1» non è più in questo processo."
    ]


def test_measures_that_ended_keep_the_effectiveness_that_they_had_from_being_confirmed(make, owner):
    _user, unit = owner
    process = world.process(make, unit)
    make.assessment(process, 2026, approved=True, effectiveness="buona", answers=world.answers(), methodology=world.methodology(make))
    one = make.campaign(2027, process)
    world.end_measures(process, TODAY - timedelta(days=1), make)
    row = _row(one, process)
    assert unchanged.why_not(row, unchanged.last_approved(row), TODAY) == [
        "Allora le misure abbassavano il rischio, e oggi non ce n'è nessuna in vigore."
    ]


def test_answers_that_a_colleague_gives_meanwhile_are_not_written_over_by_confirming(make, owner, client_for):
    user, unit = owner
    process = make.process(unit=unit)
    make.assessment(process, 2026, approved=True)
    one = make.campaign(2027, process)
    me, where = client_for(user=user), f"/campagne/2027/processi/{process.id}"
    page = me.get(where)
    begun = confirming.begin(_row(one, process), **_self(user))
    answer(begun, {"opacita": "1"}, None, reasons={"opacita": "Si pubblica tutto."}, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    again = me.open("POST", f"{where}/conferma", data=page.form() | {"read": "y"})
    assert again.status == 422
    assert "Nel frattempo qualcuno ha lavorato alla scheda" in again.text
    assert "lasciano il posto a quelle del 2026" in again.text
    db.session.expire_all()
    assert assessments.answers_of(begun.scores[0]) == {"opacita": "1"}
    me.open("POST", f"{where}/conferma", data=again.form() | {"read": "y"})
    db.session.expire_all()
    assert begun.state == "sent"


@pytest.mark.parametrize("kind", [ProposalKind.EVENT, ProposalKind.PHASE])
def test_what_is_proposed_enters_the_register_word_by_word(make, owner, compliance, kind):
    user, unit = owner
    process = make.process(unit=unit)
    phase = make.phase(process)
    one = make.campaign(2027, process)
    place = Place(process, phase=phase)
    with pytest.raises(RuleBroken, match="al massimo 300 caratteri"):
        proposing.propose(one, kind, place, "à" * 301, "Serve", **_self(user))
    made = proposing.propose(one, kind, place, "à" * 300, "Serve", **_self(user))
    db.session.flush()
    proposing.accept(made, **compliance)
    db.session.commit()
    names = [each.name for each in process.phases] + [each.name for each in phase.events]
    assert "à" * 300 in names


def test_a_sheet_of_a_process_with_the_longest_name_goes_from_hand_to_hand(make, owner):
    """The heads of letters name it after some words of their own."""
    user, unit = owner
    dirigente = make.user()
    make.grant(dirigente, Role.DIRIGENTE, unit)
    process = make.process(name="P" * 300, unit=unit)
    made = make.assessment(process, 2026)
    operations.answer(made, {each.code: "3" for each in assessments.methodology_of(made).criteria}, "assente", **_self(user))
    operations.send(made, **_self(user))
    assert operations.send_back(made, "Manca il giudizio", **_self(dirigente)).state == "returned"


@pytest.mark.one_database
def test_whoever_would_leave_out_a_process_that_is_begun_reads_why_not_before_writing_a_reason(make, office):
    process = make.process()
    make.campaign(2027, process)
    make.assessment(process, 2027)
    page = office.open("GET", f"/campagne/2027/processi/{process.id}/togli")
    assert (page.status, "Qualcuno ha già cominciato a valutarlo" in page.text) == (422, True)


def test_the_way_out_is_offered_only_for_a_sheet_that_nobody_has_touched(make, client_for):
    """A button that would be refused is not there."""
    process = make.process()
    one = make.campaign(2027, process)
    office, out = client_for(Role.COMPLIANCE), f"/campagne/2027/processi/{process.id}/togli"
    here = f"/campagne/2027/processi/{process.id}"
    assert out in office.get(here).links
    make.grant(make.user(), Role.RPCT)
    make.nudge(one, process)
    page = office.get(here)
    assert out not in page.links
    assert "Non si toglie più dalla campagna" in page.text


@pytest.mark.one_database
def test_accepting_a_change_of_a_measure_leads_to_its_form(make, owner, compliance, office):
    user, unit = owner
    one, process = make.campaign(2027), world.process(make, unit)
    measure = world.measure(make, process)
    made = proposing.propose(one, ProposalKind.MEASURE, Place(process, measure=measure), "La scadenza", "È troppo vicina.", **_self(user))
    db.session.commit()
    link = f"/campagne/2027/proposte/{made.id}"
    form = {"accogli": "1", "answer": "", "version": office.get(link).value("version")}
    answer = office.post(f"{link}/decidi", form, status=302)
    assert answer.location == f"/misure/{measure.id}/modifica"
    assert "Ora cambia la misura: «La scadenza»" in office.get(answer.location).messages[0]


def test_whoever_is_not_of_the_unit_is_told_in_whose_place_they_answer_and_may_ask_them_instead(make, owner, client_for):
    user, unit = owner
    process = make.process(unit=unit)
    make.campaign(2027, process)
    here = f"/campagne/2027/processi/{process.id}"
    page = client_for(Role.COMPLIANCE).get(here)
    assert "Rispondi al posto di UO Gare" in page.text
    assert {f"/campagne/2027/{act}?processo={process.id}" for act in ("sollecito", "proroga")} <= set(page.links)
    mine = client_for(user=user).get(here)
    assert "Rispondi al posto" not in mine.text
    assert not [link for link in mine.links if "sollecito" in link]
