"""Databases for tests: migrated once, then copied, or shared inside a transaction that is always rolled back."""

import fcntl
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from riskreg import create_app
from riskreg.audit import seals
from riskreg.core import schema, settings
from riskreg.core.database import WRITES
from riskreg.core.extensions import db

TODAY = "2026-11-21"
EMPTY = f"empty{uuid.uuid4().hex[:8]}"
"""This process's template: a server that is given may have those of other runs."""


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "RISKREG_ENV": "test", "DATABASE_URL": url, "RISKREG_VAR": str(folder), "RISKREG_TODAY": TODAY,
        "RISKREG_LOG_LEVEL": "ERROR", "RISKREG_SECRET": "for the tests only, nobody else knows it",
    }  # fmt: skip


def made_once(folder: Path, make: Callable[[Path], None]) -> None:
    """Whichever process of the run comes first makes it; the others wait for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = folder.with_suffix(".part")
            part.mkdir()
            make(part)
            part.rename(folder)


def _migrate(url: str, folder: Path) -> None:
    app = create_app(environment(url, folder))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()


class Copies:
    """Gives each asker an empty, migrated database of its own: by copying a file, or with CREATE DATABASE … TEMPLATE."""

    def __init__(self, kind: str, folder: Path, server: str | None, shared: Path) -> None:
        self.kind, self.folder, self.server = kind, folder, server
        self.template = self._url(EMPTY)
        if kind == "sqlite":
            made_once(shared / "empty", lambda made: _migrate(f"sqlite:///{made}/empty.sqlite3", made))
            shutil.copy(shared / "empty" / "empty.sqlite3", folder / f"{EMPTY}.sqlite3")
        elif self._is_new():
            _migrate(self.template, folder)

    def _is_new(self) -> bool:
        """Several ask one server for copies, one after the other: the first makes what is copied."""
        with self._administration() as connection:
            found = connection.scalar(sa.text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": EMPTY})
        if found:
            return False
        self.new_url(EMPTY)
        return True

    def new_url(self, name: str) -> str:
        """Where nothing was ever made."""
        if self.kind == "postgresql":
            with self._administration() as connection:
                connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        return self._url(name)

    def _url(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        return sa.make_url(str(self.server)).set(database=name).render_as_string(hide_password=False)

    def _administration(self) -> sa.Connection:
        engine = sa.create_engine(str(self.server), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        return engine.connect()

    @contextmanager
    def one(self) -> Iterator[str]:
        name = f"t{uuid.uuid4().hex[:12]}"
        yield self.copy_of(EMPTY, name)
        self.drop(name)

    def copy_of(self, name: str, new: str) -> str:
        """PostgreSQL copies no database that somebody is using."""
        if self.kind == "sqlite":
            shutil.copy(self.folder / f"{name}.sqlite3", self.folder / f"{new}.sqlite3")
        else:
            with self._administration() as connection:
                connection.execute(sa.text(f'CREATE DATABASE "{new}" TEMPLATE "{name}"'))
        return self._url(new)

    def drop(self, name: str) -> None:
        if self.kind == "sqlite":
            for left in self.folder.glob(f"{name}.sqlite3*"):
                left.unlink()
        else:
            with self._administration() as connection:
                connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


class Ready:
    """An installation with something in it, made once: whoever wants one gets its rows and its data folder copied."""

    def __init__(self, copies: Copies, folder: Path, fill: Callable[[], object]) -> None:
        self.copies, self.folder, self.name = copies, folder, f"ready{uuid.uuid4().hex[:8]}"
        with opened(copies.copy_of(EMPTY, self.name), folder):
            fill()

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Flask]:
        shutil.copytree(self.folder, folder)
        name = f"t{uuid.uuid4().hex[:12]}"
        with opened(self.copies.copy_of(self.name, name), folder) as app:
            yield app
        self.copies.drop(name)


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(environment(url, folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Every session of the application works inside one transaction that ends in nothing; commits become savepoints. The
    head of the chain, which is kept in a file, goes back with it."""
    with app.app_context():
        engines = db.engines
        head = settings.current().folder / seals.HEAD
    witnessed = head.read_bytes() if head.exists() else None
    engine = engines[None]
    if is_inside := isinstance(engine, sa.Connection):  # one within another goes back as far as it began
        connection, transaction = engine, engine.begin_nested()
    else:
        connection = engine.connect().execution_options(**{WRITES: True})
        transaction = connection.begin()
    engines[None] = connection
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        transaction.rollback()
        if not is_inside:
            connection.close()
            db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        if witnessed is None:
            head.unlink(missing_ok=True)
        else:
            head.write_bytes(witnessed)
        engines[None] = engine
