"""The worker: effects happen once or not at all, and whatever a handler does the loop goes on."""

import csv
import io
import json
import logging
import signal
import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError

from riskreg.audit import operations as audit
from riskreg.audit import seals
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.queries import trail
from riskreg.audit.reading import shown
from riskreg.audit.tags import Tag
from riskreg.audit.verification import Break, Verdict, verify
from riskreg.core import clock, result_files, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE, WORKER, Permission
from riskreg.domain.roles import Role
from riskreg.domain.work import LEASE, MOST_ATTEMPTS, JobState, retry_delay
from riskreg.jobs import housekeeping, kinds, operations, queries, worker
from riskreg.jobs.heartbeat import Heartbeat
from riskreg.jobs.models import Job
from riskreg.people import queries as people
from riskreg.people.models import Figure, SignInSession
from riskreg.people.operations import figures, sessions, users
from tests.conftest import NOW
from tests.factories import Factory


@pytest.fixture
def make(real_app):
    return Factory()


@pytest.fixture(autouse=True)
def _nothing_scheduled(request, monkeypatch):
    """Only the tests about the schedule want it."""
    if "lived_again" not in request.node.name:
        monkeypatch.setattr(kinds, "scheduled", list)


def work(app, at=NOW, **more):
    """One worker, until nothing is due."""
    db.session.rollback()
    with clock.frozen(at):
        attempts = worker.run(app, threading.Event(), once=True, **more)
    db.session.rollback()
    return attempts


def effect(task):
    """A change that can be counted: one more figure."""
    task.begin_writing()
    figures.add_figure(code=f"F{task.job_id}-{task.at:%H%M%S%f}", name="Effetto", by=task.by, at=task.at)
    return "Fatto."


def effects():
    return db.session.scalar(select(func.count()).select_from(Figure))


def entries(tag):
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.tag == tag.value))


# What a handler does


def test_effects_outcome_and_trail_come_together(real_app, new_kind, queue):
    new_kind(effect)
    job_id = queue()
    assert work(real_app) == 1
    job = queries.job(job_id)
    assert (job.state, job.outcome, job.attempts, job.progress) == (JobState.DONE, "Fatto.", 1, 100)
    assert effects() == 1
    assert (entries(Tag.JOB_QUEUED), entries(Tag.JOB_FINISHED), entries(Tag.FIGURE_CREATED)) == (1, 1, 1)
    assert verify().is_whole
    assert work(real_app) == 0


def test_a_handler_gets_its_arguments_its_owner_and_the_hour(real_app, make, new_kind, queue):
    seen = []

    def look(task):
        seen.append((task.job_id, task.arguments, task.by, task.at))
        return "Visto."

    new_kind(look)
    person = make.person(Role.COMPLIANCE)
    mine, nobodys = queue(by=person, year=2026), queue(by=WORKER)
    work(real_app)
    assert seen == [(mine, {"year": 2026}, person, NOW), (nobodys, {}, WORKER, NOW)]


def test_an_error_undoes_everything_and_is_tried_again_later(real_app, new_kind, queue):
    def stumble(task):
        effect(task)
        raise ZeroDivisionError

    new_kind(stumble)
    job_id, at = queue(), NOW
    for number in range(1, MOST_ATTEMPTS):
        assert work(real_app, at) == 1
        job = queries.job(job_id)
        assert (job.state, job.attempts, job.due_at) == (JobState.QUEUED, number, at + retry_delay(number))
        assert work(real_app, at) == 0
        at = job.due_at
    work(real_app, at)
    assert (queries.job(job_id).state, queries.job(job_id).outcome) == (JobState.FAILED, operations.FAILED)
    assert effects() == 0
    assert (entries(Tag.FIGURE_CREATED), entries(Tag.JOB_FAILED)) == (0, 1)


def test_what_failed_once_can_succeed_the_next_time(real_app, new_kind, queue):
    def stumble_once(task):
        outcome = effect(task)
        if queries.job(task.job_id).attempts == 1:
            raise ZeroDivisionError
        return outcome

    new_kind(stumble_once)
    job_id = queue()
    work(real_app)
    work(real_app, NOW + retry_delay(1))
    assert queries.job(job_id).state == JobState.DONE
    assert effects() == 1


