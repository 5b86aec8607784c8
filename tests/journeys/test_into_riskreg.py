"""From the invitation to the way out, as a new colleague goes it: mail, password, second factor, every device left behind."""

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from riskreg.core import clock, mail
from riskreg.core.transactions import writing
from riskreg.domain.one_time_codes import STEP, code, step_of
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications import delivery
from riskreg.people import porter
from riskreg.people.operations import second_factors
from tests.browser.site import Site
from tests.conftest import NOW

pytestmark = pytest.mark.browser

EMAIL, PASSWORD, ANOTHER = "ines.vallechiara@camera.example", "tre gabbiani sul molo vecchio", "lavagna tuono siepe novantaquattro"
SEND = "main .rr-form button[type=submit]"


def letter(site: Site, to: str) -> str:
    """The link in the newest letter that the catcher holds for that address."""
    with site.inside():
        porter.run_errands()
        delivery.send_all()
        for path in mail.caught():
            message = mail.read_caught(path)
            found = re.search(r"https?://\S+(/accesso/[\w-]{43})", message.get_body(("plain",)).get_content())
            if found and to in str(message["To"]):
                return found[1]
    raise AssertionError(f"no letter with a link to {to}")


def fill(page: Page, **typed: str) -> None:
    for name, text in typed.items():
        page.fill(f"#{name}", text)
    page.click(SEND)
    page.wait_for_load_state("load")


def key_on(page: Page) -> bytes:
    text = page.inner_text(".rr-key").replace(" ", "")
    return base64.b32decode(text + "=" * (-len(text) % 8))


def heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)


def invite(site: Site, admin: Page) -> None:
    with site.inside(), writing():
        second_factors.require_for(frozenset({Role.REFERENTE}), by=COMMAND_LINE, at=clock.now())
    admin.goto("/organizzazione/utenti/nuovo")
    fill(admin, given_name="Ines", family_name="Vallechiara", email=EMAIL)
    expect(admin.locator("main")).to_contain_text("L'invito è partito")
    admin.click("text=Assegna un ruolo >> nth=0")
    admin.check("input[name=role][value=referente]")
    admin.select_option("#unit_id", label=next(one for one in admin.locator("#unit_id option").all_inner_texts() if "Area Registro" in one))
    admin.click(SEND)
    expect(admin.locator("main")).to_contain_text("Ruolo assegnato.")


def choose_password(page: Page, path: str, password: str) -> None:
    page.goto(path)
    assert page.url.endswith("/accesso"), "the address holds no token"
    fill(page, new=password, repeat=password)
    heading(page, "Entra in riskreg")


def enrol(page: Page, download_to: Path) -> tuple[bytes, list[str]]:
    """The role asks for it: nothing else opens."""
    heading(page, "Attiva il secondo fattore")
    page.goto("/organizzazione/unita")
    heading(page, "Attiva il secondo fattore")
    key = key_on(page)
    fill(page, one_time_code=code(key, step_of(clock.now())))
    heading(page, "Salva i codici di recupero")
    with page.expect_download() as download:
        page.click("a[download]")
    download.value.save_as(download_to)
    codes = page.locator(".rr-codes li").all_inner_texts()
    assert all(one in download_to.read_text() for one in codes)
    page.click(SEND)
    return key, codes


def enter(page: Page, password: str) -> None:
    page.goto("/entra")
    fill(page, email=EMAIL, password=password)


def told(site: Site, to: str) -> str:
    """The newest letter that the catcher holds for that address."""
    with site.inside():
        delivery.send_all()
        for path in mail.caught():
            message = mail.read_caught(path)
            if to in str(message["To"]):
                return str(message.get_body(("plain",)).get_content())
    raise AssertionError(f"no letter to {to}")


