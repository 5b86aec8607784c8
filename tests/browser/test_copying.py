"""«Copia tabella»: what lands on the clipboard is a table for Word and numbers for Excel, and nothing of the page around it."""

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from riskreg.reports.plan.contents import from_json
from riskreg.reports.plan.to_html import html
from tests.browser.site import Site
from tests.reports.plan.conftest import GOLDEN

READ = """async () => {
  const [item] = await navigator.clipboard.read()
  const text = async (kind) => (await item.getType(kind)).text()
  return [await text('text/html'), await text('text/plain')]
}"""

Opener = Callable[..., Page]


@pytest.fixture
def reader(context_for, site: Site) -> Opener:
    """A page of somebody whose clipboard may be read back."""

    def page_of(who: str, path: str) -> Page:
        context = context_for(who)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
        page = context.new_page()
        page.goto(path)
        return page

    return page_of


def copied(page: Page) -> tuple[BeautifulSoup, list[list[str]]]:
    """As Word and Excel take it: the table, and rows of cells."""
    rich, text = page.evaluate(READ)
    return BeautifulSoup(rich, "html.parser"), [line.split("\t") for line in text.split("\r\n")]


def grid(table: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def test_a_table_of_numbers_lands_as_a_table_and_as_rows(reader):
    page = reader("admin@camera.example", "/componenti")
    holder = page.locator("[data-copy-table]", has_text="Misure per fascia")
    holder.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(holder.locator("[data-copied]")).to_have_text("Tabella copiata: 3 righe.")
    expect(page.get_by_role("status").filter(has_text="Tabella copiata")).to_have_text("Tabella copiata: 3 righe.")
    table, rows = copied(page)
    assert rows == grid(table) == [["Fascia", "Misure"], ["Alta", "1.203"], ["Media", "12,50"], ["Bassa", ""]]
    assert [head["scope"] for head in table.find_all("th")] == ["col", "col", "row", "row", "row"]
    styles = {cell.get_text(): cell["style"] for cell in table.find_all(["th", "td"])}
    assert all("border: 1px solid" in style.replace("-width", "").replace("border:1px", "border: 1px") for style in styles.values())
    assert "text-align: right" in styles["12,50"]
    assert "mso-number-format" in styles["Alta"]
    assert "mso-number-format" not in styles["12,50"]


def test_nothing_of_the_page_comes_along(reader):
    """Sort links, boxes to tick, words for screen readers only, classes: none of them is in the table."""
    page = reader("compliance@camera.example", "/misure")
    page.get_by_role("button", name="Copia").first.click()
    expect(page.locator("[data-copied]").first).to_contain_text("Tabella copiata")
    table, rows = copied(page)
    assert not table.find_all(["a", "button", "input", "svg", "span", "caption"])
    assert not table.find_all(class_=True)
    heads = rows[0]
    assert "Codice" in heads
    assert not {"↕", "▲", "▼"} & set("".join(heads))
    assert not [head for head in heads if "Scegli" in head]
    assert {len(row) for row in rows} == {len(heads)}
    assert len(rows) - 1 == page.locator("main table").first.locator("tbody tr").count()


def test_of_a_long_list_the_page_in_sight_is_copied_and_said(reader):
    page = reader("admin@camera.example", "/registro-attivita")
    button = page.get_by_role("button", name="Copia questa pagina della tabella")
    button.click()
    expect(page.locator("[data-copied]").first).to_have_text(
        "Tabella copiata: 50 righe, quelle di questa pagina. Per averle tutte scarica l'elenco."
    )


def test_figures_that_are_no_table_are_copied_as_one(reader):
    page = reader("compliance@camera.example", "/piani")
    page.locator("main tbody a").first.click()
    page.locator("[data-copy-table]", has_text="Aggiornamento della strategia").get_by_role("button").click()
    table, rows = copied(page)
    assert grid(table) == rows
    assert rows[0] == ["Indice", "Valore", "Misure nuove", "Misure consolidate"]
    assert {len(row) for row in rows} == {4}
    assert all(re.fullmatch(r"[0-9.]+", cell) for row in rows[1:] for cell in row[2:])
    page.locator("[data-copy-table]", has_text="Le cifre del piano").get_by_role("button").click()
    table, rows = copied(page)
    assert rows[0][0] == "misure generali"
    assert all(re.fullmatch(r"[0-9.]+", number) for _what, number in rows)


def test_the_page_of_a_document_copies_its_tables_from_a_file(context_for, tmp_path):
    """As it comes from the site of a body, or from a folder: nothing is asked of any server."""
    path = tmp_path / "allegato-a.html"
    path.write_bytes(html(from_json(GOLDEN.read_text(encoding="utf-8"))))
    context = context_for()
    page = context.new_page()
    page.goto(path.as_uri())
    holder = page.locator("[data-copy-table]").first
    holder.get_by_role("button").click()
    expect(holder.locator("[data-copied]")).to_contain_text("Tabella copiata")


def test_without_a_clipboard_there_is_no_button(context_for, site):
    context = context_for("admin@camera.example")
    context.add_init_script(
        "document.queryCommandSupported = () => false; Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    page = context.new_page()
    page.goto("/componenti")
    expect(page.locator("[data-copy-table]").first).to_be_hidden()
    expect(page.locator(".rr-downloads").first).to_be_visible()
