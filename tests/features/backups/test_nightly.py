"""Every night a copy that has been read back; old ones go, and what goes wrong is seen."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from riskreg.audit.queries import trail
from riskreg.audit.reading import shown
from riskreg.backups import checking, containers, nightly, operations, queries
from riskreg.core import clock, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.jobs import kinds, worker
from riskreg.jobs import operations as jobs
from riskreg.jobs.models import Job
from riskreg.people import queries as people
from tests.cli.command import riskreg
from tests.conftest import NOW
from tests.features.audit import chain
from tests.features.backups.places import settings_of
from tests.migrations.empty import everything_in

TONIGHT = datetime(2026, 11, 22, 0, 45, tzinfo=UTC)


@pytest.fixture
def body(source):
    """A living body; its application is the one at hand."""
    return source


def work(app, at=NOW) -> list[Job]:
    """Everything that is due, and what became of the copies."""
    db.session.rollback()
    with clock.frozen(at):
        worker.run(app, threading.Event(), once=True)
    db.session.rollback()
    return list(db.session.scalars(select(Job).where(Job.kind.startswith("backup:"), Job.finished_at.is_not(None)).order_by(Job.id)))


def ask(kind=queries.MAKE, **typed: str) -> None:
    with writing():
        admin = people.person(people.active_users()[0], clock.today())
        jobs.ask(kind, typed, by=admin, at=clock.now())


def test_it_is_done_at_a_quarter_to_two_without_anybody(body):
    assert work(body) == []
    (done,) = work(body, TONIGHT)
    (copy,) = queries.copies()
    assert (done.state, done.owner_id) == ("done", None)
    assert copy.name == "riskreg-20261122T004500Z.zip"
    assert done.outcome.startswith("Copia del 22/11/2026 alle 01:45 fatta e riletta: ")
    assert checking.check(copy.path).broken is None
    assert copy.path.parent == settings_of(body).folder / "copie"


def test_what_the_worker_copies_is_what_stands_there(body, new_place, database):
    ask()
    work(body)
    app = new_place(database)
    with app.app_context():
        assert riskreg(app, "restore", str(queries_of(body).path)).code == 0
    since = ("job", "audit_entry", "audit_personal", "notice")  # what says that the copy was made is younger than the copy
    before, after = (everything_in(settings_of(one).database_url, without=since) for one in (body, app))
    assert before == after


def queries_of(app) -> queries.Copy:
    with app.app_context():
        return queries.copies()[0]


@pytest.mark.one_database
def test_old_copies_go_when_the_new_one_is_good(body):
    for number in range(40):
        operations.keep_copy(at=NOW + timedelta(days=number)) if number in (0, 39) else plant(NOW + timedelta(days=number))
    assert len(queries.copies()) == 7 + 2 + 1, "seven days, two more Sundays, one more end of a month"
    assert all(copy.reasons for copy in queries.copies())
    assert queries.copies()[0].made_at == NOW + timedelta(days=39)


def plant(moment: datetime) -> None:
    (settings.current().backups / queries.name_of(moment)).write_bytes(b"x")


@pytest.mark.one_database
def test_only_copies_are_ever_removed(body):
    operations.keep_copy(at=NOW)
    folder = settings.current().backups
    others = [
        folder / name for name in ("appunti.txt", "riskreg-vecchia.zip", "riskreg-20260101T000000Z.zip.bak", "riskreg-99999999T999999Z.zip")
    ]
    for path in others:
        path.write_text("x")
    (folder / "riskreg-20260102T000000Z.zip").mkdir()
    operations.keep_copy(at=NOW + timedelta(days=1))
    assert all(path.exists() for path in others)
    assert len(queries.copies()) == 2


@pytest.mark.one_database
def test_nothing_goes_when_the_new_one_could_not_be_made(body, monkeypatch):
    for number in range(20):
        (settings.current().backups).mkdir(exist_ok=True)
        plant(NOW - timedelta(days=number + 1))
    monkeypatch.setattr(containers, "_seal", lambda _path: None)
    with pytest.raises(RuleBroken, match="danneggiata"):
        operations.keep_copy(at=NOW)
    assert len(list(settings.current().backups.iterdir())) == 20, "neither the spoiled copy nor anything of it"


def test_a_failure_is_a_failed_job_with_a_sentence(body, monkeypatch):
    folder = settings.current().backups
    folder.write_text("un file dove dovrebbe stare la cartella")
    ask()
    (done,) = work(body)
    assert done.state == "failed"
    assert "non si può scrivere" in done.outcome
    folder.unlink()


@pytest.mark.one_database
def test_a_chain_that_does_not_hold_is_copied_and_said(body):
    chain.behind_the_back(chain.change_row(3, diff="{}"))
    ask()
    (done,) = work(body)
    assert done.state == "failed"
    assert "registrazione n. 3" in done.outcome
    assert len(queries.copies()) == 1


@pytest.mark.one_database
def test_what_a_killed_copy_left_goes_after_a_day(body):
    folder = settings.current().backups
    folder.mkdir()
    old, fresh = (folder / f".{queries.name_of(NOW - timedelta(hours=hours))}.ab12{containers.PART}" for hours in (30, 2))
    for path in (old, fresh):
        path.write_bytes(b"x")
    operations.keep_copy(at=NOW)
    assert (old.exists(), fresh.exists()) == (False, True)


@pytest.mark.one_database
def test_a_copy_can_be_read_again_when_somebody_asks(body):
    made = operations.keep_copy(at=NOW)
    ask(queries.CHECK, copia=made.copy.name)
    (good,) = work(body)
    assert (good.state, good.given()) == ("done", {"copia": made.copy.name})
    made.copy.path.write_bytes(made.copy.path.read_bytes()[:-70])
    ask(queries.CHECK, copia=made.copy.name)
    bad = work(body)[-1]
    assert bad.state == "failed"
    assert "danneggiata" in bad.outcome


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["", "../riskreg.sqlite3", "riskreg-20200101T000000Z.zip", "/etc/passwd"])
def test_only_a_copy_of_the_list_can_be_read_again(body, name):
    operations.keep_copy(at=NOW)
    with pytest.raises(Missing):
        ask(queries.CHECK, copia=name)


def test_whoever_may_not_does_not_ask_for_a_copy(body):
    with pytest.raises(Exception, match="Amministratore"), writing():
        jobs.enqueue(queries.MAKE, {}, by=people.person(people.active_users()[0], clock.today() - timedelta(days=9999)), at=NOW)
    assert kinds.named(queries.MAKE).permission is nightly.Permission.BACKUP_MANAGE


def test_the_first_night_after_a_restore_the_trail_learns_of_it_once(body, new_place, database):
    made = operations.keep_copy(at=NOW)
    app = new_place(database)
    with app.app_context():
        assert riskreg(app, "restore", str(made.copy.path)).code == 0
        before = len(trail([queries.SUBJECT]))
        for number in range(3):
            work(app, TONIGHT + timedelta(days=number))
        (entry,) = shown(trail([queries.SUBJECT]))
        assert before == 0
        assert entry.what == "Installazione ripristinata da una copia"
        assert entry.who == "riskreg (lavoro automatico)"
    assert COMMAND_LINE.is_machine


@pytest.mark.one_database
def test_a_place_that_was_never_restored_notes_nothing(body):
    work(body, TONIGHT)
    assert trail([queries.SUBJECT]) == []
    assert Role.ADMIN in {role for role, _unit in people.person(people.active_users()[0], clock.today()).roles}


@pytest.mark.one_database
def test_the_folder_of_copies_can_stand_elsewhere(new_place, database, tmp_path):
    app = new_place(database)
    told = settings.Settings.from_environment({"RISKREG_VAR": str(settings_of(app).folder), "RISKREG_BACKUPS": str(tmp_path / "altrove")})
    assert told.backups == tmp_path / "altrove"
