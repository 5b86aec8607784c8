"""The steps of an import: a file is received, looked at on paper, and brought in whole or not at all.

The preview and the import are one piece of code (`Kind.bring_in`). Under the write lock the whole file is judged again,
on the rows of that moment; if anything that the preview said of any row is no longer so, nothing is kept.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table as SqlTable
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from riskreg.audit import queries as audit
from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.database import scrub_after_commit
from riskreg.core.erasure import forgets
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.core.transactions import REGISTER_QUEUE, end_reading, one_at_a_time
from riskreg.domain import trail
from riskreg.domain.errors import Conflict, RuleBroken, WrongState
from riskreg.domain.imports import ImportState, Outcome, column_letter
from riskreg.domain.italian import fold, plural, tidy
from riskreg.domain.permissions import Person, insist
from riskreg.imports import queries
from riskreg.imports.models import ImportBatch, ImportRow, ImportSource
from riskreg.tables.kinds import Kind
from riskreg.tables.mapping import Mapped
from riskreg.tables.reading import Table
from riskreg.tables.verdicts import Row, Verdict

LONGEST_NAME = 200

CLOSED = "Questa importazione è già conclusa."
NOT_SEEN = "L'anteprima è cambiata da quando hai aperto la pagina: guardala di nuovo prima di confermare."
REFUSED_LEFT = "Ci sono righe rifiutate: correggile nel file e caricalo di nuovo. Finché ce n'è una, non si importa nulla."
NO_CHANGE = "Nessuna modifica: il file dice quello che c'è già."
NOTHING_TO_DO = "Tutte le righe sono già così: non c'è nulla da importare."


class Overtaken(Conflict):
    """What the preview showed is no longer so; `rows` says of which rows."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        super().__init__("Dall'anteprima a ora qualcosa è cambiato: non è stato importato nulla.")
        self.rows = rows


class LookAgain(Exception):
    """What was read before the write lock is no longer so."""


