"""What a campaign asks, done in a browser: four roles with one return, «nulla è cambiato» in a few clicks, answers kept as they are given."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from riskreg.assessments import queries as assessments
from riskreg.campaigns import queries as campaigns
from riskreg.campaigns.operations import opening
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people import queries as people
from riskreg.register import queries as register
from tests.browser.site import Site
from tests.browser.steps import follow, press, take_up
from tests.conftest import NOW
from tests.factories import Factory

REFERENTE, DIRIGENTE, RPCT = "referente@camera.example", "dirigente@camera.example", "rpct@camera.example"
OTHER_OWNER = "caterina.montelupino@camera.example"

WALKED, CONFIRMED, SHARED, PLAIN, BARE = "B.11", "A.06", "B.07", "B.05", "Z.99"
"""Sheets of the open campaign, one for each journey: three not begun, a draft, and a new process without measures."""

MOST_CLICKS = 10

COUNTS_CLICKS = """document.addEventListener('mousedown', () => {
  sessionStorage.setItem('clicks', Number(sessionStorage.getItem('clicks') || 0) + 1)
}, true)"""
"""What the hand does: a click on a label is one, though the browser passes it on to what is labelled."""


class Quiet(Site):
    """The demo as it is, with one more process and no states of others: what is done here is seen by nobody else."""

    def _fill(self) -> None:
        make, one = Factory(), campaigns.of_year(2027)
        assert one is not None
        unit = people.unit_by_code("A2.2")
        assert unit is not None
        process = make.process(code=BARE, name="Gare senza misure", unit=unit)
        make.event(make.phase(process))
        with writing():
            opening.add_processes(db.session.merge(one), [process.id], by=COMMAND_LINE, at=clock.now())

    def state(self, code: str, year: int = 2027) -> str:
        with self.inside():
            found = self._assessment(code, year)
            return found.state if found else ""

    def answers(self, code: str, year: int = 2027) -> dict[str, str]:
        with self.inside():
            found = self._assessment(code, year)
            assert found is not None
            return dict(assessments.answers_of(found.scores[0])) if found.scores else {}

    def effectiveness(self, code: str) -> str | None:
        with self.inside():
            found = self._assessment(code, 2027)
            assert found is not None
            return found.scores[0].effectiveness

    def questions(self, code: str) -> list[str]:
        """As they were asked the year before."""
        with self.inside():
            found = self._assessment(code, 2026)
            assert found is not None
            return [each.name for each in assessments.methodology_of(found).criteria]

    def _assessment(self, code: str, year: int):
        process = register.process_by_code(code)
        assert process is not None
        return assessments.of(process.id, year)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, for_everybody: Path) -> Iterator[Quiet]:
    made = Quiet(tmp_path_factory.mktemp("journeys"), for_everybody, NOW)
    yield made
    made.close()


def begin(page: Page, code: str) -> None:
    take_up(page, "Rivedi la scheda dell'anno scorso", code)
    press(page, "Rispondi alle domande")


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f"input[name={question}][value='{value}']").check()


def kept(page: Page):
    return page.locator("[data-keeps]")


def saving(page: Page):
    """Until what was just given has been answered as kept, or refused."""
    return page.expect_response(lambda answer: answer.url.endswith("/salva"))


def another(answer: str) -> str:
    return "3" if answer != "3" else "4"


def test_four_roles_take_a_sheet_from_not_begun_to_approved_with_one_return(context_for, site):
    referente, dirigente, rpct = (context_for(who).new_page() for who in (REFERENTE, DIRIGENTE, RPCT))
    begin(referente, WALKED)
    fill_in(referente, site)
    press(referente, "Salva le risposte")
    follow(referente, "Giudizio")
    referente.fill("#judgment", "Le varianti restano poche e sono motivate.")
    press(referente, "Salva il giudizio")
    follow(referente, "Invia")
    press(referente, "Invia")
    expect(referente.locator("[role=status].rr-alert")).to_contain_text("Tommaso Olmoreto")
    assert site.state(WALKED) == "sent"

    take_up(dirigente, "Leggi e valida la valutazione", WALKED)
    follow(dirigente, "Annulla")
    follow(dirigente, "Restituisci")
    press(dirigente, "Restituisci")
    expect(dirigente.locator("#reason-errore")).to_contain_text("Scrivi il motivo")
    dirigente.fill("#reason", "Spiega meglio la collaborazione dell'ufficio.")
    press(dirigente, "Restituisci")
    assert site.state(WALKED) == "returned"

    take_up(referente, "Correggi la valutazione restituita", WALKED)
    expect(referente.locator("main")).to_contain_text("«Spiega meglio la collaborazione dell'ufficio.»")
    follow(referente, "Modifica le risposte")
    referente.locator("textarea:visible").first.fill("Le richieste arrivano complete, e si tracciano.")
    press(referente, "Salva le risposte")
    follow(referente, "Invia")
    press(referente, "Invia")

    take_up(dirigente, "Leggi e valida la valutazione", WALKED)
    press(dirigente, "Valida")
    assert site.state(WALKED) == "validated"
    take_up(rpct, "Leggi e approva la valutazione", WALKED)
    press(rpct, "Approva")
    expect(rpct.locator("[role=status].rr-alert")).to_contain_text("Valutazione approvata: da ora non cambia più.")
    assert site.state(WALKED) == "approved"
    heads = rpct.locator(".rr-timeline-head").all_inner_texts()
    assert [head.split()[0] for head in heads] == ["Approvata", "Validata", "Inviata", "Restituita", "Inviata"]


def fill_in(page: Page, site: Quiet) -> None:
    """Last year's answers, then one that changed: kept as they are given, the score moves along, and the page asks why."""
    press(page, "Riporta le risposte del 2026 dove manca la risposta")
    expect(kept(page)).to_be_hidden()
    before = site.answers(WALKED, 2026)
    assert site.answers(WALKED) == {}, "brought, and not saved yet"
    changed, other = another(before["collaborazione"]), another(before["economico"])
    expect(page.locator("#because_collaborazione")).to_be_hidden()
    with saving(page):
        choose(page, "answer_collaborazione", changed)
    expect(page.locator("#because_collaborazione")).to_be_visible()
    expect(kept(page)).to_contain_text("Salvata. Rischio residuo")
    first = kept(page).inner_text()
    with saving(page):
        choose(page, "answer_economico", other)
    expect(kept(page)).not_to_have_text(first)
    with saving(page):
        choose(page, "answer_economico", before["economico"])
    expect(kept(page)).to_have_text(first)
    with saving(page):
        page.fill("#because_collaborazione", "Nessuna richiesta di informazioni è rimasta senza risposta.")
    assert site.answers(WALKED) == before | {"collaborazione": changed}, "with no button pressed"


