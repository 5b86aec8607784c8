"""The pages of the plan's editions: who reads what, each figure with its rows, the carry-forward, the act, the comparison."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest

from riskreg.audit.gathering import Gathering
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.plans import Choice, State
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.plans import queries
from riskreg.plans.operations import editions, from_file
from riskreg.plans.tables import PLAN_MEASURES
from riskreg.register import queries as register
from riskreg.register.operations import measure_life
from riskreg.tables import mapping, reading
from riskreg.tables.columns import recognises
from tests.conftest import NOW
from tests.page import words

FILE = Path(__file__).parents[2] / "data" / "general_measures_2025_2027.csv"
BY = {"by": COMMAND_LINE}


@pytest.fixture
def rpct(client_for):
    return client_for(Role.RPCT)


@pytest.fixture
def real(make):
    """The 38 general measures of 2025–2027, one of them activated in its year and one after it."""
    make.root()
    table = reading.with_column(reading.read(FILE.read_bytes(), recognises(PLAN_MEASURES.columns, ())), "Edizione", "2025-2027")
    rows = mapping.rows(table, PLAN_MEASURES.columns, mapping.guessed(PLAN_MEASURES.columns, table, {}))
    from_file.bring_in(rows, Gathering(by=COMMAND_LINE, at=clock.now()))
    one = queries.speaking(2025)
    due = [line for line in queries.lines(one) if line.due_on == date(2025, 12, 31)]
    for line, on in zip(due, (date(2025, 5, 1), date(2026, 2, 1)), strict=False):
        measure_life.activate(line.measure, on=on, because="Determinazione", at=clock.now(), **BY)
    db.session.commit()
    return one


@pytest.fixture
def following(make):
    """2027–2029 in draft, after 2026–2028 which listed MG.1, due in its first year, and MG.2."""
    make.edition(2026, "MG.1", "MG.2", state="adopted")
    return make.edition(2027)


def _count(page):
    found = page.tree.css_first(".rr-count")
    return int(words(found).split()[0]) if found else 0


def test_each_figure_opens_exactly_its_rows(rpct, real):
    page = rpct.get(f"/piani/{real.id}")
    cards = [
        (int(words(card.css_first(".rr-figure-number"))), card.css_first("a").attributes["href"]) for card in page.tree.css(".rr-figure")
    ]
    formulas = [(int(words(link).split()[0]), link.attributes["href"]) for link in page.tree.css(".rr-details a[href*='tipo=']")]
    assert [number for number, _link in cards] == [38, 12, 26, 19, 5, 2]
    assert {number for number, _link in formulas} >= {19, 12, 1}
    for number, link in {*cards, *formulas}:
        assert _count(rpct.get(link.partition("#")[0])) == number, link


def test_the_indices_are_said_with_their_formula(rpct, real):
    page = rpct.get(f"/piani/{real.id}")
    assert "1,58 = 19 nuove con scadenza nel 2025 ÷ 12 misure generali consolidate" in page.text
    assert "0,08 = 1 nuova attivata nel 2025 ÷ 12" in page.text
    assert "5,26 % = 1 attivata entro l'anno ÷ 19 con scadenza nel 2025" in page.text
    row = rpct.get("/piani").rows()[0]
    assert row[-3:] == ["38", "1,58", "0,08"]


def test_the_filter_on_today_s_status_says_what_the_measures_say(rpct, real):
    statuses = {}
    for line in queries.lines(real):
        statuses.setdefault(line.measure.status(clock.today()).value, []).append(line.code)
    assert set(statuses) > {"in_ritardo", "attivata", "in_vigore"}
    for status, codes in statuses.items():
        rows = [row for row in rpct.get(f"/piani/{real.id}?stato={status}").rows() if len(row) > 1]
        assert [row[0] for row in rows] == codes


def test_owners_to_be_linked_are_counted_and_filtered(rpct, real):
    page = rpct.get(f"/piani/{real.id}")
    link = next(link for link in page.links if "da_collegare" in link)
    assert f"{_count(rpct.get(link.partition('#')[0]))} misure hanno responsabili da collegare" in page.text


def test_the_lines_go_out_as_a_file_with_their_filters(rpct, real):
    answer = rpct.ask("GET", f"/piani/{real.id}?novita=consolidata&formato=csv")
    lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert len(lines) == 13
    assert {"Codice", "Classe o famiglia", "Target", "Scelta", "Stato attuale"} <= set(lines[0].split(";"))


def test_a_draft_is_for_few_and_what_is_adopted_for_everybody(client_for, make):
    adopted, draft = make.edition(2025, "MG.1", state="adopted"), make.edition(2026)
    for role, reads in ((None, False), (Role.ORGANO, False), (Role.OIV, True), (Role.REFERENTE, True)):
        client = client_for(role)
        assert client.get(f"/piani/{adopted.id}").status == 200
        assert client.ask("GET", f"/piani/{draft.id}").status_code == (200 if reads else 403)
        assert client.ask("GET", f"/piani/confronta?da={adopted.id}&a={draft.id}").status_code == (200 if reads else 404)
        assert ("2026–2028" in client.get("/piani").text) is reads


def test_an_edition_goes_from_draft_to_its_page_on_the_site(rpct, client_for, make):
    """The RPCT proposes, compliance writes the act down; each is told of the other's step, owners once."""
    officer, area = make.user(), make.unit()
    make.grant(officer, Role.REFERENTE, area)
    compliance = client_for(Role.COMPLIANCE)
    one = make.edition(2026, "MG.1", "MG.2")
    for line in queries.lines(one):
        line_form = {**rpct.get(f"/piani/misure/{line.id}/modifica").form(), "owner_1": f"unit:{area.id}"}
        rpct.post(f"/piani/misure/{line.id}/modifica", line_form)
    assert not [link for link in compliance.get(f"/piani/{one.id}").links if link.endswith("/proponi")]
    asked = rpct.get(f"/piani/{one.id}/proponi")
    rpct.post(f"/piani/{one.id}/proponi", {**asked.form(), "looked": "y"})
    assert _told("plan:proposed") == ["Piano 2026–2028 è proposto: manca l'atto che lo adotta"]
    assert "Registra l'atto" in compliance.get("/piani").text
    act = {**compliance.get(f"/piani/{one.id}/adozione").form(), "act_body": "Giunta camerale", "act_number": "Delibera n. 5"}
    compliance.post(f"/piani/{one.id}/adozione", act)
    told = db.session.scalars(db.select(Notice).where(Notice.kind == "plan:adopted", Notice.address == officer.email)).all()
    assert [notice.headline for notice in told] == ["Piano 2026–2028 è adottato: 2 misure sono affidate a te"]
    where = {**compliance.get(f"/piani/{one.id}/pubblicazione").form(), "published_at": "https://www.camera.example/piao"}
    compliance.post(f"/piani/{one.id}/pubblicazione", where)
    db.session.refresh(one)
    assert (one.state, one.adopted_on, one.published_at) == (State.PUBLISHED, date(2026, 11, 21), "https://www.camera.example/piao")
    page = rpct.get(f"/piani/{one.id}")
    assert "Delibera n. 5 del 21/11/2026, Giunta camerale" in page.text
    assert not [link for link in page.links if link.endswith(("/modifica", "/nuova", "/elimina", "/adozione"))]
    assert rpct.get("/cerca?testo=Delibera+n.+5").text.count("Piano 2026–2028") == 1