def test_a_rule_that_refuses_ends_the_job_with_its_sentence(real_app, new_kind, queue):
    def refuse(task):
        effect(task)
        raise RuleBroken("La campagna è chiusa.")

    new_kind(refuse)
    job_id = queue()
    assert work(real_app) == 1
    job = queries.job(job_id)
    assert (job.state, job.outcome, job.attempts) == (JobState.FAILED, "La campagna è chiusa.", 1)
    assert effects() == 0


def test_what_the_database_refuses_is_a_sentence_too(real_app, make, new_kind, queue):
    make.figure(code="RPCT")

    def clash(task):
        task.begin_writing()
        db.session.add(Figure(code="RPCT", name="Doppia"))
        db.session.flush()
        return "Mai."

    new_kind(clash)
    job_id = queue()
    work(real_app)
    assert queries.job(job_id).outcome == "Esiste già una figura con questo codice."


@pytest.mark.parametrize("how", ["row", "bulk", "note"])
def test_a_change_before_begin_writing_is_an_error_never_a_loss(real_app, make, new_kind, queue, how):
    make.root()

    def forgetful(task):
        if how == "row":
            figures.add_figure(code="F", name="Persa", by=task.by, at=task.at)
        elif how == "bulk":
            db.session.execute(insert(PersonalValue), [{"entry_id": 1, "path": "x", "about": "x", "salt": "x", "value": "x"}])
        else:
            audit.note(Tag.TRAIL_EXPORTED, "trail:1", by=task.by, at=task.at)
        return "Fatto?"

    new_kind(forgetful)
    job_id = queue()
    work(real_app)
    assert (queries.job(job_id).state, effects(), entries(Tag.TRAIL_EXPORTED)) == (JobState.QUEUED, 0, 0)
    # The connection goes back as it came: the next job writes.
    new_kind(effect, "test:next")
    queue("test:next")
    work(real_app)
    assert effects() == 1


def test_a_handler_that_only_reads_holds_nobody_up(real_app, new_kind, queue):
    def read(_task):
        with real_app.app_context():
            Factory().figure()
        return f"Figure: {effects()}."

    new_kind(read)
    job_id = queue()
    work(real_app)
    assert effects() == 1
    assert queries.job(job_id).outcome == "Figure: 1."


def test_after_begin_writing_what_others_saved_meanwhile_is_seen(real_app, new_kind, queue):
    def read_then_write(task):
        before = effects()
        with real_app.app_context():
            Factory().figure(code="loro")
        task.begin_writing()
        figures.add_figure(code="mia", name="Mia", by=task.by, at=task.at)
        return f"{before}, {effects()}"

    new_kind(read_then_write)
    job_id = queue()
    work(real_app)
    assert queries.job(job_id).outcome == "0, 2"


# In whose name


def test_nothing_is_done_in_the_name_of_who_has_no_access_any_more(real_app, make, new_kind, queue):
    new_kind(effect)
    person = make.person(Role.REFERENTE)
    job_id = queue(by=person)
    with writing():
        users.disable_user(people.user(person.user_id), by=COMMAND_LINE, at=NOW)
    work(real_app)
    assert (queries.job(job_id).outcome, effects()) == (operations.NO_LONGER_IN, 0)


def test_the_permission_is_asked_again_when_the_job_runs(real_app, make, new_kind, queue):
    new_kind(lambda _task: "Letto tutto.", permission=Permission.TRAIL_EXPORT)
    user = make.user()
    grant = make.grant(user, Role.COMPLIANCE)
    job_id = queue(by=people.person(user, date(2026, 11, 21)))
    with writing():
        users.end_role(grant, date(2026, 11, 20), by=COMMAND_LINE, at=NOW)
    work(real_app)
    assert queries.job(job_id).state == JobState.FAILED
    assert queries.job(job_id).outcome.startswith("Non hai il permesso")


def test_a_kind_of_another_version_fails_with_a_sentence(real_app, new_kind, queue, monkeypatch):
    new_kind(effect)
    job_id = queue()
    del kinds._registry.kinds["test:work"]
    work(real_app)
    assert queries.job(job_id).outcome == operations.UNKNOWN
    assert queries.job(job_id).title == "test:work"