def test_an_owner_confirms_that_nothing_has_changed_in_a_few_clicks_and_reads_every_answer(context_for, site):
    context = context_for(OTHER_OWNER)
    context.add_init_script(COUNTS_CLICKS)
    page = context.new_page()
    take_up(page, "Rivedi la scheda dell'anno scorso", CONFIRMED)
    shown = page.locator("main").inner_text()
    assert [question for question in site.questions(CONFIRMED) if question not in shown] == []
    press(page, "Conferma e invia")
    expect(page.locator("#read-errore")).to_contain_text("Rileggi le risposte")
    assert site.state(CONFIRMED) == ""
    page.get_by_label("Ho riletto tutte le risposte qui sopra e valgono ancora").check()
    press(page, "Conferma e invia")
    expect(page.locator("[role=status].rr-alert")).to_contain_text("confermata com'era e inviata")
    clicks = int(page.evaluate("sessionStorage.getItem('clicks')"))
    assert 3 <= clicks <= MOST_CLICKS, "with one that was too many: the tick was forgotten"
    assert site.state(CONFIRMED) == "sent"
    assert site.answers(CONFIRMED) == site.answers(CONFIRMED, 2026)


def test_two_people_in_the_same_form_keep_both_and_whoever_comes_second_on_one_answer_is_told(context_for, site):
    first, second = (context_for(who).new_page() for who in (REFERENTE, DIRIGENTE))
    begin(first, SHARED)
    first.wait_for_url("**/risposte")
    second.goto(first.url)
    with saving(first):
        choose(first, "answer_opacita", "2")
    with saving(second):
        choose(second, "answer_complessita", "4")
    expect(second.locator("input[name=answer_opacita][value='2']")).to_be_checked()
    with saving(first):
        choose(first, "answer_opacita", "5")
    for value in ("2", "3"):
        with saving(second):
            choose(second, "answer_servizio", value)
        expect(second.locator("input[name=answer_opacita][value='5']")).to_be_checked()
    assert site.answers(SHARED) == {"opacita": "5", "complessita": "4", "servizio": "3"}, "nothing that either of them gave is lost"
    with saving(first):
        choose(first, "answer_servizio", "1")
    expect(kept(first)).to_contain_text("Non salvata: Nel frattempo")
    assert site.answers(SHARED)["servizio"] == "3"
    press(first, "Salva le risposte")
    expect(first.locator("input[name=answer_servizio][value='1']")).to_be_checked()
    expect(first.locator("main")).to_contain_text("Nel frattempo un'altra persona ha salvato delle modifiche.")
    press(first, "Salva le risposte")
    assert site.answers(SHARED) == {"opacita": "5", "complessita": "4", "servizio": "1"}


