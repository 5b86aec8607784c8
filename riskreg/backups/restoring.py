"""Bringing a copy back, into an empty place: checked whole before the first row is written, then all of it or nothing.

One transaction makes the tables as they were, loads the rows, leads them to the present version, and reads the chain again
from the database. The files wait beside the data folder until the last moment.
"""

import filecmp
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, StatementError

from riskreg.audit import seals, verification
from riskreg.backups import catalogue, checking
from riskreg.backups.catalogue import Shape
from riskreg.backups.containers import FILES, Source
from riskreg.backups.manifest import Manifest, TableCopy
from riskreg.core import data_folder, restored, schema
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken

BATCH = 1_000
STAGING = data_folder.stays(".ripristino")
STANDING = frozenset({"post_office"})
"""Tables whose one row is written by the migration that makes them: it says nothing about use, and gives way to the copy's."""

NOT_EMPTY = (
    "La base di dati contiene già delle righe ({}): una copia si ripristina solo in una base di dati vuota. "
    "Indicane una nuova con DATABASE_URL o, se usi SQLite, un'altra cartella dei dati con RISKREG_VAR."
)
NOT_OURS = "La base di dati contiene tabelle che questa versione di riskreg non conosce ({}): una copia si ripristina solo in una vuota."
FOLDER_TAKEN = (
    "La cartella dei dati contiene già «{}» di un'altra installazione. Metti da parte quella cartella senza cancellarla "
    "e indicane una nuova con RISKREG_VAR."
)
CHAIN_BROKEN = (
    "Il registro delle attività nella copia non è integro: la copia non viene ripristinata. {} "
    "Se è l'unica che hai usa --accept-broken: il registro resterà interrotto, e ogni verifica lo dirà."
)
DOES_NOT_FIT = "Le righe della tabella {} non entrano in questa base di dati: nulla è stato ripristinato."
OTHER_SHAPE = "La tabella {} della copia non è quella della versione che la copia dichiara: nulla è stato ripristinato."


@dataclass(frozen=True)
class Restored:
    """What stands there now. `broken` is what is wrong with a chain that was accepted all the same."""

    contents: Manifest
    broken: str | None
    upgraded: bool


def restore(path: Path, folder: Path, *, accept_broken: bool, at: datetime) -> Restored:
    with checking.opened(path) as (source, contents):
        checking.must_not_be_newer(contents)
        with _staged(source, contents, folder) as staging:
            broken = checking.broken_chain(source, contents, staging)
            _accepted(broken, accept_broken=accept_broken)
            if broken is None:  # the head as it stood may lag behind the chain of the copy by a commit
                seals.keep_head(contents.trail_count, contents.trail_hash, staging)
            restored.write(staging, at=at, copied_at=contents.made_at, last_ids=contents.last_ids)
            _must_be_free(staging, folder)
            broken = _bring_back(source, contents, staging, folder, accept_broken=accept_broken)
    return Restored(contents, broken, upgraded=contents.revision != schema.head())


def _bring_back(source: Source, contents: Manifest, staging: Path, folder: Path, *, accept_broken: bool) -> str | None:
    with writing():
        connection = db.session.connection()
        _must_be_empty(connection)
        schema.upgrade(contents.revision, connection)
        _load(source, contents, connection)
        schema.upgrade(connection=connection)
        verdict = verification.verify(staging)
        broken = _accepted(verdict.broken.sentence if verdict.broken else None, accept_broken=accept_broken)
        take_away = _put_in_place(staging, folder)
        try:
            db.session.commit()
        except BaseException:
            take_away()
            raise
    return broken


def _accepted(broken: str | None, *, accept_broken: bool) -> str | None:
    if broken is not None and not accept_broken:
        raise RuleBroken(CHAIN_BROKEN.format(broken))
    return broken


# Rows


def _must_be_empty(connection: Connection) -> None:
    """No tables, or ours without a row: those go, because the copy may be of another version."""
    names = catalogue.table_names(connection)
    asked = [name for name in names if name not in STANDING]
    filled = [name for name in asked if connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first()]
    if filled:
        raise RuleBroken(NOT_EMPTY.format(", ".join(filled)))
    revision = schema.of(connection)
    if revision is not None and schema.is_known(revision):
        schema.downgrade("base", connection)
        names = catalogue.table_names(connection)
    if names:
        raise RuleBroken(NOT_OURS.format(", ".join(names)))


def _load(source: Source, contents: Manifest, connection: Connection) -> None:
    found = catalogue.of(connection)
    copies = {table.table: table for table in contents.tables}
    shapes = {shape.name: shape for shape in found.shapes}
    for name in sorted(copies.keys() ^ shapes.keys()):
        raise RuleBroken(OTHER_SHAPE.format(name))
    for name in sorted(STANDING & shapes.keys()):
        connection.execute(sa.delete(sa.table(name)))
    with catalogue.decided_rows_come_in(connection), catalogue.references_checked_at_the_end(connection, found):
        for shape in found.shapes:
            if shape.columns != copies[shape.name].columns:
                raise RuleBroken(OTHER_SHAPE.format(shape.name))
            _load_table(source, copies[shape.name], shape, connection)
    catalogue.continue_after(connection, found.shapes, contents.last_ids)


def _load_table(source: Source, copy: TableCopy, shape: Shape, connection: Connection) -> None:
    insert = sa.insert(shape.table)
    naive = {name for name, kind in shape.columns if kind == "moment" and not getattr(shape.table.columns[name].type, "timezone", False)}
    rows = (_values(row, shape, naive) for row in checking.rows(source, copy))
    try:
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert, batch)
        count = connection.scalar(sa.select(sa.func.count()).select_from(shape.table))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        raise RuleBroken(DOES_NOT_FIT.format(shape.name)) from error
    except StatementError as error:
        raise RuleBroken(DOES_NOT_FIT.format(shape.name)) from error
    if count != copy.rows:
        raise RuleBroken(DOES_NOT_FIT.format(shape.name))


def _values(row: list[Any], shape: Shape, naive: set[str]) -> dict[str, Any]:
    """By column; where the database keeps no zone, the moment without its own, which is UTC."""
    named = {name: value for (name, _kind), value in zip(shape.columns, row, strict=True)}
    return named | {name: named[name].replace(tzinfo=None) for name in naive if named[name] is not None}


# Files


@contextmanager
def _staged(source: Source, contents: Manifest, folder: Path) -> Iterator[Path]:
    """The files of the copy in a folder of their own, inside the data folder so that moving them is only renaming."""
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    try:
        for file in contents.files:
            path = staging / file.name.removeprefix(FILES)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as written:
                for chunk in checking.chunks(source, file):
                    written.write(chunk)
                written.flush()
                os.fsync(written.fileno())
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _waiting(staging: Path) -> list[str]:
    return [*(name for name, _path in data_folder.to_copy(staging)), restored.MARK]


def _must_be_free(staging: Path, folder: Path) -> None:
    """A place where a restore of this very copy broke off is free; one with another installation's seals is not: they
    are witnesses, and nobody may cover them up by restoring over them."""
    waiting = set(_waiting(staging))
    for name, path in data_folder.to_copy(folder):
        if name not in waiting or not filecmp.cmp(path, staging / name, shallow=False):
            raise RuleBroken(FOLDER_TAKEN.format(name))


def _put_in_place(staging: Path, folder: Path) -> Callable[[], None]:
    """Gives back what undoes it."""
    placed: list[Path] = []
    for name in _waiting(staging):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging / name, path)
        placed.append(path)

    def take_away() -> None:
        for path in placed:
            with suppress(OSError):
                path.unlink()

    return take_away
