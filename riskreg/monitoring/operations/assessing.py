"""What the RPCT makes of a monitoring: written while it is open, kept with it, and said in its report for ever."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.monitoring.models import Session
from riskreg.monitoring.operations.opening import must_be_open


def assess(one: Session, text: str, *, version: int | None = None, by: Person, at: datetime) -> Session:
    """Of the RPCT alone, as the judgment on each measure; an empty text takes it away."""
    insist(by, Permission.SUITABILITY_JUDGE)
    must_be(one, version)
    must_be_open(one)
    one.assessment = tidy(text)
    if db.session.is_modified(one):
        record(Tag.MONITORING_ASSESSED, one, by=by, at=at)
    return one
