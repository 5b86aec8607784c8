"""When everybody has gone home: is what riskreg said it kept really there, once, and in order?"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, select

from bench.clerks import Diary
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core import result_files
from riskreg.core.extensions import db
from riskreg.domain.work import JobState
from riskreg.jobs.models import Job
from riskreg.people.models import OrgUnit


def open_jobs(asked: Iterable[int]) -> int:
    """How many of these the worker has still to do."""
    db.session.rollback()
    waiting = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    return db.session.scalar(select(func.count()).where(Job.id.in_(set(asked)), waiting)) or 0


def findings(diaries: Iterable[Diary], entries_before: int) -> list[str]:
    """Sentences; none when all is well."""
    db.session.rollback()
    known = list(diaries)
    entries = list(db.session.scalars(select(AuditEntry).where(AuditEntry.id > entries_before).order_by(AuditEntry.id)))
    checks: tuple[Callable[[], list[str]], ...] = (
        lambda: _saves_lost_or_doubled(known, entries),
        lambda: _rows_that_disagree(entries),
        lambda: _jobs_not_done_once([job for diary in known for job in diary.jobs], entries),
        _chain_broken,
    )
    return [finding for check in checks for finding in check()]


def _changes(entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, dict[str, Any]]]:
    return [(entry, json.loads(entry.diff)) for entry in entries if entry.tag == Tag.UNIT_CHANGED]


def _saves_lost_or_doubled(diaries: list[Diary], entries: list[AuditEntry]) -> list[str]:
    told = Counter((entry.subject, diff["after"].get("position"), entry.actor) for entry, diff in _changes(entries))
    kept = {(f"org_unit:{save.unit}", save.position, save.actor) for diary in diaries for save in diary.saves}
    maybe = {(f"org_unit:{save.unit}", save.position, save.actor) for diary in diaries for save in diary.unanswered}
    lost = [f"answered as saved, and not in the trail: {save}" for save in sorted(kept - told.keys())]
    doubled = [f"saved once, {times} times in the trail: {save}" for save, times in told.items() if times > 1]
    unasked = [f"in the trail, and nobody saved it: {save}" for save in told if save not in kept | maybe]
    return [*lost, *doubled, *unasked]


def _rows_that_disagree(entries: list[AuditEntry]) -> list[str]:
    """Each change starts from what the one before left, and the row holds what the last one said: nothing was overwritten unseen."""
    found: list[str] = []
    latest: dict[str, int] = {}
    many: Counter[str] = Counter()
    for entry, diff in _changes(entries):
        before, after = diff["before"]["position"], diff["after"]["position"]
        if latest.get(entry.subject, before) != before:
            found.append(f"entry {entry.id} overwrote what it had not seen, on {entry.subject}")
        latest[entry.subject] = after
        many[entry.subject] += 1
    for subject, position in latest.items():
        unit = db.session.get(OrgUnit, int(subject.partition(":")[2]))
        if unit is None or unit.position != position:
            found.append(f"{subject} does not hold what its last entry says")
    return found


def _jobs_not_done_once(asked: list[int], entries: list[AuditEntry]) -> list[str]:
    """Same person, same question, still open: one job. So the numbers may repeat; what came of each may not."""
    ended: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.subject.startswith("job:"):
            ended[entry.subject][entry.tag] += 1
    found = []
    for number in sorted(set(asked)):
        job, tags = db.session.get(Job, number), ended[f"job:{number}"]
        if job is None or job.state != JobState.DONE:
            found.append(f"job {number} is {job.state if job else 'gone'}: {job.outcome if job else ''}")
        elif (tags[Tag.JOB_QUEUED], tags[Tag.JOB_FINISHED], job.attempts) != (1, 1, 1):
            found.append(f"job {number} was not asked once, taken once and done once: {dict(tags)}, {job.attempts} attempts")
        elif job.result_name and not result_files.exists(number):
            found.append(f"job {number} is done without its file")
    return found


def _chain_broken() -> list[str]:
    verdict = verify()
    return [] if verdict.broken is None else [verdict.broken.sentence]
