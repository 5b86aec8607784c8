"""The queue: asking, taking, finishing.

What a worker does while it works (taking, renewing, progress, trying again) is its heartbeat and leaves no trace in
the trail; asking, cancelling and what a job came to do. Whoever ends a job must still hold it: the same lease, on the
locked row, in the transaction that carries the job's own effects. A worker presumed dead that wakes up finds the lease
gone, and everything it did is rolled back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import result_files
from riskreg.core.extensions import db
from riskreg.domain import trail
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.permissions import WORKER, Permission, Person, insist
from riskreg.domain.work import LEASE, MOST_ATTEMPTS, JobState, retry_delay
from riskreg.jobs import kinds, queries
from riskreg.jobs.models import Job
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind

UNTRACED = {"untraced": "the worker's heartbeat"}

FAILED = (
    f"Il lavoro non è riuscito, dopo {MOST_ATTEMPTS} tentativi, per un errore imprevisto. "
    "Riprova più tardi; se succede ancora, avvisa chi amministra riskreg."
)
WORN_OUT = (
    f"Il lavoro si è interrotto {MOST_ATTEMPTS} volte prima di finire, e non viene più ripreso. "
    "Riprova più tardi; se succede ancora, avvisa chi amministra riskreg."
)
NO_LONGER_IN = "La persona che ha chiesto il lavoro non ha più accesso a riskreg: il lavoro non è stato eseguito."
UNKNOWN = "Questa versione di riskreg non conosce questo tipo di lavoro."
PLANNED = "Questo lavoro è pianificato: riskreg lo svolge da solo e non si annulla."
STARTED = "Il lavoro è già partito: non si può più annullare."
OVER = "Il lavoro è già finito: non c'è più niente da annullare."
LONGEST_ARGUMENT = 200
REMOVED = "Il file è stato rimosso dopo 30 giorni."


class LeaseLost(Exception):
    """The job was given to another worker meanwhile: nothing of this attempt may remain."""


class Result(NamedTuple):
    """The file that a handler wrote: what it is called for people, its type, and the last erasure of a person that the
    attempt could know of."""

    name: str
    mime: str
    begun_after: str | None = None


# Asking


def enqueue(
    kind: str, arguments: Mapping[str, Any], *, by: Person, at: datetime, due_at: datetime | None = None, schedule_key: str | None = None
) -> Job:
    known = kinds.named(kind)
    if known is None:
        raise LookupError(f"no kind of work is called {kind}")
    if known.permission is not None:
        insist(by, known.permission)
    job = Job(
        kind=kind, arguments=trail.canonical(arguments), owner_id=by.user_id, queued_at=at, due_at=due_at or at,
        schedule_key=schedule_key, state=JobState.QUEUED.value,
    )  # fmt: skip
    db.session.add(job)
    record(Tag.JOB_QUEUED, job, by=by, at=at)
    return job


def ask(kind: str, typed: Mapping[str, str], *, by: Person, at: datetime) -> tuple[Job, bool]:
    """What a page asks for: only kinds that can be asked, only their arguments. The same thing asked twice is one job."""
    known = kinds.named(kind)
    if known is None or known.asks is None:
        raise NotAllowed
    arguments = {name: typed[name].strip() for name in known.asks if typed.get(name, "").strip()}
    if known.prepare is None:
        arguments = {name: text[:LONGEST_ARGUMENT] for name, text in arguments.items()}
    else:
        insist(by, known.permission or Permission.JOB_READ_OWN)
        arguments = known.prepare(arguments)
    open_already = queries.same_open(kind, trail.canonical(arguments), by.user_id)
    if open_already is not None:
        return open_already, False
    return enqueue(kind, arguments, by=by, at=at), True


def cancel(job: Job, *, by: Person, at: datetime) -> Job:
    """Before it starts: by whoever asked, or an administrator."""
    insist(by, Permission.JOB_READ_OWN, queries.scope_of(job))
    db.session.refresh(job, with_for_update=True)
    if not job.can_be_cancelled:
        raise WrongState(OVER if job.is_over else PLANNED if job.schedule_key else STARTED)
    job.state, job.finished_at = JobState.CANCELLED.value, at
    record(Tag.JOB_CANCELLED, job, by=by, at=at)
    return job


def plan_scheduled(at: datetime) -> list[Job]:
    """The next occurrence of each scheduled kind. Another worker may plan the same one at the same moment: one of the
    two rows is refused by the database, and the rest of the transaction stays."""
    planned = []
    for coming in queries.unplanned(at):
        try:
            with db.session.begin_nested():
                planned.append(enqueue(coming.kind, {}, by=WORKER, at=at, due_at=coming.due_at, schedule_key=coming.key))
        except IntegrityError:
            continue
    return planned


# Working


def take(lease: str, at: datetime) -> int | None:
    """Give the job that has waited longest to this lease. However many ask at once, each job is given once."""
    candidate = aliased(Job)
    first = (
        select(candidate.id)
        .where(queries.ready(at, candidate))
        .order_by(candidate.due_at, candidate.id)
        .limit(1)
        # PostgreSQL: rather than queue behind a colleague, look at the next. SQLite has one writer and ignores it.
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(Job)
        .where(Job.id == first, queries.ready(at))
        .values(state=JobState.RUNNING, lease=lease, leased_until=at + LEASE, attempts=Job.attempts + 1, progress=0, progress_note="")
        .returning(Job.id)
    )
    return db.session.scalar(statement, execution_options={**UNTRACED, "synchronize_session": False})


def bury_worn_out(at: datetime) -> list[Job]:
    """A job that takes its worker down each time must not be taken for ever."""
    worn_out = list(db.session.scalars(select(Job).where(queries.worn_out(at)).order_by(Job.id).with_for_update(skip_locked=True)))
    for job in worn_out:
        _end(job, JobState.FAILED, WORN_OUT, at)
        record(Tag.JOB_FAILED, job, by=WORKER, at=at)
        _tell(job, Kind.JOB_FAILED, at)
    return worn_out


def renew(job_id: int, lease: str, at: datetime) -> bool:
    """The heartbeat: still here. False when the job is no longer ours."""
    return _change_held(job_id, lease, {"leased_until": at + LEASE})


def report_progress(job_id: int, lease: str, percent: int, note: str) -> bool:
    return _change_held(job_id, lease, {"progress": percent, "progress_note": note[:300]})


def release(job_id: int, lease: str, at: datetime) -> bool:
    """The worker was told to leave: the job goes back in the queue, and this attempt does not count."""
    return _change_held(job_id, lease, _queued_again(at) | {"attempts": Job.attempts - 1})


def finish(job_id: int, lease: str, *, outcome: str, result: Result | None = None, at: datetime) -> Job:
    """The last change of the transaction that holds the job's effects."""
    job = _held(job_id, lease)
    if result is not None:
        result_files.put_in_place(job_id, lease, result.begun_after)
        job.result_name, job.result_type = result.name, result.mime
    job.progress = 100
    _end(job, JobState.DONE, outcome, at)
    record(Tag.JOB_FINISHED, job, by=WORKER, at=at)
    _tell(job, Kind.JOB_DONE, at)
    return job


