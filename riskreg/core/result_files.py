"""The files that jobs produce: written aside, put in place just before the commit that speaks of them.

One folder per job. An attempt writes under its own lease's name, so that a worker presumed dead and the one that
took over never write the same file.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from riskreg.core import settings
from riskreg.domain.errors import Missing

GONE = "Il file non è più disponibile. Se ti serve ancora, chiedi di nuovo il lavoro."
READY = "result"
PART = ".part"


def _root() -> Path:
    return settings.current().folder / "jobs"


def _folder(job_id: int) -> Path:
    return _root() / str(job_id)


def part(job_id: int, lease: str) -> Path:
    """Where this attempt writes."""
    _folder(job_id).mkdir(parents=True, exist_ok=True)
    return _folder(job_id) / f"{lease}{PART}"


def put_in_place(job_id: int, lease: str) -> None:
    """Only by whoever holds the job's row: see operations.finish."""
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


def read(job_id: int) -> bytes:
    try:
        return (_folder(job_id) / READY).read_bytes()
    except FileNotFoundError:
        raise Missing(GONE) from None


def drop(job_id: int) -> None:
    shutil.rmtree(_folder(job_id), ignore_errors=True)


def drop_all() -> None:
    """When a person is erased: any file may name them, and every one of them can be asked for again."""
    shutil.rmtree(_root(), ignore_errors=True)


def drop_strays(leases: Collection[str]) -> int:
    """Parts that no running attempt will ever finish: their workers were killed."""
    strays = [path for path in _root().glob(f"*/*{PART}") if path.name.removesuffix(PART) not in leases]
    for path in strays:
        path.unlink(missing_ok=True)
        if path.parent.name.isdecimal():
            _drop_if_empty(int(path.parent.name))
    return len(strays)
