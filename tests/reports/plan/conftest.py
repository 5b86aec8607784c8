"""The contents of a small body, and its documents, made once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from riskreg.reports.plan.contents import PlanContents, from_json
from riskreg.reports.plan.documents import FORMATS

GOLDEN = Path(__file__).parents[2] / "data" / "plan_contents_1.json"


@pytest.fixture(scope="session")
def contents() -> PlanContents:
    return from_json(GOLDEN.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def drawn(contents: PlanContents) -> Mapping[str, bytes]:
    """By the name of the format."""
    return {name: one.draw(contents, None) for name, one in FORMATS.items()}
