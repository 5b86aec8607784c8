"""Reading jobs: for their owners' pages, and for the workers who take them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.permissions import WORKER, Permission, Person, Scope, may
from riskreg.domain.work import JOB_STATE_LABELS, KEEPS_RESULTS, LEASE, LONGEST_DELAY, MOST_ATTEMPTS, JobState, next_daily, schedule_key
from riskreg.jobs import kinds
from riskreg.jobs.models import Job
from riskreg.people import queries as people
from riskreg.web.listing import Column, Filter, Listing

NOBODY = 0
"""No user has this id. What the schedule asked for belongs to nobody, which is not the same as to anybody."""

# For people


def job(job_id: int) -> Job:
    return get(Job, job_id)


def scope(job_id: int) -> Scope:
    """Whose job it is, for the permission map."""
    return scope_of(job(job_id))


def scope_of(one: Job) -> Scope:
    return Scope(owner_id=one.owner_id or NOBODY)


def last_done(kind: str) -> Job | None:
    """The last time that this kind of work came to its end."""
    statement = select(Job).where(Job.kind == kind, Job.state == JobState.DONE).order_by(Job.due_at.desc(), Job.id.desc())
    return db.session.scalars(statement.limit(1)).first()


def listing(person: Person) -> Listing:
    """One's own jobs, newest first; everybody's for whoever may see them."""
    sees_all = may(person, Permission.JOB_READ_ALL)
    statement = select(Job).options(joinedload(Job.owner))
    whose = {"persone": Job.owner_id.is_not(None), "automatici": Job.owner_id.is_(None), "miei": Job.owner_id == person.user_id}
    owners = [("miei", "Me"), ("persone", "Una persona"), ("automatici", "riskreg, in automatico")]
    return Listing(
        title="Lavori in corso",
        file_name="lavori",
        statement=statement if sees_all else statement.where(Job.owner_id == (person.user_id or NOBODY)),
        columns=(
            Column("kind", "Lavoro", lambda one: one.title, (Job.kind, Job.id)),
            *([Column("owner", "Richiesto da", lambda one: one.owner_name)] if sees_all else []),
            Column("queued_at", "Richiesto il", lambda one: one.queued_at, (Job.queued_at,)),
            Column("state", "Stato", lambda one: one.state_label, (Job.state,)),
            Column("outcome", "Esito", lambda one: one.outcome),
        ),
        key=Job.id.desc(),
        filters=(
            Filter("stato", "Stato", lambda text: Job.state == text, kind="choice", choices=list(JOB_STATE_LABELS.items())),
            Filter(
                "lavoro", "Lavoro", lambda text: Job.kind == text, kind="choice", choices=[(k.name, k.label) for k in kinds.all_kinds()]
            ),
            *([Filter("chi", "Richiesto da", whose.get, kind="choice", choices=owners)] if sees_all else []),
        ),
        sort="queued_at",
        descending=True,
    )


def is_any_open(person: Person) -> bool:
    """Whether the list may change by itself: something of theirs is running or about to."""
    statement = select(Job.id).where(or_(Job.state == JobState.RUNNING, and_(Job.state == JobState.QUEUED, Job.owner_id.is_not(None))))
    if not may(person, Permission.JOB_READ_ALL):
        statement = statement.where(Job.owner_id == (person.user_id or NOBODY))
    return db.session.scalar(statement.limit(1)) is not None


def same_open(kind: str, arguments: str, owner_id: int | None) -> Job | None:
    """The same thing asked by the same person and not finished yet."""
    statement = select(Job).where(
        Job.kind == kind, Job.arguments == arguments, Job.owner_id == owner_id, Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    )
    return db.session.scalars(statement.order_by(Job.id).limit(1)).first()


# For workers


def ready(at: datetime, one: Any = Job) -> ColumnElement[bool]:
    """What a worker may take: what is due, and what was left by a worker that has been silent too long.

    The clock can go back (the demo lives the same day again every midnight): a moment further ahead than any we write
    was written before it did, and nobody should wait for it.
    """
    asked_later = and_(one.attempts == 0, one.due_at == one.queued_at, one.queued_at > at)
    retried_later = and_(one.attempts > 0, one.due_at > at + 2 * LONGEST_DELAY)
    waiting = and_(one.state == JobState.QUEUED, or_(one.due_at <= at, asked_later, retried_later))
    return or_(waiting, and_(abandoned(at, one), one.attempts < MOST_ATTEMPTS))


def abandoned(at: datetime, one: Any = Job) -> ColumnElement[bool]:
    return and_(one.state == JobState.RUNNING, or_(one.leased_until <= at, one.leased_until > at + 2 * LEASE))


def worn_out(at: datetime) -> ColumnElement[bool]:
    """Left in the middle as many times as it may be tried."""
    return and_(abandoned(at), Job.attempts >= MOST_ATTEMPTS)


def is_anything_ready(at: datetime) -> bool:
    """Asked at every turn, so that an idle worker takes no lock."""
    return db.session.scalar(select(Job.id).where(or_(ready(at), worn_out(at))).limit(1)) is not None


class Occurrence(NamedTuple):
    """When a scheduled kind is next due, under the name that every worker gives it."""

    kind: str
    due_at: datetime
    key: str


def unplanned(at: datetime) -> list[Occurrence]:
    """The next occurrence of each scheduled kind, where nobody has planned it yet."""
    coming = [Occurrence(name, due, schedule_key(name, due)) for name, hour in kinds.scheduled() for due in [next_daily(at, hour)]]
    known = set(db.session.scalars(select(Job.schedule_key).where(Job.schedule_key.in_([one.key for one in coming]))))
    return [one for one in coming if one.key not in known]


class Order(NamedTuple):
    """What a worker needs to know of a job: values, so that the row stays with its own transaction."""

    kind: str
    arguments: dict[str, Any]
    by: Person
    attempts: int


def order(job_id: int, at: datetime) -> Order | None:
    """None when whoever asked can no longer come in: nothing is done in their name."""
    one = job(job_id)
    if one.owner is not None and one.owner.disabled_at is not None:
        return None
    by = people.person(one.owner, at.astimezone(ROME).date()) if one.owner else WORKER
    return Order(one.kind, one.given(), by, one.attempts)


def with_old_results(at: datetime) -> list[Job]:
    statement = select(Job).where(Job.result_name.is_not(None), Job.finished_at < at - KEEPS_RESULTS)
    return list(db.session.scalars(statement.order_by(Job.id)))


def leases() -> set[str]:
    return {lease for lease in db.session.scalars(select(Job.lease).where(Job.lease.is_not(None))) if lease}