# A worker presumed dead


def steal(app, job_id):
    """Meanwhile another worker, for whom the lease has run out, takes the job."""
    with app.app_context(), writing():
        assert operations.take("thief", NOW + LEASE) == job_id


def test_a_worker_presumed_dead_leaves_no_effect_when_it_wakes_up(real_app, new_kind, queue):
    def slow(task):
        if queries.job(task.job_id).attempts == 1:
            steal(real_app, task.job_id)
        return effect(task)

    new_kind(slow)
    job_id = queue()
    work(real_app)
    job = queries.job(job_id)
    assert (job.state, job.lease, effects(), entries(Tag.JOB_FINISHED)) == (JobState.RUNNING, "thief", 0, 0)
    with real_app.app_context():
        worker.attempt(real_app, job_id, "thief")
    db.session.rollback()
    assert (queries.job(job_id).state, effects(), entries(Tag.JOB_FINISHED)) == (JobState.DONE, 1, 1)


@pytest.mark.parametrize("error", [ZeroDivisionError, RuleBroken("No.")])
def test_a_worker_presumed_dead_cannot_fail_the_job_of_another(real_app, new_kind, queue, error):
    def slow(task):
        steal(real_app, task.job_id)
        raise error

    new_kind(slow)
    job_id = queue()
    work(real_app)
    assert (queries.job(job_id).state, queries.job(job_id).lease) == (JobState.RUNNING, "thief")


def test_the_file_of_a_worker_presumed_dead_never_replaces_the_good_one(real_app, new_kind, queue):
    def slow(task):
        number = queries.job(task.job_id).attempts
        task.result_file("esito.txt", "text/plain").write_text(f"tentativo {number}")
        if number == 1:
            steal(real_app, task.job_id)
            with real_app.app_context():
                worker.attempt(real_app, task.job_id, "thief")
        return "Fatto."

    new_kind(slow)
    job_id = queue()
    work(real_app)
    assert result_files.read(job_id) == b"tentativo 2"
    assert queries.job(job_id).state == JobState.DONE
    assert [path.name for path in (settings.current().folder / "jobs" / str(job_id)).iterdir()] == [result_files.READY]


# Files


def test_a_file_appears_with_the_outcome(real_app, new_kind, queue):
    def write(task):
        task.result_file("elenco.csv", "text/csv").write_text("a;b")
        return "Scritto."

    new_kind(write)
    job_id = queue()
    work(real_app)
    job = queries.job(job_id)
    assert (job.result_name, job.result_type, result_files.read(job_id)) == ("elenco.csv", "text/csv", b"a;b")


def erase_and_fail():
    with writing():
        result_files.drop_all_after_commit(db.session())
        raise LookupError


def test_files_go_when_an_erasure_is_committed_and_not_before(real_app, new_kind, queue):
    new_kind(lambda task: str(task.result_file("elenco.csv", "text/csv").write_text("Rossi")))
    job_id = queue()
    worker.run(real_app, once=True)
    with pytest.raises(LookupError):
        erase_and_fail()
    with writing():
        pass
    assert result_files.exists(job_id)
    with writing():
        result_files.drop_all_after_commit(db.session())
    assert not result_files.exists(job_id)


def test_what_was_read_before_an_erasure_never_becomes_a_file(real_app, new_kind, queue):
    attempts = []

    def handler(task):
        attempts.append(task)
        if len(attempts) == 1:
            result_files.drop_all()
        task.result_file("elenco.csv", "text/csv").write_text(f"tentativo {len(attempts)}")
        return "Fatto."

    new_kind(handler)
    job_id = queue()
    worker.run(real_app, once=True)
    assert not result_files.exists(job_id)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        worker.run(real_app, once=True)
    assert result_files.read(job_id) == b"tentativo 2"


def test_a_job_that_fails_leaves_no_file(real_app, new_kind, queue):
    def write(task):
        task.result_file("elenco.csv", "text/csv").write_text("a;b")
        raise RuleBroken("No.")

    new_kind(write)
    job_id = queue()
    work(real_app)
    assert queries.job(job_id).result_name is None
    assert not (settings.current().folder / "jobs" / str(job_id)).exists()


