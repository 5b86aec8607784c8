"""The queue: one job to one worker, ended only by whoever holds it, planned once."""

import threading
from datetime import timedelta

import pytest

from riskreg.audit.queries import trail
from riskreg.core import result_files
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.permissions import COMMAND_LINE, WORKER, Permission
from riskreg.domain.roles import Role
from riskreg.domain.work import LEASE, LONGEST_DELAY, MOST_ATTEMPTS, JobState
from riskreg.jobs import operations, queries
from riskreg.jobs.models import Job
from riskreg.jobs.operations import LeaseLost
from tests.conftest import NOW

SECOND = timedelta(seconds=1)


def done(work):
    return "Fatto."


@pytest.fixture(autouse=True)
def _known(new_kind):
    new_kind(done)


def take(lease="mine", at=NOW):
    with writing():
        return operations.take(lease, at)


def tags(job_id):
    return [entry.tag for entry in reversed(trail([f"job:{job_id}"]))]


# Asking


def test_asking_is_in_the_trail_with_its_owner(app, make, queue):
    person = make.person(Role.ADMIN)
    job = queries.job(queue(by=person, year=2026))
    assert (job.owner_id, job.state, job.given()) == (person.user_id, JobState.QUEUED, {"year": 2026})
    assert tags(job.id) == ["job:work:queued"]


def test_nobody_can_queue_an_unknown_kind(app):
    with pytest.raises(LookupError):
        operations.enqueue("test:unheard", {}, by=COMMAND_LINE, at=NOW)


def test_a_kind_with_a_permission_asks_for_it(app, make, new_kind):
    new_kind(done, "test:secret", permission=Permission.TRAIL_READ)
    with pytest.raises(NotAllowed):
        operations.enqueue("test:secret", {}, by=make.person(Role.REFERENTE), at=NOW)
    assert operations.enqueue("test:secret", {}, by=make.person(Role.COMPLIANCE), at=NOW).kind == "test:secret"


def test_a_page_can_ask_only_what_is_offered_and_only_its_arguments(app, make, new_kind):
    new_kind(done, "test:asked", permission=Permission.SELF, asks={"anno": "Anno"})
    person = make.person(Role.URP)
    with writing():
        job, is_new = operations.ask("test:asked", {"anno": " 2026 ", "altro": "x", "csrf_token": "y"}, by=person, at=NOW)
    assert (job.given(), is_new) == ({"anno": "2026"}, True)
    with pytest.raises(NotAllowed):
        operations.ask("test:work", {}, by=person, at=NOW)
    with pytest.raises(NotAllowed):
        operations.ask("test:unheard", {}, by=person, at=NOW)


def test_asking_twice_gives_the_job_that_waits(app, make, new_kind):
    new_kind(done, "test:asked", permission=Permission.SELF, asks={"anno": "Anno"})
    one, other = make.person(Role.URP), make.person(Role.URP)
    with writing():
        first, _ = operations.ask("test:asked", {"anno": "2026"}, by=one, at=NOW)
        again, is_new = operations.ask("test:asked", {"anno": "2026"}, by=one, at=NOW)
        others, _ = operations.ask("test:asked", {"anno": "2026"}, by=other, at=NOW)
        different, _ = operations.ask("test:asked", {"anno": "2025"}, by=one, at=NOW)
        assert (again.id, is_new) == (first.id, False)
        assert len({first.id, others.id, different.id}) == 3


# Taking


def test_the_one_that_has_waited_longest_goes_first(app, queue):
    later = queue(due_at=NOW - SECOND)
    sooner = queue(due_at=NOW - 2 * SECOND)
    assert [take("a"), take("b"), take("c")] == [sooner, later, None]


def test_a_job_that_is_not_due_waits(app, queue):
    job_id = queue(due_at=NOW + SECOND)
    assert take() is None
    assert not queries.is_anything_ready(NOW)
    assert take(at=NOW + SECOND) == job_id


def test_taking_leaves_no_trace_but_is_counted(app, queue):
    job = queries.job(queue())
    take()
    db.session.refresh(job)
    assert (job.state, job.lease, job.leased_until, job.attempts) == (JobState.RUNNING, "mine", NOW + LEASE, 1)
    assert tags(job.id) == ["job:work:queued"]


def test_a_lease_that_ran_out_is_given_to_another(app, queue):
    job_id = queue()
    assert take("first") == job_id
    assert take("second", NOW + LEASE - SECOND) is None
    assert take("second", NOW + LEASE) == job_id
    with writing():
        assert not operations.renew(job_id, "first", NOW + LEASE)
        assert operations.renew(job_id, "second", NOW + LEASE)
    assert take("third", NOW + 2 * LEASE - SECOND) is None