def _told(kind):
    return list(db.session.scalars(db.select(Notice.headline).where(Notice.kind == kind)))


def test_a_proposal_is_withdrawn_with_its_reason(rpct, make):
    one = make.edition(2026, "MG.1", state="proposed")
    page = rpct.post(f"/piani/{one.id}/ritira", {**rpct.get(f"/piani/{one.id}/ritira").form(), "because": " "}, 422)
    assert set(page.errors) == {"because"}
    rpct.post(f"/piani/{one.id}/ritira", {**page.form(), "because": "Manca un parere"})
    db.session.refresh(one)
    assert one.state == State.DRAFT
    assert "Manca un parere" in rpct.get(f"/piani/{one.id}/cronologia").text


def test_an_adopted_edition_is_revised_and_the_page_says_which_holds(rpct, make):
    one = make.edition(2026, "MG.1", state="adopted")
    page = rpct.post(f"/piani/{one.id}/revisione", rpct.get(f"/piani/{one.id}/revisione").form())
    revision = queries.of_year(2026)[0]
    assert (page.location, revision.revision) == (f"/piani/{revision.id}", 1)
    assert not [link for link in rpct.get(f"/piani/{one.id}").links if link.endswith("/revisione")]


# The draft


def test_a_measure_is_added_changed_and_taken_out_again(rpct, make):
    one = make.edition(2026)
    address = f"/piani/{one.id}/misure/nuova"
    form = {
        **rpct.get(address).form(),
        "name": "Corso sul Codice",
        "measure_class": "formazione",
        "timing": "continuous",
        "novelty": "consolidated",
    }
    refused = rpct.post(address, form, 422)
    assert set(refused.errors) == {"owner_1"}
    rpct.post(address, {**form, "owner_1": "group", "owner_1_name": "Tutti i dipendenti"})
    line = queries.lines(one)[0]
    assert (line.code, line.is_new, line.measure.in_force_from) == ("MG.01", False, date(2026, 1, 1))
    sheet = f"/piani/misure/{line.id}"
    rpct.post(f"{sheet}/modifica", {**rpct.get(f"{sheet}/modifica").form(), "target": "90%", "novelty": "new", "duty": "ulteriore"})
    db.session.expire_all()
    assert (line.target, line.is_new, line.is_mandatory) == ("90%", True, False)
    history = rpct.get(f"{sheet}/cronologia")
    assert "Target 90%" in history.text.replace("prima: ", "")
    measure_id = line.measure_id
    rpct.post(f"{sheet}/togli", rpct.get(f"{sheet}/togli").form())
    assert (queries.lines(one), queries.listings_of(measure_id)) == ([], [])


