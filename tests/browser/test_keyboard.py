"""By keyboard alone: from the door to a renamed unit and out again, and a ring of focus that can be seen all the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from riskreg.people.seeding import DEMO_PASSWORD

FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one)
  return {
    text: (one.textContent || '').trim().replace(/\\s+/g, ' '), name: one.getAttribute('name') || '', id: one.id,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none',
  }
}"""
LONGEST_WAY = 120


def tab_to(page: Page, what: str) -> None:
    """Tab until the thing with this text, name or id has the focus; whatever is met must show that it has it."""
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        met = page.evaluate(FOCUSED)
        if met["id"] != "inizio" and met["text"] != "":
            assert met["ring"], f"no ring of focus on {met}"
        if what in (met["text"], met["name"], met["id"]):
            return
    pytest.fail(f"the Tab key never reaches {what!r} on {page.url}")


def type_in(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def follow(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_unit_is_renamed_without_a_mouse(page, site):
    page.goto("/organizzazione/unita?cerca=Sanzioni")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "Vai al contenuto", "the first thing that the Tab key meets leads over the menu"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "contenuto"
    type_in(page, "email", "admin@camera.example")
    type_in(page, "password", DEMO_PASSWORD)
    follow(page)
    expect(page).to_have_title(re.compile("^Unità · "))
    tab_to(page, "UO Sanzioni e ruoli")
    follow(page)
    tab_to(page, "Cambia denominazione")
    follow(page)
    type_in(page, "name", "UO Sanzioni, ruoli e protesti")
    type_in(page, "on", "01/10/2026")
    type_in(page, "act", "Determinazione n. 60 del 25/09/2026")
    follow(page)
    expect(page.locator("h1")).to_have_text("UO Sanzioni, ruoli e protesti")
    expect(page.locator("[role=status]")).to_contain_text("Denominazione cambiata")
    tab_to(page, "Esci")
    follow(page)
    expect(page.locator("h1")).to_have_text("Entra in riskreg")
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Entra in riskreg")


def test_the_menu_opens_and_closes_with_the_keyboard(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto("/")
    tab_to(page, "Organizzazione")
    page.keyboard.press("Enter")
    tab_to(page, "Utenti")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED)["text"].startswith("Organizzazione"), "Escape gives the focus back to what opened the menu"
    expect(page.get_by_role("link", name="Utenti", exact=True)).to_be_hidden()


def test_a_form_with_errors_puts_the_focus_on_what_is_to_mend(context_for, site):
    page = context_for("admin@camera.example").new_page()
    page.goto("/organizzazione/utenti/nuovo")
    page.fill("#given_name", "Anna")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Errore: Nuovo utente · "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#family_name")).to_be_focused()
    assert page.input_value("#given_name") == "Anna"
