"""Kept documents against the trail: the hash of each stands in the entry that kept it."""

import hashlib
import json
from typing import Any

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.audit.verification import Break, vouched_for
from riskreg.plans.models import EditionDocument
from riskreg.plans.queries import documents

SAYING = (Tag.EDITION_PROPOSED, Tag.EDITION_WITHDRAWN, Tag.EDITION_ADOPTED, Tag.EDITION_ACT_ATTACHED, Tag.EDITION_DOCUMENTS_KEPT)
HASH = ".sha256"

Said = dict[str, tuple[int, str]]
"""By document, as the trail names it: the entry that kept it, and its hash."""


@vouched_for
def altered_documents() -> Break | None:
    said = _said()
    for number, name, content in documents.every_one():
        entry, hash_ = said.pop(f"{EditionDocument.__tablename__}:{number}", (0, ""))
        if not hash_:
            return Break(0, f"Il documento «{name}» non è fra quelli che riskreg ha conservato: è stato aggiunto da fuori.")
        if hashlib.sha256(content).hexdigest() != hash_:
            return Break(entry, f"Il documento «{name}» è stato modificato dopo essere stato conservato (registrazione n. {entry}).")
    for entry, _hash in said.values():
        return Break(entry, f"Manca un documento conservato con la registrazione n. {entry}: è stato tolto.")
    return None


def _said() -> Said:
    found: Said = {}
    for entry, diff in audit.diffs_of(SAYING):
        sides: dict[str, dict[str, Any]] = json.loads(diff)
        for path in sides.get("before", {}):
            found.pop(path.removesuffix(HASH), None)
        for path, value in sides.get("after", {}).items():
            if path.endswith(HASH):
                found[path.removesuffix(HASH)] = (entry, str(value))
    return found
