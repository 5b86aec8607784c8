"""What people are told of their own roles, and of who stands in for whom."""

from datetime import datetime

from riskreg.domain.permissions import ROLE_DUTIES, Person
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import queries
from riskreg.people.models import Delegation, RoleGrant, User

PROFILE, DELEGATIONS = "/profilo", "/profilo/deleghe"


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


def of_delegation(kind: Kind, delegation: Delegation, *, by: Person, at: datetime) -> None:
    """Both of them: whoever lends the role may not have done it themselves."""
    if by.is_machine:
        return
    grant = delegation.grant
    deputy, holder = queries.user(delegation.deputy_id), queries.user(grant.user_id)
    facts = {"role": grant.role_label, "unit": queries.unit(grant.unit_id).name, "from_on": delegation.from_on, "to_on": delegation.to_on}
    for reader, other, is_deputy in ((deputy, holder, True), (holder, deputy, False)):
        if reader.disabled_at is None:
            said = facts | {"other": other.title, "is_deputy": is_deputy}
            notices.queue(reader, kind, said, path=DELEGATIONS, about=delegation.subject, by=by, at=at)
