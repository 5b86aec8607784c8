"""Who is told, as an assessment goes from hand to hand: whoever acts next, its authors when it comes back or is done."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select

from riskreg.assessments import hands, turns
from riskreg.assessments.models import Assessment
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.permissions import Person
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.people import responsibility
from riskreg.people.models import User


def to_whoever_is_next(one: Assessment, *, by: Person, at: datetime) -> None:
    """Whoever validates, or approves. Where there is nobody, whoever can give the role: the work never waits for nobody in silence."""
    on = at.astimezone(ROME).date()
    turn = turns.of([one], on)[one.id]
    if not turn.user_ids:
        facts = {"lacking": turns.LACKING[State(one.state)]}
        _tell(responsibility.overseers(on), Kind.ASSESSMENT_STUCK, one, facts, by=by, at=at)
        return
    kind = Kind.ASSESSMENT_TO_VALIDATE if one.state == State.SENT else Kind.ASSESSMENT_TO_APPROVE
    _tell(_people(turn.user_ids), kind, one, {}, by=by, at=at)


def returned(one: Assessment, reason: str, authors: Collection[int], *, by: Person, at: datetime) -> None:
    _tell(_people(authors), Kind.ASSESSMENT_RETURNED, one, {"reason": reason}, by=by, at=at)


def fell_back(one: Assessment, why: str, authors: Collection[int], judges: Collection[int] = (), *, by: Person, at: datetime) -> None:
    """`judges`: those who had it in hand or had validated it, where somebody's hand undid that."""
    again, over = (
        "Controlla che le risposte valgano ancora e inviala di nuovo.",
        "Per ora non aspetta più te: torna a chi la giudica quando è inviata di nuovo.",
    )
    _tell(_people(authors), Kind.ASSESSMENT_FELL_BACK, one, {"reason": why, "todo": again}, by=by, at=at)
    _tell(_people(frozenset(judges) - frozenset(authors)), Kind.ASSESSMENT_FELL_BACK, one, {"reason": why, "todo": over}, by=by, at=at)


def approved(one: Assessment, authors: Collection[int], *, by: Person, at: datetime) -> None:
    _tell(_people(authors), Kind.ASSESSMENT_APPROVED, one, {}, by=by, at=at)


def authors_of(one: Assessment) -> frozenset[int]:
    """Whoever answered or sent it: asked before the step, which may forget who sent."""
    sent = frozenset() if one.sent_by_id is None else frozenset({one.sent_by_id})
    return hands.authors([one])[one.id] | sent


def judges_of(one: Assessment, on: date) -> frozenset[int]:
    """Whoever has it in hand, and whoever validated it: asked before the step too."""
    validated = frozenset() if one.validated_by_id is None else frozenset({one.validated_by_id})
    return frozenset(turns.of([one], on)[one.id].user_ids) | validated


def _people(ids: Collection[int]) -> list[User]:
    statement = select(User).where(User.id.in_(ids), User.disabled_at.is_(None)).order_by(User.sort_key, User.id)
    return list(db.session.scalars(statement)) if ids else []


def _tell(people: Iterable[User], kind: Kind, one: Assessment, facts: dict[str, str], *, by: Person, at: datetime) -> None:
    """Nobody is told of what they have just done."""
    said = {"process": one.process.title, "year": str(one.year), **facts}
    for user in people:
        if user.id != by.user_id:
            queue(user, kind, said, path=f"/valutazioni/{one.id}", about=one.subject, by=by, at=at)
