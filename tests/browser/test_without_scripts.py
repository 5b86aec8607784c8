"""With JavaScript off everything works: the script only helps."""

import pytest
from playwright.sync_api import Page, expect

from riskreg.people.seeding import DEMO_PASSWORD


@pytest.fixture
def plain(context_for) -> Page:
    return context_for(java_script_enabled=False).new_page()


def enter(page: Page, email: str) -> None:
    page.goto("/entra")
    page.fill("#email", email)
    page.fill("#password", DEMO_PASSWORD)
    page.click("button:has-text('Entra')")


def test_a_list_is_filtered_and_a_sheet_saved_without_scripts(plain, site):
    enter(plain, "admin@camera.example")
    expect(plain.locator("h1")).to_contain_text("Buongiorno")
    plain.click("summary:has-text('Organizzazione')")
    plain.click("nav >> text=Utenti")
    plain.fill("[name=cerca]", "vignalonga")
    plain.click("button:has-text('Filtra')")
    expect(plain.locator(".rr-count")).to_have_text("1 risultato")
    plain.click("text=Vignalonga Matilde")
    plain.click("text=Modifica")
    plain.fill("#email", "non è un indirizzo")
    plain.fill("#job_title", "Responsabile supplente")
    plain.click("button:has-text('Salva')")
    expect(plain.locator("#email-errore")).to_contain_text("Scrivi un indirizzo e-mail completo")
    assert plain.input_value("#job_title") == "Responsabile supplente"
    plain.fill("#email", "matilde.vignalonga@camera.example")
    plain.click("button:has-text('Salva')")
    expect(plain.locator("[role=status]")).to_contain_text("Scheda dell'utente salvata")
    expect(plain.locator("main")).to_contain_text("Responsabile supplente")


def test_what_cannot_be_undone_is_asked_first_without_scripts(plain, site):
    enter(plain, "admin@camera.example")
    plain.goto(f"/organizzazione/utenti/{site.user('debora.pianelungo')}")
    plain.click("text=Disattiva")
    expect(plain.locator("main")).to_contain_text("Quello che ha fatto resta nel registro.")
    plain.click("text=Annulla")
    expect(plain.locator("main")).to_contain_text("Attivo")
    plain.click("text=Disattiva")
    expect(plain.locator("main select").first).to_be_visible()  # locator.all() waits for nothing
    for left in plain.locator("main select").all():  # who takes up each role
        left.select_option(index=1)
    plain.click("button:has-text('Disattiva')")
    expect(plain.locator("[role=status]")).to_contain_text("Utente disattivato")
    expect(plain.locator("main")).to_contain_text("Disattivato")


def test_the_menu_is_reached_on_a_small_screen_without_scripts(context_for, site):
    page = context_for("compliance@camera.example", java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto("/")
    expect(page.locator("nav.rr-menu")).to_be_hidden()
    page.click("summary:has-text('Menu')")
    page.click("summary:has-text('Organizzazione')")
    page.click("nav >> text=Figure")
    expect(page.locator("h1")).to_have_text("Figure")


def test_a_file_comes_in_without_scripts(plain, site):
    """Own headings, a refused row, the mended file, the preview, and all of it."""
    enter(plain, "admin@camera.example")

    def send(text: str) -> None:
        plain.goto("/organizzazione/utenti")
        plain.click("text=Importa utenti")
        plain.set_input_files("#file", files=[{"name": "utenti.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}])
        plain.click("button:has-text('Carica e controlla')")

    send("Casella;Cognome;Nome\nelettra.pratoverde@camera.example;Pratoverdé;Elettra\nstorta;Rossi;Ugo\n")
    expect(plain.locator("h1")).to_have_text("Abbina le colonne")
    plain.select_option("label:has-text('E-mail') >> xpath=../select", label="Casella (per esempio: elettra.pratoverde@camera.example)")
    plain.click('button:has-text("Mostra l\'anteprima")')
    expect(plain.locator("main")).to_contain_text("Prima correggi 1 riga rifiutata")
    expect(plain.locator("main")).to_contain_text("Windows-1252")
    send("Casella;Cognome;Nome\nelettra.pratoverde@camera.example;Pratoverdé;Elettra\n")
    plain.click("button:has-text('Importa 1 riga')")
    expect(plain.locator("h1")).to_have_text("Importazione eseguita")
    plain.click("text=Vai all'elenco")
    expect(plain.locator("main")).to_contain_text("Pratoverdé Elettra")
