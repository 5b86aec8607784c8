"""Fixtures for every test: the application on both databases, clients for each role, a clock that stands still."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask

from riskreg import create_app
from riskreg.core import clock, passwords
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.people.models import OrgUnit, User
from riskreg.web import compiled
from tests import postgresql
from tests.databases import Copies, environment, opened, rolled_back
from tests.factories import Factory
from tests.page import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DATABASES = ("sqlite", "postgresql")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--js-flags=--no-opt --no-maglev --single-threaded-gc"]
"""No page lives long enough for its scripts to be worth compiling twice."""


hypothesis.settings.register_profile("riskreg", deadline=None)
hypothesis.settings.load_profile("riskreg")
"""How long an example takes is the machine's doing: no test times anything."""

SLOW_PASSWORDS = (passwords._hasher, passwords.NOBODY)
"""As they are outside tests."""

ON_ONE = ("test_views", "test_error_pages", "test_headers", "test_odd_requests", "test_damaged_copies")
ON_ONE_TOO = tuple(f"tests.cli.test_{name}" for name in ("figures", "imports", "notices", "register", "search"))
"""What pages show, what commands print, and what a file's bytes say, is the same on both databases: tried on the default one.
Rows, rules, constraints, the trail, jobs and everything that is typed (`test_forms`) are tried on both."""


if postgresql.scratch() == postgresql.MEMORY:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(postgresql.MEMORY))  # where pytest makes the folders of tests


def pytest_collection_finish() -> None:
    """Thousands of tests, and what they import, are there to the end: whoever looks for garbage need not look through them each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whoever asks for a database is run on both, but for what the databases have no part in."""
    if "database" in metafunc.fixturenames:
        name = metafunc.module.__name__
        on_one = name.startswith(ON_ONE_TOO) or name.rpartition(".")[2].startswith(ON_ONE)
        on_one |= metafunc.definition.get_closest_marker("one_database") is not None
        metafunc.parametrize("database", DATABASES[:1] if on_one else DATABASES, scope="session")


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """A hash is slow on purpose, and what is tried here is what comes of it: the real costs are tried in core/test_passwords."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "NOBODY", quick.hash("nobody"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_compiled_once(for_everybody: Path) -> Iterator[None]:
    """For all the applications of the run, whatever their data folder; that they are kept there is tried in web/test_compiled."""
    folder = for_everybody / "compiled"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "place", lambda _settings: folder)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A test that reaches for another host is wrong, and says so."""
    patch = pytest.MonkeyPatch()
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            raise AssertionError(f"a test tried to reach {host}")
        real(self, address)  # type: ignore[arg-type]

    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session")
def for_everybody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes of one run keep what is made once; see `made_once`."""
    mine = tmp_path_factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


@pytest.fixture(scope="session")
def copies(database: str, tmp_path_factory: pytest.TempPathFactory, for_everybody: Path, request: pytest.FixtureRequest) -> Copies:
    server = request.getfixturevalue("pg_server") if database == "postgresql" else None
    return Copies(database, tmp_path_factory.mktemp(database), server, for_everybody)


@pytest.fixture(scope="session")
def shared_app(copies: Copies) -> Iterator[Flask]:
    with copies.one() as url:  # a copy too: PostgreSQL copies no database that somebody is using
        made = create_app(environment(url, copies.folder))
        yield made
        with made.app_context():
            db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The usual one: quick, clean, both databases. Its commits are savepoints; see `real_app` for real ones."""
    with rolled_back(shared_app), shared_app.app_context():
        yield shared_app
        db.session.remove()


@pytest.fixture
def real_app(copies: Copies, tmp_path: Path) -> Iterator[Flask]:
    """A database of its own with real commits: for several connections, tampering, workers."""
    with copies.one() as url, opened(url, tmp_path / "var") as made:
        yield made


@pytest.fixture
def make(app: Flask) -> Factory:
    return Factory()


@pytest.fixture
def client_for(app: Flask, make: Factory) -> Callable[..., Client]:
    """`client_for(Role.ADMIN)`: a browser in which somebody with that role, on the body or on `unit`, has signed in."""

    def open_client(role: Role | None = None, unit: OrgUnit | None = None, user: User | None = None) -> Client:
        if user is None:
            user = make.user()
            if role is not None:
                make.grant(user, role, unit or make.root())
        return Client.signed_in(app, user)

    return open_client


@pytest.fixture
def visitor(app: Flask) -> Client:
    """A browser in which nobody has signed in."""
    return Client(app)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One for all who look at pages: a process holds no two of them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
