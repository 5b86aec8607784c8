"""The pages of jobs: everybody sees their own, an administrator sees all, and nobody gets what they may not read."""

from datetime import timedelta

import pytest
from flask import render_template_string

from riskreg.audit.models import AuditEntry
from riskreg.core import clock, result_files
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import WORKER, Permission
from riskreg.domain.roles import Role
from riskreg.domain.work import JobState
from riskreg.jobs import operations, queries
from riskreg.people import queries as people
from riskreg.people.operations import users
from riskreg.web.lists import ShownFilter
from tests.conftest import NOW


def done(work):
    return "Fatto."


@pytest.fixture(autouse=True)
def _known(new_kind):
    new_kind(done, label="Ricalcolo degli indicatori")


@pytest.fixture
def person_and_client(make, client_for):
    """Somebody, as operations take them and with their browser."""

    def make_both(role=None):
        user = make.user(family_name="Verdi")
        if role is not None:
            make.grant(user, role)
        return people.person(user, clock.today()), client_for(user=user)

    return make_both


def run(job_id, *, progress=None, outcome=None, sentence=None, file=None):
    """As far as a worker would bring it."""
    lease = f"lease {job_id}"
    with writing():
        assert operations.take(lease, clock.now()) == job_id
        if progress is not None:
            operations.report_progress(job_id, lease, *progress)
        if sentence is not None:
            operations.give_up(job_id, lease, sentence=sentence, at=clock.now())
        if outcome is not None:
            result = None
            if file is not None:
                result_files.part(job_id, lease).write_bytes(file)
                result = operations.Result("elenco «2026».csv", "text/csv; charset=utf-8")
            operations.finish(job_id, lease, outcome=outcome, result=result, at=clock.now())


# The list


def test_with_nothing_asked_the_list_says_what_it_is_for(app, client_for):
    page = client_for().get("/lavori")
    assert page.h1 == "Lavori in corso"
    assert "Nessun lavoro" in page.text
    assert "ritrovi qui" in page.text


def test_everybody_sees_their_own(app, person_and_client, queue):
    person, client = person_and_client(Role.REFERENTE)
    other, _ = person_and_client(Role.REFERENTE)
    mine, others, nobodys = queue(by=person), queue(by=other), queue(by=WORKER)
    page = client.get("/lavori")
    assert f"/lavori/{mine}" in page.links
    assert not {f"/lavori/{others}", f"/lavori/{nobodys}"} & set(page.links)
    assert "Richiesto da" not in page.text


def test_an_administrator_sees_all_and_who_asked(app, person_and_client, queue):
    person, _ = person_and_client(Role.REFERENTE)
    _admin, client = person_and_client(Role.ADMIN)
    asked, planned = queue(by=person), queue(by=WORKER)
    page = client.get("/lavori")
    assert {f"/lavori/{asked}", f"/lavori/{planned}"} <= set(page.links)
    assert "Ada Verdi" in page.text
    assert "riskreg (lavoro automatico)" in page.text
    assert f"/lavori/{asked}" not in client.get("/lavori?chi=automatici").links
    assert f"/lavori/{planned}" not in client.get("/lavori?chi=persone").links


def test_states_are_words_and_filters(app, person_and_client, queue):
    person, client = person_and_client()
    waiting = queue(by=person, due_at=NOW + timedelta(days=1))
    failed = queue(by=person)
    run(failed, sentence="La campagna è chiusa.")
    page = client.get("/lavori")
    assert "In attesa" in page.text
    assert "Non riuscito" in page.text
    assert "La campagna è chiusa." in page.text
    page = client.get("/lavori?stato=failed")
    assert f"/lavori/{failed}" in page.links
    assert f"/lavori/{waiting}" not in page.links
    assert client.get("/lavori?formato=csv").response.data.count(b"Ricalcolo") == 2


