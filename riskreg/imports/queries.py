"""Reading imports: for the pages that show them, and for whoever brings them in."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.errors import Missing
from riskreg.domain.imports import DONE_LABELS, KEEPS_CONTENT, OUTCOME_LABELS, ImportState, Outcome
from riskreg.domain.italian import fold, plural
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.imports.models import ImportBatch, ImportRow, ImportSource
from riskreg.tables import kinds
from riskreg.tables.kinds import ROWS_OF_A_SHEET, Kind
from riskreg.tables.mapping import values_of
from riskreg.tables.reading import Line, Table
from riskreg.tables.verdicts import Refusal, Row
from riskreg.web.listing import Column, Filter, Listing

NOBODY = 0
"""No user has this id: what came in from the command line belongs to nobody."""

GONE = "Quello che c'era nel file non è più disponibile: carica di nuovo il file."


def batch(batch_id: int) -> ImportBatch:
    return get(ImportBatch, batch_id)


def scope(batch_id: int) -> Scope:
    """Whose import it is, for the permission map."""
    return Scope(owner_id=batch(batch_id).owner_id or NOBODY)


def kind_at(slug: str) -> Kind:
    found = kinds.at_slug(slug)
    if found is None:
        raise Missing
    return found


def kind_of(one: ImportBatch) -> Kind:
    found = kinds.named(one.kind)
    if found is None:
        raise Missing
    return found


def kinds_for(person: Person) -> list[Kind]:
    return [kind for kind in kinds.all_kinds() if may(person, kind.permission)]


def waiting_for(person: Person) -> list[ImportBatch]:
    """Files that nobody has confirmed yet: one's own; everybody's for who may see them."""
    statement = select(ImportBatch).where(
        ImportBatch.state == ImportState.OPEN, ImportBatch.kind.in_([kind.name for kind in kinds_for(person)]), _has_source()
    )
    if not may(person, Permission.IMPORT_OWN, Scope(owner_id=NOBODY)):
        statement = statement.where(ImportBatch.owner_id == (person.user_id or NOBODY))
    return list(db.session.scalars(statement.options(joinedload(ImportBatch.owner)).order_by(ImportBatch.id.desc()).limit(50)))


def standing(batches: Sequence[ImportBatch]) -> dict[int, tuple[str, str]]:
    """Where each of these stands, in words and with the tone of its badge."""
    statement = select(ImportRow.batch_id, ImportRow.outcome, func.count()).where(ImportRow.batch_id.in_([one.id for one in batches]))
    counts: dict[int, dict[str, int]] = {}
    for batch_id, outcome, count in db.session.execute(statement.group_by(ImportRow.batch_id, ImportRow.outcome)):
        counts.setdefault(batch_id, {})[outcome] = count
    return {one.id: _standing(one, counts.get(one.id, {})) for one in batches}


def _standing(one: ImportBatch, counts: Mapping[str, int]) -> tuple[str, str]:
    if not one.preview:
        return "colonne da abbinare", "warning"
    if refused := counts.get(Outcome.REFUSED, 0):
        return plural(refused, "riga da correggere", "righe da correggere"), "danger"
    if counts.get(Outcome.CREATED) or counts.get(Outcome.CHANGED):
        return "pronto da confermare", "ok"
    return "niente da importare", "neutral"


def _has_source() -> ColumnElement[bool]:
    return exists().where(ImportSource.batch_id == ImportBatch.id)


def remembered(kind: Kind) -> dict[str, str]:
    """How our columns were called in the last file of this kind that anybody previewed."""
    statement = select(ImportBatch.columns).where(ImportBatch.kind == kind.name, ImportBatch.previewed_at.is_not(None))
    last = db.session.scalar(statement.order_by(ImportBatch.id.desc()).limit(1))
    return {name: heading for name, (_place, heading) in json.loads(last or "{}").items()}


def table(batch_id: int) -> Table:
    """The file as it was read."""
    source = db.session.get(ImportSource, batch_id)
    if source is None:
        raise Missing(GONE)
    kept = json.loads(source.content)
    return Table(
        headings=tuple(json.loads(source.headings)),
        lines=tuple(Line(number, tuple(cells)) for number, cells in kept["lines"]),
        faults={(row, column): sentence for row, column, sentence in kept["faults"]},
        notes=tuple(json.loads(source.notes)),
    )


class HowRead(NamedTuple):
    """What people should know of how their file was read, and the headings that nothing of ours takes."""

    notes: list[str]
    unread: list[str]


def how_read(one: ImportBatch) -> HowRead:
    """Without the rows themselves: they may be many."""
    found = db.session.execute(select(ImportSource.notes, ImportSource.headings).where(ImportSource.batch_id == one.id)).first()
    if found is None:
        return HowRead([], [])
    taken = set(one.mapped().values())
    unread = [heading for place, heading in enumerate(json.loads(found.headings)) if heading and place not in taken]
    return HowRead(json.loads(found.notes), unread)


def counts(batch_id: int) -> dict[Outcome, int]:
    statement = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch_id).group_by(ImportRow.outcome)
    return dict.fromkeys(Outcome, 0) | {Outcome(outcome): count for outcome, count in db.session.execute(statement)}


def rows(one: ImportBatch) -> list[Row]:
    """The rows of the preview, read again from their own text, to be brought in."""
    columns = [column for column in kind_of(one).columns if column.name in one.mapped()]
    found = []
    for number, texts in db.session.execute(_of(one.id, ImportRow.number, ImportRow.texts)):
        given, refusals = json.loads(texts), list[Refusal]()
        values = values_of(given, [column for column in columns if column.name in given], refusals)
        found.append(Row(number, given, values, tuple(refusals)))
    return found


def prints(batch_id: int, *, changing: bool = False) -> dict[int, str]:
    """What the preview said of each row, in short; or only of those that change something."""
    statement = _of(batch_id, ImportRow.number, ImportRow.print)
    if changing:
        statement = statement.where(ImportRow.outcome != Outcome.UNCHANGED)
    return {row.number: row.print for row in db.session.execute(statement)}


def unchanged(batch_id: int) -> set[int]:
    """The rows that the preview promised to leave as they are."""
    found = select(ImportRow.number).where(ImportRow.batch_id == batch_id, ImportRow.outcome == Outcome.UNCHANGED)
    return set(db.session.scalars(found))


def titles(batch_id: int, numbers: Sequence[int]) -> list[tuple[int, str]]:
    wanted = set(numbers)
    found = db.session.execute(_of(batch_id, ImportRow.number, ImportRow.title))
    return [(number, title) for number, title in found if number in wanted]


def refused(batch_id: int) -> list[ImportRow]:
    return list(db.session.scalars(_of(batch_id, ImportRow).where(ImportRow.outcome == Outcome.REFUSED)))


def _of(batch_id: int, *wanted: Any) -> Select[Any]:
    return select(*wanted).where(ImportRow.batch_id == batch_id).order_by(ImportRow.number)


def listing(one: ImportBatch) -> Listing:
    """The preview, row by row, in the order of the file."""
    kind = kind_of(one)
    labels = DONE_LABELS if one.state == ImportState.APPLIED else OUTCOME_LABELS
    return Listing(
        title="Anteprima" if one.is_open else "Righe importate",
        file_name=f"importazione-{one.id}",
        statement=select(ImportRow).where(ImportRow.batch_id == one.id),
        columns=(
            Column("number", "Riga", lambda row: kind.row_shown(row.number), (ImportRow.number,), numeric=not kind.sheets),
            Column("outcome", "Esito", lambda row: labels[row.outcome], (_WEIGHT, ImportRow.number)),
            Column("title", "Che cosa", lambda row: row.title, (ImportRow.search_text,)),
            Column("detail", "Dettaglio", _detail),
        ),
        key=ImportRow.number,
        filters=(
            *_of_sheet(kind),
            Filter("esito", "Esito", lambda text: ImportRow.outcome == text, kind="choice", choices=list(labels.items())),
            Filter("cerca", "Cerca", _words),
        ),
        sort="outcome" if kind.sheets else "number",  # a whole workbook says mostly what is so already
    )


_WEIGHT = case({"refused": 0, "changed": 1, "created": 2}, value=ImportRow.outcome, else_=3)
"""What stops the file comes first, then what it does; what is so already comes last."""


def _of_sheet(kind: Kind) -> list[Filter]:
    """Of a workbook, the rows of one sheet."""
    choices = [(str(place), sheet.label) for place, sheet in enumerate(kind.sheets)]
    return [Filter("foglio", "Foglio", _in_sheet, kind="choice", choices=choices)] if choices else []


def _in_sheet(text: str) -> ColumnElement[bool]:
    first = int(text) * ROWS_OF_A_SHEET
    return ImportRow.number.between(first, first + ROWS_OF_A_SHEET - 1)


def _detail(row: ImportRow) -> str:
    if row.outcome == Outcome.REFUSED:
        return why(row)
    return "; ".join(f"{label}: {before} → {after}" if before else f"{label}: {after}" for label, before, after in row.shown_changes())


def why(row: ImportRow) -> str:
    """What is wrong with a row, column by column."""
    return " ".join(f"{column}: {sentence}" if column else sentence for column, _text, sentence in row.shown_refusals())


def _words(text: str) -> ColumnElement[bool]:
    return and_(*(ImportRow.search_text.contains(word, autoescape=True) for word in fold(text).split()))


# For the night


def with_old_content(at: datetime) -> list[ImportBatch]:
    """What was read long ago, and nobody needs any more."""
    has_rows = exists().where(ImportRow.batch_id == ImportBatch.id)
    last = func.coalesce(ImportBatch.previewed_at, ImportBatch.received_at)
    statement = select(ImportBatch).where(last < at - KEEPS_CONTENT, or_(_has_source(), has_rows, ImportBatch.state == ImportState.OPEN))
    return list(db.session.scalars(statement.order_by(ImportBatch.id)))


def named_files(session: Session) -> list[ImportBatch]:
    """Whose files still bear the name that people gave them."""
    return list(session.scalars(select(ImportBatch).where(ImportBatch.file_name != "")))