def give_up(job_id: int, lease: str, *, sentence: str | None = None, at: datetime) -> JobState:
    """A sentence is a refusal and ends the job; an error is tried again later, as long as there are attempts left."""
    job = _held(job_id, lease)
    if sentence is None and not job.is_last_attempt:
        _change_held(job_id, lease, _queued_again(at + retry_delay(job.attempts)))
        return JobState.QUEUED
    _end(job, JobState.FAILED, sentence or FAILED, at)
    record(Tag.JOB_FAILED, job, by=WORKER, at=at)
    _tell(job, Kind.JOB_FAILED, at)
    return JobState.FAILED


def _tell(job: Job, kind: Kind, at: datetime) -> None:
    """Whoever asked may have left the page long ago. In riskreg alone: they will come for the result anyway."""
    if job.owner is not None and job.owner.disabled_at is None:
        facts = {"job": job.title, "outcome": job.outcome}
        notices.queue(job.owner, kind, facts, path=f"/lavori/{job.id}", about=job.subject, by_mail=False, by=WORKER, at=at)


def forget_result(job: Job, *, by: Person, at: datetime) -> Job:
    """The file is gone; the row stays and says so."""
    job.result_name = job.result_type = None
    job.outcome = f"{job.outcome} {REMOVED}".strip()
    record(Tag.JOB_RESULT_REMOVED, job, by=by, at=at)
    return job


def _held(job_id: int, lease: str) -> Job:
    """The row, locked until the transaction ends, if it is still ours."""
    statement = select(Job).where(Job.id == job_id, Job.state == JobState.RUNNING, Job.lease == lease)
    job = db.session.scalars(statement.with_for_update(), execution_options={"populate_existing": True}).one_or_none()
    if job is None:
        raise LeaseLost
    return job


def _change_held(job_id: int, lease: str, values: Mapping[str, Any]) -> bool:
    statement = update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING, Job.lease == lease).values(**values)
    changed = db.session.execute(statement, execution_options={**UNTRACED, "synchronize_session": False})
    return int(changed.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE always gives a cursor result


def _queued_again(due_at: datetime) -> dict[str, Any]:
    return {"state": JobState.QUEUED, "lease": None, "leased_until": None, "due_at": due_at, "progress": 0, "progress_note": ""}


def _end(job: Job, state: JobState, outcome: str, at: datetime) -> None:
    job.state, job.outcome, job.finished_at = state.value, outcome, at
    job.lease = job.leased_until = None
    job.progress_note = ""
