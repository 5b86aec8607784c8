"""Contents of files by their SHA-256, in the data folder and never where the web server serves from.

A content is streamed into a file beside the store, hashed as it comes, forced to the disk and then given its name in one step: what has a
name is whole. Whoever keeps rows about contents writes them after the content stands:

    with storage.arriving(stream, most=…) as arrival:
        …                       # look at arrival.path
        arrival.keep()          # now it stands, as arrival.sha256
    …                           # the row

A request that dies in between leaves a content that nobody names, or a part of one: both are tidied at night, never in a request.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import IO

from riskreg.core import settings
from riskreg.core.data_folder import travels
from riskreg.domain.errors import RuleBroken

FOLDER = travels("prove")
ARRIVING = "in-arrivo"
PART = ".new"
"""Ends of names that copies leave out (core/data_folder.py)."""

CHUNK = 256 * 1024
A_DAY = 24 * 60 * 60
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ROOM = "Sul server non c'è più spazio per i file: non è stato salvato nulla. Avvisa chi gestisce riskreg e riprova più tardi."


class NoRoom(RuleBroken):
    """The disk is full: nothing was kept."""

    def __init__(self) -> None:
        super().__init__(NO_ROOM, "files")


class TooLarge(Exception):
    """More bytes came than are taken; whoever asked says so with a name."""


class Fault(StrEnum):
    MISSING = "missing"
    ALTERED = "altered"


FAULT_LABELS = {"missing": "il file non c'è più", "altered": "il contenuto è stato alterato"}


class Arrival:
    """A content that has come whole, and has no name yet."""

    def __init__(self, path: Path, sha256: str, size: int) -> None:
        self.path, self.sha256, self.size = path, sha256, size

    def keep(self) -> None:
        """Over one that stands there already: it is the same, or it was altered and is whole again."""
        place = path_of(self.sha256)
        with _room():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(self.path, place)
            _sync(place.parent)


@contextmanager
def arriving(stream: IO[bytes], *, most: int) -> Iterator[Arrival]:
    """Reads the stream to its end, or until it is more than `most`. What is not kept leaves nothing behind."""
    with _room():
        (_root() / ARRIVING).mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _root() / ARRIVING / f"{secrets.token_hex(16)}{PART}"
    try:
        with _room():
            sha256, size = _written(stream, path, most)
        yield Arrival(path, sha256, size)
    finally:
        path.unlink(missing_ok=True)


def _written(stream: IO[bytes], path: Path, most: int) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise TooLarge
            hashed.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return hashed.hexdigest(), size


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _root() -> Path:
    return settings.current().folder / FOLDER


def path_of(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256


def exists(sha256: str) -> bool:
    return path_of(sha256).is_file()


def fault(sha256: str) -> Fault | None:
    """What is wrong with a content that should stand there: read whole."""
    try:
        with path_of(sha256).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return Fault.MISSING
    return None if found == sha256 else Fault.ALTERED


# At night


def drop_parts() -> int:
    """Parts that came to nothing since more than a day: whoever sent them is gone."""
    return _drop(path for path in (_root() / ARRIVING).glob(f"*{PART}"))


def drop_all_but(known: Collection[str]) -> int:
    """Contents that nobody names since more than a day: younger ones may be about to get their row."""
    named = set(known)
    return _drop(path for path in _root().glob("??/*") if path.name not in named)


def unnamed(known: Collection[str]) -> int:
    named = set(known)
    return sum(path.name not in named for path in _root().glob("??/*"))


def _drop(paths: Iterator[Path]) -> int:
    dropped, now = 0, None
    for path in paths:
        now = now or _disk_time()
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < now - A_DAY:
                path.unlink()
                dropped += 1
    return dropped


def _disk_time() -> float:
    """What the disk's own clock says: files bear its moments, whatever day riskreg lives on."""
    mark = _root() / ARRIVING / f"{secrets.token_hex(16)}{PART}"
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        mark.touch(mode=0o600)
        return mark.stat().st_mtime
    finally:
        mark.unlink(missing_ok=True)
