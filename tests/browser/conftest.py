"""One browser and one server for all; a context per person, reused, in which every request to another host is noted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from riskreg.domain.roles import Role
from tests.browser.site import Site
from tests.browser.watch import Watched
from tests.conftest import NOW

PATIENCE = 10_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, for_everybody: Path) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"), for_everybody, NOW)
    yield made
    made.close()


Opener = Callable[..., BrowserContext]


@pytest.fixture
def context_for(browser: Browser, site: Site) -> Iterator[Opener]:
    """`context_for(Role.ADMIN)`: cookies of their own, closed at the end of the test."""
    opened: list[BrowserContext] = []

    def open_context(who: Role | str | None = None, **options: object) -> BrowserContext:
        context = _context(browser, site, who, **options)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


def _context(browser: Browser, site: Site, who: Role | str | None, **options: object) -> BrowserContext:
    shape = {"base_url": site.url, "locale": "it-IT", "viewport": {"width": 1280, "height": 900}} | options
    context = browser.new_context(**shape)  # type: ignore[arg-type]  # options of the test's own
    context.set_default_timeout(PATIENCE)
    if who is not None:
        context.add_cookies([{"name": "riskreg", "value": site.cookie(who), "url": site.url}])
    return context


@pytest.fixture(scope="session")
def pages_of(browser: Browser, site: Site) -> Iterator[Callable[[Role | str | None], Watched]]:
    """A watched page per person, kept for the whole run: what they open is only looked at."""
    kept: dict[Role | str | None, Watched] = {}

    def page_of(who: Role | str | None) -> Watched:
        if who not in kept:
            kept[who] = Watched(_context(browser, site, who).new_page(), site.url)
        return kept[who]

    yield page_of
    for watched in kept.values():
        watched.page.context.close()


@pytest.fixture
def page(context_for: Opener) -> Page:
    """A visitor's page."""
    return context_for().new_page()