def test_the_list_reads_itself_again_only_while_something_moves(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    assert client.get("/lavori").soup.select("[data-refresh-seconds]")
    run(job_id, outcome="Fatto.")
    assert not client.get("/lavori").soup.select("[data-refresh-seconds]")


# One job


def test_a_job_that_waits_can_be_cancelled(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    page = client.get(f"/lavori/{job_id}")
    assert page.h1 == "Ricalcolo degli indicatori"
    assert "Il lavoro parte appena possibile." in page.text
    assert page.soup.find(id="stato-lavoro")["data-refresh-seconds"]
    assert client.post(f"/lavori/{job_id}/annulla").location.endswith(f"/lavori/{job_id}")
    page = client.get(f"/lavori/{job_id}")
    assert "Annullato" in page.text
    assert "Annulla il lavoro" not in page.text
    assert "Lavoro annullato" in page.text


def test_a_running_job_shows_how_far_it_got_and_refreshes(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    run(job_id, progress=(40, "Lette 400 righe"))
    page = client.get(f"/lavori/{job_id}")
    assert "In corso" in page.text
    assert "40 %" in page.text
    assert "Lette 400 righe" in page.text
    assert page.soup.find(id="stato-lavoro")["data-refresh-seconds"]
    assert f"/lavori/{job_id}" in page.links, "without scripts there is a link to look again"
    assert "Annulla il lavoro" not in page.text
    refused = client.post(f"/lavori/{job_id}/annulla", status=422)
    assert "già partito" in refused.text


def test_a_job_running_with_no_progress_yet_has_a_page_too(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    run(job_id)
    assert "Il lavoro è in corso." in client.get(f"/lavori/{job_id}").text


def test_a_job_waiting_to_be_tried_again_says_when(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    run(job_id)
    with writing():
        operations.give_up(job_id, f"lease {job_id}", at=NOW)
    assert "riparte dal 21/11/2026, 10:30" in client.get(f"/lavori/{job_id}").text


def test_a_finished_job_says_its_outcome_and_rests(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    run(job_id, outcome="Ricalcolati 12 indicatori.")
    page = client.get(f"/lavori/{job_id}")
    assert "Ricalcolati 12 indicatori." in page.text
    assert "Concluso" in page.text
    assert not page.soup.select("[data-refresh-seconds]")
    assert "Lavoro concluso" in page.text


def test_somebody_elses_job_is_refused_and_an_unknown_one_is_not_there(app, person_and_client, queue):
    person, _ = person_and_client(Role.REFERENTE)
    _other, client = person_and_client(Role.RPCT)
    for job_id in (queue(by=person), queue(by=WORKER)):
        client.get(f"/lavori/{job_id}", status=403)
        client.get(f"/lavori/{job_id}/risultato", status=403)
        client.post(f"/lavori/{job_id}/annulla", status=403)
        assert queries.job(job_id).state == JobState.QUEUED
    client.get("/lavori/999999", status=404)


# The file


def test_the_file_goes_to_its_owner(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    client.get(f"/lavori/{job_id}/risultato", status=404)
    run(job_id, outcome="Fatto.", file="perché;sì".encode())
    assert f"/lavori/{job_id}/risultato" in client.get(f"/lavori/{job_id}").links
    answer = client.get(f"/lavori/{job_id}/risultato").response
    assert answer.get_data(as_text=True) == "perché;sì"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
    result_files.drop(job_id)


def test_a_file_that_is_gone_says_so(app, person_and_client, queue):
    person, client = person_and_client()
    job_id = queue(by=person)
    run(job_id, outcome="Fatto.", file=b"x")
    result_files.drop(job_id)
    page = client.get(f"/lavori/{job_id}")
    assert f"/lavori/{job_id}/risultato" not in page.links
    assert result_files.GONE in page.text
    assert "non è più disponibile" in client.get(f"/lavori/{job_id}/risultato", status=404).text


def test_who_may_no_longer_read_it_does_not_get_the_file(app, make, client_for, new_kind, queue):
    new_kind(done, "test:secret", permission=Permission.TRAIL_EXPORT, asks={})
    user = make.user()
    grant = make.grant(user, Role.COMPLIANCE)
    client = client_for(user=user)
    job_id = queue("test:secret", by=people.person(user, clock.today()))
    run(job_id, outcome="Fatto.", file=b"x")
    client.get(f"/lavori/{job_id}/risultato")
    with writing():
        users.end_role(grant, clock.today() - timedelta(days=1), by=WORKER, at=NOW)
    client.get(f"/lavori/{job_id}/risultato", status=403)
    page = client.get(f"/lavori/{job_id}")
    assert f"/lavori/{job_id}/risultato" not in page.links
    assert "Chiedi di nuovo" not in page.text
    result_files.drop(job_id)


# Asking


def test_a_page_asks_for_a_job_and_finds_it(app, person_and_client):
    person, client = person_and_client(Role.COMPLIANCE)
    where = client.post("/lavori/richiesta/trail:export", {"oggetto": "user", "altro": "x"}).location
    page = client.get(where)
    assert page.h1 == "Esportazione del registro delle attività"
    assert "Su (codice)" in page.text
    job = queries.job(int(where.rsplit("/", 1)[1]))
    assert (job.owner_id, job.given()) == (person.user_id, {"oggetto": "user"})
    assert client.post("/lavori/richiesta/trail:export", {"oggetto": "user"}).location == where
    assert "Avevi già chiesto" in client.get(where).text


def test_filters_are_kept_as_codes_and_days(app, person_and_client, make):
    person, client = person_and_client(Role.COMPLIANCE)
    typed = {"dal": "1 gennaio 2026", "al": "31/12/26", "evento": "job:work:queued", "chi": "verdi", "oggetto": "job:12"}
    where = client.post("/lavori/richiesta/trail:export", typed).location
    kept = queries.job(int(where.rsplit("/", 1)[1])).given()
    assert kept == typed | {"dal": "2026-01-01", "al": "2026-12-31", "chi": person.actor}


@pytest.mark.parametrize(
    "typed", [{"dal": "Rossi"}, {"al": "Rossi"}, {"evento": "rossi"}, {"oggetto": "Mario Rossi"}, {"oggetto": "rossi"}], ids=str
)
def test_a_name_typed_in_the_wrong_filter_is_refused_before_the_trail_keeps_it(app, client_for, typed):
    client_for(Role.COMPLIANCE).post("/lavori/richiesta/trail:export", typed, status=422)
    assert db.session.scalars(db.select(AuditEntry).where(AuditEntry.diff.icontains("rossi"))).all() == []


def test_a_long_list_of_codes_is_asked_again_whole(app, person_and_client, queue):
    person, client = person_and_client(Role.COMPLIANCE)
    codes = ",".join(f"user:{number}" for number in range(1, 100))
    job_id = queue("trail:export", by=person, chi=codes)
    run(job_id, sentence="No.")
    where = client.send(client.get(f"/lavori/{job_id}"), at="/lavori/richiesta/trail:export").location
    assert queries.job(int(where.rsplit("/", 1)[1])).given() == {"chi": codes}


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.REFERENTE, "trail:verify"),
        (Role.ADMIN, "trail:seal"),
        (Role.ADMIN, "jobs:tidy"),
        (Role.ADMIN, "test:work"),
        (Role.ADMIN, "boh"),
    ],
)
def test_what_is_not_offered_is_refused(app, client_for, role, kind):
    client_for(role).post(f"/lavori/richiesta/{kind}", status=403)


def test_a_job_that_failed_can_be_asked_again_as_it_was(app, person_and_client, queue):
    person, client = person_and_client(Role.ADMIN)
    job_id = queue("trail:export", by=person, chi="user:1")
    run(job_id, sentence="No.")
    page = client.get(f"/lavori/{job_id}")
    assert "Chiedi di nuovo" in page.text
    assert page.value("chi") == "user:1"


def test_the_button_for_other_pages_carries_their_filters(app, client_for):
    filters = [ShownFilter("chi", "Chi", "text", [], "user:1"), ShownFilter("dal", "Dal", "date", [], "")]
    template = '{% from "jobs/_ask.html" import ask_button %}{{ ask_button("trail:export", "Esporta", filters) }}'
    with app.test_request_context():
        html = render_template_string(template, filters=filters)
    assert 'action="/lavori/richiesta/trail:export"' in html
    assert 'name="chi" value="user:1"' in html
    assert 'name="dal"' not in html


def test_visitors_are_sent_to_the_door(app, visitor):
    assert "/entra" in visitor.get("/lavori", status=302).location
