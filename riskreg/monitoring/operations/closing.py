"""A session is closed: its figures are kept as they are, late answers go to the next one, and nothing of it changes any more."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import MONITORING_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.sessions import closes_early, why_not_to_close
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.monitoring import figures, places, queries, summary, telling
from riskreg.monitoring.models import Session
from riskreg.monitoring.operations import carrying
from riskreg.monitoring.operations.opening import bring_up_to_date, must_have_begun
from riskreg.register.operations.processes import day

NEEDS_A_REASON = "Scrivi perché si chiude prima del termine per validare: resta scritto accanto alla chiusura."


def close(one: Session, because: str = "", *, version: int | None = None, by: Person, at: datetime) -> Session:
    insist(by, Permission.MONITORING_MANAGE)
    one_at_a_time(MONITORING_QUEUE)  # a check that is being saved is still in the figures, or is refused
    db.session.refresh(one)
    must_be(one, version)
    must_have_begun(one, at)
    bring_up_to_date(one, by=by, at=at)
    one.closed_because = _because(one, because, by=by, at=at)
    db.session.flush()
    found = places.now(one, at)
    counted = figures.counted(one, found)
    kept = summary.kept_with(figures.written(counted, found), summary.now(one, counted, at, is_closing=True))
    one.outcome, one.closed_at, one.closed_by_id = kept, at, by.user_id
    record(Tag.MONITORING_CLOSED, one, by=by, at=at)
    carrying.to_next(one, by=by, at=at)
    telling.closed(one, by=by, at=at)
    return one


def _because(one: Session, because: str, *, by: Person, at: datetime) -> str:
    """Why it is closed while people may still validate, where that is so. What a machine loads was closed when it was."""
    if by.is_machine:
        return ""
    if why_not := why_not_to_close(one.semester, day(at)):
        raise WrongState(why_not)
    waiting = sum(number for state, number in queries.counted(one).items() if state != State.VALIDATED)
    if not closes_early(one.calendar, day(at), waiting=waiting):
        return ""
    if not (said := tidy(because)):
        raise RuleBroken(NEEDS_A_REASON, "because")
    return said