def test_two_people_on_one_draft_keep_what_each_wrote_or_see_both(rpct, client_for, make):
    one = make.edition(2026, "MG.1")
    line, other = queries.lines(one)[0], client_for(Role.COMPLIANCE)
    address = f"/piani/misure/{line.id}/modifica"
    mine, theirs = rpct.get(address).form(), other.get(address).form()
    other.post(address, {**theirs, "target": "80%"})
    rpct.post(address, {**mine, "indicator": "Partecipanti"})
    db.session.expire_all()
    assert (line.target, line.indicator) == ("80%", "Partecipanti")
    clash = rpct.post(address, {**mine, "target": "95%"}, 409)
    assert [clash.rows()[0][0], clash.rows()[0][1], clash.rows()[0][2].partition(" Tieni")[0]] == ["Target", "95%", "80%"]


def test_measures_of_the_register_come_in_and_go_without_leaving_it(rpct, make):
    one = make.edition(2026)
    with clock.frozen(NOW - timedelta(hours=1)):
        measure = make.measure(kind=MeasureKind.GENERAL, name="Doppia firma")
    address = f"/piani/{one.id}/misure/dal-registro"
    rpct.post(address, rpct.get(address).form(), 422)
    rpct.post(address, {**rpct.get(address).form(), "measures": [str(measure.id)]})
    line = queries.lines(one)[0]
    assert (line.kind, line.code, line.is_new) == ("general", measure.code, False)
    rpct.post(f"/piani/misure/{line.id}/togli", rpct.get(f"/piani/misure/{line.id}/togli").form())
    assert (queries.lines(one), register.measure(measure.id).name) == ([], "Doppia firma")


