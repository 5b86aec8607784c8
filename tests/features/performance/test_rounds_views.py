"""What people see and press in a round: whoever opens it, whoever enters, whoever verifies, whoever reads."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import Calendar
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.performance import queries
from riskreg.performance.models import RequestNudge
from riskreg.performance.queries import rounds as rows
from tests.page import Client

pytestmark = pytest.mark.one_database

OPEN = Calendar(date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 15))
LATE = Calendar(date(2026, 10, 1), date(2026, 10, 20), date(2026, 12, 15))
ROUND = "/performance/rilevazioni/2026-t3"


@pytest.fixture
def area(make):
    return make.unit(code="A1", name="Area Tutela del mercato", kind=UnitKind.AREA)


@pytest.fixture
def unit(make, area):
    return make.unit(code="A1.1", name="UO Metrologia", parent=area)


@pytest.fixture
def as_(app, make, unit):
    def signed_in(role, where=None):
        user = make.user()
        make.grant(user, role, where or (unit if role in (Role.REFERENTE, Role.DIRIGENTE) else make.root()))
        return Client.signed_in(app, user)

    return signed_in


def asked(place=0, period=Period.Q3):
    return rows.asked(rows.round_of(2026, period))[place]


def form_of(place=0):
    return f"{page_of(place)}/inserisci"


def page_of(place=0):
    return f"/performance/rilevazioni/risultati/{asked(place).request.id}"


def test_from_opening_to_closing(make, unit, as_):
    make.indicator("Controlli metrologici", ">= 150", unit=unit)
    owner, keeper = as_(Role.REFERENTE), as_(Role.PERFORMANCE)
    days = {"opens_on": "01/10/2026", "enter_by": "30/11/2026", "verify_by": "15/12/2026"}
    opened = keeper.post("/performance/rilevazioni/apri", {"period": "2026-q3", **days})
    assert opened.location.endswith(ROUND)
    (notice,) = db.session.scalars(db.select(Notice).where(Notice.kind == "round:opened"))
    assert "Controlli metrologici" in notice.body
    mine = owner.get("/")
    assert "Inserisci il risultato" in mine.text
    owner.post(form_of(), {"version": "0", "value": "90", "note": "Fino al 30 settembre."})
    assert "Inserisci il risultato" not in owner.get("/").text
    shown = keeper.get(ROUND)
    assert "Scostamento" in shown.text
    assert "Verifica il risultato" in keeper.get("/").text
    keeper.post(f"{page_of()}/verifica", {"version": str(asked().reading.version), "sure": "y"})
    assert asked().state == "verified"
    keeper.post(f"{ROUND}/chiudi", {"version": str(rows.round_of(2026, Period.Q3).version)})
    assert asked().state == "closed"
    assert "Chiusa" in keeper.get("/performance/rilevazioni").text


def test_the_form_shows_target_and_the_period_before_and_passes_to_the_next(make, unit, as_):
    make.indicator("Primo", ">= 50%", unit=unit)
    make.indicator("Secondo", ">= 80%", unit=unit)
    before = make.round(Period.Q2)
    make.given(before, "31%")
    make.round(calendar=OPEN)
    owner = as_(Role.REFERENTE)
    shown = owner.get(form_of())
    assert "Dopo questo ti aspettano altri 2 risultati." in shown.text
    assert ">= 50%" in shown.text
    assert "2° trimestre: 31%" in shown.text
    went = owner.post(form_of(), {"version": "0", "value": "45%", "prossimo": "1"})
    assert went.location.startswith("/performance/rilevazioni/risultati/")
    assert went.location != form_of()


def test_a_returned_result_says_why_where_it_is_mended(make, unit, as_):
    make.indicator(unit=unit)
    one = make.round(calendar=OPEN)
    make.given(one)
    as_(Role.PERFORMANCE).post(f"{page_of()}/restituisci", {"version": str(asked().reading.version), "because": "Manca dicembre"})
    owner = as_(Role.REFERENTE)
    assert "Correggi il risultato restituito" in owner.get("/").text
    assert "Manca dicembre" in owner.get(form_of()).text


def test_the_list_of_rounds_counts_as_entered_what_the_page_of_the_round_does(make, unit, as_):
    make.indicator("Primo", unit=unit)
    make.indicator("Secondo", unit=unit)
    one = make.round(calendar=OPEN)
    make.given(one)
    make.given(one, place=1)
    keeper = as_(Role.PERFORMANCE)
    assert "2 su 2" in keeper.get("/performance/rilevazioni").text
    keeper.post(f"{page_of()}/restituisci", {"version": str(asked().reading.version), "because": "Manca dicembre"})
    assert "1 su 2" in keeper.get("/performance/rilevazioni").text


def test_a_returned_result_of_the_year_waits_also_without_a_round(make, unit, as_):
    one = make.indicator(unit=unit, result="52%")
    final = queries.year_of(queries.indicator(one.id), 2026).final
    as_(Role.PERFORMANCE).post(
        f"/performance/indicatori/{one.id}/2026/restituisci", {"version": str(final.version), "because": "Manca la fonte"}
    )
    assert "Correggi il risultato restituito" in as_(Role.REFERENTE).get("/").text
    assert "Correggi il risultato restituito" not in as_(Role.REFERENTE, make.unit()).get("/").text


def test_of_an_area_its_dirigente_is_asked_and_nobody_below(make, unit, area, as_):
    make.indicator(unit=unit)
    make.round(Period.H1, calendar=OPEN)
    assert "Inserisci il risultato" in as_(Role.DIRIGENTE, area).get("/").text
    assert "Inserisci il risultato" not in as_(Role.REFERENTE).get("/").text


def test_whoever_closes_is_told_what_of_the_sample_nobody_has_looked_at(make, unit, as_):
    make.indicator(unit=unit)
    one = make.round(calendar=OPEN)
    make.given(one, verified=True)
    keeper = as_(Role.PERFORMANCE)
    words = "1 risultato estratto nel campione non è ancora controllato"
    assert words not in keeper.get(f"{ROUND}/chiudi").text
    make.inspection(one)
    assert words in keeper.get(f"{ROUND}/chiudi").text
    keeper.post(f"{ROUND}/chiudi", {"version": str(rows.round_of(2026, Period.Q3).version)})
    assert "Mai controllato" in keeper.get(f"{ROUND}/controlli").text


def test_who_entered_has_nothing_to_verify(make, unit, as_):
    make.indicator(owner="Azienda speciale")
    make.round(calendar=OPEN)
    keeper, other = as_(Role.PERFORMANCE), as_(Role.PERFORMANCE)
    keeper.post(form_of(), {"version": "0", "value": "45%"})
    assert "Verifica il risultato" not in keeper.get("/").text
    assert "Verifica il risultato" in other.get("/").text


def test_a_late_round_waits_to_be_closed(make, unit, as_):
    make.indicator(unit=unit)
    make.round()
    assert "Chiudi la rilevazione" in as_(Role.PERFORMANCE).get("/").text


def test_the_cockpit_filters_and_leaves_as_a_file(make, unit, as_):
    make.indicator("Va bene", ">= 50%", unit=unit)
    make.indicator("Non va", ">= 50%", unit=unit)
    one = make.round(calendar=LATE)
    make.given(one, "60%")
    make.given(one, "10%", place=1)
    keeper = as_(Role.PERFORMANCE)
    strayed = keeper.get(f"{ROUND}?andamento=deviates").text
    assert "Non va" in strayed.split("Risultato per risultato")[1]
    assert "Va bene" not in strayed.split("Risultato per risultato")[1]
    first = keeper.get(f"{ROUND}?ordina=standing").text.split("Risultato per risultato")[1]
    assert first.index("Non va") < first.index("Va bene")
    file = keeper.ask("GET", f"{ROUND}?formato=csv").get_data(as_text=True)
    assert "A oggi 10 % < 50 %" in file


def test_a_nudge_is_seen_before_goes_once_a_day_and_stays_written(make, unit, as_):
    make.indicator("In ritardo", unit=unit)
    make.round(calendar=LATE)
    as_(Role.REFERENTE)
    keeper = as_(Role.PERFORMANCE)
    shown = keeper.get(f"{ROUND}/sollecito?quali=in_ritardo")
    assert "un risultato aspetta te" in shown.text
    keeper.post(f"{ROUND}/sollecito", {"requests": [str(asked().request.id)], "message": "Serve entro venerdì."})
    (nudge,) = db.session.scalars(db.select(RequestNudge))
    assert (nudge.on, nudge.state) == (clock.today(), "to_enter")
    again = keeper.post(f"{ROUND}/sollecito", {"requests": [str(asked().request.id)]}, status=422)
    assert "già stati sollecitati oggi" in again.text
    assert "In ritardo" in keeper.get(f"{ROUND}/solleciti").text


def test_more_time_for_one_unit(make, unit, as_):
    make.indicator(unit=unit)
    make.round(calendar=LATE)
    keeper = as_(Role.PERFORMANCE)
    version = str(rows.round_of(2026, Period.Q3).version)
    sent = {"version": version, "whom": str(unit.id), "enter_by": "05/12/2026", "verify_by": "15/12/2026", "because": "Trasloco"}
    keeper.post(f"{ROUND}/proroga", sent)
    assert asked().request.due_on == date(2026, 12, 5)


def test_many_are_verified_at_once(make, unit, as_):
    make.indicator("Primo", unit=unit)
    make.indicator("Secondo", unit=unit)
    one = make.round(calendar=OPEN)
    make.given(one)
    make.given(one, place=1)
    keeper = as_(Role.PERFORMANCE)
    assert "Primo" in keeper.get(f"{ROUND}/verifica").text
    keeper.post(f"{ROUND}/verifica", {"chosen": [f"{asked(place).request.id}.{asked(place).reading.version}" for place in (0, 1)]})
    assert [each.state for each in rows.asked(one)] == ["verified", "verified"]


def test_the_sample_from_plan_to_finding(make, unit, as_):
    make.indicator("Primo", unit=unit)
    one = make.round(calendar=OPEN)
    make.given(one, verified=True)
    keeper, compliance = as_(Role.PERFORMANCE), as_(Role.COMPLIANCE)
    keeper.send(keeper.get(f"{ROUND}/controlli/piano"), 302, percent="50", seed="lotto 21/11/2026")
    keeper.post(f"{ROUND}/controlli/estrai", {"version": str(rows.draw_of(one).version)})
    shown = compliance.get(f"{ROUND}/controlli")
    assert "L'estrazione si ripete uguale" in shown.text
    (each,) = rows.inspections(rows.draw_of(one))
    assert "Controlla il risultato estratto" in compliance.get("/").text
    sent = {"version": str(each.version), "finding": "not_confirmed", "looked_at": "Il registro", "found": "I conti non tornano"}
    compliance.post(f"/performance/rilevazioni/controlli/{each.id}", sent)
    assert asked().state == "returned"
    assert "Non confermato" in keeper.get(f"{ROUND}/controlli").text


def test_the_sheet_of_the_indicator_leads_to_what_is_asked(make, unit, as_):
    one = make.indicator(unit=unit)
    make.round(calendar=OPEN)
    page = f"/performance/indicatori/{one.id}"
    assert form_of() in as_(Role.REFERENTE).ask("GET", page).get_data(as_text=True)
    assert form_of() not in as_(Role.OIV).ask("GET", page).get_data(as_text=True)


def test_whoever_has_something_to_enter_finds_the_first_of_it_on_the_page_of_the_round(make, as_, unit):
    """And nobody else is told that something waits."""
    make.indicator("Controlli metrologici", ">= 150", unit=unit)
    first = make.round(Period.Q3, calendar=OPEN)
    page = as_(Role.REFERENTE).get(f"/performance/rilevazioni/{first.slug}")
    assert "Ti aspetta un risultato" in page.text
    (address,) = [link for link in page.links if link.endswith("/inserisci")]
    assert as_(Role.REFERENTE).get(address).status == 200
    assert "Ti aspetta" not in as_(Role.OIV).get(f"/performance/rilevazioni/{first.slug}").text
