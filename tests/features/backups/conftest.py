"""Both databases at hand in one test: copies cross from one to the other."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from riskreg.core import clock
from tests.cli.command import riskreg
from tests.conftest import DATABASES, NOW
from tests.databases import Copies, Ready
from tests.features.backups.places import found_a_body, place

NewPlace = Callable[..., Flask]


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory, for_everybody: Path, pg_server: str) -> dict[str, Copies]:
    servers = {"postgresql": pg_server}
    return {kind: Copies(kind, tmp_path_factory.mktemp(f"copies-{kind}"), servers.get(kind), for_everybody) for kind in DATABASES}


@pytest.fixture
def new_place(both: dict[str, Copies], tmp_path: Path) -> Iterator[NewPlace]:
    """`new_place("postgresql")`: an empty installation, until the test ends."""
    with ExitStack() as stack:

        def make(kind: str, folder: str | None = None) -> Flask:
            number = len(list(tmp_path.iterdir()))
            return stack.enter_context(place(both[kind], tmp_path / (folder or f"var{number}-{kind}")))

        yield make


FoundedOn = Callable[[str], Ready]


@pytest.fixture(scope="session")
def founded_on(both: dict[str, Copies], tmp_path_factory: pytest.TempPathFactory) -> FoundedOn:
    """A living body on that database, made once."""

    @cache
    def found(kind: str) -> Ready:
        with clock.frozen(NOW):
            return Ready(both[kind], tmp_path_factory.mktemp(f"founded-{kind}") / "var", found_a_body)

    return found


@pytest.fixture
def new_body(founded_on: FoundedOn, tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """`new_body("postgresql")`: that living body, in a place of its own until the test ends."""
    with ExitStack() as stack:
        yield lambda kind: stack.enter_context(founded_on(kind).copy(tmp_path / "origine"))


@pytest.fixture
def source(database: str, new_body: Callable[[str], Flask]) -> Flask:
    """A living body, on each database."""
    return new_body(database)


@pytest.fixture(scope="session")
def copies_made(founded_on: FoundedOn, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A copy of that body, made once."""

    @cache
    def copy_of(kind: str) -> Path:
        folder = tmp_path_factory.mktemp(f"copy-{kind}")
        with clock.frozen(NOW), founded_on(kind).copy(folder / "var") as app:
            done = riskreg(app, "backup", str(folder / "copia.zip"))
        assert (done.code, done.err) == (0, "")
        return folder / "copia.zip"

    return copy_of


@pytest.fixture
def copy(copies_made: Callable[[str], Path], database: str, tmp_path: Path) -> Path:
    return Path(shutil.copy(copies_made(database), tmp_path))


@pytest.fixture
def empty(new_place: NewPlace, database: str) -> Flask:
    """Where nothing was ever installed."""
    return new_place(database, "vuota")
