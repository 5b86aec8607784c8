"""Links by which somebody sets their own password: an invitation, or a new password for who has forgotten theirs."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import links, mail, settings
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.roles import Role
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import SecretLink
from riskreg.notifications.operations import gather, queue, withdraw, withdraw_all
from riskreg.people import queries
from riskreg.people.models import AccountLink, Body, LinkPurpose, User
from riskreg.people.operations import door, sessions
from riskreg.people.queries import accounts
from riskreg.people.telling import open_roles

KEPT = timedelta(days=30)
"""So long a link that is no longer good stays, so that whoever asks when it was made and used finds it; then only the trail tells."""

LASTS = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=1)}
KINDS = {LinkPurpose.INVITATION: Kind.INVITATION, LinkPurpose.RESET: Kind.PASSWORD_RESET}
PATH = "/accesso/{token}"
NOT_GOOD = "Questo collegamento non è più valido: chiedine uno nuovo."
NO_POST = "La posta non è configurata: imposta tu la password, oppure chiedi a chi gestisce riskreg di configurarla."


def send_link(user: User, *, by: Person, at: datetime) -> AccountLink:
    """An administrator invites somebody new, or helps somebody who cannot get in. Whoever has a password keeps it until they
    use the link."""
    insist(by, Permission.USER_MANAGE)
    if not mail.is_configured():
        raise RuleBroken(NO_POST)
    return mailed(made(user, by=by, at=at), by=by, at=at)


def invite(user_ids: Iterable[int], *, by: Person, at: datetime) -> int:
    """Many at once, each as `send_link` would; how many letters will leave. Whoever got a password or an invitation since the
    list was drawn is left out."""
    insist(by, Permission.USER_MANAGE)
    if not mail.is_configured():
        raise RuleBroken(NO_POST)
    one_at_a_time(ORGANISATION_QUEUE)
    wanted, body, desk = set(user_ids), queries.body(), Gathering(by=by, at=at)
    waiting = [user for user in accounts.without_access(at) if user.id in wanted]
    expired = accounts.open_links_of([user.id for user in waiting])
    withdraw_all([old.subject for links_of_one in expired.values() for old in links_of_one], Kind.INVITATION, desk)
    asks_more = _second_factor_roles()
    for user in waiting:
        link = _new_link(user, at)
        before = expired.get(user.id, [])
        for old in before:
            old.revoked_at = at
        desk.record(Tag.LINK_MADE, user, along=[link, *before])
        facts, secret = _letter(link, user, body, asks_more)
        gather(desk, user, Kind.INVITATION, facts, secret_link=secret, about=link.subject, in_app=False)
    desk.close()
    return len(waiting)


def made(user: User, *, by: Person, at: datetime) -> AccountLink:
    """A new link, which takes the place of those before; nobody has been told yet."""
    insist(by, Permission.USER_MANAGE)
    return _made(user, by=by, at=at)


def answer_request(user: User, *, by: Person, at: datetime) -> AccountLink | None:
    """Somebody asked at the door for a new password for this account. Whoever may not come in gets no letter."""
    if user.disabled_at is not None or user.locked_at is not None:
        return None
    return mailed(_made(user, by=by, at=at), by=by, at=at)


def _made(user: User, *, by: Person, at: datetime) -> AccountLink:
    if user.disabled_at is not None:
        raise WrongState("L'utente è disattivato: prima di mandare un collegamento riattiva la persona.")
    if user.locked_at is not None:
        raise WrongState("L'utente è bloccato: prima di mandare un collegamento sblocca la persona.")
    one_at_a_time(ORGANISATION_QUEUE)  # of two asked for at once, the later revokes the earlier
    revoke_all(user, by=by, at=at)
    link = _new_link(user, at)
    record(Tag.LINK_MADE, user, by=by, at=at, along=[link])
    return link


def _new_link(user: User, at: datetime) -> AccountLink:
    purpose = LinkPurpose.RESET if user.password_hash else LinkPurpose.INVITATION
    nonce = links.new_nonce()
    link = AccountLink(
        user_id=user.id, purpose=purpose.value, nonce=nonce, token_hash=links.hash_of(links.token_for(purpose.value, nonce)),
        made_at=at, expires_at=at + LASTS[purpose],
    )  # fmt: skip
    db.session.add(link)
    return link


def mailed(link: AccountLink, *, by: Person, at: datetime) -> AccountLink:
    user = queries.user(link.user_id)
    facts, secret = _letter(link, user, queries.body(), _second_factor_roles())
    queue(user, KINDS[LinkPurpose(link.purpose)], facts, secret_link=secret, about=link.subject, in_app=False, by=by, at=at)
    return link


def _second_factor_roles() -> frozenset[Role]:
    return accounts.second_factor_roles(in_service=settings.current().is_production)


def _letter(link: AccountLink, user: User, body: Body | None, asks_more: frozenset[Role]) -> tuple[dict[str, object], SecretLink]:
    today = link.made_at.astimezone(ROME).date()
    roles = open_roles(user, today) if link.purpose == LinkPurpose.INVITATION else []
    facts = {
        "expires_at": link.expires_at, "body": body.name if body else "", "address": user.email or "", "roles": roles,
        "second_factor": any(grant.role in asks_more for grant in user.grants if grant.to_on is None or grant.to_on >= today),
    }  # fmt: skip
    return facts, SecretLink(link.purpose, link.nonce, PATH)


def path_of(link: AccountLink) -> str:
    """For whoever sits at the machine, where no mail leaves."""
    return PATH.format(token=links.token_for(link.purpose, link.nonce))


def revoke_all(user: User, *, by: Person, at: datetime) -> None:
    """What was sent before opens nothing any more, and what still waits to be sent does not leave."""
    found = accounts.open_links(user.id, for_change=True)
    for link in found:
        link.revoked_at = at
        withdraw(link.subject, KINDS[LinkPurpose(link.purpose)], by=by, at=at)
    if found:
        record(Tag.LINK_REVOKED, user, by=by, at=at, along=found)


def use(link_id: int, password_hash: str, *, at: datetime) -> User:
    """Set the password, once. Two who come at the same moment queue at the link's row, and the second finds it used."""
    link = accounts.link(link_id, for_change=True)
    user = queries.user(link.user_id)
    if not link.is_good(at) or user.disabled_at is not None or user.locked_at is not None:
        raise RuleBroken(NOT_GOOD)
    by = sessions.himself(user)
    link.used_at = at
    user.password_hash = password_hash
    record(Tag.LINK_USED, user, by=by, at=at, along=[link])
    revoke_all(user, by=by, at=at)
    sessions.end_all(user, by=by, at=at)
    door.let_try_again(user.email or "", user.id)
    if link.purpose == LinkPurpose.RESET:
        queue(user, Kind.PASSWORD_CHANGED, {"at": at, "by_admin": False}, path="/profilo", about=user.subject, by=by, at=at)
    return user


def forget(user: User, *, by: Person, at: datetime) -> None:
    """The person is being erased."""
    revoke_all(user, by=by, at=at)
    found = accounts.links_of(user.id)
    for link in found:
        db.session.delete(link)
    if found:
        record(Tag.LINK_ERASED, user, by=by, at=at, along=found)


def forget_old(at: datetime, *, by: Person) -> int:
    """Links that can no longer be used, after a while; how many went. The trail keeps that they were made, used, annulled."""
    old = accounts.spent_links(at - KEPT)
    for user, found in old.items():
        for link in found:
            db.session.delete(link)
        record(Tag.LINK_ERASED, user, by=by, at=at, along=found)
    return sum(len(found) for found in old.values())