def test_a_file_announced_and_not_written_is_an_error(real_app, new_kind, queue):
    def forget(task):
        task.result_file("elenco.csv", "text/csv")
        return "Scritto?"

    new_kind(forget)
    job_id = queue()
    work(real_app)
    assert (queries.job(job_id).state, queries.job(job_id).result_name) == (JobState.QUEUED, None)


# The heartbeat


def test_a_beat_renews_the_lease_and_shows_progress(real_app, new_kind, queue):
    new_kind(effect)
    job_id = queue()
    with writing():
        operations.take("mine", NOW)
    heart = Heartbeat(real_app, job_id, "mine")
    heart.tell(40, "Lette 400 righe")
    later = NOW + timedelta(seconds=15)
    with clock.frozen(later):
        heart.beat()
    job = queries.job(job_id)
    assert (job.leased_until, job.progress, job.progress_note) == (later + LEASE, 40, "Lette 400 righe")
    assert not heart.is_lost


def test_a_beat_that_finds_the_database_locked_is_not_the_last(real_app, new_kind, queue, monkeypatch):
    new_kind(effect)
    job_id = queue()
    with writing():
        operations.take("mine", NOW)
    heart = Heartbeat(real_app, job_id, "mine")
    heart.tell(40, "Quasi")

    def locked(*_values):
        raise OperationalError("UPDATE job", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(operations, "renew", locked)
        heart.beat()
    assert not heart.is_lost
    heart.beat()
    assert queries.job(job_id).progress == 40


def test_a_heart_that_lost_its_job_stops_the_handler(real_app, new_kind, queue):
    new_kind(effect)
    job_id = queue()
    with writing():
        operations.take("mine", NOW)
    steal(real_app, job_id)
    heart = Heartbeat(real_app, job_id, "mine")
    heart.beat()
    assert heart.is_lost
    with pytest.raises(operations.LeaseLost):
        heart.tell(50, "")


def test_progress_is_written_while_the_handler_reads(real_app, new_kind, queue):
    """The handler waits for its own progress to be there: the thread beats by itself."""
    seen = threading.Event()
    real = operations.report_progress

    def report(*values):
        done = real(*values)
        seen.set()
        return done

    def slow(task):
        task.progress(250, "Troppo")
        assert seen.wait(20)
        return "Fatto."

    new_kind(slow)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "report_progress", report)
        job_id = queue()
        work(real_app)
    assert queries.job(job_id).outcome == "Fatto."


# The loop


def test_the_loop_goes_on_after_a_handler_that_fails(real_app, new_kind, queue):
    def either(task):
        if task.arguments["fails"]:
            raise MemoryError
        return effect(task)

    new_kind(either)
    for fails in (True, False, True, False):
        queue(fails=fails)
    assert work(real_app) == 4
    assert effects() == 2


def test_the_loop_outlives_a_database_that_is_away(real_app, new_kind, queue, monkeypatch):
    new_kind(effect)
    queue()
    with monkeypatch.context() as patch:
        patch.setattr(operations, "take", lambda *_: (_ for _ in ()).throw(OperationalError("x", {}, Exception("gone"))))
        assert work(real_app) == 0
    assert work(real_app) == 1


def test_told_to_stop_it_ends_the_job_in_hand_and_leaves(real_app, new_kind, queue):
    stop = threading.Event()

    def hear(task):
        stop.set()
        return effect(task)

    new_kind(hear)
    first, second = queue(), queue()
    db.session.rollback()
    assert worker.run(real_app, stop) == 1
    assert (queries.job(first).state, queries.job(second).state) == (JobState.DONE, JobState.QUEUED)


def test_a_signal_lets_the_job_in_hand_end(real_app, new_kind, queue):
    def hear(task):
        signal.raise_signal(signal.SIGTERM)
        return effect(task)

    new_kind(hear)
    first, second = queue(), queue()
    db.session.rollback()
    before = signal.getsignal(signal.SIGTERM)
    assert worker.run(real_app) == 1
    assert signal.getsignal(signal.SIGTERM) is before
    assert (queries.job(first).state, queries.job(second).state) == (JobState.DONE, JobState.QUEUED)


