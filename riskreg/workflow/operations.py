"""Taking a step: checked against the table, written as a row that nobody changes any more.

Whoever calls has asked the permission, whose turn it is and the rules of the thing itself; changes its state; and records the row along with
it: `record(Tag.ASSESSMENT_SENT, assessment, …, along=[row])`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from riskreg.core.extensions import db
from riskreg.domain.permissions import Person
from riskreg.domain.workflow import Workflow, fingerprint, insist_on_reason
from riskreg.workflow.models import Transition


def write(
    flow: Workflow, subject_id: int, state: str, action: str, *, seen: Mapping[str, Any] | None = None, reason: str = "", by: Person,
    at: datetime,
) -> Transition:  # fmt: skip
    """The row of a step from `state`; its `to_state` is the state to put. A step that the table does not know is refused in a sentence.
    `by` is riskreg itself (no user) where no person asked for it."""
    step = flow.step(state, action)
    row = Transition(
        kind=flow.kind, subject_id=subject_id, from_state=step.source, to_state=step.target, action=action, by_id=by.user_id,
        acting_for_id=min(by.acting_for, default=None), at=at, reason=insist_on_reason(step, reason),
        seen="" if seen is None else json.dumps(seen, ensure_ascii=False, sort_keys=True), fingerprint="" if seen is None else fingerprint(seen),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the database lets an approved thing go back only where the last row of its way says so
    return row
