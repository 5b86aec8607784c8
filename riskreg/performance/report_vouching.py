"""The documents of approved Relazioni sulla performance against the trail: whose each is, its name and its hash stand in the entry that kept it. And the
triggers that keep them."""

import hashlib
import json
from typing import Any

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.performance import report_guards
from riskreg.performance.models import ReportDocument
from riskreg.performance.queries import reports

DOCUMENT = f"{ReportDocument.__tablename__}:"


@vouched_for
def altered_report_documents() -> Break | None:
    said = _said()
    for row in reports.every_document():
        entry, facts = said.pop(f"{DOCUMENT}{row.id}", (0, {}))
        if "sha256" not in facts:
            return Break(0, f"Il documento «{row.file_name}» non è fra quelli che riskreg ha conservato: è stato aggiunto da fuori.")
        if hashlib.sha256(row.content).hexdigest() != facts["sha256"]:
            return Break(
                entry, f"Il documento «{row.file_name}» è stato modificato dopo essere stato conservato (registrazione n. {entry})."
            )
        if any(getattr(row, column) != value for column, value in facts.items()):
            return Break(
                entry, f"Del documento «{row.file_name}» è stato modificato il nome, la relazione o l'impronta (registrazione n. {entry})."
            )
    for entry, _facts in said.values():
        return Break(
            entry, f"Manca un documento della relazione sulla performance conservato con la registrazione n. {entry}: è stato tolto."
        )
    return None


def _said() -> dict[str, tuple[int, dict[str, Any]]]:
    """By document, as the trail names it: the entry that kept it, and what it says of it."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for entry, diff in audit.diffs_of((Tag.PERFORMANCE_REPORT_APPROVED,)):
        for path, value in json.loads(diff).get("after", {}).items():
            subject, _, column = path.rpartition(".")
            if subject.startswith(DOCUMENT):
                found.setdefault(subject, (entry, {}))[1][column] = value
    return found


@vouched_for
def unguarded_reports() -> Break | None:
    """Whoever takes a guard away can rewrite what the organ approved, and the trail would not tell."""
    if wrong := report_guards.changed(db.session.connection()):
        return Break(
            0,
            f"Le relazioni sulla performance approvate non sono più protette dalle modifiche: manca o è stato cambiato {join_words(wrong)}.",
        )
    return None
