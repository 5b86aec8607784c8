"""The triggers that keep a given opinion on coherence and its documents as they were, word by word as migration 0037 made them; and both against the
trail: whoever looks at it compares."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from riskreg.audit import guards
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.italian import join_words
from riskreg.performance.models import CoherenceDocument, CoherenceOpinion

SAID = "a given opinion never changes"
TABLES: Mapping[str, tuple[str, str]] = {
    "coherence_opinion": ("{row}.state = 'given'", "id = NEW.id"),
    "coherence_document": ("", "(id = NEW.id OR (opinion_id = NEW.opinion_id AND name = NEW.name))"),
}
"""When a row never changes (nothing: ever), and in whose place another would come."""

SAYING = (Tag.OPINION_DRAFTED.value, Tag.OPINION_GIVEN.value)
DOCUMENT = f"{CoherenceDocument.__tablename__}:"
OF_OPINION = ("year", "state", "edition_id", "outcome", "observations", "given_on", "protocol", "recorded_at", "recorded_by_id", "sha256")
OF_DOCUMENT = ("opinion_id", "name", "file_name", "size", "sha256")


def changed(connection: Connection) -> list[str]:
    """Those that do not stand as they were made, by name."""
    standing = guards.standing(connection)
    wanted = _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql()
    return sorted(name for name, words in wanted if standing.get(name) != guards.plain(words))


def _on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for table, (kept, same) in TABLES.items():
        old = f" WHEN {kept.format(row='OLD')}" if kept else ""
        moved = f" WHEN {kept.format(row='OLD')} OR OLD.id <> NEW.id" if kept else ""
        there = f"{same} AND {kept.format(row=table)}" if kept else same
        yield f"{table}_no_update", f"BEFORE UPDATE ON {table}{moved} {refuses}"
        yield f"{table}_no_delete", f"BEFORE DELETE ON {table}{old} {refuses}"
        yield f"{table}_no_replace", f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) {refuses}"  # noqa: S608  # names of ours


def _on_postgresql() -> Iterator[tuple[str, str]]:
    yield "coherence_never_changes", f"BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END"
    for table, (kept, _same) in TABLES.items():
        when = " WHEN (old.state::text = 'given'::text)" if kept else ""
        yield f"{table}_no_change", f"BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW{when} EXECUTE FUNCTION coherence_never_changes()"
        yield f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION coherence_never_changes()"


@vouched_for
def unguarded_opinions() -> Break | None:
    """Whoever takes a guard away can rewrite what the OIV said, and the trail would not tell."""
    if wrong := changed(db.session.connection()):
        return Break(0, f"I pareri sulla coerenza non sono più protetti dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None


Said = dict[str, tuple[int, dict[str, Any]]]
"""By row, as the trail names it: the last entry that said something of it, and what all of them say."""


@vouched_for
def altered_opinions() -> Break | None:
    said = _said()
    return _against_opinions(said) or _against_documents(said) or _taken_out(said)


def _said() -> Said:
    found: Said = {}
    statement = select(AuditEntry.id, AuditEntry.subject, AuditEntry.diff).where(AuditEntry.tag.in_(SAYING)).order_by(AuditEntry.id)
    for entry, subject, diff in db.session.execute(statement):
        for path, value in json.loads(diff).get("after", {}).items():
            whose, _, column = path.rpartition(".")
            facts = found.get(whose or subject, (0, {}))[1]
            found[whose or subject] = (entry, facts | {column: value})
    return found


def _against_opinions(said: Said) -> Break | None:
    for row in db.session.scalars(select(CoherenceOpinion).where(CoherenceOpinion.state == "given").order_by(CoherenceOpinion.id)):
        entry, facts = said.pop(row.subject, (0, {}))
        if facts.get("state") != "given":
            return Break(entry, f"«{row.title}» non è fra i pareri resi in riskreg: è stato aggiunto da fuori.")
        if any(column in facts and trail.plain(getattr(row, column)) != facts[column] for column in OF_OPINION):
            return Break(entry, f"«{row.title}» è stato modificato dopo essere stato reso (registrazione n. {entry}).")
    return None


def _against_documents(said: Said) -> Break | None:
    columns = [getattr(CoherenceDocument, name) for name in ("id", *OF_DOCUMENT)]
    for number in list(db.session.scalars(select(CoherenceDocument.id).order_by(CoherenceDocument.id))):
        row = db.session.execute(select(*columns, CoherenceDocument.content).where(CoherenceDocument.id == number)).one()
        entry, facts = said.pop(f"{DOCUMENT}{number}", (0, {}))
        if not facts:
            return Break(0, f"Il documento «{row.file_name}» non è fra quelli che riskreg ha conservato: è stato aggiunto da fuori.")
        content = row.content if isinstance(row.content, bytes) else str(row.content).encode()  # SQLite keeps whatever is put there
        whole = hashlib.sha256(content).hexdigest() == facts["sha256"]
        if not whole or any(getattr(row, column) != facts[column] for column in OF_DOCUMENT):
            return Break(
                entry, f"Il documento «{row.file_name}» è stato modificato dopo essere stato conservato (registrazione n. {entry})."
            )
    return None


def _taken_out(said: Said) -> Break | None:
    for subject, (entry, facts) in said.items():
        if subject.startswith(DOCUMENT) or facts.get("state") == "given":
            return Break(entry, f"Manca un parere sulla coerenza, o un suo documento, della registrazione n. {entry}: è stato tolto.")
    return None
