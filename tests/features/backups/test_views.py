"""The page of copies: is there a good one, what to do if not; whoever takes one away is written down."""

from datetime import timedelta

import pytest

from riskreg.audit.queries import trail
from riskreg.audit.reading import shown
from riskreg.backups import operations, queries
from riskreg.core import clock, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.dashboards import queries as dashboards
from riskreg.domain.roles import Role
from riskreg.jobs import operations as jobs
from riskreg.people import queries as people
from tests.cli.command import riskreg
from tests.conftest import NOW
from tests.page import Client

PAGE = "/copie-di-sicurezza"
LATE = "copia di sicurezza in ritardo"


@pytest.fixture
def admin(source):
    return Client.signed_in(source, people.active_users()[0])


def test_without_a_copy_the_page_says_so_and_what_to_do(admin):
    page = admin.get(PAGE)
    assert "Non c'è ancora nessuna copia" in page.text
    assert "Fai una copia adesso" in page.text
    assert page.rows() == []


def test_a_copy_of_last_night_is_in_order(admin):
    made = operations.keep_copy(at=NOW - timedelta(hours=9))
    page = admin.get(PAGE)
    assert "Le copie sono in regola" in page.text
    assert "21/11/2026, 01:30" in page.text
    assert page.rows()[0][:2] == ["21/11/2026, 01:30", "recente, giornaliera, settimanale, mensile"]
    assert made.copy.size > 0


def test_a_night_that_was_missed_stands_in_red_on_this_page_and_on_the_first(admin):
    operations.keep_copy(at=NOW - timedelta(hours=27))
    assert "La copia è in ritardo" in admin.get(PAGE).text
    home = admin.get("/")
    assert LATE in home.text
    assert "20/11/2026, 07:30" in home.text
    assert PAGE in home.links


def test_in_time_nobody_is_bothered(admin):
    operations.keep_copy(at=NOW)
    assert LATE not in admin.get("/").text


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.RPCT, None])
def test_only_administrators_are_bothered(client_for, role):
    assert LATE not in client_for(role).get("/").text


def test_a_folder_that_cannot_be_read_holds_no_copy_to_rely_on(admin, monkeypatch):
    operations.keep_copy(at=NOW)
    broken = settings.current().backups
    monkeypatch.setattr(type(broken), "iterdir", lambda _path: (_ for _ in ()).throw(PermissionError(13, "no")))
    assert queries.copies() == []
    assert queries.is_late(NOW)


def test_the_last_attempt_that_failed_is_shown_until_one_succeeds(admin):
    person = people.person(people.active_users()[0], clock.today())
    with writing():
        job_id = jobs.enqueue(queries.MAKE, {}, by=person, at=NOW - timedelta(minutes=5)).id
    with writing():
        while jobs.take("lease", NOW) != job_id:
            pass
        jobs.give_up(job_id, "lease", sentence="Il disco è pieno.", at=NOW)
    page = admin.get(PAGE)
    assert "Il disco è pieno." in page.text
    assert f"/lavori/{job_id}" in page.links


def test_one_more_now_is_a_job(admin):
    page = admin.open("POST", "/lavori/richiesta/backup:make", data={"csrf_token": admin.token()})
    assert page.status == 302
    assert "Copia di sicurezza" in admin.get(page.location).h1


def test_downloading_gives_the_file_and_is_written_down(admin):
    made = operations.keep_copy(at=NOW)
    content = made.copy.path.read_bytes()
    answer = admin.ask("POST", f"{PAGE}/{made.copy.name}/scarica", data={"csrf_token": admin.token()})
    assert answer.status_code == 200
    assert answer.data == content
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/zip"
    assert made.copy.name in answer.headers["Content-Disposition"]
    answer.close()
    (entry,) = shown(trail([queries.SUBJECT]))
    assert entry.what == "Copia di sicurezza scaricata"
    assert entry.who == people.active_users()[0].title
    assert entry.changes == [("copia", "", made.copy.name)]


@pytest.mark.parametrize("name", ["riskreg-20200101T000000Z.zip", "riskreg.sqlite3", "..%2Friskreg.sqlite3", "trail-head.json"])
def test_nothing_else_can_be_downloaded(admin, name):
    operations.keep_copy(at=NOW)
    page = admin.open("POST", f"{PAGE}/{name}/scarica", data={"csrf_token": admin.token()})
    assert page.status == 404
    assert trail([queries.SUBJECT]) == []


def test_a_restored_installation_says_where_it_comes_from(admin, new_place, database):
    made = operations.keep_copy(at=NOW)
    db.session.commit()
    app = new_place(database)
    with app.app_context():
        assert riskreg(app, "restore", str(made.copy.path)).code == 0
        client = Client.signed_in(app, people.active_users()[0])
        assert "dalla copia del 21/11/2026, 10:30" in client.get(PAGE).text


def test_what_waits_names_the_last_copy(admin):
    person = people.person(people.active_users()[0], clock.today())
    (late,) = [thing for thing in dashboards.waiting(person, clock.today()) if thing.endpoint == "backups.list"]
    assert (late.shown, late.one) == ("Nessuna", "copia di sicurezza"), "there is none yet"
