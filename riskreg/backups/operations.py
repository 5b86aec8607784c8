"""Making copies: into a file of one's choice, into a folder of plain files."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from riskreg.backups import checking, containers, taking
from riskreg.backups.checking import Verdict
from riskreg.backups.containers import Sink
from riskreg.backups.manifest import Manifest
from riskreg.backups.taking import Tell, quietly
from riskreg.core import settings
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.jobs.phases import Phases

log = logging.getLogger("riskreg.backups")

NOT_WRITTEN = "La copia non si può scrivere in {}: controlla che la cartella esista, che sia scrivibile e che ci sia spazio."


def copy_to_file(path: Path, *, at: datetime, tell: Tell = quietly) -> Verdict:
    """For whoever sits at the machine; the trail is not touched, so that the copy holds the very chain that stands here."""
    with _said_when_it_cannot_be_written(path), containers.put_in_place(path) as aside:
        with containers.zip_sink(aside, at) as sink:
            _take(sink, at, tell)
        return _read_back(aside)


def copy_to_folder(path: Path, *, at: datetime) -> Verdict:
    with _said_when_it_cannot_be_written(path), containers.put_in_place(path) as aside:
        with containers.folder_sink(aside) as sink:
            _take(sink, at, quietly)
        return _read_back(aside)


@contextmanager
def _said_when_it_cannot_be_written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RuleBroken(NOT_WRITTEN.format(path)) from error


def _take(sink: Sink, at: datetime, tell: Tell) -> Manifest:
    """One still picture of the database, while others go on writing."""
    phases = Phases()
    phases.begin_reading()
    try:
        connection: Connection = db.session.connection()
        return taking.take(sink, connection, settings.current().folder, at=at, tell=tell)
    finally:
        phases.end()


def _read_back(path: Path) -> Verdict:
    verdict = checking.check(path)
    log.info("copy made", extra={"count": verdict.contents.trail_count, "hash": verdict.contents.trail_hash})
    return verdict