def hand_over(site: Site, admin: Page, heir: str) -> None:
    """The colleague moves on: whoever ends the role sees what is open and says who takes it up."""
    admin.click("text=Termina >> nth=0")
    expect(admin.locator("main")).to_contain_text("Passaggio di consegne")
    expect(admin.locator("main")).to_contain_text("Che cosa resta aperto")
    fill(admin, to_on="21/11/2026")
    expect(admin.locator("[data-error-summary]")).to_contain_text("Scegli chi risponde come Referente di processo")
    admin.select_option("#heir", label=next(one for one in admin.locator("#heir option").all_inner_texts() if heir in one).strip())
    fill(admin)
    expect(admin.locator("main")).to_contain_text("Fine del ruolo registrata.")
    assert "Referente di processo" in told(site, "urp@camera.example"), "whoever takes it up is written to"


def test_from_the_invitation_to_the_way_out(site: Site, context_for, tmp_path: Path):
    admin, colleague = context_for(Role.ADMIN).new_page(), context_for()
    page = colleague.new_page()
    invite(site, admin)
    path = letter(site, EMAIL)

    choose_password(page, path, PASSWORD)
    stranger = context_for().new_page()
    stranger.goto(path)
    heading(stranger, "Il collegamento non è più valido")

    enter(page, PASSWORD)
    key, codes = enrol(page, tmp_path / "codes.txt")
    heading(page, "Unità")

    with clock.frozen(NOW + timedelta(seconds=2 * STEP)):
        telephone = context_for().new_page()
        enter(telephone, PASSWORD)
        heading(telephone, "Scrivi il codice dell'app")
        fill(telephone, one_time_code=code(key, step_of(clock.now())))
        expect(telephone.locator("h1")).to_contain_text("Ines")

        thief = stolen(context_for(), telephone)
        thief.goto("/profilo")
        heading(thief, "Il mio profilo")

        page.goto("/profilo")
        expect(page.locator("table[class*=cards] >> text=Chiudi")).to_have_count(2)
        page.click("text=Esci da tutti i dispositivi >> nth=-1")
        page.click("main button:has-text('Esci da tutti i dispositivi')")
        expect(page.locator("main")).to_contain_text("Tutti i tuoi accessi sono stati chiusi")
        for left in (thief, telephone, page):
            left.goto("/profilo")
            heading(left, "Entra in riskreg")

        enter(page, PASSWORD)
        page.click("text=Usa un codice di recupero")
        fill(page, recovery_code=codes[0])
        expect(page.locator("h1")).to_contain_text("Ines")
        hand_over(site, admin, "Casalvento")
        page.click(".rr-person button")
        heading(page, "Entra in riskreg")


def stolen(context: BrowserContext, victim: Page) -> Page:
    """Somebody copied the cookie."""
    cookie = next(one for one in victim.context.cookies() if one["name"] == "riskreg")
    context.add_cookies([{"name": "riskreg", "value": cookie["value"], "url": victim.url}])
    return context.new_page()


def test_whoever_forgot_the_password_comes_back_in(site: Site, context_for):
    who = "dirigente@camera.example"
    page = context_for().new_page()
    page.goto("/entra")
    page.click("text=Hai dimenticato la password?")
    fill(page, email=who)
    heading(page, "Controlla la posta")
    path = letter(site, who)
    page.goto(path)
    fill(page, new="Dirigente-2026!", repeat="Dirigente-2026!")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    fill(page, new=ANOTHER, repeat=ANOTHER)
    fill(page, email=who, password="Valdarena-2026")
    expect(page.locator("[data-error-summary]")).to_contain_text("E-mail o password non corrette")
    fill(page, email=who, password=ANOTHER)
    expect(page.locator("h1")).to_contain_text("Buongiorno")


def test_whoever_guesses_is_slowed_and_told_for_how_long(site: Site, context_for):
    page = context_for().new_page()
    page.goto("/entra")
    for _ in range(5):
        fill(page, email="nessuno@camera.example", password="non la so")
    expect(page.locator("[data-error-summary]")).to_contain_text("Troppi tentativi: riprova tra 5 secondi.")
    expect(page.locator("#email")).to_have_value("nessuno@camera.example")
