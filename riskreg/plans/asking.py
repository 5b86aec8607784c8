"""What everybody is asked about a plan: to read what the body adopted, to say what they think while a draft is consulted upon."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from riskreg.audit.gathering import Gathering
from riskreg.core.clock import ROME
from riskreg.domain.permissions import Person
from riskreg.notifications import letters
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import Words
from riskreg.people.models import User
from riskreg.plans.models import Consultation, Edition
from riskreg.plans.queries import consultation as consultations


def to_read(one: Edition, user: User, desk: Gathering) -> None:
    notices.gather(desk, user, Kind.PLAN_TO_READ, _of_reading(one), path=f"/piani/{one.id}", about=one.subject)


def words_to_read(one: Edition) -> Words:
    """Of the same letter, for whoever looks before it is sent."""
    return letters.words(Kind.PLAN_TO_READ, _of_reading(one))


def _of_reading(one: Edition) -> Mapping[str, Any]:
    return {"plan": one.title, "act": one.act_number, "body": one.act_body, "on": one.adopted_on, "address": one.published_at}


def consulted(found: Consultation, *, by: Person, at: datetime) -> int:
    """Those who may take part here; how many were told."""
    if by.is_machine:
        return 0
    facts = {"plan": found.edition.title, "name": found.name, "from_on": found.from_on, "to_on": found.to_on}
    told = [user for user in consultations.who_may_contribute(at.astimezone(ROME).date()) if user.id != by.user_id]
    desk = Gathering(by=by, at=at)
    for user in told:
        notices.gather(desk, user, Kind.PLAN_CONSULTED, facts, path=f"/piani/{found.edition_id}/consultazione", about=found.subject)
    desk.close()
    return len(told)
