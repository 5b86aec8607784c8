"""The pages of assessments, as those who use them see them."""

from datetime import date
from decimal import Decimal

import pytest

from riskreg.assessments import operations, queries, readiness
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries as people
from riskreg.people.operations import units
from riskreg.register import queries as register
from tests.features.assessments import world
from tests.features.assessments.test_operations import levels
from tests.house.test_budgets import counted

AT = clock.on_day(date(2026, 11, 21))


@pytest.fixture
def unit(make):
    return make.unit(name="UO Gare")


@pytest.fixture
def process(make, unit):
    return world.process(make, unit, code="B.08")


@pytest.fixture
def ours(make):
    return world.methodology(make)


@pytest.fixture
def referente(client_for, unit):
    return client_for(Role.REFERENTE, unit)


@pytest.fixture
def rpct(client_for):
    return client_for(Role.RPCT)


def opened(process, methodology, year=2026, answers=None, effectiveness="buona", approved=False):
    one = operations.open_assessment(process, year, methodology, by=COMMAND_LINE, at=AT)
    if answers:
        operations.answer(one, answers, effectiveness, by=COMMAND_LINE, at=AT)
    if approved:
        world.approve(one, by=COMMAND_LINE, at=AT)
    db.session.commit()
    return one


def filled(answers, effectiveness="buona"):
    return {f"answer_{code}": value for code, value in answers.items()} | {"effectiveness": effectiveness}


def test_from_the_blank_sheet_to_the_approval(referente, rpct, client_for, process, ours):
    data = {"process_id": str(process.id), "year": "2026", "methodology": str(ours.id)}
    page = referente.post("/valutazioni/nuova", data)
    one = queries.of(process.id, 2026)
    assert page.location == f"/valutazioni/{one.id}"
    assert "Nessuno ha ancora risposto" in referente.get(page.location).text
    form = referente.get(f"/valutazioni/{one.id}/risposte")
    for sentence in ("Apprezzabile: vantaggi economici o autorizzazioni utili a pochi destinatari.", "Quanto può scegliere chi decide?"):
        assert sentence in form.text, "every answer is described while one chooses"
    referente.post(f"/valutazioni/{one.id}/risposte", filled(world.answers()))
    sheet = referente.get(f"/valutazioni/{one.id}")
    assert "2,85" in sheet.text
    here = f"/valutazioni/{one.id}"
    assert f"{here}/approva" not in sheet.links
    assert "Finché nessuno l'ha validata puoi ritirarla." in referente.get(f"{here}/invia").text
    dirigente = client_for(Role.DIRIGENTE, process.unit)
    referente.post(f"{here}/invia", {})
    db.session.expire_all()
    sent = referente.get(here)
    assert "Inviata: aspetta chi la valida" in sent.text
    assert f"{here}/ritira" in sent.links
    assert f"{here}/valida" not in sent.links
    waiting = dirigente.get(here)
    assert "Tocca a te validarla" in waiting.text
    assert {f"{here}/valida", f"{here}/restituisci"} <= set(waiting.links)
    dirigente.post(f"{here}/valida", {})
    assert f"/valutazioni/{one.id}/approva" in rpct.get(f"/valutazioni/{one.id}").links
    rpct.post(f"/valutazioni/{one.id}/approva", {})
    db.session.expire_all()
    assert register.standing(process.id, 2026).band == "BASSO"
    assert referente.get(f"{here}/risposte", 302).location == here
    assert "non cambia più" in referente.get(here).text


def test_what_is_missing_is_listed_and_what_is_there_is_kept(referente, process, ours):
    one = opened(process, ours)
    given = world.answers()
    del given["opacita"]
    referente.post(f"/valutazioni/{one.id}/risposte", filled(given, ""))
    page = referente.get(f"/valutazioni/{one.id}")
    items = [item.get_text() for item in page.soup.select(".rr-alert li")]
    assert items == ["Opacità", "Efficacia delle misure in atto"]
    form = referente.get(f"/valutazioni/{one.id}/risposte")
    assert len(form.soup.select("input[type=radio][checked]")) == 9


