"""Reading a copy again before anybody believes it: every byte against its hash, every row against its kinds, the chain."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from riskreg.audit import seals, verification
from riskreg.audit.models import AuditEntry
from riskreg.backups import containers, manifest, values
from riskreg.backups.containers import BROKEN, CHUNK, FILES, Source
from riskreg.backups.manifest import Manifest, Member, TableCopy, damaged
from riskreg.core import data_folder, schema
from riskreg.domain.errors import RuleBroken

CHAIN = ("id", "at", "actor", "tag", "subject", "diff", "previous_hash", "hash")
LARGEST_MANIFEST = 64 << 20
NEWER = "La copia è stata fatta da una versione più recente di riskreg (migrazione {}): usa quella per ripristinarla."


class Verdict(NamedTuple):
    """A copy that is what was written. `broken` says where the chain inside it does not hold: then the copy is true to a
    database that somebody had altered."""

    contents: Manifest
    broken: str | None


def check(path: Path) -> Verdict:
    with opened(path) as (source, contents), tempfile.TemporaryDirectory(prefix="riskreg-") as folder:
        unpack_witnesses(source, contents, Path(folder))
        return Verdict(contents, broken_chain(source, contents, Path(folder)))


@contextmanager
def opened(path: Path) -> Iterator[tuple[Source, Manifest]]:
    """The copy with its list, once everything in it has been read and found to be as it was written."""
    with containers.source(path) as source:
        try:
            source.check_whole()
            contents = _read_manifest(source)
            _must_hold_what_it_lists(source, contents)
            for table in contents.tables:
                _check_rows(source, table)
            for file in contents.files:
                _check_file(source, file)
        except BROKEN as error:
            raise damaged("non si legge fino in fondo") from error
        yield source, contents


def _read_manifest(source: Source) -> Manifest:
    if source.names().count(manifest.NAME) != 1:
        raise damaged(f"manca {manifest.NAME}")
    with source.open(manifest.NAME) as file:
        return manifest.read(file.read(LARGEST_MANIFEST))


def _must_hold_what_it_lists(source: Source, contents: Manifest) -> None:
    listed, found = [member.name for member in contents.members] + [manifest.NAME], source.names()
    if missing := sorted(set(listed) - set(found)):
        raise damaged(f"manca {missing[0]}")
    if sorted(listed) != sorted(found):
        strange = next((name for name in found if found.count(name) > listed.count(name)), manifest.NAME)
        raise damaged(f"contiene {strange}, che non è nell'elenco")
    if wrong := [file.name for file in contents.files if not data_folder.may_travel(file.name.removeprefix(FILES))]:
        raise damaged(f"contiene {wrong[0]}, che non appartiene alla cartella dei dati")


def must_not_be_newer(contents: Manifest) -> None:
    if not schema.is_known(contents.revision):
        raise RuleBroken(NEWER.format(contents.revision))


# Members


class _Read:
    """A member while it is read: at the end it must be the one that was written."""

    def __init__(self, file: IO[bytes], member: Member) -> None:
        self._file, self._member = file, member
        self._hash, self._size = hashlib.sha256(), 0

    def chunks(self) -> Iterator[bytes]:
        while chunk := self._file.read(CHUNK):
            yield self._took(chunk)

    def lines(self) -> Iterator[bytes]:
        for line in self._file:
            yield self._took(line)

    def _took(self, content: bytes) -> bytes:
        self._hash.update(content)
        self._size += len(content)
        if self._size > self._member.size:
            self.must_be_whole()
        return content

    def must_be_whole(self) -> None:
        if (self._size, self._hash.hexdigest()) != (self._member.size, self._member.sha256):
            raise damaged(f"{self._member.name} non è quello che è stato scritto")


def _check_file(source: Source, member: Member) -> None:
    for _chunk in chunks(source, member):
        pass


def _check_rows(source: Source, table: TableCopy) -> None:
    for _row in rows(source, table):
        pass


def chunks(source: Source, member: Member) -> Iterator[bytes]:
    with source.open(member.name) as file:
        read = _Read(file, member)
        yield from read.chunks()
        read.must_be_whole()


def rows(source: Source, table: TableCopy) -> Iterator[list[Any]]:
    """The values of each row, of the types that Python has for them."""
    if unknown := [kind for _name, kind in table.columns if kind not in values.KINDS]:
        raise damaged(f"la tabella {table.table} ha valori di un tipo sconosciuto, {unknown[0]}")
    kinds = [values.KINDS[kind] for _name, kind in table.columns]
    count = 0
    with source.open(table.name) as file:
        read = _Read(file, table)
        for line in read.lines():
            count += 1
            yield _row(line, kinds, table)
        read.must_be_whole()
    if count != table.rows:
        raise damaged(f"la tabella {table.table} ha {count} righe invece di {table.rows}")


def _row(line: bytes, kinds: list[values.Kind], table: TableCopy) -> list[Any]:
    try:
        return [None if value is None else kind.read(value) for kind, value in zip(kinds, json.loads(line), strict=True)]
    except (ValueError, TypeError, RecursionError, values.Unfit):
        raise damaged(f"una riga della tabella {table.table} non si legge") from None


# The chain


def unpack_witnesses(source: Source, contents: Manifest, folder: Path) -> None:
    """The seals, where verification can read them; and the end of the chain at the moment of the copy, as one more."""
    for file in contents.files:
        name = file.name.removeprefix(FILES)
        if name in (seals.HEAD, seals.SEALS):
            (folder / name).write_bytes(b"".join(chunks(source, file)))


def broken_chain(source: Source, contents: Manifest, folder: Path) -> str | None:
    """Of the entries as they stand in the copy. What is wrong, in a sentence."""
    table = next((one for one in contents.tables if one.table == AuditEntry.__tablename__), None)
    if table is None or {name for name, _kind in table.columns} != set(CHAIN):
        raise damaged("manca il registro delle attività")
    places = [[name for name, _kind in table.columns].index(name) for name in CHAIN]

    def entries() -> Iterator[verification.Row]:
        for row in rows(source, table):
            number, at, *facts = (row[place] for place in places)
            yield (number, at.isoformat(), *facts)

    verdict = verification.against(folder, entries)
    if verdict.broken is not None:
        return verdict.broken.sentence
    if (verdict.count, verdict.hash) != (contents.trail_count, contents.trail_hash):
        return "La fine della catena non è quella annotata nella copia."
    return None
