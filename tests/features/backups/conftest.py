"""Both databases at hand in one test: copies cross from one to the other."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from riskreg.core import clock
from tests.cli.command import riskreg
from tests.conftest import DATABASES, NOW
from tests.databases import Copies
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


@pytest.fixture
def source(database: str, new_place: NewPlace) -> Flask:
    """A living body, on each database."""
    app = new_place(database, "origine")
    found_a_body()
    return app


@pytest.fixture(scope="session")
def copies_made(both: dict[str, Copies], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A copy of a living body on that database, made once."""
    made: dict[str, Path] = {}

    def copy_of(kind: str) -> Path:
        if kind not in made:
            folder = tmp_path_factory.mktemp(f"copy-{kind}")
            with clock.frozen(NOW), place(both[kind], folder / "var") as app:
                found_a_body()
                done = riskreg(app, "backup", str(folder / "copia.zip"))
            assert (done.code, done.err) == (0, "")
            made[kind] = folder / "copia.zip"
        return made[kind]

    return copy_of


@pytest.fixture
def copy(copies_made: Callable[[str], Path], database: str, tmp_path: Path) -> Path:
    return Path(shutil.copy(copies_made(database), tmp_path))


@pytest.fixture
def empty(new_place: NewPlace, database: str) -> Flask:
    """Where nothing was ever installed."""
    return new_place(database, "vuota")
