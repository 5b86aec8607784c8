"""Where a copy lies: one zip file (a backup) or a folder of plain files (an export). Written aside, then put in place.

A zip file ends with the SHA-256 of everything before it, in the place that the format leaves for a comment: whatever byte
of it changes, it shows.
"""

import hashlib
import os
import secrets
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from riskreg.backups import manifest
from riskreg.backups.manifest import Manifest, Member, damaged
from riskreg.core.clock import ROME
from riskreg.domain.errors import Missing, RuleBroken

CHUNK = 1 << 20
PART = ".part"
SEAL = 64
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, UnicodeDecodeError)
"""What reading a spoiled zip file raises."""

ROWS = "tables/"
FILES = "files/"


class Measured:
    """A member while it is written: counts and hashes what goes through."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name = name
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._hash.update(content)
        self._size += len(content)

    def member(self) -> Member:
        return Member(self.name, self._size, self._hash.hexdigest())


class Sink(Protocol):
    """Takes the members of a copy one after the other; what comes last is the manifest."""

    def open(self, name: str) -> AbstractContextManager[Measured]: ...

    def finish(self, contents: Manifest) -> None: ...


class Source(Protocol):
    """A copy to read."""

    def check_whole(self) -> None: ...

    def names(self) -> list[str]: ...

    def open(self, name: str) -> IO[bytes]: ...


# Writing


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """Where to write meanwhile: what stands there appears under its name when the block ends well, and not otherwise."""
    _must_be_free(path)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        yield aside
        _must_be_free(path)
        os.rename(aside, path)
        _sync_folder(path.parent)
    finally:
        if aside.is_dir():
            shutil.rmtree(aside, ignore_errors=True)
        aside.unlink(missing_ok=True)


def _must_be_free(path: Path) -> None:
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise RuleBroken(f"{path} esiste già: una copia non si sovrascrive, scegli un altro nome.")


@contextmanager
def zip_sink(path: Path, at: datetime) -> Iterator[Sink]:
    with _private(path) as file:
        sink = _ZipSink(file, at)
        try:
            yield sink
        finally:
            sink.close()
    _seal(path)


def _private(path: Path) -> IO[bytes]:
    """A copy holds personal data and password hashes: nobody else on the machine reads it, not even while it grows."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


class _ZipSink:
    def __init__(self, file: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._moment = at.astimezone(ROME).timetuple()[:6]

    @contextmanager
    def open(self, name: str) -> Iterator[Measured]:
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        with self._zip.open(info, "w", force_zip64=True) as file:
            yield Measured(name, file)

    def finish(self, contents: Manifest) -> None:
        with self.open(manifest.NAME) as file:
            file.write(contents.written())

    def close(self) -> None:
        self._zip.comment = b"0" * SEAL
        self._zip.close()


def _seal(path: Path) -> None:
    with path.open("r+b") as file:
        seal = _hash_before_seal(file, path.stat().st_size)
        file.seek(-SEAL, os.SEEK_END)
        file.write(seal)
        file.flush()
        os.fsync(file.fileno())


def _hash_before_seal(file: IO[bytes], size: int) -> bytes:
    found, left = hashlib.sha256(), size - SEAL
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        found.update(chunk)
        left -= len(chunk)
    return found.hexdigest().encode()


@contextmanager
def folder_sink(path: Path) -> Iterator[Sink]:
    path.mkdir(mode=0o700)
    yield _FolderSink(path)
    _sync_folder(path)


class _FolderSink:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open(self, name: str) -> Iterator[Measured]:
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _private(path) as file:
            yield Measured(name, file)
            file.flush()
            os.fsync(file.fileno())

    def finish(self, contents: Manifest) -> None:
        with self.open(manifest.NAME) as file:
            file.write(contents.written())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Reading


@contextmanager
def source(path: Path) -> Iterator[Source]:
    """The copy at that place, whichever of the two it is."""
    if path.is_dir():
        yield _FolderSource(path)
        return
    if not path.is_file():
        raise Missing(f"{path} non c'è.")
    with path.open("rb") as file:
        found = _ZipSource(file, path.stat().st_size)
        try:
            yield found
        finally:
            found.close()


class _ZipSource:
    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size = file, size
        self._zip: zipfile.ZipFile | None = None

    def check_whole(self) -> None:
        """Before anything in it is believed. The seal stands outside what it covers, so it is read by itself."""
        self._file.seek(max(self._size - SEAL, 0))
        seal = self._file.read()
        self._file.seek(0)
        if self._size <= SEAL or _hash_before_seal(self._file, self._size) != seal:
            raise damaged("il file non è quello che riskreg ha scritto, oppure è incompleto")

    def names(self) -> list[str]:
        return self._archive().namelist()

    def open(self, name: str) -> IO[bytes]:
        return self._archive().open(name)

    def _archive(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._zip = zipfile.ZipFile(self._file)
        return self._zip

    def close(self) -> None:
        if self._zip is not None:
            with suppress(*BROKEN):
                self._zip.close()


class _FolderSource:
    """Whoever moves it may compress it as they like; each member's hash is what counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check_whole(self) -> None:
        if not (self._folder / manifest.NAME).is_file():
            raise damaged(f"manca {manifest.NAME}")

    def names(self) -> list[str]:
        return sorted(
            path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if not path.is_dir() or path.is_symlink()
        )

    def open(self, name: str) -> IO[bytes]:
        path = self._folder / name
        if path.is_symlink() or not path.is_file():
            raise damaged(f"{name} non è un file")
        return path.open("rb")
