"""What the sheet says of where an assessment stands: who has it, since when, what is lacking, what has changed, what this person may do."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.assessments import hands, judgments, seeing, turns, windows
from riskreg.assessments.models import Assessment
from riskreg.audit.models import AuditEntry
from riskreg.domain.assessments import FLOW, Action
from riskreg.domain.permissions import Person, Scope
from riskreg.workflow import queries as ways
from riskreg.workflow.queries import Stage


class Face(NamedTuple):
    stages: Sequence[Stage]
    holder: turns.Holder | None
    since: datetime | None
    changed: Sequence[str]
    is_voided_tonight: bool
    """It is approved and has changed, and its year is open."""

    possible: frozenset[str]
    refused: str
    """Why nothing of it moves today: its campaign has not begun, or is over."""

    window: windows.Window | None
    """The campaign of its year."""

    proposes: bool
    """What is missing is proposed to that campaign; where none asks about the process, it is written in the register."""

    returned: Stage | None
    """The step that sent it back, while it is with its author for that."""

    fallen: Stage | None
    """The step by which it fell back by itself, while nobody has sent it again."""

    is_mine: bool
    """This person acts next."""


def face(one: Assessment, by: Person, on: date, scope: Scope, entries: Sequence[AuditEntry], measures: Sequence[str]) -> Face:
    """`entries`: of judgments.told; `measures`: as the sheet shows them."""
    stages = ways.path(FLOW, one.id)
    last = stages[0] if stages else None
    wrote = frozenset(judgments.authors(one, entries)) | _known(one.author_id)
    sent = frozenset[int]().union(*(_known(each.by_id, each.acting_for_id) for each in stages if each.action == Action.SEND))
    holder = turns.holder(one, on, {one.id: wrote | sent | hands.shapers([one])[one.id]} if one.is_under_way else None)
    turn = holder.turn if holder is not None else turns.NOBODY
    window = windows.of_year(one.year, on)
    refused = window.refused if window is not None else ""
    is_judged = (one.is_under_way and not refused) or (one.is_approved and one.year >= on.year)
    changed = _changed(one, stages, on, measures) if is_judged else []
    return Face(
        stages=stages,
        holder=holder,
        since=last.at if last is not None else None,
        changed=changed,
        is_voided_tonight=bool(changed) and one.is_approved and one.year in seeing.open_years(on),
        possible=frozenset() if refused else turns.possible(one, by, turn, scope, wrote),
        refused=refused,
        window=window,
        proposes=window is not None and one.is_with_author and not refused and windows.asks(one.process_id, one.year),
        returned=_if(last, one, Action.RETURN),
        fallen=_if(last, one, Action.CHANGE) or _if(last, one, Action.VOID),
        is_mine=turn.has(by),
    )


def _changed(one: Assessment, stages: Sequence[Stage], on: date, measures: Sequence[str]) -> list[str]:
    """Of an approved one the sheet shows the measures of then: today's are looked up."""
    last_seen = next((stage for stage in stages if stage.seen), None)
    return seeing.changed_since(one, last_seen, on, seeing.around(one, on, None if one.is_approved else measures))


def _known(*ids: int | None) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None)


def _if(last: Stage | None, one: Assessment, action: Action) -> Stage | None:
    return last if last is not None and one.is_with_author and last.action == action else None
