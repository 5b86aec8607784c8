"""Whoever keeps plan and performance is told what the OIV said of them."""

from datetime import datetime

from riskreg.core.clock import ROME
from riskreg.domain.permissions import Permission, Person
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import queries as people
from riskreg.performance.models import CoherenceOpinion


def given(one: CoherenceOpinion, *, by: Person, at: datetime) -> None:
    """The RPCT, compliance and the unit of performance: those who may say what goes with what."""
    root = people.root_unit()
    if by.is_machine or root is None:
        return
    facts = {
        "year": one.year,
        "outcome": one.outcome_label,
        "plan": one.edition.title,
        "on": one.given_on,
        "observations": one.observations,
    }
    for user in people.people_with(Permission.PERFORMANCE_LINK, root.id, at.astimezone(ROME).date()):
        if user.id != by.user_id:
            notices.queue(user, Kind.COHERENCE_GIVEN, facts, path=f"/performance/coerenza?anno={one.year}", about=one.subject, by=by, at=at)