def test_two_signals_put_the_job_back_at_once(real_app, new_kind, queue):
    def hear(task):
        effect(task)
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        return "Mai."

    new_kind(hear)
    job_id = queue()
    db.session.rollback()
    worker.run(real_app)
    job = queries.job(job_id)
    assert (job.state, job.attempts, job.lease, effects()) == (JobState.QUEUED, 0, None, 0)


def test_a_signal_ends_the_wait_and_a_second_one_interrupts():
    with worker.Signals() as told:
        assert not told.wait(0)
        signal.raise_signal(signal.SIGINT)
        assert told.wait(3600)
        with pytest.raises(worker.Interrupted):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)


def test_what_it_does_is_logged_without_arguments(real_app, new_kind, queue, caplog):
    new_kind(effect)
    job_id = queue(secret="Rossi Mario")
    logger = logging.getLogger("riskreg.jobs")
    logger.addHandler(caplog.handler)
    caplog.set_level(logging.INFO, logger="riskreg.jobs")
    try:
        work(real_app)
    finally:
        logger.removeHandler(caplog.handler)
    last = next(record for record in caplog.records if record.getMessage() == "job finished")
    assert (last.job, last.kind, last.state, last.attempts, len(last.lease)) == (job_id, "test:work", JobState.DONE, 1, 8)
    assert "Rossi" not in caplog.text


def test_the_trail_calls_a_job_by_its_kind(real_app, new_kind, queue):
    new_kind(effect, label="Ricalcolo degli indicatori")
    [entry] = shown(trail([f"job:{queue()}"]))
    assert ("Lavoro", "", "Ricalcolo degli indicatori") in entry.changes


# The schedule


def test_the_same_day_lived_again_and_again_runs_nothing_twice(real_app):
    """RISKREG_TODAY: at midnight the clock goes back to the beginning of the same day."""
    midnight = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    for _lap in range(3):
        for half_hour in range(48):
            work(real_app, midnight + timedelta(minutes=30 * half_hour))
    rows = db.session.scalars(select(Job).where(Job.schedule_key.is_not(None)).order_by(Job.schedule_key)).all()
    assert [(row.schedule_key, row.state, row.attempts) for row in rows] == [
        (f"{name}@2026-11-{day}T{hour:%H:%M}", state, attempts)
        for name, hour in kinds.scheduled()
        for day, state, attempts in ((21, "done", 1), (22, "queued", 0))
    ]
    assert ("trail:seal", time(1, 0)) in kinds.scheduled()


def test_a_night_that_was_missed_is_made_up_once_and_is_not_lived_again(real_app):
    work(real_app, NOW)
    work(real_app, NOW + timedelta(days=5))
    states = db.session.execute(select(Job.schedule_key, Job.state).where(Job.kind == "trail:seal").order_by(Job.id)).all()
    assert [tuple(row) for row in states] == [("trail:seal@2026-11-22T01:00", "done"), ("trail:seal@2026-11-27T01:00", "queued")]


# The house's own work


def test_old_sign_ins_go_at_night_in_one_entry_and_recent_ones_stay(real_app, make):
    user = make.user()
    with writing():
        for days in (200, 91, 89, 0):
            sessions.sign_in(user, lasts=timedelta(hours=12), at=NOW - timedelta(days=days, hours=13))
    job = run_now(real_app, "jobs:tidy")
    assert job.outcome == "Nessun file da rimuovere, 2 vecchie sessioni rimosse."
    left = db.session.scalars(select(SignInSession.opened_at)).all()
    assert sorted(NOW - moment for moment in left) == [timedelta(days=days, hours=13) for days in (0, 89)]
    told = db.session.scalars(select(AuditEntry.diff).where(AuditEntry.tag == "user:sessions:forgotten")).all()
    assert [json.loads(diff)["after"]["count"] for diff in told] == [2]
    assert db.session.scalar(select(func.count()).where(AuditEntry.tag == "user:session:opened")) == 4, "the trail still says who signed in"
    assert verify().is_whole


