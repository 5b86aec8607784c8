"""By whose hands assessments came to be what they are, as the trail tells: whoever answered, and whoever shaped what they come to without
answering, taking an event away or bringing one back after the first answer. Nobody approves their own work."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from riskreg.assessments.models import Assessment, Score
from riskreg.audit import queries as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.scoring.methodology import Grain
from riskreg.methodology import queries as methodologies
from riskreg.register.models import Phase, RiskEvent

SHAPING = (
    Tag.EVENT_RETIRED, Tag.EVENT_REVIVED, Tag.EVENT_MOVED, Tag.EVENT_SPLIT, Tag.EVENT_MERGED,
    Tag.PHASE_RETIRED, Tag.PHASE_REVIVED, Tag.PHASE_MOVED, Tag.PHASE_SPLIT, Tag.PHASE_MERGED, Tag.PROCESS_SPLIT, Tag.PROCESS_MERGED,
)  # fmt: skip

Hands = Mapping[int, frozenset[int]]
"""Of each assessment, by its number: the people."""


def authors(those: Sequence[Assessment]) -> Hands:
    """Everybody who changed an answer: whoever wrote last is not the only one who did the work."""
    found = {one.id: set() if one.author_id is None else {one.author_id} for one in those}
    for subject, people in audit.people_of(sorted(one.subject for one in those), Tag.ASSESSMENT_CHANGED).items():
        found[_number(subject)] |= people
    return {each: frozenset(people) for each, people in found.items()}


def shapers(those: Sequence[Assessment]) -> Hands:
    """Only where events are scored one by one does it matter which are there."""
    found: dict[int, set[int]] = {one.id: set() for one in those}
    by_event = [one.id for one in those if methodologies.as_domain(one.methodology).grain is not Grain.PROCESS]
    scored = _scored(by_event) if by_event else {}
    begun = {
        _number(subject): entry
        for subject, entry in audit.first_of({one.subject for one in those if one.id in scored}, Tag.ASSESSMENT_CHANGED).items()
    }
    if begun:
        drafts_of = _by_thing([one for one in those if one.id in begun], scored)
        for entry in audit.of_tags(SHAPING, after=min(begun.values())):
            about = {one for thing in _things(entry) for one in drafts_of.get(thing, ())}
            for one in about:
                if entry.id > begun[one]:
                    found[one].update(people_in(entry))
    return {each: frozenset(people) for each, people in found.items()}


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])


def _scored(assessment_ids: Collection[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows: Any = select(Score.assessment_id, Score.event_id).where(Score.assessment_id.in_(assessment_ids), Score.event_id.is_not(None))
    for assessment_id, event_id in db.session.execute(rows):
        found[assessment_id].add(event_id)
    return found


def _by_thing(those: Iterable[Assessment], scored: Mapping[int, set[int]]) -> Mapping[str, set[int]]:
    """Which of these an entry about a thing is about: one of the events or phases of its process, or an event that somebody answered about
    and that went elsewhere since."""
    here: dict[int, set[int]] = defaultdict(set)
    found: dict[str, set[int]] = defaultdict(set)
    for one in those:
        here[one.process_id].add(one.id)
        found[f"in process:{one.process_id}"].add(one.id)
        for event_id in scored[one.id]:
            found[f"risk_event:{event_id}"].add(one.id)
    rows = select(Phase.process_id, Phase.id, RiskEvent.id).outerjoin(RiskEvent, RiskEvent.phase_id == Phase.id)
    for process_id, phase_id, event_id in db.session.execute(rows.where(Phase.process_id.in_(here))):
        for thing in (f"phase:{phase_id}", f"risk_event:{event_id}"):
            found[thing] |= here[process_id]
    return found


def _things(entry: AuditEntry) -> Iterator[str]:
    """What changed, and where it stood before and after."""
    diff = json.loads(entry.diff)
    sides: list[dict[str, Any]] = [diff["before"], diff["after"]]
    yield entry.subject
    for side in sides:
        for key, value in side.items():
            thing, _dot, name = key.rpartition(".")
            yield thing
            if name == "phase_id":
                yield f"phase:{value}"
            elif name == "process_id":
                yield f"in process:{value}"


def people_in(entry: AuditEntry) -> Iterator[int]:
    """Who did it, and in whose place."""
    return audit.people_in(entry.actor, entry.diff)
