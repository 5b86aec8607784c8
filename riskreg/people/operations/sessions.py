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
from riskreg.domain.permissions import Person
from riskreg.people import queries
from riskreg.people.models import SignInSession, User

KEPT = timedelta(days=90)
"""How long an ended sign-in can still be looked up by its row."""

NOT_RECOGNISED = "E-mail o password non corrette: controllale e riprova."


def recognise(email: str, password: str) -> User:
    """Who this is, or one sentence that does not tell which of the two was wrong."""
    user = queries.user_by_email(email)
    known = user.password_hash if user is not None and user.can_sign_in else None
    if not passwords.matches(known, password) or user is None:
        raise RuleBroken(NOT_RECOGNISED)
    return user


def sign_in(user: User, *, lasts: timedelta, at: datetime) -> str:
    """Open a session; returns the token for the browser's cookie, which is kept nowhere here."""
    token = secrets.token_urlsafe(32)
    session = SignInSession(user_id=user.id, token_hash=token_hash(token), opened_at=at, expires_at=at + lasts)
    db.session.add(session)
    record(Tag.SESSION_OPENED, session, by=Person(actor=f"user:{user.id}", user_id=user.id), at=at)
    return token


def sign_out(token: str, *, by: Person, at: datetime) -> None:
    session = queries.open_session(token_hash(token), at)
    if session is not None:
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


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
