"""Taking a copy: the rows of one moment, a table at a time, a row at a time; then the files that belong to them."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from riskreg.audit.models import AuditEntry
from riskreg.backups import catalogue, values
from riskreg.backups.catalogue import Shape
from riskreg.backups.containers import CHUNK, FILES, ROWS, Sink
from riskreg.backups.manifest import Manifest, Member, TableCopy
from riskreg.core import data_folder, schema, settings
from riskreg.domain import trail
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_number

BATCH = 1_000
Tell = Callable[[int, str], None]
NOT_MADE = "La base di dati non è stata creata: esegui «riskreg setup»."
NEWER = "La base di dati è di un'altra versione di riskreg, più recente: usa quella."


def quietly(_percent: int, _note: str) -> None:
    """For whoever need not be told how far it is."""


def take(sink: Sink, connection: Connection, folder: Path, *, at: datetime, tell: Tell = quietly) -> Manifest:
    """Everything, into the sink. The connection stands in a transaction that has read nothing yet and can only read: the
    small files, the seals among them, are read first, because the chain only grows and the witnesses must not know more
    of it than the copy."""
    small = {name: path.read_bytes() for name, path in data_folder.to_copy(folder) if _is_witness(name)}
    revision = _revision(connection)
    found = catalogue.of(connection)
    catalogue.must_be_known(found, revision)
    total = sum(connection.scalar(select(func.count()).select_from(shape.table)) or 0 for shape in found.shapes)
    count, hash_ = _end_of_chain(connection)
    last_ids = catalogue.last_ids(connection, found.shapes)
    progress = _Progress(total, tell)
    tables = tuple(_table(sink, connection, shape, progress) for shape in found.shapes)
    files = (*(_small(sink, name, content) for name, content in small.items()), *_large(sink, folder))
    made = Manifest(
        riskreg=version("riskreg"), revision=revision, database=connection.dialect.name, made_at=trail.moment_text(at), trail_count=count,
        trail_hash=hash_, tables=tables, files=files, last_ids=dict(sorted(last_ids.items())), left_out=tuple(_strangers(connection, folder)),
    )  # fmt: skip
    sink.finish(made)
    return made


def _revision(connection: Connection) -> str:
    revision = schema.of(connection)
    if revision is None:
        raise RuleBroken(NOT_MADE)
    if not schema.is_known(revision):
        raise RuleBroken(NEWER)
    return revision


def _end_of_chain(connection: Connection) -> tuple[int, str]:
    last = connection.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return (last.id, last.hash) if last else (0, trail.FIRST)


class _Progress:
    def __init__(self, total: int, tell: Tell) -> None:
        self._total, self._tell, self._done = total, tell, 0

    def step(self, rows: int) -> None:
        self._done += rows
        # The last tenth is for reading it back.
        self._tell(self._done * 90 // max(self._total, 1), f"Copiate {write_number(self._done)} righe su {write_number(self._total)}")


def _table(sink: Sink, connection: Connection, shape: Shape, progress: _Progress) -> TableCopy:
    rows = 0
    with sink.open(f"{ROWS}{shape.name}.jsonl") as file:
        for lines in _batches(connection, shape):
            file.write(b"".join(lines))
            rows += len(lines)
            progress.step(len(lines))
    member = file.member()
    return TableCopy(name=member.name, size=member.size, sha256=member.sha256, table=shape.name, columns=shape.columns, rows=rows)


def _batches(connection: Connection, shape: Shape) -> Iterator[list[bytes]]:
    kinds = [kind for _name, kind in shape.columns]
    streamed = {"stream_results": True, "yield_per": BATCH}
    try:
        with connection.execute(shape.rows(connection), execution_options=streamed) as found:
            for batch in found.partitions():
                yield [_line(row, kinds) for row in batch]
    except (values.Unfit, ValueError, TypeError, DBAPIError) as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        raise RuleBroken(
            f"La tabella {shape.name} contiene un valore che non si legge: la base di dati è stata modificata o è guasta."
        ) from error


def _line(row: Any, kinds: list[str]) -> bytes:
    content = [values.write(kind, value) for kind, value in zip(kinds, row, strict=True)]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# Files


def _strangers(connection: Connection, folder: Path) -> list[str]:
    """What in the data folder is neither copied nor ours: the database and the copies may bear other names there."""
    backups, database = settings.current().backups, Path(connection.engine.url.database or "").name
    ours = {f"{database}{end}" for end in ("", "-wal", "-shm", "-journal")}
    ours |= {path.name for path in (backups, *backups.parents) if path.parent == folder}
    return [name for name in data_folder.strangers(folder) if name not in ours]


def _is_witness(name: str) -> bool:
    return "/" not in name


def _small(sink: Sink, name: str, content: bytes) -> Member:
    with sink.open(FILES + name) as file:
        file.write(content)
    return file.member()


def _large(sink: Sink, folder: Path) -> Iterator[Member]:
    """What is erased while the copy is being made is not in it."""
    for name, path in data_folder.to_copy(folder):
        if _is_witness(name):
            continue
        try:
            content = path.open("rb")
        except FileNotFoundError:
            continue
        with content, sink.open(FILES + name) as file:
            while chunk := content.read(CHUNK):
                file.write(chunk)
        yield file.member()
