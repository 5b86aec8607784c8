"""What people see and press: the owner, the dirigente, whoever reads, whoever runs it."""

import re
from datetime import date

import pytest

from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.monitoring.checks import State
from riskreg.domain.register import OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check
from riskreg.monitoring.operations import answering, moving
from riskreg.monitoring.operations.answering import Given
from tests.features.monitoring.office import DONE, Office
from tests.page import Client

pytestmark = pytest.mark.one_database

ALWAYS = Timetable(Timing.CONTINUOUS)


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def as_(app, office):
    def signed_in(role, where="own"):
        return Client.signed_in(app, office.user(role, where))

    return signed_in


def _state(check_id):
    db.session.expire_all()
    return queries.check(check_id).state


def test_the_owner_fills_it_in_saves_half_of_it_and_signs(office, as_):
    one = office.make.check(office.measure())
    owner = as_(Role.REFERENTE)
    page = f"/monitoraggio/schede/{one.id}"
    assert "Tocca a te compilarla" in owner.get(page).text
    owner.post(f"{page}/compila", {"outcome": "done", "note": "Fatta."}, status=302)
    assert queries.check(one.id).note == "Fatta."
    refused = owner.post(f"{page}/invia", status=422)
    assert "Scrivi da quale giorno la misura è attuata." in refused.text
    signed = owner.post(
        f"{page}/compila", {"outcome": "done", "done_on": "01/10/2026", "no_evidence_because": "Prassi.", "firma": "1"}, status=302
    )
    assert signed.location.endswith("/invia")
    owner.post(f"{page}/invia", status=302)
    assert _state(one.id) == State.SENT
    assert "aspetta chi la valida" in owner.get(page).text
    assert "/valida" not in owner.get(page).html, "nobody sees a button that would be refused"
    boss = as_(Role.DIRIGENTE)
    assert "Tocca a te validarla" in boss.get(page).text
    boss.post(f"{page}/valida", status=302)
    assert _state(one.id) == State.VALIDATED


def test_a_date_that_is_no_date_says_so_and_keeps_what_was_typed(office, as_):
    one = office.make.check(office.measure())
    refused = as_(Role.REFERENTE).post(
        f"/monitoraggio/schede/{one.id}/compila", {"outcome": "done", "done_on": "31/02/2026", "note": "La nota."}, status=422
    )
    assert "31/02/2026" in refused.text
    assert "La nota." in refused.text


def test_each_reads_their_own_part_and_the_whole_is_for_those_who_watch_over_it(office, as_):
    mine, general = office.make.check(office.measure()), office.make.check(office.general(owner=office.elsewhere))
    slug = mine.session.semester.slug
    for who, where, seen in (
        (Role.REFERENTE, "own", 1),
        (Role.REFERENTE, "elsewhere", 1),
        (Role.OIV, "body", 2),
        (Role.COMPLIANCE, "body", 2),
    ):
        page = as_(who, where).get(f"/monitoraggio/{slug}")
        assert len(set(re.findall(r"/monitoraggio/schede/(\d+)\"", page.html))) == seen, who
    as_(Role.REFERENTE).get(f"/monitoraggio/schede/{general.id}", status=403)
    as_(Role.ADMIN, "body").get(f"/monitoraggio/schede/{mine.id}", status=403)


def test_the_numbers_of_the_cockpit_open_their_rows(office, as_):
    done, sent, left = office.validated(), office.sent(), office.make.check(office.measure())
    client, slug = as_(Role.COMPLIANCE, "body"), done.session.semester.slug
    for state, ids in (("validated", {done.id}), ("sent", {sent.id}), ("da_inviare", {left.id}), ("non_monitorate", {sent.id, left.id})):
        page = client.get(f"/monitoraggio/{slug}?stato={state}")
        assert {int(number) for number in re.findall(r"/monitoraggio/schede/(\d+)\"", page.html)} == ids, state


def test_many_are_validated_from_one_page(office, as_):
    first, second = office.sent(), office.sent()
    boss = as_(Role.DIRIGENTE)
    page = boss.get("/monitoraggio/schede/valida")
    chosen = re.findall(r'name="chosen"[^>]*value="([\d.]+)"', page.html)
    assert len(chosen) == 2
    boss.post("/monitoraggio/schede/valida", {"chosen": chosen}, status=302)
    assert {_state(first.id), _state(second.id)} == {State.VALIDATED}
    assert "Nessuna scheda aspetta te" in boss.get("/monitoraggio/schede/valida").text


