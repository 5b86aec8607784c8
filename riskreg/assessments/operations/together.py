"""Many validated or approved at once: looked at one by one on paper, then done one by one; what cannot be stays as it is and says why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.assessments import queries, seeing
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations.approving import approve, insist_on_outcome
from riskreg.assessments.operations.moving import insist_on_soundness, validate
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import FLOW, Action
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken
from riskreg.domain.permissions import Permission, Person, acting
from riskreg.domain.scoring.outcome import Outcome
from riskreg.register import queries as register
from riskreg.workflow import queries as ways
from riskreg.workflow.models import Transition

OVERTAKEN = "Nel frattempo un'altra persona l'ha cambiata: aprila, leggi che cosa è cambiato, poi decidi."
"""Nobody has typed anything that could be compared."""


class Looked(NamedTuple):
    """What would become of one, or became: `refusal` is why not."""

    one: Assessment
    outcome: Outcome
    refusal: str


def look(those: Sequence[Assessment], action: Action, *, by: Person, at: datetime) -> list[Looked]:
    """On paper, of those whose turn it is already known to be: the very questions that are asked when it is done."""
    today, last = at.astimezone(ROME).date(), ways.last_seen(FLOW, [one.id for one in those])
    known = seeing.around_many({one.process_id for one in those}, today)
    return [Looked(one, queries.outcome(one), _refusal(one, action, by, today, last.get(one.id), known[one.process_id])) for one in those]


def _refusal(one: Assessment, action: Action, by: Person, today: date, last: Transition | None, known: seeing.Around) -> str:
    try:
        if action is Action.VALIDATE:
            insist_on_soundness(one, today, "validare", last, known)
        else:
            insist_on_outcome(one, by, today, last, known=known)
    except (RuleBroken, NotAllowed) as refused:
        return refused.message
    return ""


def do(those: Sequence[tuple[Assessment, int | None]], action: Action, *, by: Person, at: datetime) -> list[Looked]:
    """Each with the version that was seen. One that is refused undoes nothing of the others."""
    return [_done(one, version, action, by, at) for one, version in those]


def _done(one: Assessment, version: int | None, action: Action, by: Person, at: datetime) -> Looked:
    who, outcome = _as(one, action, by, at.astimezone(ROME).date()), queries.outcome(one)
    try:
        with db.session.begin_nested():
            if action is Action.VALIDATE:
                validate(one, version=version, by=who, at=at)
            else:
                approve(one, version=version, by=who, at=at)
    except Conflict:
        return Looked(one, outcome, OVERTAKEN)
    except (RuleBroken, NotAllowed) as refused:
        return Looked(one, outcome, refused.message)
    return Looked(one, outcome, "")


def _as(one: Assessment, action: Action, by: Person, today: date) -> Person:
    """In whose place, one by one: a deputy may act of their own on some, and stand in on others."""
    permission = Permission.ASSESSMENT_VALIDATE if action is Action.VALIDATE else Permission.ASSESSMENT_APPROVE
    return acting(by, permission, register.scope_of(one.process, today))
