"""What people are told of their own roles, of who stands in for whom, of what comes to their unit from one that ended."""

from collections.abc import Sequence
from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.core.clock import ROME
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Person
from riskreg.domain.roles import ROLE_DUTIES, Role
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.people import belongings, queries
from riskreg.people.models import Delegation, OrgUnit, RoleGrant, User
from riskreg.people.responsibility import Standing

PROFILE, DELEGATIONS = "/profilo", "/profilo/deleghe"


def role_granted(user: User, grant: RoleGrant, unit_name: str, *, by: Person, at: datetime) -> None:
    """By a person: what a machine loads (a new body, the demo, the first administrator) writes to nobody."""
    if by.is_machine:
        return
    facts = {
        "role": grant.role_label, "duty": ROLE_DUTIES[grant.role], "unit": unit_name, "from_on": grant.from_on, "to_on": grant.to_on,
    }  # fmt: skip
    notices.queue(user, Kind.ROLE_GRANTED, facts, path=PROFILE, about=grant.subject, by=by, at=at)


def as_line(grant: RoleGrant, unit_name: str) -> str:
    """A role as one line of a list."""
    until = f" al {write_date(grant.to_on)}" if grant.to_on else ""
    return f"{grant.role_label}, {unit_name}, dal {write_date(grant.from_on)}{until}"


def open_roles(user: User, on: date) -> list[str]:
    """What the person may do from their first day here, or will."""
    return [as_line(grant, grant.unit.name) for grant in user.grants if grant.to_on is None or grant.to_on >= on]


def roles_from_file(given: Sequence[tuple[User, RoleGrant, str]], desk: Gathering) -> None:
    """One message to each person, whatever the number of rows. Whoever cannot come in yet reads it in the invitation."""
    if desk.by.is_machine or desk.on_paper:
        return
    lines: dict[User, list[str]] = {}
    for user, grant, unit_name in given:
        if user.can_sign_in:
            lines.setdefault(user, []).append(as_line(grant, unit_name))
    for user, roles in lines.items():
        notices.gather(desk, user, Kind.ROLES_FROM_FILE, {"roles": roles}, path=PROFILE, about=user.subject)


def role_ended(grant: RoleGrant, then: str = "", *, by: Person, at: datetime) -> None:
    if by.is_machine or grant.to_on is None:
        return
    facts = {"role": grant.role_label, "unit": grant.unit.name, "to_on": grant.to_on, "then": then}
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


def units_succeeded(units: Sequence[OrgUnit], heir: OrgUnit, *, on: date, by: Person, at: datetime) -> None:
    """Those who answer for the heir, when something of what has ended comes to it; roles are told to their holders apart."""
    if by.is_machine:
        return
    day = max(on, at.astimezone(ROME).date())
    found = belongings.of_units([unit.id for unit in units], day)
    lines = [f"{unit.name}: {join_words([one.counted for one in found[unit.id]])}" for unit in units if found[unit.id]]
    standing = Standing(day)
    users = [user for role in (Role.REFERENTE, Role.DIRIGENTE) for user in standing.answers(heir.id, role).users] if lines else []
    for user in dict.fromkeys(users):
        if user.id != by.user_id:
            facts = {"heir": heir.name, "on": on, "lines": lines}
            notices.queue(user, Kind.UNITS_SUCCEEDED, facts, path=f"/organizzazione/unita/{heir.id}", about=heir.subject, by=by, at=at)
