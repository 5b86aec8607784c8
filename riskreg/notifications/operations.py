"""Telling people: the fourth beat of an operation. Sending what is due is in delivery.py.

    queue(user, Kind.ROLE_GRANTED, {"role": …, "unit": …}, path="/profilo", about=grant.subject, by=by, at=at)

The row is written in the transaction of whatever happened, so that a message is there exactly if the thing happened; the
mail leaves afterwards, from the worker, and no server however slow holds anybody up.
"""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import or_, select, update

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import mail
from riskreg.core.extensions import db
from riskreg.core.mail_server import ADDRESS
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, Scope, insist
from riskreg.domain.post import PostState
from riskreg.notifications import letters, queries
from riskreg.notifications.kinds import SHEETS, Kind, Topic
from riskreg.notifications.letters import SecretLink
from riskreg.notifications.models import Notice, NoticeChoice, PostOffice

UNTRACED = {"untraced": "heartbeat of the post, or a person's own reading"}
NOTHING_LEFT = "Il messaggio è stato svuotato con i dati della persona: non c'è più niente da inviare."
WITHDRAWN = "Il messaggio è stato ritirato: non si invia più."


class Addressee(Protocol):
    """Who receives: a user's row, without knowing users."""

    @property
    def id(self) -> Any: ...

    @property
    def title(self) -> Any: ...

    @property
    def email(self) -> Any: ...


def queue(
    to: Addressee,
    kind: Kind,
    facts: Mapping[str, Any],
    *,
    path: str = "",
    secret_link: SecretLink | None = None,
    about: str | None = None,
    by_mail: bool = True,
    in_app: bool = True,
    by: Person,
    at: datetime,
) -> Notice:
    """Tell one person one thing: in riskreg, by mail, or both. No permission is asked: whoever calls has asked for theirs.

    `path` leads to what it is about, inside riskreg. A `secret_link` stands in the mail only, so it is never shown in
    riskreg. Whoever has no address (any more) is told in riskreg alone.
    """
    notice = _written(to, kind, facts, path, secret_link, about=about, by_mail=by_mail, in_app=in_app, at=at)
    return _added(notice, by=by, at=at)


def gather(
    desk: Gathering,
    to: Addressee,
    kind: Kind,
    facts: Mapping[str, Any],
    *,
    path: str = "",
    secret_link: SecretLink | None = None,
    about: str | None = None,
    in_app: bool = True,
) -> Notice:
    """As `queue`, for one of many: written with the others when the desk closes."""
    notice = _written(to, kind, facts, path, secret_link, about=about, by_mail=True, in_app=in_app, at=desk.at)
    notice.digest = notice.present_digest()
    db.session.add(notice)
    desk.record(Tag.NOTICE_QUEUED, notice)
    return notice


def _written(
    to: Addressee,
    kind: Kind,
    facts: Mapping[str, Any],
    path: str,
    secret_link: SecretLink | None,
    *,
    about: str | None,
    by_mail: bool,
    in_app: bool,
    at: datetime,
) -> Notice:
    if path and not re.match(r"/(?![/\\])", path):
        raise ValueError("a notice leads to a path of ours")
    said = letters.words(kind, facts)
    by_mail = by_mail and SHEETS[kind].at_once and queries.wants_mail(to.id, kind)
    notice = Notice(
        user_id=to.id,
        kind=kind.value,
        about=about,
        queued_at=at,
        recipient=to.title,
        address=(to.email or "") if by_mail else "",
        headline=said.headline,
        body=said.body,
        path=secret_link.path if secret_link else path,
        in_app=in_app and secret_link is None,
        state=(PostState.WAITING if by_mail and to.email else PostState.IN_APP).value,
        next_try_at=at,
        salt=secrets.token_hex(16),
    )
    if secret_link is not None:
        notice.link_purpose, notice.link_nonce, notice.link_hash = secret_link.purpose, secret_link.nonce, secret_link.token_hash
    return notice


def _added(notice: Notice, *, by: Person, at: datetime) -> Notice:
    notice.digest = notice.present_digest()
    db.session.add(notice)
    record(Tag.NOTICE_QUEUED, notice, by=by, at=at)
    return notice


def withdraw(about: str, kind: Kind, *, by: Person, at: datetime) -> int:
    """What still waits and is no longer true (an invitation called back) does not leave; how many were stopped. A sender
    that holds one asks again before it hands over the text: only what is on its way to the server by then may still leave."""
    found = _waiting([about], kind)
    for notice in found:
        _stop(notice, at)
        record(Tag.NOTICE_WITHDRAWN, notice, by=by, at=at)
    return len(found)


def withdraw_all(about: Collection[str], kind: Kind, desk: Gathering) -> None:
    """As `withdraw`, of many."""
    for notice in _waiting(about, kind) if about else ():
        _stop(notice, desk.at)
        desk.record(Tag.NOTICE_WITHDRAWN, notice)


def _waiting(about: Collection[str], kind: Kind) -> list[Notice]:
    waiting = select(Notice).where(Notice.about.in_(about), Notice.kind == kind.value, Notice.state == PostState.WAITING)
    return list(db.session.scalars(waiting.order_by(Notice.id).with_for_update()))