def test_a_job_that_takes_its_workers_down_is_not_taken_for_ever(app, queue):
    job_id, at = queue(), NOW
    for number in range(MOST_ATTEMPTS):
        assert take(f"lease {number}", at) == job_id
        at += LEASE
    assert take("one more", at) is None
    assert queries.is_anything_ready(at)
    with writing():
        assert [job.id for job in operations.bury_worn_out(at)] == [job_id]
    job = queries.job(job_id)
    assert (job.state, job.outcome, job.finished_at) == (JobState.FAILED, operations.WORN_OUT, at)
    assert tags(job_id)[-1] == "job:work:failed"
    assert not queries.is_anything_ready(at)


def test_several_workers_at_once_never_get_one_job(real_app, queue):
    jobs = {queue(number=number) for number in range(6)}
    taken, start = [], threading.Barrier(8)

    def work(name):
        start.wait()
        while True:
            with real_app.app_context():
                if not queries.is_anything_ready(NOW):
                    return
                job_id = take(f"lease {name}")
                if job_id is not None:
                    taken.append(job_id)

    together(work, 8)
    assert len(taken) == 6
    assert set(taken) == jobs


def together(work, count):
    threads = [threading.Thread(target=work, args=(name,)) for name in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# The clock of the demo lives the same day again every midnight


def test_when_the_clock_goes_back_a_job_asked_before_is_still_taken(app, queue):
    job_id = queue()
    assert take(at=NOW - timedelta(hours=20)) == job_id


def test_when_the_clock_goes_back_a_dead_workers_job_is_still_taken(app, queue):
    job_id = queue()
    take("dead")
    assert take("alive", NOW - timedelta(hours=20)) == job_id


def test_when_the_clock_goes_back_a_job_to_be_tried_again_still_is(app, queue):
    job_id = queue()
    take()
    with writing():
        operations.give_up(job_id, "mine", at=NOW)
    assert take(at=NOW + SECOND) is None
    assert timedelta(hours=1) > LONGEST_DELAY
    assert take(at=NOW - timedelta(hours=20)) == job_id


def test_when_the_clock_goes_back_what_is_planned_for_later_still_waits(app, queue):
    queue(due_at=NOW + timedelta(hours=15))
    assert take(at=NOW - timedelta(hours=9)) is None


# Ending


def test_what_it_came_to_is_in_the_trail(app, queue):
    job_id = queue()
    take()
    with writing():
        operations.finish(job_id, "mine", outcome="Fatto.", at=NOW + SECOND)
    job = queries.job(job_id)
    assert (job.state, job.outcome, job.progress, job.finished_at, job.lease) == (JobState.DONE, "Fatto.", 100, NOW + SECOND, None)
    assert tags(job_id) == ["job:work:queued", "job:work:finished"]


@pytest.mark.parametrize(
    "end",
    [
        lambda job_id: operations.finish(job_id, "first", outcome="Fatto.", at=NOW),
        lambda job_id: operations.give_up(job_id, "first", at=NOW),
        lambda job_id: operations.give_up(job_id, "first", sentence="No.", at=NOW),
    ],
    ids=["finish", "try again", "refuse"],
)
def test_only_whoever_holds_a_job_can_end_it(app, queue, end):
    job_id = queue()
    take("first")
    take("second", NOW + LEASE)
    with pytest.raises(LeaseLost), writing():
        end(job_id)
    job = queries.job(job_id)
    assert (job.state, job.lease) == (JobState.RUNNING, "second")
    with writing():
        assert not operations.release(job_id, "first", NOW)
        assert not operations.report_progress(job_id, "first", 50, "")


def test_a_job_that_ended_cannot_be_ended_again(app, queue):
    job_id = queue()
    take()
    with writing():
        operations.finish(job_id, "mine", outcome="Fatto.", at=NOW)
    with pytest.raises(LeaseLost), writing():
        operations.finish(job_id, "mine", outcome="Rifatto.", at=NOW)


def test_an_error_is_tried_again_later_and_later_and_then_no_more(app, queue):
    job_id, at, waits = queue(), NOW, []
    for number in range(1, MOST_ATTEMPTS + 1):
        assert take(f"lease {number}", at) == job_id
        with writing():
            state = operations.give_up(job_id, f"lease {number}", at=at)
        waits.append(queries.job(job_id).due_at - at)
        if number < MOST_ATTEMPTS:
            assert state == JobState.QUEUED
            at = queries.job(job_id).due_at
    assert state == JobState.FAILED
    assert waits[:2] == [timedelta(seconds=30), timedelta(seconds=120)]
    assert queries.job(job_id).outcome == operations.FAILED
    assert tags(job_id) == ["job:work:queued", "job:work:failed"]


def test_a_refusal_ends_the_job_with_its_sentence(app, queue):
    job_id = queue()
    take()
    with writing():
        assert operations.give_up(job_id, "mine", sentence="L'edizione non è adottata.", at=NOW) == JobState.FAILED
    assert queries.job(job_id).outcome == "L'edizione non è adottata."


def test_a_worker_that_must_leave_puts_the_job_back_uncounted(app, queue):
    job_id = queue()
    take()
    with writing():
        assert operations.release(job_id, "mine", NOW)
    job = queries.job(job_id)
    assert (job.state, job.attempts, job.lease) == (JobState.QUEUED, 0, None)
    assert take("next") == job_id


def test_progress_shows_and_starts_again_with_the_next_attempt(app, queue):
    job_id = queue()
    take()
    with writing():
        assert operations.report_progress(job_id, "mine", 40, "Lette 400 righe")
    job = queries.job(job_id)
    db.session.refresh(job)
    assert (job.progress, job.progress_note) == (40, "Lette 400 righe")
    take("next", NOW + LEASE)
    db.session.refresh(job)
    assert (job.progress, job.progress_note) == (0, "")


# Cancelling


def test_the_owner_cancels_while_it_waits(app, make, queue):
    person = make.person(Role.REFERENTE)
    job_id = queue(by=person)
    with writing():
        operations.cancel(queries.job(job_id), by=person, at=NOW)
    assert queries.job(job_id).state == JobState.CANCELLED
    assert tags(job_id)[-1] == "job:work:cancelled"
    assert take() is None


def test_an_administrator_cancels_for_others_and_a_colleague_does_not(app, make, queue):
    job_id = queue(by=make.person(Role.REFERENTE))
    with pytest.raises(NotAllowed):
        operations.cancel(queries.job(job_id), by=make.person(Role.REFERENTE), at=NOW)
    with writing():
        operations.cancel(queries.job(job_id), by=make.person(Role.ADMIN), at=NOW)


def test_what_the_schedule_asked_for_belongs_to_nobody(app, make, queue):
    job_id = queue(by=WORKER)
    with pytest.raises(NotAllowed):
        operations.cancel(queries.job(job_id), by=make.person(Role.REFERENTE), at=NOW)


def test_a_job_that_started_or_ended_is_not_cancelled(app, make, queue):
    person = make.person()
    job_id = queue(by=person)
    take()
    with pytest.raises(WrongState, match="già partito"):
        operations.cancel(queries.job(job_id), by=person, at=NOW)
    with writing():
        operations.finish(job_id, "mine", outcome="Fatto.", at=NOW)
    with pytest.raises(WrongState, match="già finito"):
        operations.cancel(queries.job(job_id), by=person, at=NOW)


def test_a_job_taken_while_its_owner_was_cancelling_is_not_cancelled(real_app, database, queue):
    if database == "sqlite":
        pytest.skip("there is one writer at a time: whoever cancels has read what nobody can change meanwhile")
    job_id = queue()
    job = queries.job(job_id)
    with real_app.app_context():
        take()
    with pytest.raises(WrongState, match="già partito"):
        operations.cancel(job, by=COMMAND_LINE, at=NOW)


# The schedule


def plan(at=NOW):
    with writing():
        return [job.schedule_key for job in operations.plan_scheduled(at)]


def test_each_scheduled_kind_is_planned_once(app):
    planned = plan()
    assert "trail:seal@2026-11-22T01:00" in planned
    assert plan() == []
    assert queries.unplanned(NOW) == []
    job = db.session.query(Job).filter_by(schedule_key="trail:seal@2026-11-22T01:00").one()
    assert (job.owner_id, job.queued_at, job.due_at.isoformat()) == (None, NOW, "2026-11-22T00:00:00+00:00")
    assert tags(job.id) == ["job:work:queued"]


def test_nobody_cancels_the_nightly_seal(app, make):
    plan()
    job = db.session.query(Job).filter_by(schedule_key="trail:seal@2026-11-22T01:00").one()
    with pytest.raises(WrongState, match="pianificato"):
        operations.cancel(job, by=make.person(Role.ADMIN), at=NOW)
    assert not job.can_be_cancelled, "the page offers no button"


def test_after_its_hour_the_next_one_is_planned(app):
    plan()
    assert "trail:seal@2026-11-23T01:00" in plan(NOW + timedelta(days=1))


def test_a_row_that_another_worker_planned_meanwhile_costs_nothing_else(app, monkeypatch):
    coming = queries.unplanned(NOW)
    plan()
    other = queries.Occurrence("trail:seal", NOW + timedelta(days=9), "trail:seal@2026-11-30T01:00")
    monkeypatch.setattr(queries, "unplanned", lambda at: [*coming, other])
    assert plan() == [other.key]
    assert db.session.query(Job).count() == len(coming) + 1


def test_workers_that_plan_at_once_plan_one_row_each_time(real_app):
    start = threading.Barrier(6)

    def work(_name):
        start.wait()
        with real_app.app_context():
            plan()

    together(work, 6)
    keys = [job.schedule_key for job in db.session.query(Job)]

    assert len(keys) == len(set(keys)) >= 2
    assert queries.unplanned(NOW) == []


# Files


def test_a_part_that_nobody_finishes_is_a_stray(app):
    result_files.part(7, "alive").write_text("a")
    result_files.part(7, "dead").write_text("b")
    result_files.part(8, "dead").write_text("c")
    assert result_files.drop_strays({"alive"}) == 2
    assert result_files.part(7, "alive").read_text() == "a"
    assert not result_files.part(8, "x").parent.joinpath("dead.part").exists()
    result_files.drop(7)
    result_files.drop(8)