def test_a_draft_is_thrown_away_with_what_only_it_had(rpct, make):
    one = make.edition(2026, "MG.1")
    with clock.frozen(NOW - timedelta(hours=1)):
        measure = make.measure(kind=MeasureKind.GENERAL)
    rpct.post(
        f"/piani/{one.id}/misure/dal-registro", {**rpct.get(f"/piani/{one.id}/misure/dal-registro").form(), "measures": [str(measure.id)]}
    )
    born = next(line.measure_id for line in queries.lines(one) if line.measure_id != measure.id)
    rpct.post(f"/piani/{one.id}/elimina", rpct.get(f"/piani/{one.id}/elimina").form())
    assert queries.editions() == []
    assert [each.id for each in register.measures_with_codes({measure.code_fold, "mg.1"})] == [measure.id]
    assert rpct.ask("GET", f"/registro/misure/{born}").status_code == 404


def test_lines_are_put_in_the_order_of_their_codes(rpct, make):
    one = make.edition(2026, "MG.10", "MG.9")
    rpct.post(f"/piani/{one.id}/ordina", {})
    db.session.expire_all()
    assert [line.code for line in queries.lines(one)] == ["MG.9", "MG.10"]


def test_a_file_sent_from_an_edition_is_of_that_edition(rpct, make):
    one = make.edition(2026)
    link = next(link for link in rpct.get(f"/piani/{one.id}").links if "misure-del-piano" in link)
    page = rpct.get(link)
    assert "Edizione: 2026–2028" in page.text
    for download in ("modello", "dati"):
        assert rpct.ask("GET", f"{link.partition('?')[0]}/{download}").status_code == 200
    batch = rpct.post(link, {"file": (io.BytesIO(FILE.read_bytes()), "misure.csv")}).location
    rpct.post(f"{batch}/esegui", rpct.get(batch).form())
    assert len(queries.lines(one)) == 38


# The carry-forward


def test_the_choices_of_a_row_are_saved_and_what_is_typed_elsewhere_stays(rpct, following):
    first, second = queries.lines(following)
    address = f"/piani/{following.id}/riporto"
    page = rpct.get(address)
    typed = {**page.form(), f"choice_{first.id}": "steady", f"choice_{second.id}": "removed", "riga": str(first.id)}
    saved = rpct.post(address, typed, 200)
    assert saved.messages == ["Fatto: Riga salvata."]
    assert (saved.value(f"choice_{second.id}"), saved.value(f"choice_{first.id}")) == ("removed", "steady")
    db.session.expire_all()
    assert (first.choice, second.choice) == (Choice.STEADY, Choice.CONFIRMED)
    refused = rpct.post(address, saved.form(), 422)
    assert set(refused.errors) == {f"because_{second.id}"}
    rpct.post(address, {**refused.form(), f"because_{second.id}": "Superata dalla legge"})
    db.session.expire_all()
    assert (second.choice, second.because) == (Choice.REMOVED, "Superata dalla legge")


def test_the_page_says_what_each_choice_leads_to(rpct, make):
    """Of two new measures one is confirmed as consolidata; the other is due in 2027."""
    make.edition(2026, "MG.1", "MG.2", state="adopted")
    one = make.edition(2027, "MG.3")
    first, second, _third = queries.lines(one)
    address = f"/piani/{one.id}/riporto"
    assert "previsto per il 2027: 1/0: non si può calcolare" in rpct.get(address).text
    rpct.post(address, {**rpct.get(address).form(), f"novelty_{first.id}": "consolidated", f"novelty_{second.id}": "consolidated"})
    page = rpct.get(address)
    assert "previsto per il 2027: 1/2 = 0,50" in page.text
    assert "se consolidata: 1/2 = 0,50 se nuova: 1/1 = 1,00 se fuori piano: 1/1 = 1,00" in page.text