def test_last_years_answers_are_marked(referente, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    one = opened(process, ours)
    form = referente.get(f"/valutazioni/{one.id}/risposte")
    marks = form.soup.select(".rr-question label .rr-badge")
    assert {mark.get_text() for mark in marks} == {"nel 2025"}
    assert len(marks) == 11
    assert not form.soup.select("input[type=radio][checked]"), "marked, not chosen for whoever assesses"


def test_an_answer_that_now_says_something_else_is_not_marked(make, referente, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    changed = world.changed_text("opacita", "3", "Tutt'altra cosa.")
    one = opened(process, world.methodology(make, criteria=changed))
    marks = referente.get(f"/valutazioni/{one.id}/risposte").soup.select("#answer_opacita label .rr-badge")
    assert not marks


def test_a_residual_that_no_measure_explains_is_refused_at_its_question(make, referente, unit, ours):
    one = opened(world.process(make, unit, measures=0), ours)
    page = referente.post(f"/valutazioni/{one.id}/risposte", filled(world.answers()), 422)
    assert "Nessuna misura è in vigore" in page.errors["effectiveness"]
    assert len(page.soup.select("input[type=radio][checked]")) == 11, "nothing chosen is lost"


def test_two_people_answering_lose_nothing(client_for, referente, unit, process, ours):
    one = opened(process, ours, answers=world.answers())
    path, colleague = f"/valutazioni/{one.id}/risposte", client_for(Role.REFERENTE, unit)
    mine = referente.get(path)
    colleague.send(colleague.get(path), answer_opacita="5", answer_economico="5")
    page = referente.send(mine, 409, answer_opacita="1", answer_complessita="0")
    (row,) = page.soup.select(".rr-compare tbody tr")
    assert row.th.get_text() == "Opacità"
    kept = page.form()
    assert (kept["answer_opacita"], kept["answer_complessita"], kept["answer_economico"]) == ("1", "0", "5")
    referente.send(page, at=path)
    db.session.expire_all()
    answers = queries.answers_of(queries.assessment(one.id).scores[0])
    assert (answers["opacita"], answers["complessita"], answers["economico"]) == ("1", "0", "5")


def test_raising_asks_for_the_reason_and_lowering_for_the_rpct(referente, rpct, process, ours):
    one = opened(process, ours, answers=world.answers(), effectiveness="assente")
    path = f"/valutazioni/{one.id}/giudizio"
    assert "Spiega perché alzi" in referente.post(path, {"judged_band": "alto", "motivation": "", "judgment": ""}, 422).errors["motivation"]
    lower = {"judged_band": "basso", "motivation": "Importi minimi.", "judgment": ""}
    assert "Solo l'RPCT" in referente.post(path, lower, 422).errors["judged_band"]
    rpct.post(path, lower)
    page = referente.get(f"/valutazioni/{one.id}")
    assert "Da MEDIO a BASSO" in page.text
    assert "Importi minimi." in page.text


def test_why_tells_everything(referente, process, ours):
    one = opened(process, ours, answers=world.answers())
    operations.judge(one, "medio", "Due segnalazioni nell'anno.", "Esposto.", by=COMMAND_LINE, at=AT)
    db.session.commit()
    text = referente.get(f"/valutazioni/{one.id}/perche").text
    for said in (
        "Rilevante: contributi, contratti", "19/6, circa 3,17", "(4 + 3 + 2 + 3 + 3 + 4) ÷ 6", "19/6 × 2,25 7,125",
        "7,125 × 0,40 2,85", "coefficiente 0,40", "da 4,01 a 9,00", "Il calcolo dà BASSO", "Due segnalazioni nell'anno.", "Controllo a campione",
        "pubblicata il 21/11/2026",
    ):  # fmt: skip
        assert said in text, said


def test_event_by_event(make, referente, process):
    one = opened(process, world.methodology(make, "pna_2019"))
    first, second = queries.events_of(process.id)
    for event, level in ((first, "basso"), (second, "alto")):
        referente.post(f"/valutazioni/{one.id}/eventi/{event.id}", filled(levels(level), "assente"))
    page = referente.get(f"/valutazioni/{one.id}")
    assert "ALTISSIMO" in page.text
    assert page.text.count("conta questo") == 1
    assert "tabella" not in page.text.replace("Copia tabella", "")
    assert "probabilità «Alto», impatto «Alto» ALTISSIMO" in referente.get(f"/valutazioni/{one.id}/perche").text
    referente.get(f"/valutazioni/{one.id}/risposte", 404)
    referente.get(f"/valutazioni/{one.id}/eventi/99999", 404)


def test_the_list_filters_and_shows_only_what_one_may_see(make, client_for, referente, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    opened(process, ours)
    opened(world.process(make, code="C.01"), ours, 2026, world.answers(), approved=True)
    assert referente.get("/valutazioni", 302).location.endswith("anno=2026")
    page = referente.get("/valutazioni?anno=2026")
    assert "B.08" in page.text
    assert "C.01" not in page.text
    everything = client_for(Role.OIV)
    assert len(everything.get("/valutazioni?anno=2026").soup.select("tbody tr")) == 2
    assert len(everything.get("/valutazioni?anno=2026&stato=approved").soup.select("tbody tr")) == 1
    assert len(everything.get("/valutazioni?fascia=1+BASSO").soup.select("tbody tr")) == 2
    assert "Nuova valutazione" not in everything.get("/valutazioni?anno=2026").text


def test_the_list_tells_the_computed_band_from_the_judged_one_and_unit_from_unit(make, client_for, process, ours, unit):
    one = opened(process, ours, answers=world.answers())
    operations.judge(one, "alto", "Due segnalazioni.", "", by=COMMAND_LINE, at=AT)
    world.approve(one, by=COMMAND_LINE, at=AT)
    opened(world.process(make), ours, answers=world.answers(), approved=True)
    everything = client_for(Role.OIV)

    def rows(asked):
        return len(everything.get(f"/valutazioni?{asked}").rows())

    assert (rows("calcolata=1+BASSO"), rows("calcolata=4+ALTO")) == (2, 0)
    assert (rows("fascia=1+BASSO"), rows("fascia=4+ALTO")) == (1, 1)
    assert (rows("inerente=2+MEDIO"), rows("inerente=1+BASSO")) == (2, 0)
    assert rows(f"unita={unit.id}") == 1


def test_the_list_takes_as_many_queries_for_ten_as_for_one(make, client_for, ours):
    def taken():
        with counted() as seen:
            client.get("/valutazioni?anno=2026")
        return len(seen)

    opened(world.process(make), ours, answers=world.answers(), approved=True)
    client = client_for(Role.RPCT)
    client.get("/valutazioni?anno=2026")
    one = taken()
    for _each in range(9):
        opened(world.process(make), ours, answers=world.answers(), approved=True)
    assert taken() == one <= 12


def test_what_is_in_draft_waits_on_the_front_page(make, client_for, referente, rpct, process, ours, unit):
    mine = opened(process, ours)
    opened(world.process(make), ours)
    done = opened(world.process(make, unit), ours, answers=world.answers())
    page = referente.get("/")
    assert f"/valutazioni/{mine.id}/risposte" in page.links
    assert "approva la valutazione" not in page.text, "it waits for somebody else"
    assert len(referente.get("/valutazioni?stato=da_completare").rows()) == 1
    assert len(referente.get("/valutazioni?stato=draft").rows()) == 2
    assert f"/valutazioni/{done.id}/invia" in page.links
    front = rpct.get("/")
    assert f"/valutazioni/{mine.id}/risposte" not in front.links, "it waits for somebody else"
    assert f"/valutazioni/{done.id}/invia" not in front.links, "whoever sends it has a part in it, and would not approve it"
    assert len(rpct.get("/valutazioni?stato=pronte").rows()) == 1
    oiv = client_for(Role.OIV).get("/").text
    assert "approva la valutazione" not in oiv
    assert "Completa la valutazione" not in oiv


def test_whoever_approves_reads_what_waits_for_them_and_what_for_somebody_else(make, client_for, process, ours):
    user = make.user()
    make.grant(user, Role.RPCT, make.root())
    hers, browser = people.person(user, clock.today()), client_for(user=user)
    first = opened(process, ours)
    operations.answer(first, world.answers(), "buona", by=hers, at=AT)
    world.validated(first)
    db.session.commit()
    front = browser.get("/")
    assert "1 valutazione pronta che approva un'altra persona" in front.text
    assert f"/valutazioni/{first.id}/approva" not in front.links, "nobody approves their own work"
    assert [row[0] for row in browser.get("/valutazioni?stato=pronte_per_altri").rows()] == ["B.08"]
    other = world.validated(opened(world.process(make), ours, answers=world.answers()))
    db.session.commit()
    front = browser.get("/")
    assert {f"/valutazioni/{other.id}/approva", "/valutazioni?stato=pronte_per_altri"} <= set(front.links)
    assert [row[0] for row in browser.get("/valutazioni?stato=pronte_per_me").rows()] == [other.process.code]
    assert len(browser.get("/valutazioni?stato=validated").rows()) == 2
    assert {f"/valutazioni/{one.id}/approva" for one in (first, other)} <= set(client_for(Role.RPCT).get("/").links)
    assert "pronte_per_me" not in str(client_for(Role.REFERENTE, process.unit).get("/valutazioni?anno=2026").soup)


def ready():
    return list(readiness.ready(clock.today()))


def test_what_could_not_be_approved_is_not_ready(make, process, ours):
    one = opened(process, ours, answers=world.answers())
    assert ready() == [one.id]
    world.end_measures(process, date(2026, 11, 20), make)
    assert ready() == [], "a residual that no measure explains"
    operations.answer(one, world.answers(), "assente", by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert ready() == [one.id]
    world.approve(one, by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert ready() == []


def test_event_by_event_all_that_count_are_answered_and_the_judgment_is_about_them(make, process):
    one = opened(process, world.methodology(make, "pna_2019"))
    first, second = queries.events_of(process.id)
    operations.answer(one, levels("basso"), "assente", event_id=first.id, by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert ready() == []
    operations.answer(one, levels("alto"), "assente", event_id=second.id, by=COMMAND_LINE, at=AT)
    operations.judge(one, "alto", "Importi minimi.", "", by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert ready() == [one.id]
    world.retire(second, make)
    assert ready() == [], "the judgment was about another number"


def test_the_process_of_a_closed_unit_is_seen_by_its_successor(make, client_for, ours):
    area = make.unit(kind=UnitKind.AREA)
    old, new = make.unit(parent=area), make.unit(parent=area)
    one = opened(world.process(make, old), ours)
    units.close(old, new, last_day=date(2026, 11, 1), act="Atto", **make._by())
    db.session.commit()
    client_for(Role.REFERENTE, new).get(f"/valutazioni/{one.id}")
    client_for(Role.REFERENTE, make.unit()).get(f"/valutazioni/{one.id}", 403)


def test_the_history(referente, process, ours):
    one = opened(process, ours, answers=world.answers(), approved=True)
    text = referente.get(f"/valutazioni/{one.id}/cronologia").text
    for said in ("Valutazione avviata", "Risposte modificate", "Valutazione approvata", "Discrezionalità: risposta"):
        assert said in text


def test_the_history_speaks_as_the_pages_do(referente, process, ours):
    """No codes, no fractions, no full stops where commas stand, no thousands in a year."""
    one = opened(process, ours, answers=world.answers(), approved=True)
    page = referente.get(f"/valutazioni/{one.id}/cronologia")
    said = {tag.get_text(" ", strip=True) for tag in page.soup.select("ins, del, dd, td")} or {page.text}
    assert "Torna alla valutazione" in page.text
    assert "2.026" not in page.text
    for code in ("3/1 ", "9/1 ", "2.85", "buona", "medio "):
        assert not [text for text in said if code in f"{text} "], code
    assert "Buona" in page.text
    assert "2,85" in page.text


def test_the_register_leads_to_the_reasons_of_a_year(referente, process, ours):
    one = opened(process, ours, answers=world.answers(), approved=True)
    address = f"/registro/processi/{process.id}/valutazioni/2026/perche"
    assert address in referente.get(f"/registro/processi/{process.id}").links
    assert referente.get(address, 302).location == f"/valutazioni/{one.id}/perche"
    referente.get(f"/registro/processi/{process.id}/valutazioni/2019/perche", 404)


def test_a_draft_opened_by_mistake_is_taken_away_after_asking(referente, rpct, client_for, process, ours):
    one = opened(process, ours, answers={"opacita": "3"}, effectiveness=None)
    path = f"/valutazioni/{one.id}"
    assert f"{path}/elimina" in referente.get(path).links
    assert f"{path}/elimina" not in client_for(Role.OIV).get(path).links
    page = referente.get(f"{path}/elimina")
    for words in ("Vuoi eliminare la bozza 2026", "non si recupera da queste pagine: 1 risposta.", "resta traccia"):
        assert words in page.text
    assert referente.send(page).location == "/valutazioni?anno=2026"
    assert queries.of(process.id, 2026) is None
    assert "Valutazione eliminata" in referente.get("/valutazioni?anno=2026").text
    assert referente.get(path, 404).status == 404


def test_what_is_approved_offers_no_way_to_take_it_away(rpct, process, ours):
    one = opened(process, ours, answers=world.answers(), approved=True)
    path = f"/valutazioni/{one.id}"
    assert f"{path}/elimina" not in rpct.get(path).links
    assert rpct.get(f"{path}/elimina", 302).location == path
    assert "non cambia più" in rpct.get(path).text
    rpct.post(f"{path}/elimina", {}, 422)
    assert queries.of(process.id, 2026).approved_at is not None


def test_who_comes_next_is_said_when_nothing_is_missing(referente, rpct, client_for, make, process, ours):
    one = opened(process, ours, answers=world.answers())
    path = f"/valutazioni/{one.id}"
    text = referente.get(path).text
    assert "Puoi inviarla: poi la valida chi sta sopra e la approva l'RPCT." in text
    assert "Tocca a te" not in rpct.get(path).text
    world.validated(one)
    db.session.commit()
    assert "Validata: aspetta chi la approva" in referente.get(path).text
    assert "Tocca a te approvarla" in rpct.get(path).text
    rpct.send(rpct.get(f"{path}/risposte"), answer_opacita="5")
    text = rpct.get(path).text
    assert "È tornata in bozza" in text
    assert "Sono cambiate le risposte." in text


def test_what_is_missing_is_told_event_by_event_where_each_is_answered(referente, make, process):
    one = opened(process, world.methodology(make, "pna_2019"))
    page = referente.get(f"/valutazioni/{one.id}")
    assert "Nessuno ha ancora risposto" in page.text
    first = queries.events_of(process.id)[0]
    given = levels("basso")
    given.pop("opacita")
    operations.answer(one, given, None, event_id=first.id, by=COMMAND_LINE, at=AT)
    db.session.commit()
    text = referente.get(f"/valutazioni/{one.id}").text
    assert "Evento 1: 2 risposte" in text
    assert "Evento 2: 11 risposte" in text
    assert "mancano 11 risposte" in text


# --- Beside last year --------------------------------------------------------------------------------------


def test_last_years_answers_are_brought_where_nothing_is_answered(referente, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    one = opened(process, ours)
    path = f"/valutazioni/{one.id}/risposte"
    page = referente.send(referente.get(path), 200, answer_opacita="5", riporta="1")
    assert "10 risposte riportate dal 2025" in page.text
    assert (page.form()["answer_opacita"], page.form()["answer_economico"], page.form()["effectiveness"]) == ("5", "3", "buona")
    assert [badge.find_parent("fieldset")["id"] for badge in page.soup.select("legend .rr-badge")] == ["answer_opacita"]
    assert not queries.assessment(one.id).scores, "nothing is saved before somebody has read it again"
    referente.send(page, at=path)
    db.session.expire_all()
    assert queries.outcome(queries.assessment(one.id)).missing == ()


def test_a_form_whose_questions_changed_says_nothing_of_last_year(make, referente, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    one = opened(process, world.methodology(make, "pna_2019"))
    page = referente.get(f"/valutazioni/{one.id}/eventi/{queries.events_of(process.id)[0].id}")
    assert "2025" not in page.soup.main.get_text()
    assert "riporta" not in page.form()


def test_what_was_answered_in_a_draft_or_long_ago_is_not_last_year(referente, process, ours):
    opened(process, ours, 2024, world.answers(opacita="1"), approved=True)
    opened(process, ours, 2025, world.answers(opacita="2"), approved=True)
    opened(process, ours, 2026, world.answers(opacita="5"))
    marks = referente.get(f"/valutazioni/{opened(process, ours, 2027).id}/risposte").soup.select("#answer_opacita label .rr-badge")
    assert [(mark.get_text(), mark.find_parent("label")["for"]) for mark in marks] == [("nel 2025", "answer_opacita-2")]


def test_the_measures_in_force_stand_beside_the_question_about_them(make, referente, process, ours):
    (link,) = process.phases[0].events[0].measures
    page = referente.get(f"/valutazioni/{opened(process, ours).id}/risposte")
    assert link.measure.title in page.text
    if link.measure.indicator:
        assert f"Indicatore: {link.measure.indicator}" in page.text


def test_a_measure_that_nobody_has_activated_says_so(make, referente, process, ours):
    make.measure(process.phases[0].events[0], name="Rotazione", timetable=Timetable(Timing.BY_DATE, due_on=date(2027, 6, 30)))
    here = f"/valutazioni/{opened(process, ours).id}"
    for page in (referente.get(here), referente.get(f"{here}/risposte")):
        (line,) = [line.get_text() for line in page.soup.select("main li") if "non ancora attivata" in line.get_text()]
        assert "Rotazione" in line


def test_after_an_event_the_next_is_one_click_away(make, referente, process):
    one = opened(process, world.methodology(make, "pna_2019"))
    first, second = queries.events_of(process.id)
    path = f"/valutazioni/{one.id}/eventi"
    page = referente.send(referente.get(f"{path}/{first.id}"), **filled(levels("basso"), "assente"), prossimo="1")
    assert page.location == f"{path}/{second.id}"
    assert "Salva e passa al prossimo evento" not in referente.get(page.location).text, "nothing else waits"


def test_whoever_approves_sees_what_changed_since_the_last_time(make, rpct, referente, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    one = opened(process, ours, answers=world.answers(opacita="5"))
    operations.judge(one, "medio", "Due segnalazioni.", "Processo esposto.", by=COMMAND_LINE, at=AT)
    world.validated(one)
    db.session.commit()
    text = rpct.get(f"/valutazioni/{one.id}/approva").text
    for said in ("Nel 2025: rischio residuo 2,85, fascia BASSO", "1 risposta è cambiata", "Opacità: da «", "Da BASSO a MEDIO", "Due segnalazioni.", "Processo esposto.", "Chi ha risposto"):  # fmt: skip
        assert said in text, said


def test_whoever_approves_is_told_that_the_scale_is_another(make, rpct, process, ours):
    opened(process, ours, 2025, world.answers(), approved=True)
    one = world.validated(opened(process, world.methodology(make), answers=world.answers()))
    db.session.commit()
    assert f"Si valutava con «{ours.name}»" in rpct.get(f"/valutazioni/{one.id}/approva").text


def test_what_was_approved_is_what_is_shown_whatever_the_sums_of_today(monkeypatch, rpct, process, ours):
    one = opened(process, ours, answers=world.answers(), approved=True)
    monkeypatch.setattr("riskreg.domain.scoring.calculation.half_up", lambda value, places=2: Decimal("24.99"))
    for page in ("", "/perche"):
        text = rpct.get(f"/valutazioni/{one.id}{page}").text
        assert "2,85" in text
        assert "24,99" not in text
    assert queries.outcome(queries.assessment(one.id)).result.residual == Decimal("2.85")


def test_what_the_sums_say_at_the_approval_is_what_is_kept(monkeypatch, process, ours):
    one = opened(process, ours, answers=world.answers())
    monkeypatch.setattr("riskreg.domain.scoring.calculation.half_up", lambda value, places=2: Decimal("24.99"))
    world.approve(one, by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert queries.assessment(one.id).scores[0].residual == register.standing(process.id, 2026).residual == Decimal("24.99")
