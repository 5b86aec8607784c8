"""Documents made once for all who look at them."""

import pytest

from tests.reports import example
from tests.reports.structure import Reading


@pytest.fixture(scope="session")
def document() -> bytes:
    """All that can be drawn, with a table of 300 rows."""
    return example.report().pdf()


@pytest.fixture(scope="session")
def reading(document: bytes) -> Reading:
    return Reading(document)


@pytest.fixture(scope="session")
def small() -> bytes:
    """The same with a short table: to be damaged many times."""
    return example.report(rows=4).pdf()