def _stop(notice: Notice, at: datetime) -> None:
    notice.state, notice.settled_at, notice.in_app = PostState.WITHDRAWN.value, at, False
    notice.lease = notice.leased_until = None


# Reading one's own


def mark_read(notice: Notice, *, by: Person, at: datetime) -> Notice:
    insist(by, Permission.NOTICE_READ_OWN, Scope(owner_id=notice.user_id))
    if notice.read_at is None:
        notice.read_at = at
    return notice


def mark_all_read(*, by: Person, at: datetime) -> int:
    """Those that were there when the button was pressed."""
    insist(by, Permission.NOTICE_READ_OWN, Scope(owner_id=by.user_id))
    unread = queries.unread_of(by)
    for notice in unread:
        notice.read_at = at
    return len(unread)


def choose(topics_by_mail: Collection[Topic], *, by: Person, at: datetime) -> None:
    """Of which topics this person is told by mail too; of all of them in riskreg."""
    insist(by, Permission.NOTICE_READ_OWN, Scope(owner_id=by.user_id))
    kept = {one.topic: one for one in queries.choices(by.user_id)}
    for topic in Topic:
        wanted, choice = topic in topics_by_mail, kept.get(topic.value)
        if choice is None and wanted:
            continue
        if choice is None:
            choice = NoticeChoice(user_id=by.user_id, topic=topic.value, by_mail=wanted)
            db.session.add(choice)
        elif choice.by_mail is wanted:
            continue
        choice.by_mail = wanted
        record(Tag.NOTICES_CHOSEN, choice, by=by, at=at)
    queries.ask_again(db.session())


# Looking after the post


def send_test(address: str, *, by: Person, at: datetime) -> Notice:
    """A letter to an address that somebody wants to try; it goes the way of all others, worker included."""
    insist(by, Permission.MAIL_TEST)
    if not ADDRESS.fullmatch(address):
        raise RuleBroken("Scrivi un indirizzo e-mail completo, per esempio nome.cognome@ente.it.", "address")
    asker = queries.account(by.user_id or 0)
    try_now(at)
    return queue(replace(asker, email=address), Kind.MAIL_TEST, {"asked_by": asker.title, "at": at}, in_app=False, by=by, at=at)


def try_now(at: datetime) -> None:
    """Somebody asks: the post no longer waits for the server's next turn."""
    db.session.execute(update(PostOffice).values(next_try_at=at))


def send_again(notice: Notice, *, by: Person, at: datetime) -> Notice:
    """What waits is tried now; what was sent or refused, or came with a safety copy, goes once more, as a letter of its own, to
    the address that the person has today: the first stays in the post as it was."""
    insist(by, Permission.MAIL_READ)
    if notice.forgotten_at is not None:
        raise WrongState(NOTHING_LEFT)
    if notice.state == PostState.WITHDRAWN:
        raise WrongState(WITHDRAWN)
    try_now(at)
    if notice.state == PostState.WAITING and not queries.came_with_a_copy(notice):
        notice.next_try_at = at
        return notice
    again = Notice(
        user_id=notice.user_id, kind=notice.kind, about=notice.about, queued_at=at, recipient=notice.recipient,
        address=_present_address(notice), headline=notice.headline, body=notice.body, path=notice.path,
        link_purpose=notice.link_purpose, link_nonce=notice.link_nonce, link_hash=notice.link_hash, in_app=False,
        state=PostState.WAITING.value, next_try_at=at, salt=secrets.token_hex(16), again_of_id=notice.id,
    )  # fmt: skip
    return _added(again, by=by, at=at)


def _present_address(notice: Notice) -> str:
    """The first may have been refused for a wrong address, mended since. A test goes where it was meant to."""
    if notice.kind == Kind.MAIL_TEST:
        return notice.address
    return queries.account(notice.user_id).email or notice.address


# Forgetting


def forget(user_id: int, *, by: Person, at: datetime) -> int:
    """Empty every message to a person who is being erased, and stop those that wait; how many there were. Rows stay, with
    their kind and moments; what they said cannot be told any more, nor guessed from the trail, because the salt goes too.
    Copies that were sent are in other people's hands."""
    waiting = select(Notice).where(Notice.user_id == user_id, Notice.state == PostState.WAITING)
    for notice in db.session.scalars(waiting.order_by(Notice.id).with_for_update()):
        _stop(notice, at)
        record(Tag.NOTICE_WITHDRAWN, notice, by=by, at=at)
    addresses = set(db.session.scalars(select(Notice.address).where(Notice.user_id == user_id, Notice.address != "")))
    emptied = update(Notice).where(or_(Notice.user_id == user_id, Notice.address.in_(addresses)))
    changed = db.session.execute(emptied.values(**EMPTY, forgotten_at=at), execution_options={**UNTRACED, "synchronize_session": False})
    for address in addresses:
        mail.forget_caught(address)
    return int(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always gives a cursor result


EMPTY: Mapping[str, Any] = {
    "recipient": "", "address": "", "headline": "", "body": "", "path": "", "salt": "", "last_error": "",
    "link_purpose": None, "link_nonce": None, "link_hash": None,
}  # fmt: skip
