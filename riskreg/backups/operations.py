"""Making copies: into a file of one's choice, into a folder of plain files, into the folder of copies with its rotation."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from riskreg.audit.operations import note
from riskreg.audit.tags import Tag
from riskreg.backups import checking, containers, queries, taking
from riskreg.backups.checking import Verdict
from riskreg.backups.containers import Sink
from riskreg.backups.manifest import Manifest
from riskreg.backups.queries import SUBJECT, Copy
from riskreg.backups.taking import Tell, quietly
from riskreg.core import restored, settings
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.rotation import RECENT
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


# The folder of copies


class Kept(NamedTuple):
    """The copy that was made and how many old ones the rotation removed."""

    copy: Copy
    verdict: Verdict
    removed: int


def keep_copy(*, at: datetime, tell: Tell = quietly) -> Kept:
    """One more in the folder; what the rotation no longer keeps goes, once the new one has been read back."""
    folder, moment = settings.current().backups, at.astimezone(UTC).replace(microsecond=0)
    path = folder / queries.name_of(moment)
    with _said_when_it_cannot_be_written(path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, moment)
    verdict = copy_to_file(path, at=at, tell=tell)
    tell(100, "Copia riletta")
    removed = _rotate()
    return Kept(queries.copy(path.name), verdict, removed)


def _sweep(folder: Path, at: datetime) -> None:
    """What copies that were killed left half written, once it is too old to be anybody's work."""
    for path in folder.glob(f".*{containers.PART}"):
        begun = queries.moment_of(path.name[1:].partition(".zip")[0] + ".zip")
        if begun is not None and at - begun > RECENT:
            path.unlink(missing_ok=True)


def _rotate() -> int:
    old = [one for one in queries.copies() if not one.reasons]
    for one in old:
        one.path.unlink(missing_ok=True)
        log.info("copy removed by rotation")
    return len(old)


def hand_over(name: str, *, by: Person, at: datetime) -> Copy:
    """To somebody who takes it away: everything is in it, so the trail says who."""
    insist(by, Permission.BACKUP_MANAGE)
    found = queries.copy(name)
    note(Tag.BACKUP_DOWNLOADED, SUBJECT, by=by, at=at, facts={"copia": found.name})
    return found


def note_restore(*, by: Person, at: datetime) -> None:
    """Once: the restore itself adds nothing to the chain, so that it can be compared with the original's."""
    mark = restored.mark()
    if mark is not None and not queries.is_noted(mark.restored_at):
        facts = {"copia_del": mark.copied_at, "ripristinata_il": mark.restored_at}
        note(Tag.BACKUP_RESTORED, SUBJECT, by=by, at=at, facts=facts)
