"""What the sheet says of where an assessment stands: who has it, since when, what is lacking, what has changed, what this person may do."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.assessments import seeing, turns
from riskreg.assessments.models import Assessment
from riskreg.domain.assessments import FLOW, Action
from riskreg.domain.permissions import Person
from riskreg.workflow import queries as ways
from riskreg.workflow.queries import Stage


class Face(NamedTuple):
    stages: Sequence[Stage]
    holder: turns.Holder | None
    since: datetime | None
    changed: Sequence[str]
    possible: frozenset[str]
    returned: Stage | None
    """The step that sent it back, while it is with its author for that."""

    fallen: Stage | None
    """The step by which it fell back by itself, while nobody has sent it again."""

    is_mine: bool
    """This person acts next."""


def face(one: Assessment, by: Person, on: date) -> Face:
    stages = ways.path(FLOW, one.id)
    last = stages[0] if stages else None
    holder = turns.holder(one, on)
    turn = holder.turn if holder is not None else turns.NOBODY
    speaks = not one.is_approved or one.year >= on.year
    return Face(
        stages=stages,
        holder=holder,
        since=last.at if last is not None else None,
        changed=seeing.changed_since(one, last, on) if speaks else [],
        possible=turns.possible(one, by, turn, on),
        returned=_if(last, one, Action.RETURN),
        fallen=_if(last, one, Action.CHANGE) or _if(last, one, Action.VOID),
        is_mine=turn.has(by),
    )


def _if(last: Stage | None, one: Assessment, action: Action) -> Stage | None:
    return last if last is not None and one.is_with_author and last.action == action else None