def test_what_is_refused_is_said_at_once_and_nothing_that_was_given_is_lost(context_for, site):
    page = context_for(REFERENTE).new_page()
    begin_bare(page, site)
    codes = {field.get_attribute("name") for field in page.locator("input[name^=answer_]").all()}
    for code in sorted(codes):
        choose(page, code, "3")
    with saving(page):
        choose(page, "effectiveness", "assente")
    with saving(page):
        choose(page, "effectiveness", "buona")
    expect(kept(page)).to_contain_text("Non salvata:")
    expect(kept(page)).to_contain_text("Nessuna misura è in vigore")
    assert site.effectiveness(BARE) == "assente"
    with saving(page):
        choose(page, "answer_opacita", "5")
    assert site.answers(BARE)["opacita"] == "3", "together with what is refused"
    press(page, "Salva le risposte")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("input[name=answer_opacita][value='5']")).to_be_checked()
    expect(page.locator("input[name=effectiveness][value='buona']")).to_be_checked()
    with saving(page):
        choose(page, "effectiveness", "assente")
    expect(kept(page)).to_contain_text("Salvata. Rischio residuo")
    assert site.answers(BARE)["opacita"] == "5"
    elsewhere = context_for(REFERENTE).new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator("input[name=answer_opacita][value='5']")).to_be_checked()


def begin_bare(page: Page, site: Quiet) -> None:
    page.goto(f"/campagne/2027/processi/{site.process_id(BARE)}")
    expect(page.locator("main")).not_to_contain_text("Conferma e invia")
    press(page, "Rispondi alle domande")


def test_without_scripts_the_button_saves_and_the_score_is_on_the_page(context_for, site):
    page = context_for(REFERENTE, java_script_enabled=False).new_page()
    take_up(page, "Completa la valutazione", PLAIN)
    before = site.answers(PLAIN)
    press(page, "Riporta le risposte del 2026 dove manca la risposta") if len(before) < 10 else None
    choose(page, "answer_opacita", another(before["opacita"]))
    page.fill("#because_opacita", "Gli atti sono ora pubblicati tutti.")
    choose(page, "effectiveness", "sufficiente")
    expect(kept(page)).to_be_hidden()
    press(page, "Salva le risposte")
    expect(page.locator("[role=status].rr-alert")).to_contain_text("Risposte salvate. Fascia calcolata:")
    expect(page.locator("main")).to_contain_text("rischio residuo")
    assert site.answers(PLAIN)["opacita"] == another(before["opacita"])
