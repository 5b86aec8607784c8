"""Kept documents against the trail: what each is called, whose it is and its hash stand in the entry that kept it. And the triggers that keep
what the body decided as it is."""

import hashlib
import json
from typing import Any

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.audit.verification import Break, vouched_for
from riskreg.core.extensions import db
from riskreg.domain.italian import join_words
from riskreg.plans import guards
from riskreg.plans.models import EditionDocument
from riskreg.plans.queries import documents

SAYING = (Tag.EDITION_PROPOSED, Tag.EDITION_WITHDRAWN, Tag.EDITION_ADOPTED, Tag.EDITION_ACT_ATTACHED, Tag.EDITION_DOCUMENTS_KEPT)
DOCUMENT = f"{EditionDocument.__tablename__}:"

Said = dict[str, tuple[int, dict[str, Any]]]
"""By document, as the trail names it: the entry that kept it, and what it says of it."""


@vouched_for
def altered_documents() -> Break | None:
    said = _said()
    for row in documents.every_one():
        entry, facts = said.pop(f"{DOCUMENT}{row.id}", (0, {}))
        if "sha256" not in facts:
            return Break(0, f"Il documento «{row.file_name}» non è fra quelli che riskreg ha conservato: è stato aggiunto da fuori.")
        if hashlib.sha256(row.content).hexdigest() != facts["sha256"]:
            return Break(
                entry, f"Il documento «{row.file_name}» è stato modificato dopo essere stato conservato (registrazione n. {entry})."
            )
        if any(getattr(row, column) != value for column, value in facts.items()):
            return Break(
                entry,
                f"Del documento «{row.file_name}» è stato modificato il nome, l'edizione o l'impronta dopo che è stato conservato (registrazione n. {entry}).",
            )
    for entry, _facts in said.values():
        return Break(entry, f"Manca un documento conservato con la registrazione n. {entry}: è stato tolto.")
    return None


def _said() -> Said:
    found: Said = {}
    for entry, diff in audit.diffs_of(SAYING):
        sides: dict[str, dict[str, Any]] = json.loads(diff)
        for path in sides.get("before", {}):
            found.pop(path.rpartition(".")[0], None)
        for path, value in sides.get("after", {}).items():
            subject, _, column = path.rpartition(".")
            if subject.startswith(DOCUMENT):
                found.setdefault(subject, (entry, {}))[1][column] = value
    return found


@vouched_for
def unguarded_decisions() -> Break | None:
    """Whoever takes a guard away, or makes it refuse nothing, can rewrite what the body decided, and the trail would not tell."""
    if wrong := guards.changed(db.session.connection()):
        return Break(0, f"Quello che l'organo ha deciso non è più protetto dalle modifiche: manca o è stato cambiato {join_words(wrong)}.")
    return None
