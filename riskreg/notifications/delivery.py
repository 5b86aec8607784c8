"""Sending what is due. A letter is taken under a lease, sent with no transaction open, and settled under the same lease.

So two senders never send the same one, a slow server holds no lock, and a sender that is killed in the middle leaves a
lease that runs out: the letter goes again, with the same Message-ID, at worst twice and never not at all.

What a server says of one letter is that letter's; that it does not answer is the post's (`PostOffice`): the batch stops,
everything waits for the same moment, and no letter is counted as tried.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock, mail
from riskreg.core.extensions import db
from riskreg.core.mail import Dropped, NoLongerWanted, Post, PutOff, Refused, Unreachable
from riskreg.core.transactions import writing
from riskreg.domain.permissions import WORKER, Person
from riskreg.domain.post import LATER_WAIT, LEASE, PostState, server_wait, wait_after
from riskreg.notifications import letters, queries
from riskreg.notifications.models import LONGEST_ERROR, Notice, PostOffice

log = logging.getLogger("riskreg.post")

BATCH = 100
UNTRACED = {"untraced": "the sender's heartbeat", "synchronize_session": False}
UNEXPECTED = "Errore imprevisto durante l'invio: riskreg riprova da solo."
GIVEN_UP = "riskreg ha riprovato per tre giorni, poi ha smesso."


@dataclass
class Delivery:
    """What one round came to; `trouble` is why the post as a whole could not work."""

    sent: int = 0
    refused: int = 0
    put_off: int = 0
    trouble: str = ""

    @property
    def tried(self) -> int:
        return self.sent + self.refused + self.put_off


def send_due(
    *, most: int = BATCH, by: Person = WORKER, patience: float = mail.PATIENCE, told_to_stop: Callable[[], bool] = lambda: False
) -> Delivery:
    """One round, on one connection: at most so many letters. Needs an application context of its own, outside any request
    and any transaction."""
    done = Delivery()
    if not mail.is_configured():
        done.trouble = mail.NOT_CONFIGURED
        return done
    at = clock.now()
    resting = queries.office().is_resting(at)
    if resting or not queries.is_anything_ready(at):
        done.trouble = queries.office().last_error if resting else ""
        db.session.rollback()
        return done
    body_name = queries.body_name()
    db.session.rollback()
    try:
        with mail.opened(patience) as post:
            while done.tried < most and not told_to_stop() and (lease := _take()) is not None:
                _send(post, lease, body_name, done, by)
    except (Unreachable, Dropped) as trouble:
        done.trouble = trouble.sentence
        _note_trouble(trouble)
    else:
        _note_work(done)
    return done


def send_all(*, by: Person = WORKER) -> Delivery:
    """Rounds until nothing is due: for a command that ends."""
    total = Delivery()
    while True:
        done = send_due(by=by)
        total.sent, total.refused, total.put_off = total.sent + done.sent, total.refused + done.refused, total.put_off + done.put_off
        total.trouble = done.trouble
        if done.tried < BATCH or done.trouble:
            return total


@dataclass(frozen=True)
class Lease:
    """A letter in our hands."""

    notice_id: int
    token: str


def _take() -> Lease | None:
    """The letter that has waited longest, if there is one. However many ask at once, each is given once."""
    at, token, candidate = clock.now(), secrets.token_hex(16), aliased(Notice)
    first = (
        select(candidate.id)
        .where(queries.ready(at, candidate))
        .order_by(candidate.next_try_at, candidate.id)
        .limit(1)
        # PostgreSQL: rather than queue behind a colleague, look at the next. SQLite has one writer and ignores it.
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(Notice)
        .where(Notice.id == first, queries.ready(at))
        .values(lease=token, leased_until=at + LEASE)
        .returning(Notice.id)
        .execution_options(**UNTRACED)
    )
    if not queries.is_anything_ready(at):
        return None
    with writing():
        notice_id = db.session.scalar(statement)
    return None if notice_id is None else Lease(notice_id, token)


def _send(post: Post, lease: Lease, body_name: str, done: Delivery, by: Person) -> None:
    try:
        letter = letters.composed(queries.notice(lease.notice_id), body_name)
        db.session.rollback()  # nothing is held while the server takes its time
        post.send(letter, lambda: _is_ours(lease))
    except NoLongerWanted:  # withdrawn, or its reader erased: that has been settled where it happened
        log.info("letter kept back", extra={"notice": lease.notice_id})
    except Refused as refusal:
        done.refused += 1
        _settle(lease, PostState.REFUSED, refusal.sentence, by)
    except Dropped as trouble:
        done.put_off += 1
        _put_off(lease, trouble.sentence, by, gives_up=False)
        raise
    except PutOff as trouble:
        done.put_off += 1
        _put_off(lease, trouble.sentence, by)
    except Unreachable as trouble:
        _release(lease, trouble.sentence)
        raise
    except Exception:  # one letter that we cannot write must not stop those behind it
        log.exception("letter failed", extra={"notice": lease.notice_id})
        done.put_off += 1
        _put_off(lease, UNEXPECTED, by)
    else:
        done.sent += 1
        _settle(lease, PostState.SENT, "", by)


def _is_ours(lease: Lease) -> bool:
    """Read afresh, and nothing is held afterwards."""
    db.session.rollback()
    found = db.session.scalar(select(Notice.id).where(Notice.id == lease.notice_id, Notice.lease == lease.token))
    db.session.rollback()
    return found is not None


def _settle(lease: Lease, state: PostState, error: str, by: Person, at: datetime | None = None) -> None:
    with writing():
        notice = _held(lease)
        if notice is None:
            return
        notice.state, notice.last_error, notice.settled_at = state.value, error[:LONGEST_ERROR], at or clock.now()
        notice.attempts += 1
        notice.lease = notice.leased_until = None
        record(Tag.MAIL_SENT if state is PostState.SENT else Tag.MAIL_REFUSED, notice, by=by, at=notice.settled_at)
        told = {"notice": notice.id, "kind": notice.kind, "state": state.value, "attempts": notice.attempts}
    log.info("letter settled", extra=told)


def _put_off(lease: Lease, error: str, by: Person, *, gives_up: bool = True) -> None:
    """Later, then later still, then a person must look. A conversation that broke off never counts as the last word."""
    with writing():
        notice = _held(lease)
        if notice is None:
            return
        wait = wait_after(notice.attempts + 1)
        if wait is not None or not gives_up:
            _wait(notice, error, wait or LATER_WAIT)
            notice.attempts += 1
            log.info("letter put off", extra={"notice": notice.id, "kind": notice.kind, "attempts": notice.attempts})
            return
    _settle(lease, PostState.REFUSED, f"{error} {GIVEN_UP}", by)


def _release(lease: Lease, error: str) -> None:
    """As if it had not been taken: that the server is away says nothing about the letter."""
    with writing():
        if (notice := _held(lease)) is not None:
            _wait(notice, error, timedelta())


def _wait(notice: Notice, error: str, wait: timedelta) -> None:
    notice.last_error, notice.next_try_at = error[:LONGEST_ERROR], clock.now() + wait
    notice.lease = notice.leased_until = None


def _held(lease: Lease) -> Notice | None:
    """The row, locked, if it is still ours: it may have been given to another sender, or withdrawn, meanwhile."""
    statement = select(Notice).where(Notice.id == lease.notice_id, Notice.lease == lease.token).with_for_update()
    notice = db.session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
    if notice is None:
        log.warning("letter is no longer ours", extra={"notice": lease.notice_id})
    return notice


# The post as a whole


def _note_trouble(trouble: Unreachable | Dropped) -> None:
    with writing():
        office = _locked_office()
        at = clock.now()
        office.failures += 1
        office.failing_since = office.failing_since or at
        office.last_error = trouble.sentence[:LONGEST_ERROR]
        office.next_try_at = at + server_wait(office.failures)
        told = {"count": office.failures}
    log.warning("the post does not work; it is tried again by itself", extra=told)


def _note_work(done: Delivery) -> None:
    """Whatever a server answered, it answered. Opening the way out and finding nothing to send says so too."""
    with writing():
        office = _locked_office()
        office.failures, office.failing_since, office.last_error, office.next_try_at = 0, None, "", None
        office.worked_at = clock.now()
    if done.tried:
        log.info("post sent", extra={"count": done.sent})


def _locked_office() -> PostOffice:
    return db.session.scalars(select(PostOffice).with_for_update(), execution_options={"populate_existing": True}).one()
