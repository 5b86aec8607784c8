"""What a hand does that leads to another page. Each waits until that page is there: a click alone may come back before it, and what is read or
filled next would be of the page before."""

import re

from playwright.sync_api import Locator, Page


def leave(page: Page, through: Locator) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        through.click()


def press(page: Page, name: str) -> None:
    leave(page, page.get_by_role("button", name=name, exact=True))


def follow(page: Page, name: str) -> None:
    leave(page, page.get_by_role("link", name=name, exact=True))


def take_up(page: Page, action: str, code: str) -> None:
    """From the first page, where it waits."""
    page.goto("/")
    leave(page, page.locator("main a", has_text=re.compile(f"{action}: {re.escape(code)} ")))
