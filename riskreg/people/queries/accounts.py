"""Reading how people get in: links, second factors, sessions, what is counted at the door."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.core.sealing import keyed_hash
from riskreg.domain.errors import Missing
from riskreg.domain.italian import tidy
from riskreg.domain.roles import Role
from riskreg.domain.sign_in import ACCOUNT
from riskreg.people.models import (
    AccountLink,
    DoorCount,
    DoorErrand,
    ErrandKind,
    RoleGrant,
    SecondFactor,
    SecurityRules,
    SignInRecord,
    SignInSession,
    User,
)

A_MOMENT = timedelta(seconds=10)
"""How long an errand rests: an attempt that turns out to be right takes it back."""

A_WHILE = timedelta(minutes=10)

DEFAULT_ROLES = frozenset({Role.ADMIN, Role.RPCT})
"""Who needs a second factor in a body in service, until somebody there decides otherwise."""


def user_with_access(user_id: int) -> User:
    """With what their page says about how they get in, in one query."""
    told = (joinedload(User.sign_ins), joinedload(User.second_factor), joinedload(User.invitation))
    found = db.session.scalars(select(User).where(User.id == user_id).options(*told)).one_or_none()
    if found is None:
        raise Missing
    return found


# Links


def link(link_id: int, *, for_change: bool = False) -> AccountLink:
    return get(AccountLink, link_id, for_change=for_change)


def link_behind(token_hash: str) -> AccountLink | None:
    statement = select(AccountLink).where(AccountLink.token_hash == token_hash).options(joinedload(AccountLink.user))
    return db.session.scalars(statement).one_or_none()


def links_of(user_id: int) -> list[AccountLink]:
    return list(db.session.scalars(select(AccountLink).where(AccountLink.user_id == user_id).order_by(AccountLink.id)))


def spent_links(before: datetime) -> dict[User, list[AccountLink]]:
    """By whom they were for: links that were used, annulled or expired before that moment."""
    spent = func.coalesce(AccountLink.used_at, AccountLink.revoked_at, AccountLink.expires_at) < before
    found: dict[User, list[AccountLink]] = {}
    for link in db.session.scalars(select(AccountLink).where(spent).options(joinedload(AccountLink.user)).order_by(AccountLink.id)):
        found.setdefault(link.user, []).append(link)
    return found


def open_links(user_id: int, *, for_change: bool = False) -> list[AccountLink]:
    """Neither used nor revoked; some may have expired."""
    statement = select(AccountLink).where(AccountLink.user_id == user_id, AccountLink.used_at.is_(None), AccountLink.revoked_at.is_(None))
    return list(db.session.scalars((statement.with_for_update() if for_change else statement).order_by(AccountLink.id)))


def open_links_of(user_ids: Collection[int]) -> dict[int, list[AccountLink]]:
    """The same of many, by user."""
    open_ones = AccountLink.user_id.in_(user_ids), AccountLink.used_at.is_(None), AccountLink.revoked_at.is_(None)
    found: dict[int, list[AccountLink]] = {}
    for link in db.session.scalars(select(AccountLink).where(*open_ones).order_by(AccountLink.id).with_for_update()):
        found.setdefault(link.user_id, []).append(link)
    return found


def to_be_invited(at: datetime) -> ColumnElement[bool]:
    """Has never had a password, nor holds an invitation that is still good."""
    invited = exists().where(
        AccountLink.user_id == User.id, AccountLink.used_at.is_(None), AccountLink.revoked_at.is_(None), AccountLink.expires_at > at
    )
    return and_(User.disabled_at.is_(None), User.locked_at.is_(None), User.password_hash.is_(None), User.email.is_not(None), ~invited)


def without_access(at: datetime) -> list[User]:
    """Who is still to be invited, with their roles."""
    told = (selectinload(User.grants).joinedload(RoleGrant.unit), joinedload(User.invitation))
    return list(db.session.scalars(select(User).where(to_be_invited(at)).options(*told).order_by(User.sort_key, User.id)))


def how_many_to_invite(at: datetime) -> int:
    return db.session.scalar(select(func.count()).where(to_be_invited(at))) or 0


# Second factors


def second_factor(user_id: int, *, for_change: bool = False) -> SecondFactor | None:
    """`for_change` waits for whoever is using it, and reads it again: a code is good once."""
    statement = select(SecondFactor).where(SecondFactor.user_id == user_id)
    if for_change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def security_rules() -> SecurityRules | None:
    return db.session.get(SecurityRules, 1)


def second_factor_roles(*, in_service: bool) -> frozenset[Role]:
    """The roles that must have one. Nobody having decided: in service the few who could do most harm; elsewhere none."""
    rules = security_rules()
    if rules is not None:
        return rules.roles
    return DEFAULT_ROLES if in_service else frozenset()


class Coverage(NamedTuple):
    """Of those who hold a role today, how many have a second factor."""

    people: int
    with_factor: int


def second_factor_coverage(on: date) -> dict[Role, Coverage]:
    statement = (
        select(RoleGrant.role, func.count(func.distinct(User.id)), func.count(func.distinct(SecondFactor.user_id)))
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(RoleGrant.from_on <= on, or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on), User.disabled_at.is_(None))
        .group_by(RoleGrant.role)
    )
    found = {Role(role): Coverage(people, with_factor) for role, people, with_factor in db.session.execute(statement)}
    return {role: found.get(role, Coverage(0, 0)) for role in Role}


# Sessions


def sessions_of(user_id: int) -> list[SignInSession]:
    return list(db.session.scalars(select(SignInSession).where(SignInSession.user_id == user_id).order_by(SignInSession.id)))


def session(session_id: int) -> SignInSession:
    return get(SignInSession, session_id)


def sign_in_record(user_id: int) -> SignInRecord | None:
    return db.session.scalars(select(SignInRecord).where(SignInRecord.user_id == user_id)).one_or_none()


# At the door


def account_key(email: str) -> str:
    """What an account is counted under, whether it exists or not."""
    return keyed_hash("door", f"account:{tidy(email).casefold()}")


def code_key(user_id: int) -> str:
    return keyed_hash("door", f"code:{user_id}")


def suspended_until(user: User, at: datetime) -> datetime | None:
    """Until when nobody may try this account, because too many were wrong; the short waits before that are not told."""
    keys = [account_key(user.email or ""), code_key(user.id)]
    locked = (DoorCount.key.in_(keys), DoorCount.failures >= ACCOUNT.locks_at, DoorCount.wait_until > at)
    return db.session.scalar(select(func.max(DoorCount.wait_until)).where(*locked))


def _rested(at: datetime) -> ColumnElement[bool]:
    """The clock can go back (the demo lives one day again and again): what seems to come from the future rests no longer."""
    return or_(DoorErrand.kind == ErrandKind.RESET, DoorErrand.at <= at - A_MOMENT, DoorErrand.at > at + A_WHILE)


def is_any_errand(at: datetime) -> bool:
    """Asked at every turn, so that an idle worker takes no lock."""
    return db.session.scalar(select(DoorErrand.id).where(_rested(at)).limit(1)) is not None


def next_errand(at: datetime) -> DoorErrand | None:
    """The oldest that no other worker holds."""
    statement = select(DoorErrand).where(_rested(at)).order_by(DoorErrand.id).limit(1).with_for_update(skip_locked=True)
    return db.session.scalars(statement).first()


def errand(errand_id: int) -> DoorErrand | None:
    return db.session.get(DoorErrand, errand_id)
