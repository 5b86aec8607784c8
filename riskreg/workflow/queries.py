"""Reading the way that something went: for its page, for whoever must know who had a part in it, and for the last word."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.workflow import Workflow
from riskreg.workflow.models import Transition

SYSTEM = "riskreg (sistema)"


class Stage(NamedTuple):
    """A row of the panel «Percorso»."""

    what: str
    was: str
    became: str
    who: str
    for_whom: str | None
    at: datetime
    why: str
    state: str
    action: str
    by_id: int | None
    acting_for_id: int | None
    seen: str

    @property
    def facts(self) -> Mapping[str, Any]:
        """What whoever did it had before their eyes."""
        found: Mapping[str, Any] = json.loads(self.seen) if self.seen else {}
        return found


def path(flow: Workflow, subject_id: int) -> list[Stage]:
    """All of it, the last step first."""
    statement = select(Transition).where(Transition.kind == flow.kind, Transition.subject_id == subject_id).order_by(Transition.id.desc())
    rows = db.session.scalars(statement.options(joinedload(Transition.by), joinedload(Transition.acting_for)))
    return [_stage(flow, row) for row in rows]


def _stage(flow: Workflow, row: Transition) -> Stage:
    who = row.by.title if row.by is not None else SYSTEM
    lender = row.acting_for.title if row.acting_for is not None else None
    was, became = flow.states.get(row.from_state, row.from_state), flow.states.get(row.to_state, row.to_state)
    return Stage(
        flow.past(row.action),
        was,
        became,
        who,
        lender,
        row.at,
        row.reason,
        row.to_state,
        row.action,
        row.by_id,
        row.acting_for_id,
        row.seen,
    )


def last(flow: Workflow, subject_ids: Collection[int], action: str | None = None) -> dict[int, Transition]:
    """Of each, its last step; or its last one of a kind."""
    statement = select(Transition).where(Transition.kind == flow.kind, Transition.subject_id.in_(subject_ids)).order_by(Transition.id)
    if action is not None:
        statement = statement.where(Transition.action == action)
    return {row.subject_id: row for row in db.session.scalars(statement)} if subject_ids else {}


def last_seen(flow: Workflow, subject_ids: Collection[int]) -> dict[int, Transition]:
    """Of each, the last step at which somebody had something before their eyes: of what riskreg does by itself nothing is kept, and it hides
    nothing of what was seen before."""
    newest = select(func.max(Transition.id)).where(
        Transition.kind == flow.kind, Transition.subject_id.in_(subject_ids), Transition.seen != ""
    )
    statement = select(Transition).where(Transition.id.in_(newest.group_by(Transition.subject_id)))
    return {row.subject_id: row for row in db.session.scalars(statement)} if subject_ids else {}


def taken_by(flow: Workflow, subject_ids: Collection[int], action: str, at: datetime) -> frozenset[int]:
    """Those of which somebody had taken that step by then."""
    statement = select(Transition.subject_id).where(Transition.kind == flow.kind, Transition.action == action, Transition.at <= at)
    return frozenset(db.session.scalars(statement.where(among(Transition.subject_id, subject_ids)))) if subject_ids else frozenset()


def people_of(flow: Workflow, subject_ids: Collection[int], action: str) -> Mapping[int, frozenset[int]]:
    """Of each, who ever took that step, and in whose place."""
    statement = select(Transition.subject_id, Transition.by_id, Transition.acting_for_id)
    statement = statement.where(Transition.kind == flow.kind, among(Transition.subject_id, subject_ids), Transition.action == action)
    found: dict[int, set[int]] = defaultdict(set)
    for subject_id, *people in db.session.execute(statement) if subject_ids else ():
        found[subject_id].update(one for one in people if one is not None)
    return {each: frozenset(found[each]) for each in subject_ids}
