"""A semester, done in a browser: the owner declares with two files, the dirigente returns, the owner mends, the dirigente validates, compliance draws
and rejects one, and it is open again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from riskreg.core.extensions import db
from riskreg.domain.semesters import Semester
from riskreg.monitoring import proofs, queries
from tests.browser.site import Site
from tests.browser.steps import follow, leave, press, take_up
from tests.conftest import NOW

REFERENTE, DIRIGENTE, COMPLIANCE = "referente@camera.example", "dirigente@camera.example", "compliance@camera.example"
DECLARED = "B.01.M2"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


class Semestral(Site):
    """The demo as it is."""

    def _fill(self) -> None:
        pass

    def check(self) -> tuple[str, int]:
        """The state of the check, and how many pieces of evidence stand about it."""
        with self.inside():
            one = queries.of_semester(Semester(2026, 2))
            assert one is not None
            (found,) = [each for each in queries.checks(one) if each.asked_code == DECLARED]
            shown = proofs.how_many([found.id]).get(found.id, 0)
            db.session.rollback()
            return found.state, shown


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, for_everybody: Path) -> Iterator[Semestral]:
    made = Semestral(tmp_path_factory.mktemp("semester"), for_everybody, NOW)
    yield made
    made.close()


def declare(page: Page) -> None:
    """The form with two files, then the signature."""
    take_up(page, "Scrivi a che punto è la misura", DECLARED)
    page.set_input_files(
        "#files",
        [{"name": f"verbale-{number}.pdf", "mimeType": "application/pdf", "buffer": PDF + str(number).encode()} for number in (1, 2)],
    )
    page.get_by_label("Attuata", exact=True).check()
    page.fill("#note", "Il confronto è stato fatto a ottobre.")
    page.locator("select[name^=done_in_]").select_option("si")
    press(page, "Salva e vai alla firma")
    expect(page.locator("main")).to_contain_text("2 prove allegate")
    press(page, "Firma e invia")


def test_a_declaration_goes_all_the_way_and_comes_back_from_a_verification(context_for, site):
    referente, dirigente, compliance = (context_for(who).new_page() for who in (REFERENTE, DIRIGENTE, COMPLIANCE))
    declare(referente)
    expect(referente.locator("[role=status].rr-alert")).to_contain_text("Tommaso Olmoreto")
    assert site.check() == ("sent", 2)

    take_up(dirigente, "Valida la scheda", DECLARED)
    follow(dirigente, "Annulla")
    follow(dirigente, "Restituisci")
    press(dirigente, "Restituisci")
    expect(dirigente.locator("#reason-errore")).to_contain_text("Scrivi il motivo")
    dirigente.fill("#reason", "Scrivi quanti acquisti sono stati confrontati.")
    press(dirigente, "Restituisci")
    assert site.check() == ("returned", 2)

    take_up(referente, "Correggi la scheda restituita", DECLARED)
    referente.fill("#note", "Il confronto è stato fatto a ottobre su 42 acquisti.")
    press(referente, "Salva e vai alla firma")
    press(referente, "Firma e invia")
    take_up(dirigente, "Valida la scheda", DECLARED)
    press(dirigente, "Valida")
    assert site.check() == ("validated", 2)

    draw(compliance)
    reject(compliance)
    assert site.check() == ("reopened", 2)
    take_up(referente, "Correggi la scheda riaperta dalla verifica", DECLARED)
    expect(referente.locator("main")).to_contain_text("Compila la scheda")


def draw(page: Page) -> None:
    """Every stratum whole, so that this one is drawn too."""
    page.goto("/monitoraggio/2026-2/verifiche/piano")
    page.fill("#seed", "estrazione di prova 21/11/2026")
    for share in page.locator("input[name^=share_]").all():
        share.fill("100")
    leave(page, page.locator(".rr-form-buttons button[type=submit]").first)
    page.goto("/monitoraggio/2026-2/verifiche/estrai")
    press(page, "Estrai")
    expect(page.locator("main")).to_contain_text("estrazione di prova 21/11/2026")


def reject(page: Page) -> None:
    take_up(page, "Verifica la scheda estratta", DECLARED)
    if page.locator("#finding-0").count() == 0:
        leave(page, page.locator("main a", has_text=re.compile("esito", re.IGNORECASE)).first)
    page.get_by_label("Non confermata").check()
    page.fill("#looked_at", "I due verbali e il registro degli acquisti.")
    page.fill("#found", "I verbali parlano di un altro semestre.")
    page.fill("#follow_up", "Rifare il confronto e allegare il verbale giusto.")
    page.fill("#follow_up_by", "15/01/2027")
    leave(page, page.locator(".rr-form-buttons button[type=submit]").first)
    expect(page.locator("[role=status].rr-alert")).to_contain_text("non confermata")
