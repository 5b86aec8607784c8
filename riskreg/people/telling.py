"""What people are told of their own roles."""

from datetime import datetime

from riskreg.domain.permissions import ROLE_DUTIES, Person
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people.models import RoleGrant, User

PROFILE = "/profilo"


def role_granted(user: User, grant: RoleGrant, unit_name: str, *, by: Person, at: datetime) -> None:
    """By a person: what a machine loads (a new body, the demo, the first administrator) writes to nobody."""
    if by.is_machine:
        return
    facts = {
        "role": grant.role_label, "duty": ROLE_DUTIES[grant.role], "unit": unit_name, "from_on": grant.from_on, "to_on": grant.to_on,
    }  # fmt: skip
    notices.queue(user, Kind.ROLE_GRANTED, facts, path=PROFILE, about=grant.subject, by=by, at=at)


def role_ended(grant: RoleGrant, *, by: Person, at: datetime) -> None:
    if by.is_machine or grant.to_on is None:
        return
    facts = {"role": grant.role_label, "unit": grant.unit.name, "to_on": grant.to_on}
    notices.queue(grant.user, Kind.ROLE_ENDED, facts, path=PROFILE, about=grant.subject, by=by, at=at)
