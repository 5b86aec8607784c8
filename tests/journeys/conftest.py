"""A browser and a server of their own: what a journey changes, no page test sees."""

from tests.browser.conftest import browser, context_for, site

__all__ = ["browser", "context_for", "site"]
