"""A server of their own: what a journey changes, no page test sees."""

from tests.browser.conftest import context_for, site

__all__ = ["context_for", "site"]
