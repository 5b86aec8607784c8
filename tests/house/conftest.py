"""The house tests itself once, on SQLite: what it checks (guards, templates, words, counts of queries) is above the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from riskreg import create_app
from riskreg.core import clock
from riskreg.core.extensions import db
from tests.conftest import NOW
from tests.databases import Copies, environment, rolled_back
from tests.house.demo import Demo, demo_database
from tests.house.world import World


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory, for_everybody: Path) -> Copies:
    return Copies("sqlite", tmp_path_factory.mktemp("house"), None, for_everybody)


@pytest.fixture(scope="session")
def shared_app(copies: Copies) -> Iterator[Flask]:
    made = create_app(environment(copies.template, copies.folder))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory, for_everybody: Path) -> Iterator[Flask]:
    """The application over the demo body, as `make run` shows it. Tests that write work inside `rolled_back`."""
    folder: Path = tmp_path_factory.mktemp("demo")
    made = create_app(environment(demo_database(folder, for_everybody), folder))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(shared_app: Flask) -> Iterator[World]:
    with clock.frozen(NOW), rolled_back(shared_app), shared_app.app_context():
        yield World(shared_app, db.engines[None])
        db.session.remove()


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Demo]:
    with rolled_back(demo_app), demo_app.app_context():
        yield Demo(demo_app)
        db.session.remove()
