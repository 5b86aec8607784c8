"""The house tests itself once, on SQLite: what it checks (guards, templates, words, counts of queries) is above the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from riskreg import create_app
from riskreg.core.extensions import db
from tests.databases import Copies, environment
from tests.house.demo import demo_database


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies("sqlite", tmp_path_factory.mktemp("house"), None)


@pytest.fixture(scope="session")
def shared_app(copies: Copies) -> Iterator[Flask]:
    made = create_app(environment(copies.template, copies.folder))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over the demo body, as `make run` shows it. Tests that write work inside `rolled_back`."""
    folder: Path = tmp_path_factory.mktemp("demo")
    made = create_app(environment(demo_database(folder), folder))
    yield made
    with made.app_context():
        db.engine.dispose()
