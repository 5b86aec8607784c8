"""Hashing and checking passwords."""

import pytest

from riskreg.core import passwords
from tests.conftest import SLOW_PASSWORDS


@pytest.fixture(autouse=True)
def _as_outside_tests(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", SLOW_PASSWORDS[0])
    monkeypatch.setattr(passwords, "NOBODY", SLOW_PASSWORDS[1])


def test_an_unknown_address_is_checked_as_slowly_as_a_known_one():
    """The hash that stands for nobody costs what a fresh one does; when the library raises its costs, write a new one."""
    assert passwords.NOBODY.rpartition("$")[0].rpartition("$")[0] == passwords.hashed("altro").rpartition("$")[0].rpartition("$")[0]


def test_nobody_comes_in_whatever_they_type():
    assert not passwords.matches(None, "nessuno")
    assert not passwords.matches(None, "")
