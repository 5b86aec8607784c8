"""A session is closed: its figures are kept as they are, late answers go to the next one, and nothing of it changes any more."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import MONITORING_QUEUE, one_at_a_time
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.monitoring import figures, places, summary, telling
from riskreg.monitoring.models import Session
from riskreg.monitoring.operations import carrying
from riskreg.monitoring.operations.opening import bring_up_to_date, must_have_begun


def close(one: Session, *, version: int | None = None, by: Person, at: datetime) -> Session:
    insist(by, Permission.MONITORING_MANAGE)
    one_at_a_time(MONITORING_QUEUE)  # a check that is being saved is still in the figures, or is refused
    db.session.refresh(one)
    must_be(one, version)
    must_have_begun(one, at)
    bring_up_to_date(one, by=by, at=at)
    db.session.flush()
    found = places.now(one, at)
    counted = figures.counted(one, found)
    kept = summary.kept_with(figures.written(counted, found), summary.now(one, counted, at, is_closing=True))
    one.outcome, one.closed_at, one.closed_by_id = kept, at, by.user_id
    record(Tag.MONITORING_CLOSED, one, by=by, at=at)
    carrying.to_next(one, by=by, at=at)
    telling.closed(one, by=by, at=at)
    return one
