"""What a campaign asks of people stands on their first page with its day, and leads to the very form; the night tells who fills in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from riskreg.campaigns import hands, reviewing
from riskreg.campaigns import queries as campaigns
from riskreg.campaigns.models import Campaign
from riskreg.campaigns.operations import closing, confirming, extending, opening
from riskreg.campaigns.waiting import open_ones
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.campaigns import Calendar
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.jobs.kinds import Work, named
from riskreg.methodology import queries as methodologies
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.waiting.crew import crew
from riskreg.waiting.sources import Asked
from tests.statements import counted

TODAY = date(2026, 11, 21)


@pytest.fixture
def office(make):
    """An area with its dirigente, a unit with its referente, a process approved for 2026."""
    area = make.unit(name="Area Contratti")
    unit = make.unit(name="UO Gare", parent=area)
    who = {role: make.user(given_name=role.value.title()) for role in (Role.REFERENTE, Role.DIRIGENTE, Role.RPCT, Role.COMPLIANCE)}
    make.grant(who[Role.REFERENTE], Role.REFERENTE, unit)
    make.grant(who[Role.DIRIGENTE], Role.DIRIGENTE, area)
    make.grant(who[Role.RPCT], Role.RPCT)
    make.grant(who[Role.COMPLIANCE], Role.COMPLIANCE)
    process = make.process(unit=unit)
    make.assessment(process, 2026, approved=True)
    return who, process


def _waits(user):
    asked = Asked(TODAY, crew(TODAY), person=people.person(user, TODAY))
    mine = [item.task for item in open_ones(asked) if user.id in {one.user_id for one in asked.whose.of(item)}]
    return [(task.action, task.path, task.due_on) for task in mine]


def test_from_hand_to_hand_each_finds_it_with_the_day_of_their_step(make, office):
    who, process = office
    one = make.campaign(2027, process)
    owner = who[Role.REFERENTE]
    assert _waits(owner) == [("Rivedi la scheda dell'anno scorso", f"/campagne/2027/processi/{process.id}", one.send_by)]
    made = confirming.begin(campaigns.row(one.id, process.id), by=people.person(owner, TODAY), at=clock.now())
    db.session.commit()
    assert _waits(owner) == [("Completa la valutazione", f"/valutazioni/{made.id}/risposte", one.send_by)]
    confirming.confirm(campaigns.row(one.id, process.id), by=people.person(owner, TODAY), at=clock.now())
    db.session.commit()
    assert _waits(owner) == []
    assert _waits(who[Role.DIRIGENTE]) == [("Leggi e valida la valutazione", f"/valutazioni/{made.id}/valida", one.validate_by)]


def test_a_draft_of_a_process_that_the_campaign_does_not_ask_about_still_waits(make, office):
    who, process = office
    make.campaign(2027, process)
    unasked = make.process(unit=process.unit)
    made = make.assessment(unasked, 2027)
    assert ("Completa la valutazione", f"/valutazioni/{made.id}/risposte", None) in _waits(who[Role.REFERENTE])


def test_two_campaigns_at_once_ask_each_with_its_own_days_and_end_by_themselves(make, office):
    who, process = office
    other = make.process(unit=process.unit)
    before = make.campaign(2025, process, other, send_by=date(2026, 11, 25), validate_by=date(2026, 11, 27), approve_by=date(2026, 11, 29))
    one = make.campaign(2027, process, other)
    owner, boss = who[Role.REFERENTE], who[Role.DIRIGENTE]
    make.assessment(other, 2025, state="sent")
    assert set(_waits(owner)) == {
        ("Rivedi la scheda dell'anno scorso", f"/campagne/2025/processi/{process.id}", before.send_by),
        ("Rivedi la scheda dell'anno scorso", f"/campagne/2027/processi/{process.id}", one.send_by),
        ("Rivedi la scheda dell'anno scorso", f"/campagne/2027/processi/{other.id}", one.send_by),
    }
    assert [due for _action, _path, due in _waits(boss)] == [before.validate_by]
    extending.extend(one, [process.id], date(2026, 12, 5), "Ferie", by=COMMAND_LINE, at=clock.now())
    confirming.confirm(campaigns.row(one.id, process.id), by=people.person(owner, TODAY), at=clock.now())
    db.session.commit()
    assert {due for _action, _path, due in _waits(boss)} == {before.validate_by, date(2026, 12, 15)}, "as much later as the sheet was given"
    assert {path for _action, path, _due in _waits(owner)} == {
        f"/campagne/2025/processi/{process.id}",
        f"/campagne/2027/processi/{other.id}",
    }
    closing.close(before, by=people.person(who[Role.COMPLIANCE], TODAY), at=clock.now())
    db.session.commit()
    assert [path for _action, path, _due in _waits(owner)] == [f"/campagne/2027/processi/{other.id}"]
    assert [due for _action, _path, due in _waits(boss)] == [date(2026, 12, 15)]
    assert [sheet.process.id for sheet in hands.waiting(one, TODAY) if sheet.users == [owner]] == [other.id]


def test_what_closed_campaigns_keep_is_not_read_on_every_first_page(make, office):
    _who, process = office
    old = make.campaign(2026, process)
    make.campaign(2027, process)
    closing.close(old, by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    db.session.expunge_all()
    with counted() as seen:
        at_work = campaigns.at_work(TODAY)
    assert [one.year for one in at_work] == [2027]
    assert not [statement for statement in seen if "outcome" in statement]
    assert [one.year for one in db.session if isinstance(one, Campaign)] == [2027]
    assert reviewing.review(campaigns.of_year(2026), TODAY).year == 2026, "and it is there for whoever asks"


def test_compliance_finds_what_to_decide_and_when_to_close(make, office):
    who, process = office
    one = make.campaign(2027, process)
    make.proposal(one, process)
    assert [(action, path) for action, path, _due in _waits(who[Role.COMPLIANCE])] == [
        ("Accogli o respingi", "/campagne/2027/proposte?esito=open"), ("Chiudi la campagna", "/campagne/2027/chiudi"),
    ]  # fmt: skip


def test_nothing_waits_of_a_campaign_that_is_closed_or_has_not_begun(make, office):
    who, process = office
    later = make.campaign(2027, process, opens_on=date(2026, 11, 25))
    assert [_waits(user) for user in who.values()] == [[]] * 4
    opening.change(later, opening.Sheet(replace(later.calendar, opens_on=TODAY)), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    make.assessment(process, 2027, state="sent")
    assert _waits(who[Role.DIRIGENTE])
    closing.close(later, by=people.person(who[Role.COMPLIANCE], TODAY), at=clock.now())
    db.session.commit()
    assert [_waits(user) for user in who.values()] == [[]] * 4


def _tonight(at):
    kind = named("campaigns:tell")
    assert kind is not None
    said = kind.handler(Work(1, {}, COMMAND_LINE, at, _Desk()))
    db.session.commit()
    return said


class _Desk:
    def tell(self, percent, note):
        pass

    def begin_writing(self):
        pass


def test_whoever_fills_in_is_told_on_the_day_it_opens_and_not_again(make, office):
    who, _process = office
    days = Calendar(date(2026, 11, 25), date(2026, 12, 10), date(2026, 12, 15), date(2026, 12, 20))
    opening.open_campaign(2027, methodologies.in_force()[0], opening.Sheet(days), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert _tonight(clock.now()) == "Nessuna campagna si apre oggi."
    first_day = clock.now() + timedelta(days=4)
    assert _tonight(first_day) == "1 persona avvisata."
    assert _tonight(first_day + timedelta(days=1)) == "Nessuna campagna si apre oggi."
    assert [one.user_id for one in db.session.scalars(select(Notice).where(Notice.kind == "campaign:opened"))] == [who[Role.REFERENTE].id]