def test_two_people_on_one_carry_forward(rpct, client_for, following):
    first, second = queries.lines(following)
    address, other = f"/piani/{following.id}/riporto", client_for(Role.COMPLIANCE)
    mine, theirs = rpct.get(address).form(), other.get(address).form()
    other.post(address, {**theirs, f"choice_{first.id}": "steady"})
    rpct.post(address, {**mine, f"choice_{second.id}": "modified"})
    db.session.expire_all()
    assert (first.choice, second.choice) == (Choice.STEADY, Choice.MODIFIED)
    clash = rpct.post(address, {**mine, f"choice_{first.id}": "modified"}, 409)
    assert [cell.partition(" Tieni")[0] for cell in clash.rows()[0]] == ["Scelta, MG.1 Misura MG.1", "Modificata", "A regime, fuori piano"]


# Side by side


def test_two_editions_are_compared_field_by_field(rpct, following, make):
    first, second = queries.lines(following)
    sheet = f"/piani/misure/{first.id}/modifica"
    rpct.post(sheet, {**rpct.get(sheet).form(), "target": "2 corsi"})
    carry = f"/piani/{following.id}/riporto"
    rpct.post(carry, {**rpct.get(carry).form(), f"choice_{second.id}": "removed", f"because_{second.id}": "Superata"})
    page = rpct.get(f"/piani/confronta?da={following.based_on_id}&a={following.id}")
    assert [words(number) for number in page.tree.css(".rr-figure-number")] == ["0", "1", "1", "0"]
    assert "Tolta. Superata" in page.text
    assert "Target" in words(page.tree.css_first(".rr-changes"))
    assert rpct.ask("GET", "/piani/confronta?da=999&a=1").status_code == 404


def test_the_specific_measures_that_a_draft_does_not_list_yet_are_not_told_as_lost(rpct, following, make):
    event = make.event()
    before = queries.edition(following.based_on_id)
    make.measure(event, name="Doppia firma", code="S.1")
    address = f"/piani/confronta?da={before.id}&a={following.id}"
    assert "Una bozza non le elenca ancora" in rpct.get(address).text
    editions.propose(following, **make._by())
    db.session.commit()
    page = rpct.get(address)
    assert "S.1 Doppia firma" in page.text
    assert "Una bozza non le elenca ancora" not in page.text


def test_what_waits_is_on_the_first_page_of_whoever_may_act(client_for, make):
    form = f"/piani/{make.edition(2026, 'MG.1', state='proposed').id}/adozione"
    assert form in client_for(Role.COMPLIANCE).get("/").links
    assert form not in client_for(Role.REFERENTE).get("/").links


def test_the_history_tells_what_a_draft_began_with_a_line_each(rpct, following):
    page = rpct.get(f"/piani/{following.id}/cronologia")
    opened = words(page.tree.css(".rr-timeline > li")[-1])
    assert "Misura MG.1 Misura MG.1" in opened
    assert "Tempi" not in opened
    line = queries.lines(following)[0]
    assert "Tempi Entro una data" in rpct.get(f"/piani/misure/{line.id}/cronologia").text


def test_whoever_proposes_sees_what_is_open_and_says_so(rpct, make):
    """A new measure without an indicator is one of the things that the body would find; it may be proposed all the same, and it stays written."""
    one = make.edition(2026, "MG.1")
    address = f"/piani/{one.id}/proponi"
    page = rpct.get(address)
    assert "Controlli aperti" in page.text
    assert "MG.1 Misura MG.1" in page.text
    assert any(link.startswith("/controlli?anno=2026") for link in page.links)
    measure = queries.lines(one)[0].measure_id
    assert f"/misure/{measure}" in page.links
    assert f"/misure/{measure}" in rpct.get("/controlli?anno=2026&regola=misura_senza_indicatore").links
    refused = rpct.post(address, page.form(), 422)
    assert "Guarda i controlli aperti e conferma di averli visti" in refused.text
    assert one.is_draft
    rpct.post(address, {**page.form(), "looked": "y"})
    assert "Controlli aperti e visti: " in rpct.get(f"/piani/{one.id}/cronologia").text