def test_every_night_the_database_learns_how_large_its_tables_are(real_app, make, database):
    """Without it SQLite puts ten thousand events in order to show fifty."""
    make.user()
    run_now(real_app, "jobs:tidy")
    if database == "sqlite":
        known = dict(db.session.execute(text("SELECT tbl, max(stat) FROM sqlite_stat1 GROUP BY tbl")).all())
        assert "user_account" in known
    assert verify().is_whole


def run_now(app, kind, by=COMMAND_LINE, at=NOW, **arguments):
    with writing():
        job_id = operations.enqueue(kind, arguments, by=by, at=NOW).id
    work(app, at)
    return queries.job(job_id)


def test_the_seal_is_kept_outside_the_database(real_app, make):
    make.root()
    job = run_now(real_app, "trail:seal")
    sealed = seals.last_daily()
    assert job.outcome == f"Sigillo apposto su {sealed.count} registrazioni."
    assert verify().is_whole


def test_verifying_says_how_many_entries_hold(real_app, make):
    make.root()
    job = run_now(real_app, "trail:verify")
    assert job.state == JobState.DONE
    assert job.outcome == "La catena è integra: 2 registrazioni."


def test_a_broken_chain_is_a_job_that_failed(real_app, make, monkeypatch):
    make.root()
    broken = Verdict(1, "x", 0, Break(2, "La registrazione n. 2 è stata modificata dopo la scrittura."))
    monkeypatch.setattr(housekeeping, "verify", lambda: broken)
    job = run_now(real_app, "trail:verify")
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert job.outcome == "La catena non è integra. La registrazione n. 2 è stata modificata dopo la scrittura."


def exported(job):
    text = result_files.read(job.id).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_trail_goes_out_in_order_and_in_batches(real_app, make, monkeypatch):
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    compliance = make.person(Role.COMPLIANCE)
    unit = make.unit(name="=UO Uno")
    job = run_now(real_app, "trail:export", by=compliance)
    head, *rows = exported(job)
    assert tuple(head) == housekeeping.HEADS
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert {row[6] for row in rows} >= {f"org_unit:{unit.id}", f"user:{compliance.user_id}", f"job:{job.id}"}
    assert next(row for row in rows if row[6] == f"org_unit:{unit.id}")[5] == "'=UO Uno"
    assert job.result_name == "registro-attivita-2026-11-21.csv"
    assert job.outcome == f"{len(rows)} registrazioni esportate."
    assert entries(Tag.TRAIL_EXPORTED) == 1


def test_the_filters_of_the_page_hold_in_the_file(real_app, make):
    make.unit()
    compliance = make.person(Role.COMPLIANCE)
    job = run_now(real_app, "trail:export", by=compliance, oggetto="user")
    _head, *rows = exported(job)
    assert [row[6] for row in rows] == [f"user:{compliance.user_id}"]
    assert exported(run_now(real_app, "trail:export", by=compliance, dal="22/11/2026"))[1:] == []
    note = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.TRAIL_EXPORTED.value).order_by(AuditEntry.id)).first()
    assert json.loads(note.diff)["after"] == {"count": 1, "filters": {"oggetto": "user"}, "job": job.id}
    assert note.actor == compliance.actor


def test_old_files_go_and_rows_say_so(real_app, make):
    old = run_now(real_app, "trail:export")
    month_later = NOW + timedelta(days=30)
    recent = run_now(real_app, "trail:export", at=month_later)
    result_files.part(recent.id, "dead").write_text("x")
    assert run_now(real_app, "jobs:tidy", at=month_later).outcome == "Nessun file da rimuovere, 1 file incompleto rimosso."
    tidied = run_now(real_app, "jobs:tidy", at=month_later + timedelta(seconds=1))
    assert tidied.outcome == "1 file rimosso."
    assert (old.result_name, old.state) == (None, JobState.DONE)
    assert old.outcome.endswith("Il file è stato rimosso dopo 30 giorni.")
    assert not (settings.current().folder / "jobs" / str(old.id)).exists()
    assert recent.result_name is not None
    assert result_files.read(recent.id)
    assert verify().is_whole