def test_a_session_is_opened_and_closed_from_the_pages(office, as_):
    office.measure()
    client = as_(Role.COMPLIANCE, "body")
    form = {
        "semester": "2026-2", "opens_on": "21/11/2026", "answer_by": "20/12/2026", "validate_by": "10/01/2027", "verify_by": "10/02/2027",
        "with_steady": "y", "instructions": "Scrivete.",
    }  # fmt: skip
    refused = client.post("/monitoraggio/apri", form | {"validate_by": "01/12/2026"}, status=422)
    assert "non può venire prima" in refused.text
    client.post("/monitoraggio/apri", form, status=302)
    assert db.session.scalar(db.select(db.func.count()).select_from(Check)) == 1
    assert "si chiude da quel giorno in poi" in client.get("/monitoraggio/2026-2/chiudi").text
    assert "/monitoraggio/2026-2/chiudi" not in client.get("/monitoraggio/2026-2").html
    client.post("/monitoraggio/2026-2/chiudi", status=422)


def test_whoever_closes_before_the_time_is_over_says_why_and_everybody_reads_it(office, as_):
    office.measure(ALWAYS)
    office.make.session(2026, 1, opens_on=date(2026, 7, 1), answer_by=date(2026, 12, 1), validate_by=date(2026, 12, 10))
    client, page = as_(Role.COMPLIANCE, "body"), "/monitoraggio/2026-1"
    asked = client.get(f"{page}/chiudi")
    assert "Fino al 10/12/2026 c'è ancora tempo per validare" in asked.text
    assert "1 scheda resta non monitorata" in asked.text
    assert "Conferma di saperlo" in client.post(f"{page}/chiudi", asked.form() | {"because": "Va in Consiglio."}, status=422).text
    client.post(f"{page}/chiudi", asked.form() | {"because": "Va in Consiglio.", "sure": "y"}, status=302)
    read = client.get(page).text
    assert "chiuso il" in read
    assert "Chiuso prima del termine per validare, che era il 10/12/2026" in read
    assert "«Va in Consiglio.»" in read


def test_what_waits_leads_to_the_very_form_and_to_nobody_else(office, as_):
    one = office.make.check(office.measure())
    assert f"/monitoraggio/schede/{one.id}/compila" in as_(Role.REFERENTE).get("/").html
    assert "/monitoraggio/schede/" not in as_(Role.REFERENTE, "elsewhere").get("/").html
    sent = office.sent(one.measure)
    assert f"/monitoraggio/schede/{sent.id}/valida" in as_(Role.DIRIGENTE).get("/").html
    assert f"/monitoraggio/schede/{sent.id}" not in as_(Role.REFERENTE).get("/").html


def test_each_of_the_others_who_answer_is_asked_for_their_contribution_until_they_write_it_or_it_is_sent(office, as_):
    one = office.make.check(office.owned(office.general(), office.unit, office.elsewhere))
    there = f"/monitoraggio/schede/{one.id}/contributo?per=unit:{office.elsewhere.id}"
    other = as_(Role.REFERENTE, "elsewhere")
    home = other.get("/")
    assert "Scrivi il tuo contributo" in home.text
    assert there in home.links
    assert there not in as_(Role.REFERENTE).get("/").links, "the capofila signs"
    other.send(other.get(there), outcome="on_track", note="Formati due colleghi.")
    assert there not in other.get("/").links
    second = office.make.check(office.owned(office.general(), office.unit, office.elsewhere))
    assert f"/{second.id}/contributo" in other.get("/").html
    answering.answer(second, Given(DONE), **office.by(Role.REFERENTE))
    moving.send(second, **office.by(Role.REFERENTE))
    db.session.commit()
    assert f"/{second.id}/contributo" not in other.get("/").html


def test_the_unit_of_the_process_contributes_to_what_another_signs(office, as_):
    measure = office.owned(office.measure(), office.elsewhere)
    one = office.make.check(measure)
    there = f"/monitoraggio/schede/{one.id}/contributo?per=unit:{office.unit.id}"
    assert there in as_(Role.REFERENTE).get("/").links
    assert "contributo" not in as_(Role.REFERENTE, "elsewhere").get("/").html


def test_whoever_holds_the_office_that_signs_shows_what_proves_it_without_any_role(app, office):
    figure, holder, other = office.make.figure(), office.make.user(), office.make.user()
    for who, what in ((holder, figure), (other, office.make.figure())):
        office.make.term(what, holder=who)
    measure = office.general(owner=Owner(OwnerKind.FIGURE, figure_id=figure.id))
    one, elsewhere = office.make.check(measure), office.make.check(office.general())
    client = Client.signed_in(app, holder)
    page = f"/prove/di/scheda/{one.id}/nuova"
    assert page in client.get(f"/monitoraggio/schede/{one.id}").html
    client.post(page, client.get(page).form() | {"links": "https://albo.example/atto-12"}, status=302)
    shown = client.get(f"/monitoraggio/schede/{one.id}").html
    assert "https://albo.example/atto-12" in shown
    assert "/riusa" not in shown
    assert "/ritira" not in shown, "nobody sees a button that would be refused"
    client.get(f"/prove/di/scheda/{elsewhere.id}/nuova", status=403)
    Client.signed_in(app, other).get(page, status=403)
