"""Who shaped what an assessment comes to without answering: whoever took an event away or brought one back after the first answer."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from riskreg.assessments.models import Assessment
from riskreg.audit import queries as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.register.models import Phase, RiskEvent

SHAPING = (
    Tag.EVENT_RETIRED, Tag.EVENT_REVIVED, Tag.EVENT_MOVED, Tag.EVENT_SPLIT, Tag.EVENT_MERGED,
    Tag.PHASE_RETIRED, Tag.PHASE_REVIVED, Tag.PHASE_MOVED, Tag.PHASE_SPLIT, Tag.PHASE_MERGED, Tag.PROCESS_SPLIT, Tag.PROCESS_MERGED,
)  # fmt: skip


def shapers(one: Assessment) -> frozenset[int]:
    """As the trail tells. Only where events are scored one by one does it matter which are there."""
    scored = {score.event_id for score in one.scores if score.event_id is not None}
    answers = audit.of_tag(one.subject, Tag.ASSESSMENT_CHANGED) if scored else []
    if not answers:
        return frozenset()
    phases = set(db.session.scalars(select(Phase.id).where(Phase.process_id == one.process_id)))
    events = scored | set(db.session.scalars(select(RiskEvent.id).where(RiskEvent.phase_id.in_(phases))))
    touched = {f"risk_event:{each}" for each in events} | {f"phase:{each}" for each in phases}
    later = audit.of_tags(SHAPING, after=answers[0].id)
    return frozenset(person for entry in later if _is_about(entry, touched, phases, one.process_id) for person in people_in(entry))


def people_in(entry: AuditEntry) -> Iterator[int]:
    """Who did it, and in whose place."""
    for name in (entry.actor, *json.loads(entry.diff).get("for", ())):
        if name.startswith("user:"):
            yield int(name.removeprefix("user:"))


def _is_about(entry: AuditEntry, touched: set[str], phases: set[int], process_id: int) -> bool:
    """One of its events or phases, also of those that went elsewhere before anybody answered about them."""
    diff = json.loads(entry.diff)
    sides: list[dict[str, Any]] = [diff["before"], diff["after"]]
    if entry.subject in touched or any(key.rpartition(".")[0] in touched for side in sides for key in side):
        return True
    places = [(key.rpartition(".")[2], value) for side in sides for key, value in side.items()]
    return any((name == "phase_id" and value in phases) or (name == "process_id" and value == process_id) for name, value in places)
