"""Standing in: the holder of a role lends it to a colleague, from a day to a day."""

from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.rows import must_be
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import join_words, tidy, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.roles import DELEGABLE, ROLE_LABELS, Role
from riskreg.notifications.kinds import Kind
from riskreg.people import queries, responsibility, telling
from riskreg.people.models import Delegation, RoleGrant, User


def delegate(grant: RoleGrant, deputy: User, *, from_on: date, to_on: date, act: str = "", by: Person, at: datetime) -> Delegation:
    """From that day to that day the deputy holds the role too; what they do with it is told as done in the holder's place."""
    insist(by, Permission.DELEGATION_MANAGE, queries.scope_of(grant.unit_id, owner_id=grant.user_id))
    one_at_a_time(ORGANISATION_QUEUE)
    _check_role(grant, deputy, at.astimezone(ROME).date())
    _check_days(grant, from_on, to_on, at.astimezone(ROME).date())
    for other in grant.delegations:
        if other.deputy_id == deputy.id and other.revoked_at is None and other.from_on <= to_on and from_on <= other.to_on:
            raise RuleBroken(f"{deputy.title} ha già questa delega in quel periodo.", "deputy_id")
    delegation = Delegation(deputy_id=deputy.id, from_on=from_on, to_on=to_on, act=tidy(act))
    grant.delegations.append(delegation)
    record(Tag.DELEGATION_GIVEN, delegation, by=by, at=at)
    telling.of_delegation(Kind.DELEGATION_GIVEN, delegation, by=by, at=at)
    return delegation


def _check_role(grant: RoleGrant, deputy: User, today: date) -> None:
    role = Role(grant.role)
    if role not in DELEGABLE:
        names = join_words([ROLE_LABELS[one] for one in Role if one in DELEGABLE])
        raise RuleBroken(f"Questo ruolo non si delega. Si delegano: {names}.", "grant_id")
    if grant.to_on is not None and grant.to_on < today:
        raise WrongState(f"Il ruolo è finito il {write_date(grant.to_on)}: non si delega più.", "grant_id")
    if deputy.id == grant.user_id:
        raise RuleBroken("Il sostituto deve essere un'altra persona.", "deputy_id")
    if deputy.disabled_at is not None:
        raise RuleBroken("Questa persona non ha più accesso a riskreg: scegline un'altra.", "deputy_id")
    if role is Role.RPCT:
        _check_named_by_the_act(deputy, today)


def _check_named_by_the_act(deputy: User, today: date) -> None:
    """The RPCT is appointed by the governing body, and so is whoever stands in for them (l. 190/2012 art. 1 c. 7)."""
    named = responsibility.Standing(today).deputies
    if not named:
        raise RuleBroken("La nomina del RPCT non indica un sostituto: prima registralo tra le figure, con il suo atto.", "deputy_id")
    if deputy.id not in {one.id for one in named}:
        raise RuleBroken(
            f"Il RPCT delega solo il sostituto indicato nella sua nomina: {join_words([one.title for one in named])}.", "deputy_id"
        )


def _check_days(grant: RoleGrant, from_on: date, to_on: date, today: date) -> None:
    if from_on < today:
        raise RuleBroken("Una delega vale da oggi in poi: quello che è già stato fatto resta di chi l'ha fatto.", "from_on")
    if to_on < from_on:
        raise RuleBroken(f"La fine viene prima dell'inizio ({write_date(from_on)}): correggi una delle due date.", "to_on")
    if from_on < grant.from_on:
        raise RuleBroken(f"Il ruolo comincia il {write_date(grant.from_on)}: scegli una data successiva.", "from_on")
    if grant.to_on is not None and to_on > grant.to_on:
        raise RuleBroken(f"Il ruolo finisce il {write_date(grant.to_on)}: la delega non può durare di più.", "to_on")


def revoke(delegation: Delegation, *, version: int | None = None, by: Person, at: datetime) -> Delegation:
    """At once. What the deputy has done stays."""
    insist(by, Permission.DELEGATION_MANAGE, queries.scope_of(delegation.grant.unit_id, owner_id=delegation.grant.user_id))
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(delegation, version)
    if delegation.revoked_at is not None:
        raise WrongState("Questa delega è già stata revocata.")
    if delegation.to_on < at.astimezone(ROME).date():
        raise WrongState(f"Questa delega è finita il {write_date(delegation.to_on)}.")
    return _revoked(delegation, by=by, at=at)


def revoke_all_to(deputy: User, *, by: Person, at: datetime) -> list[Delegation]:
    """Whoever leaves stands in for nobody any more."""
    today = at.astimezone(ROME).date()
    return [_revoked(one, by=by, at=at) for one in deputy.deputations if one.revoked_at is None and one.to_on >= today]


def _revoked(delegation: Delegation, *, by: Person, at: datetime) -> Delegation:
    delegation.revoked_at = at
    record(Tag.DELEGATION_REVOKED, delegation, by=by, at=at)
    telling.of_delegation(Kind.DELEGATION_REVOKED, delegation, by=by, at=at)
    return delegation


def carry_over(before: RoleGrant, after: RoleGrant, *, from_on: date, by: Person, at: datetime) -> None:
    """A role passes to another unit with those who stand in for its holder."""
    for one in before.delegations:
        last = one.to_on if after.to_on is None else min(one.to_on, after.to_on)
        first = max(one.from_on, from_on, after.from_on)
        if one.revoked_at is None and first <= last:
            same = Delegation(deputy_id=one.deputy_id, from_on=first, to_on=last, act=one.act)
            after.delegations.append(same)
            record(Tag.DELEGATION_GIVEN, same, by=by, at=at)