def receive(
    kind: Kind, file_name: str, content: bytes, table: Table, *, source: Mapping[str, str] | None = None, by: Person, at: datetime
) -> ImportBatch:
    insist(by, kind.permission)
    batch = ImportBatch(
        kind=kind.name, owner_id=by.user_id, state=ImportState.OPEN.value, received_at=at, file_name=_short(file_name), size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    db.session.add(batch)
    record(Tag.IMPORT_RECEIVED, batch, by=by, at=at)
    db.session.execute(insert(ImportSource), [{"batch_id": batch.id, **(source or source_of(table))}])
    return batch


def source_of(table: Table) -> dict[str, str]:
    """The table as it is kept. Of a large file to be made before the write lock, as `drawn`."""
    return {"headings": _json(table.headings), "notes": _json(table.notes), "content": _content(table)}


def _short(file_name: str) -> str:
    """As much as the page shows; a name that is no text at all comes from a disk of another time."""
    return tidy(file_name.encode("utf-8", "replace").decode())[-LONGEST_NAME:] or "senza nome"


def _content(table: Table) -> str:
    lines = [(line.number, line.cells) for line in table.lines]
    return _json({"lines": lines, "faults": [(row, column, sentence) for (row, column), sentence in table.faults.items()]})


def on_paper(kind: Kind, rows: Sequence[Row], *, by: Person, at: datetime) -> list[Verdict]:
    """What would happen, row by row. Nothing is written, and whatever was loaded for it is let go."""
    insist(by, kind.permission)
    db.session.rollback()
    try:
        return _judged(kind, rows, Gathering(by=by, at=at, on_paper=True))
    finally:
        db.session.rollback()


def _judged(kind: Kind, rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    with undisturbed(), db.session.no_autoflush:
        return kind.bring_in(rows, desk)


class Drawn(NamedTuple):
    """A preview as it is kept: which column of the file is which, the rows, and its name."""

    columns: str
    rows: Sequence[dict[str, Any]]
    name: str


def drawn(kind: Kind, table: Table, mapped: Mapped, rows: Sequence[Row], verdicts: Sequence[Verdict]) -> Drawn:
    columns = trail.canonical({name: [place, table.headings[place] if table.headings else ""] for name, place in mapped.items()})
    described = [_described(kind, mapped, row, verdict) for row, verdict in zip(rows, verdicts, strict=True)]
    return Drawn(columns, described, _name_of(columns, described))


def keep_preview(batch: ImportBatch, made: Drawn, *, by: Person, at: datetime) -> str:
    """In place of the one before. Returns its name, which the page that confirms must give back."""
    insist(by, queries.kind_of(batch).permission)
    _lock(batch)
    _drop_rows(batch.id)
    for row in made.rows:
        row["batch_id"] = batch.id
    db.session.connection().execute(insert(_ROWS), made.rows)
    batch.columns, batch.preview, batch.previewed_at = made.columns, made.name, at
    return batch.preview


_ROWS: SqlTable = ImportRow.__table__  # type: ignore[assignment]  # the ORM only promises a FromClause


def _described(kind: Kind, mapped: Mapped, row: Row, verdict: Verdict) -> dict[str, Any]:
    texts = _json(dict(row.texts))
    return {
        "number": verdict.number,
        "outcome": verdict.outcome.value,
        "title": verdict.title,
        "search_text": fold(f"{verdict.title} {' '.join(row.texts.values())}"),
        "texts": texts,
        "changes": _json([(kind.label_of(name), *shown) for name, shown in _shown(kind, verdict).items()]),
        "refusals": _json([(_where(kind, mapped, name), row.texts.get(name, ""), sentence) for name, sentence in verdict.refusals]),
        "print": _print(kind, verdict),
    }


def _where(kind: Kind, mapped: Mapped, name: str) -> str:
    """Our name for the column and the letter that the file's bears: headings differ, letters do not."""
    label = kind.label_of(name)
    return f"{label} (colonna {column_letter(mapped[name])})" if name in mapped else label


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(kind: Kind, verdict: Verdict) -> dict[str, tuple[str, str]]:
    changes = {name: shown for name, shown in verdict.changes.items() if not getattr(kind.column(name), "is_read_only", False)}
    return {name: (_text(kind, name, before), _text(kind, name, after)) for name, (before, after) in changes.items()}


def _text(kind: Kind, name: str, value: Any) -> str:
    column = kind.column(name)
    return "" if value is None or column is None else column.show(value)


def _print(kind: Kind, verdict: Verdict) -> str:
    """Two verdicts with one print promise the same thing of the same row."""
    said = [verdict.outcome.value, verdict.version, [[name, *shown] for name, shown in _shown(kind, verdict).items()]]
    return hashlib.sha256(_json(said).encode()).hexdigest()


def _name_of(columns: str, described: Sequence[Mapping[str, Any]]) -> str:
    digest = hashlib.sha256(columns.encode())
    for row in described:
        digest.update(f"{row['number']} {row['print']} {row['texts']}\n".encode())
    return digest.hexdigest()


class Looked(NamedTuple):
    """What can be read before the write lock: which rows are to be done and what was promised of them; what the import must look
    at, and the last entry of the trail that it could know of."""

    preview: str
    counts: Mapping[Outcome, int]
    promised: Mapping[int, str]
    to_do: Sequence[Row]
    after: int = 0
    seen: Any = None

    @classmethod
    def at_rows(cls, kind: Kind, batch: ImportBatch, rows: Sequence[Row], **more: Any) -> "Looked":
        to_do = _to_do(kind, batch.id, rows)
        return cls(batch.preview, queries.counts(batch.id), queries.prints(batch.id, changing=bool(kind.sheets)), to_do, **more)


def look(batch_id: int, rows: Sequence[Row]) -> Looked | None:
    """Before the transaction that applies, where there is much to read: it then holds the write lock for its own changes alone."""
    db.session.rollback()
    batch = queries.batch(batch_id)
    kind = queries.kind_of(batch)
    if kind.look is None:
        return None
    head = audit.head()
    with undisturbed():
        looked = Looked.at_rows(kind, batch, rows, after=head.count if head else 0, seen=kind.look())
    end_reading()
    return looked


def apply(
    batch: ImportBatch, rows: Sequence[Row], preview: str, *, looked: Looked | None = None, by: Person, at: datetime
) -> ImportBatch:  # fmt: skip
    """All of it, exactly as the preview showed it; or nothing, and the reason."""
    kind = queries.kind_of(batch)
    insist(by, kind.permission)
    if looked is not None:
        one_at_a_time(REGISTER_QUEUE)
        if audit.is_anything_told_since(looked.after, kind.looks_at):
            raise LookAgain
    _lock(batch)
    if batch.preview != preview or not preview:
        raise RuleBroken(NOT_SEEN)
    if looked is None or looked.preview != preview:
        looked = Looked.at_rows(kind, batch, rows)
    counts, promised = looked.counts, looked.promised
    _check_counts(counts)
    verdicts = _judged(kind, looked.to_do, Gathering(by=by, at=at, seen=looked.seen))
    if moved := _moved(kind, verdicts, promised):
        raise Overtaken(queries.titles(batch.id, moved))
    batch.state, batch.closed_at = ImportState.APPLIED.value, at
    batch.created, batch.changed, batch.unchanged = counts[Outcome.CREATED], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED]
    record(Tag.IMPORT_APPLIED, batch, by=by, at=at)
    return batch


def would_change(verdicts: Sequence[Verdict]) -> bool:
    """False where all that a file says is so already."""
    return any(verdict.outcome is not Outcome.UNCHANGED for verdict in verdicts)


def _to_do(kind: Kind, batch_id: int, rows: Sequence[Row]) -> Sequence[Row]:
    """Of a workbook that comes back, most rows say what stood when it was looked at: they were promised to change nothing, and do
    not, whatever others wrote there since. The write lock is held for the others only."""
    if not kind.sheets:
        return rows
    left = queries.unchanged(batch_id)
    return [row for row in rows if row.number not in left]


def _check_counts(counts: Mapping[Outcome, int]) -> None:
    if counts[Outcome.REFUSED]:
        raise RuleBroken(REFUSED_LEFT)
    if not counts[Outcome.CREATED] and not counts[Outcome.CHANGED]:
        raise RuleBroken(NOTHING_TO_DO)


def _moved(kind: Kind, verdicts: Sequence[Verdict], promised: Mapping[int, str]) -> list[int]:
    return [verdict.number for verdict in verdicts if promised.get(verdict.number) != _print(kind, verdict)]


def moved_since(batch: ImportBatch, rows: Sequence[Row], *, by: Person, at: datetime) -> Overtaken:
    """When the database itself stopped the import, because others saved in the same instant: which rows they touched."""
    kind, batch_id, promised = queries.kind_of(batch), batch.id, queries.prints(batch.id)
    moved = _moved(kind, on_paper(kind, _to_do(kind, batch_id, rows), by=by, at=at), promised)
    return Overtaken(queries.titles(batch_id, moved))


def drop(batch: ImportBatch, *, by: Person, at: datetime) -> ImportBatch:
    """Nobody wants it any more: what was read goes, that it was received stays."""
    insist(by, queries.kind_of(batch).permission)
    _lock(batch)
    return _close(batch, by=by, at=at)


def expire(batch: ImportBatch, *, by: Person, at: datetime) -> ImportBatch:
    """After a few days, whether it was brought in or not."""
    if batch.is_open:
        return _close(batch, by=by, at=at)
    _drop_content(batch.id)
    return batch


def _close(batch: ImportBatch, *, by: Person, at: datetime) -> ImportBatch:
    _drop_content(batch.id)
    batch.state, batch.closed_at = ImportState.DROPPED.value, at
    record(Tag.IMPORT_DROPPED, batch, by=by, at=at)
    return batch


def _lock(batch: ImportBatch) -> None:
    """Confirmed twice at once, it is brought in once."""
    db.session.refresh(batch, with_for_update=True)
    if not batch.is_open:
        raise WrongState(CLOSED)


def _drop_content(batch_id: int) -> None:
    _drop_rows(batch_id)
    db.session.execute(delete(ImportSource).where(ImportSource.batch_id == batch_id))


def _drop_rows(batch_id: int) -> None:
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch_id))


@forgets
def forget_contents(session: Session) -> None:
    """A person is being erased: any file may name them, and every one of them can be sent again."""
    session.execute(delete(ImportRow))
    session.execute(delete(ImportSource))
    for batch in queries.named_files(session):
        batch.file_name = ""
    scrub_after_commit(session)


def in_words(created: int, changed: int, unchanged: int) -> str:
    """What an import came to, in a sentence."""
    return (
        f"{plural(created, 'riga creata', 'righe create', 'Nessuna riga creata')}, "
        f"{plural(changed, 'modificata', 'modificate', 'nessuna modificata')}, "
        f"{plural(unchanged, 'era già così', 'erano già così', 'nessuna già così')}."
    )
