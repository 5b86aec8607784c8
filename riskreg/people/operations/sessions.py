"""Signing in and out. The browser holds a random token; the row holds its hash and can be ended from here."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete

from riskreg.audit.operations import note, record
from riskreg.audit.tags import Tag
from riskreg.core import passwords
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, Scope, insist
from riskreg.people import queries
from riskreg.people.models import SignInRecord, SignInSession, User
from riskreg.people.operations.door import Attempt, Mistaken
from riskreg.people.queries import accounts

KEPT = timedelta(days=90)
"""How long an ended sign-in can still be looked up by its row."""

NOT_RECOGNISED = "E-mail o password non corrette: controllale e riprova."


def recognise(email: str, password: str, attempt: Attempt) -> User:
    """Who this is, or one sentence that does not tell which of the two was wrong. One slow check, whoever it is: nobody,
    somebody locked, somebody who has not set a password yet."""
    user = queries.user_by_email(email)
    known = user.password_hash if user is not None and user.can_sign_in else None
    if not passwords.matches(known, password) or user is None:
        raise Mistaken(NOT_RECOGNISED)
    attempt.is_right = True
    return user


def sign_in(user: User, *, lasts: timedelta, at: datetime, device: str = "", is_confined: bool = False) -> str:
    """Open a session; returns the token for the browser's cookie, which is kept nowhere here. A confined one opens nothing
    but the pages on which the person adds the second factor that their role asks for."""
    if not user.can_sign_in:  # somebody locked it since the password was checked
        raise RuleBroken(NOT_RECOGNISED)
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        user_id=user.id,
        token_hash=token_hash(token),
        opened_at=at,
        expires_at=at + lasts,
        device=device,
        seen_at=at,
        is_confined=is_confined,
    )
    db.session.add(session)
    record(Tag.SESSION_OPENED, session, by=himself(user), at=at)
    _remember(user, at)
    return token


def _remember(user: User, at: datetime) -> None:
    seen = accounts.sign_in_record(user.id)
    if seen is None:
        db.session.add(SignInRecord(user_id=user.id, first_at=at, last_at=at))
    else:
        seen.last_at = at


def himself(user: User) -> Person:
    """Whoever has just shown who they are, before a session says so."""
    return Person(actor=f"user:{user.id}", user_id=user.id)


def release(token: str, *, by: Person, at: datetime) -> None:
    """The second factor is there: the session opens what the person's roles open."""
    session = queries.open_session(token_hash(token), at)
    if session is not None and session.is_confined:
        session.is_confined = False
        record(Tag.SESSION_RELEASED, session, by=by, at=at)


def sign_out(token: str, *, by: Person, at: datetime) -> None:
    session = queries.open_session(token_hash(token), at)
    if session is not None:
        _end(session, by=by, at=at)


def end_one(session: SignInSession, *, by: Person, at: datetime) -> None:
    """One of my own, on a machine that I no longer have at hand."""
    insist(by, Permission.SESSION_END, Scope(owner_id=session.user_id))
    if session.ended_at is None:
        _end(session, by=by, at=at)


def end_all(user: User, *, by: Person, at: datetime, but_token: str | None = None) -> None:
    kept = token_hash(but_token) if but_token else None
    for session in queries.open_sessions_of(user.id, at):
        if session.token_hash != kept:
            _end(session, by=by, at=at)


def forget_old(at: datetime, *, by: Person) -> int:
    """Sign-ins long over go all at once: the trail holds each opening and each end, so one entry says how many rows went.

    A session that was ended had little left to its expiry, so the expiry alone decides.
    """
    limit = at - KEPT
    gone = db.session.execute(delete(SignInSession).where(SignInSession.expires_at < limit), execution_options={"untraced": True})
    count = int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE always gives a cursor result
    if count:
        note(Tag.SESSIONS_FORGOTTEN, "sign_in_session:all", by=by, at=at, facts={"count": count, "expired_before": trail.plain(limit)})
    return count


def _end(session: SignInSession, *, by: Person, at: datetime) -> None:
    session.ended_at = at
    record(Tag.SESSION_ENDED, session, by=by, at=at)


def seen(token: str, at: datetime) -> None:
    """A heartbeat: the last page, for the list of one's own sessions."""
    session = queries.open_session(token_hash(token), at)
    if session is not None:
        session.seen_at = at


def forget(user: User, *, by: Person, at: datetime) -> None:
    """The person is being erased: when they came in stays, on what machine does not."""
    told = [session for session in accounts.sessions_of(user.id) if session.device]
    for session in told:
        session.device = ""
    if told:
        record(Tag.SESSION_FORGOTTEN, user, by=by, at=at, along=told, keep_personal=False)
    db.session.execute(delete(SignInRecord).where(SignInRecord.user_id == user.id))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
