"""Who may do what on the pages of a campaign: each action, by each role, for the own unit and for another, in a campaign that is open and in one that is not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from riskreg.assessments.models import Assessment
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess, Confirmation, Nudge, Proposal
from riskreg.campaigns.operations import closing, opening, proposing
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind

pytestmark = pytest.mark.one_database

MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(date(2026, 11, 21))}

OWNER, BOSS, OFFICE, RPCT = (Role.REFERENTE, "own"), (Role.DIRIGENTE, "own"), (Role.COMPLIANCE, "body"), (Role.RPCT, "body")
AWAY = {(Role.REFERENTE, "elsewhere"), (Role.DIRIGENTE, "elsewhere")}
OTHERS = {(role, "body") for role in (Role.OIV, Role.ADMIN, Role.ORGANO, Role.URP)}
EVERYBODY = [OWNER, BOSS, OFFICE, RPCT, *sorted(AWAY), *sorted(OTHERS)]

MANAGERS, WRITERS = {OFFICE, RPCT}, {OWNER, BOSS, OFFICE, RPCT}

TEXT = {"name": "Una cosa nuova", "because": "Serve a chi lavora."}


class Year:
    """The campaign 2027 with one process of a unit, approved the year before; and somebody of each role, on the unit, elsewhere, on the body."""

    def __init__(self, make, opens_on=date(2026, 10, 1)):
        self.make = make
        area, other = make.unit(kind=UnitKind.AREA), make.unit(kind=UnitKind.AREA)
        self.unit = make.unit(parent=area)
        elsewhere = make.unit(parent=other)
        self.users = {}
        for role, own, away in ((Role.REFERENTE, self.unit, elsewhere), (Role.DIRIGENTE, area, other)):
            self._add(role, "own", own)
            self._add(role, "elsewhere", away)
        for role, _where in (OFFICE, RPCT, *OTHERS):
            self._add(role, "body", make.root())
        self.process = self._process()
        self.campaign = make.campaign(2027, self.process, opens_on=opens_on)

    def _add(self, role, where, unit):
        user = self.make.user()
        self.make.grant(user, role, unit)
        self.users[role, where] = user

    def _process(self):
        made = self.make.process(unit=self.unit)
        self.phase = self.make.phase(made)
        self.measure = self.make.measure(self.make.event(self.phase))
        self.make.assessment(made, 2026, approved=True)
        return made

    def another(self):
        """A process as fresh as the first, where the one before was used up."""
        self.process = self._process()
        opening.add_processes(self.campaign, [self.process.id], **MACHINE)
        db.session.commit()

    @property
    def here(self):
        return f"/campagne/{self.campaign.year}"

    @property
    def sheet(self):
        return f"{self.here}/processi/{self.process.id}"

    def close(self):
        for one in db.session.scalars(select(Proposal)):
            proposing.decline(one, "C'è già.", **MACHINE)
        closing.close(self.campaign, **MACHINE)
        db.session.commit()

    def traces(self):
        """All that an action of these could leave."""
        db.session.expire_all()
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in (Assessment, Confirmation, Nudge, Proposal)]
        rows = db.session.execute(select(CampaignProcess.process_id, CampaignProcess.send_by).order_by(CampaignProcess.id)).all()
        days = db.session.execute(select(Campaign.send_by, Campaign.approve_by, Campaign.instructions, Campaign.closed_at)).all()
        return counts, rows, days, db.session.execute(select(Proposal.id, Proposal.state)).all()


@pytest.fixture
def year(make):
    return Year(make)


def days_of(year):
    return {
        "opens_on": "01/10/2026",
        "send_by": "30/11/2026",
        "validate_by": "10/12/2026",
        "approve_by": "20/12/2026",
        "instructions": "Leggete.",
    }


def later(year):
    """Than it is, however often."""
    day = db.session.get(Campaign, year.campaign.id).send_by + timedelta(days=1)
    return {"send_by": f"{day:%d/%m/%Y}", "because": "Ferie"}


def proposal_of(year):
    return year.make.proposal(year.campaign, year.process).id


ACTIONS = {
    "change": (MANAGERS, lambda year: (f"{year.here}/modifica", days_of(year))),
    "add": (MANAGERS, lambda year: (f"{year.here}/aggiungi", {"processes": [str(year.make.process(unit=year.unit).id)]})),
    "leave out": (MANAGERS, lambda year: (f"{year.sheet}/togli", {"because": "Non è nostro."})),
    "nudge": (MANAGERS, lambda year: (f"{year.here}/sollecito", {"processes": [str(year.process.id)], "message": ""})),
    "extend all": (MANAGERS, lambda year: (f"{year.here}/proroga", later(year))),
    "extend one": (MANAGERS, lambda year: (f"{year.here}/proroga?processo={year.process.id}", later(year))),
    "accept": (MANAGERS, lambda year: (f"{year.here}/proposte/{proposal_of(year)}/decidi", {"accogli": "1", "answer": ""})),
    "decline": (MANAGERS, lambda year: (f"{year.here}/proposte/{proposal_of(year)}/decidi", {"answer": "C'è già."})),
    "begin": (WRITERS, lambda year: (f"{year.sheet}/inizia", {})),
    "confirm": (WRITERS, lambda year: (f"{year.sheet}/conferma", {"read": "y", "version": "0"})),
    "propose an event": (WRITERS, lambda year: (f"{year.sheet}/proponi/evento", TEXT | {"place": str(year.phase.id)})),
    "propose a phase": (WRITERS, lambda year: (f"{year.sheet}/proponi/fase", TEXT)),
    "propose a measure": (WRITERS, lambda year: (f"{year.sheet}/proponi/misura", TEXT | {"place": str(year.measure.id)})),
}  # fmt: skip


def version_of(year, path):
    """As the page would carry it."""
    if "/proposte/" in path and not path.endswith("processo"):
        return str(db.session.get(Proposal, int(path.split("/")[4])).version)
    return str(db.session.get(Campaign, year.campaign.id).version)


def act(browser, year, path, data):
    return browser.open("POST", path, data={"csrf_token": browser.token(), "version": version_of(year, path), "confermato": "1", **data})


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_is_for_whoever_may_and_for_nobody_else(year, client_for, name):
    allowed, asked = ACTIONS[name]
    path, data = asked(year)
    before = year.traces()
    for who in EVERYBODY:
        if who not in allowed:
            assert act(client_for(user=year.users[who]), year, path, data).status == 403, who
    assert year.traces() == before
    for who in sorted(allowed):
        year.another()
        path, data = asked(year)
        before = year.traces()
        answer = act(client_for(user=year.users[who]), year, path, data)
        assert (answer.status, answer.is_html and answer.summary) == (302, False), who
        assert year.traces() != before or name == "change", who


@pytest.mark.parametrize("name", ACTIONS)
def test_in_a_closed_campaign_nothing_is_done_by_anybody(year, client_for, name):
    path, data = ACTIONS[name][1](year)
    year.close()
    before = year.traces()
    for who in EVERYBODY:
        assert act(client_for(user=year.users[who]), year, path, data).status in (403, 409, 422), who
    assert year.traces() == before


@pytest.mark.parametrize("name", ["begin", "confirm"])
def test_before_it_opens_no_sheet_is_begun(make, client_for, name):
    year = Year(make, opens_on=date(2026, 11, 25))
    path, data = ACTIONS[name][1](year)
    before = year.traces()
    for who in EVERYBODY:
        assert act(client_for(user=year.users[who]), year, path, data).status in (403, 422), who
    assert year.traces() == before


def test_closing_is_for_those_who_run_it_and_happens_once(year, client_for):
    path = f"{year.here}/chiudi"
    for who in EVERYBODY:
        if who not in MANAGERS:
            assert act(client_for(user=year.users[who]), year, path, {}).status == 403, who
    assert not db.session.get(Campaign, year.campaign.id).is_closed
    assert act(client_for(user=year.users[OFFICE]), year, path, {}).status == 302
    assert db.session.get(Campaign, year.campaign.id).is_closed
    assert act(client_for(user=year.users[RPCT]), year, path, {}).status == 422


def test_opening_is_for_those_who_run_it(year, client_for):
    data = days_of(year) | {"year": "2026", "methodology_id": str(year.campaign.methodology_id), "processes": [str(year.process.id)]}
    for who in sorted(EVERYBODY, key=lambda who: who in MANAGERS):
        status = act(client_for(user=year.users[who]), year, "/campagne/nuova", data).status
        assert status == (403 if who not in MANAGERS else 302 if who == OFFICE else 422), who
    assert [one.year for one in queries.campaigns()] == [2027, 2026]


READERS = {OWNER, BOSS, OFFICE, RPCT, (Role.OIV, "body")}


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_whoever_has_a_unit_reads_its_sheets_and_no_others(year, client_for, closed):
    if closed:
        year.close()
    for who in EVERYBODY:
        browser = client_for(user=year.users[who])
        cockpit = browser.open("GET", year.here)
        assert cockpit.status == (200 if who in READERS | AWAY else 403), who
        assert browser.open("GET", year.sheet).status == (200 if who in READERS else 403), who
        if cockpit.status == 200:
            assert (year.process.name in cockpit.text) == (who in READERS), who
        if closed or who not in MANAGERS:
            assert not [link for link in cockpit.links if link.endswith(("/modifica", "/proroga", "/chiudi", "/aggiungi"))], who


def test_a_proposal_of_another_unit_is_read_and_withdrawn_by_nobody_there(year, client_for):
    path = f"{year.here}/proposte/{proposal_of(year)}"
    for who in sorted(AWAY):
        browser = client_for(user=year.users[who])
        assert browser.open("GET", path).status == 403
        assert act(browser, year, f"{path}/ritira", {}).status == 403
        assert "Fase di prova" not in browser.get(f"{year.here}/proposte").text
    assert act(client_for(user=year.users[OWNER]), year, f"{path}/ritira", {}).status == 422, "of the unit, and not theirs"
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1


def test_an_unmapped_process_is_proposed_for_a_unit_of_ones_own(year, client_for):
    data = TEXT | {"place": str(year.unit.id)}
    for who in EVERYBODY:
        status = act(client_for(user=year.users[who]), year, f"{year.here}/proposte/processo", data).status
        assert status == (302 if who in WRITERS else 422 if who in AWAY else 403), who
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == len(WRITERS)
