"""The pages of a campaign as the office that runs it uses them: opened, looked at, chased, given time, closed, told."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from riskreg.assessments import operations as assessing
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess, Nudge
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.campaigns import Standing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from tests.reports.review.reading import READERS
from tests.statements import counted

MACHINE = {"by": COMMAND_LINE, "at": clock.on_day(date(2026, 11, 21))}
STATES = {"Non iniziate": "not_started", "In bozza": "draft", "Restituite": "returned", "Inviate": "sent", "Validate": "validated",
          "Approvate": "approved", "In ritardo": "in_ritardo"}  # fmt: skip


ANSWERS = dict.fromkeys(
    ("interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita", "economico", "organizzativo",
     "reputazionale", "servizio"), "3",
)  # fmt: skip


@pytest.fixture
def unit(make):
    unit = make.unit(name="UO Gare")
    make.grant(make.user(given_name="Irene", family_name="Gara"), Role.REFERENTE, unit)
    return unit


@pytest.fixture
def office(client_for):
    return client_for(Role.COMPLIANCE)


@pytest.fixture
def every_state(make, unit):
    """Sheets of two areas in each state, late since the tenth; one more was given time."""
    areas, made = (make.area(), make.area()), {}
    for place, state in enumerate(("not_started", "not_started", "draft", "returned", "sent", "validated", "approved")):
        made[f"{state} {place}"] = make.process(unit=unit, area=areas[place % 2])
    one = make.campaign(2027, *made.values(), send_by=date(2026, 11, 10), validate_by=date(2026, 11, 18), approve_by=date(2026, 12, 20))
    for name, process in made.items():
        if not name.startswith("not_started"):
            make.assessment(process, 2027, answers=ANSWERS, effectiveness="assente", approved=name.startswith("approved"))
    for name, steps in (("returned 3", ("send", "back")), ("sent 4", ("send",)), ("validated 5", ("send", "validate"))):
        _steps(made[name], steps)
    return one


def _steps(process, steps):
    from riskreg.assessments import queries as assessments

    one = assessments.of(process.id, 2027)
    act = {
        "send": lambda: assessing.send(one, **MACHINE),
        "back": lambda: assessing.send_back(one, "Manca.", **MACHINE),
        "validate": lambda: assessing.validate(one, **MACHINE),
    }
    for step in steps:
        act[step]()
    db.session.commit()


def test_a_campaign_is_opened_from_its_page_with_every_active_process_chosen(make, unit, office):
    first, second = make.process(unit=unit), make.process(unit=unit)
    make.methodology(published=True)
    form = office.get("/campagne/nuova")
    assert "Apri la campagna" in office.get("/campagne").text
    assert set(form.form()["processes"]) == {str(first.id), str(second.id)}
    refused = office.send(form, 422, send_by="01/10/2026")
    assert refused.errors
    answer = office.send(form, instructions="Rileggete le fasi.")
    assert answer.location == "/campagne/2027"
    page = office.get(answer.location)
    assert page.messages == ["Fatto: Campagna 2027 aperta."]
    assert "Rileggete le fasi." in page.text
    assert set(sheets_of(page)) == {f"/campagne/2027/processi/{process.id}" for process in (first, second)}
    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "campaign:opened")) == 1


def sheets_of(page):
    """The rows of the list, by the links to the sheets."""
    return [link for link in page.links if re.fullmatch(r"/campagne/2027/processi/\d+", link)]


def test_each_number_of_the_cockpit_opens_as_many_rows(every_state, office):
    page = office.get("/campagne/2027")
    opened = 0
    for link in sorted({link for link in page.links if "stato=" in link}):
        numbers = [int(tag.text()) for tag in page.tree.css(f'a[href="{link}"]') if tag.text().strip().isdigit()]
        if not numbers:
            continue
        rows = sheets_of(office.get(link.partition("#")[0]))
        assert {len(rows)} == set(numbers), link
        opened += 1
    assert opened >= 7
    assert len(sheets_of(page)) == 7
    progress = queries.progress(db.session.get(Campaign, every_state.id), clock.today())
    assert (progress.total, progress.late, progress.of(Standing.NOT_STARTED)) == (7, 5, 2), (
        "begun or not, and the one that waits to be validated"
    )


def test_filters_agree_with_the_rule_and_the_file_with_the_page(every_state, office):
    for state, expected in {
        "not_started": 2,
        "draft": 1,
        "returned": 1,
        "sent": 1,
        "validated": 1,
        "approved": 1,
        "da_fare": 6,
        "in_ritardo": 5,
    }.items():
        assert len(sheets_of(office.get(f"/campagne/2027?stato={state}"))) == expected, state
    text = office.ask("GET", "/campagne/2027?stato=in_ritardo&formato=csv").get_data().decode("utf-8-sig")
    assert text.count("in ritardo") == 5


def test_a_nudge_is_read_before_it_leaves_and_leaves_once_a_day(every_state, office):
    preview = office.get("/campagne/2027/sollecito?quali=in_ritardo")
    ticked = preview.form()["processes"]
    assert len(ticked) == 5, "four with their owner, and one that this office validates"
    assert "Irene Gara" in preview.text
    assert db.session.scalar(select(func.count()).select_from(Nudge)) == 0, "looking sends nothing"
    assert office.send(preview, message="Serve entro venerdì.").location == "/campagne/2027"
    told = office.get("/campagne/2027").messages
    assert told == ["Fatto: Sollecito inviato a 2 persone per 5 schede: resta scritto fra i solleciti."]
    again = office.send(preview, 422, message="Serve entro venerdì.")
    assert "già stati sollecitati oggi" in again.text
    assert db.session.scalar(select(func.count()).select_from(Nudge)) == 5
    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "campaign:nudged")) == 2
    kept = office.get("/campagne/2027/solleciti")
    assert len(kept.rows()) == 5
    assert "Gara Irene" in kept.text


def test_a_closed_campaign_raises_no_alarm_about_roles(every_state, office):
    nobody = "nessuno: assegna il ruolo"
    assert nobody in office.get("/campagne/2027").text, "nobody may approve"
    office.send(office.get("/campagne/2027/chiudi"))
    assert nobody not in office.get("/campagne/2027").text
    assert "Irene Gara" not in office.get("/campagne/2027").text


def test_where_nobody_has_the_role_it_is_not_said_that_all_are_approved(make, office):
    """There is no RPCT."""
    process = make.process()
    make.campaign(2027, process)
    sheet = make.assessment(process, 2027, state="validated")
    page = office.get("/campagne/2027/sollecito")
    assert "Una scheda non è ancora approvata, ma nessuno ha il ruolo per portarla avanti" in page.text
    assert "Sono tutte approvate" not in page.text
    assessing.approve(sheet, **MACHINE)
    db.session.commit()
    assert "Sono tutte approvate." in office.get("/campagne/2027/sollecito").text


def test_the_list_takes_as_many_queries_for_many_campaigns_as_for_one(every_state, make, unit, office):
    office.get("/campagne")
    with counted() as one:
        office.get("/campagne")
    for year in (2025, 2026):
        make.campaign(year, *(make.process(unit=unit) for _each in range(3)), send_by=date(2026, 11, 15))
    with counted() as many:
        rows = {row[0]: row[3:] for row in office.get("/campagne").rows()}
    assert len(many) == len(one)
    assert rows == {"2027": ["1 su 7", "5"], "2026": ["0 su 3", "3"], "2025": ["0 su 3", "3"]}


def test_time_is_given_to_the_chosen_one_and_then_to_all(every_state, office):
    row = db.session.scalars(select(CampaignProcess).order_by(CampaignProcess.id)).first()
    path = f"/campagne/2027/proroga?processo={row.process_id}"
    assert "Scrivi perché" in office.send(office.get(path), 422, send_by="30/11/2026").text
    office.send(office.get(path), send_by="30/11/2026", because="Ferie")
    page = office.get("/campagne/2027?stato=not_started")
    assert "30/11/2026 prorogata" in page.text
    assert len(sheets_of(office.get("/campagne/2027?stato=in_ritardo"))) == 4
    office.send(office.get("/campagne/2027/proroga"), send_by="05/12/2026", because="Chiusura degli uffici")
    one = db.session.get(Campaign, every_state.id)
    assert (one.send_by, one.validate_by, one.approve_by) == (date(2026, 12, 5), date(2026, 12, 13), date(2027, 1, 14))
    assert len(sheets_of(office.get("/campagne/2027?stato=in_ritardo"))) == 0


def test_a_process_comes_in_and_goes_out_with_a_reason(make, unit, every_state, office):
    new = make.process(unit=unit, name="Nato ieri")
    office.send(office.get("/campagne/2027/aggiungi"), processes=[str(new.id)])
    assert len(sheets_of(office.get("/campagne/2027"))) == 8
    path = f"/campagne/2027/processi/{new.id}/togli"
    assert "Scrivi perché il processo esce dalla campagna." in office.send(office.get(path), 422).text
    office.send(office.get(path), because="È del Comune.")
    assert len(sheets_of(office.get("/campagne/2027"))) == 7
    history = office.get("/campagne/2027/cronologia").text
    assert "È del Comune." in history
    assert "Nato ieri" in history


def test_a_proposal_is_made_read_and_decided_and_its_author_is_told(make, unit, every_state, office, client_for):
    owner = client_for(Role.REFERENTE, unit)
    process = db.session.scalars(select(CampaignProcess).order_by(CampaignProcess.id)).first().process
    phase = make.phase(process)
    sheet = f"/campagne/2027/processi/{process.id}"
    form = owner.get(f"{sheet}/proponi/evento")
    assert set(owner.send(form, 422).errors) == {"name", "because", "place"}
    owner.send(form, name="Accordi fra concorrenti", because="Una segnalazione.", place=str(phase.id))
    assert "Accordi fra concorrenti" in owner.get(sheet).text, "nobody proposes it twice"
    waiting = office.get("/campagne/2027/proposte?esito=open")
    link = next(link for link in waiting.links if re.fullmatch(r"/campagne/2027/proposte/\d+", link))
    assert "Una segnalazione." in office.get(link).text
    assert "Scrivi perché non la accogli" in _decide(office, link, 422).text
    assert office.get(link).value("answer") == "", "what the proposer wrote is not the answer to it"
    _decide(office, link, accogli="1")
    assert "Accolta" in owner.get(link).text
    assert "Accordi fra concorrenti" in office.get(f"/registro/processi/{process.id}").text


def test_whoever_accepts_what_the_register_does_not_take_by_itself_is_led_to_write_it(make, unit, every_state, office, client_for):
    owner = client_for(Role.REFERENTE, unit)
    form = owner.get("/campagne/2027/proposte/processo")
    owner.send(form, name="Noleggio delle sale", because="Lo facciamo da marzo.", place=str(unit.id))
    link = next(link for link in office.get("/campagne/2027/proposte").links if re.fullmatch(r"/campagne/2027/proposte/\d+", link))
    led = office.get(_decide(office, link, accogli="1").location)
    assert (led.value("name"), led.value("unit_id")) == ("Noleggio delle sale", str(unit.id))


def _decide(browser, link, status=302, **more):
    data = {"csrf_token": browser.token(), "version": browser.get(link).value("version"), "answer": "", **more}
    answer = browser.open("POST", f"{link}/decidi", data=data)
    assert answer.status == status
    return answer


def test_closing_asks_first_says_what_is_left_and_keeps_the_review(every_state, office, client_for):
    page = office.get("/campagne/2027/chiudi")
    assert "6 schede non sono approvate" in page.text
    assert not db.session.get(Campaign, every_state.id).is_closed
    answer = office.send(office.get("/campagne/2027/chiudi"))
    assert answer.location == "/campagne/2027/riesame"
    review = client_for(Role.ORGANO).get(answer.location)
    assert "Provvisorio" not in review.text
    assert "6 schede" in review.text
    office.get("/campagne/2027/modifica", 422)
    assert "/campagne/2027/chiudi" not in office.get("/campagne/2027").links


def test_while_a_proposal_waits_the_page_says_so_and_offers_no_button_that_would_be_refused(make, every_state, office):
    version = office.get("/campagne/2027/chiudi").value("version")
    row = db.session.scalars(select(CampaignProcess).order_by(CampaignProcess.id)).first()
    make.proposal(every_state, row.process)
    page = office.get("/campagne/2027/chiudi")
    assert "1 proposta aspetta una decisione" in page.text
    assert "/campagne/2027/proposte?esito=open" in page.links
    assert not [one for one in page.soup.select("main form button") if "Chiudi la campagna" in one.text]
    refused = office.post("/campagne/2027/chiudi", {"version": version}, status=422)
    assert "1 proposta aspetta una decisione" in refused.text


def test_the_review_sets_beside_the_year_before_only_the_processes_of_both_years(make, unit, client_for):
    old, new = make.process(unit=unit), make.process(unit=unit)
    make.assessment(old, 2026, approved=True)
    make.campaign(2027, old, new)
    make.assessment(old, 2027, approved=True)
    assert "Gli stessi processi nel 2026: 9,00." in client_for(Role.ORGANO).get("/campagne/2027/riesame").text
    make.assessment(new, 2027, approved=True, answers=dict.fromkeys(ANSWERS, "1"))
    assert "Dei processi valutati anche nel 2026 (1): da 9,00 a 9,00." in client_for(Role.ORGANO).get("/campagne/2027/riesame").text


@pytest.mark.parametrize("name", ["pdf", "html", "docx"])
def test_the_delta_says_what_moved_in_each_form_and_that_it_is_provisional_until_the_end(make, unit, office, client_for, name):
    process = make.process(unit=unit, name="Affidamenti diretti")
    make.assessment(process, 2026, approved=True)
    make.campaign(2027, process)
    make.assessment(process, 2027, approved=True)
    reader = client_for(Role.ORGANO)
    path = f"/campagne/2027/riesame/{name}"
    assert path in reader.get("/campagne/2027/riesame").links
    answer = reader.ask("GET", path)
    assert (answer.status_code, f"riesame-2027.{name}" in answer.headers["Content-Disposition"]) == (200, True)
    said = READERS[name](answer.get_data())
    for word in ("Riesame dei rischi 2027", "Che cosa è cambiato dal 2026 e perché", "1 processo su 1", "PROVVISORIO"):
        assert word in said
    office.send(office.get("/campagne/2027/chiudi"))
    final = READERS[name](reader.ask("GET", path).get_data())
    assert "PROVVISORIO" not in final
    assert "1 processo su 1" in final
    assert reader.open("GET", "/campagne/2025/riesame/pdf").status == 404
