"""The files that jobs produce: written aside, put in place just before the commit that speaks of them.

One folder per job. An attempt writes under its own lease's name, so that a worker presumed dead and the one that
took over never write the same file.

When a person is erased all files go, as soon as the erasure is committed, and a mark says so: what an attempt has read
before the mark may still name that person, and never becomes a file.
"""

import logging
import os
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from riskreg.core import clock, settings
from riskreg.core.data_folder import stays
from riskreg.domain.errors import Missing

GONE = "Il file non è più disponibile. Se ti serve ancora, chiedi di nuovo il lavoro."
READY = "result"
PART = ".part"
FOLDER = stays("jobs")

log = logging.getLogger("riskreg.jobs")


class OutOfDate(Exception):
    """A person was erased after this attempt began to read: it must read again."""


def _root() -> Path:
    return settings.current().folder / FOLDER


def _folder(job_id: int) -> Path:
    return _root() / str(job_id)


def part(job_id: int, lease: str) -> Path:
    """Where this attempt writes."""
    _folder(job_id).mkdir(parents=True, exist_ok=True)
    return _folder(job_id) / f"{lease}{PART}"


def erasure() -> str:
    """Names the last erasure; an attempt asks before it begins to read."""
    return _mark().read_text() if _mark().exists() else ""


def _mark() -> Path:
    return _root() / "erased-at"


def put_in_place(job_id: int, lease: str, begun_after: str | None = None) -> None:
    """Only by whoever holds the job's row: see operations.finish. `begun_after` is the erasure that the attempt knew."""
    if begun_after not in (None, erasure()):
        raise OutOfDate("a person was erased while the file was being written")
    written = part(job_id, lease)
    with written.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(written, _folder(job_id) / READY)
    handle = os.open(_folder(job_id), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop_part(job_id: int, lease: str) -> None:
    """What an attempt that came to nothing leaves behind."""
    (_folder(job_id) / f"{lease}{PART}").unlink(missing_ok=True)
    _drop_if_empty(job_id)


def _drop_if_empty(job_id: int) -> None:
    folder = _folder(job_id)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def exists(job_id: int) -> bool:
    return (_folder(job_id) / READY).is_file()


def read(job_id: int) -> bytes:
    try:
        return (_folder(job_id) / READY).read_bytes()
    except FileNotFoundError:
        raise Missing(GONE) from None


def drop(job_id: int) -> None:
    shutil.rmtree(_folder(job_id), ignore_errors=True)


_DROP = "riskreg.drop_result_files"


def drop_all_after_commit(session: Session) -> None:
    """When a person is erased: any file may name them, and every one of them can be asked for again. Not before the
    commit, because an erasure that is rolled back erases nothing."""
    session.info[_DROP] = True


@event.listens_for(Session, "after_commit")
def _drop_if_asked(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(_DROP, False):
        drop_all()


@event.listens_for(Session, "after_rollback")
def _keep_after_all(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_DROP, None)


def drop_all() -> None:
    """First the mark, then the files: one put in place meanwhile goes with the others. The erasure is committed by now
    and must not look refused, so what cannot be removed is said in the log."""
    try:
        _root().mkdir(parents=True, exist_ok=True)
        fresh = _mark().with_suffix(".new")
        fresh.write_text(f"{clock.now().isoformat()} {secrets.token_hex(8)}")
        os.replace(fresh, _mark())
        for folder in _root().iterdir():
            if folder.is_dir():
                shutil.rmtree(folder)
    except OSError:
        log.exception("the files of the jobs could not all be removed after an erasure")


def drop_strays(leases: Collection[str]) -> int:
    """Parts that no running attempt will ever finish: their workers were killed."""
    strays = [path for path in _root().glob(f"*/*{PART}") if path.name.removesuffix(PART) not in leases]
    for path in strays:
        path.unlink(missing_ok=True)
        if path.parent.name.isdecimal():
            _drop_if_empty(int(path.parent.name))
    return len(strays)
