"""Asking for a document of an edition: who may, what the job does, the file that it leaves."""

import io
import threading

import pikepdf
import pytest

from riskreg.core import clock, result_files
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.work import JobState
from riskreg.jobs import kinds, operations, worker
from riskreg.jobs.models import Job
from riskreg.plans.operations import contributions, editions
from riskreg.plans.operations.editions import Act
from riskreg.plans.queries import consultation
from riskreg.reports.plan import work
from tests.factories import Factory
from tests.reports.plan import made


@pytest.fixture
def draft(make):
    return made.body(make)


def adopted(edition):
    by = {"by": COMMAND_LINE, "at": clock.now()}
    for one in consultation.contributions(consultation.of_edition(edition)):
        contributions.settle(one, Outcome.ACCEPTED, "Sì", **by)
    editions.propose(edition, **by)
    editions.adopt(edition, Act("Giunta camerale", "Delibera n. 5", clock.today()), **by)
    db.session.commit()
    return edition


def asked(person, edition, form="pdf"):
    job, _is_new = operations.ask(work.DOCUMENT, {"edizione": str(edition.id), "formato": form}, by=person, at=clock.now())
    db.session.commit()
    return job


@pytest.mark.one_database
@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.RPCT, Role.OIV])
def test_who_reads_the_whole_register_asks_for_documents(make, draft, role):
    assert asked(make.person(role), draft).kind == work.DOCUMENT


@pytest.mark.one_database
@pytest.mark.parametrize("role", [None, Role.ADMIN, Role.ORGANO, Role.REFERENTE, Role.DIRIGENTE])
def test_nobody_else_does(make, draft, role):
    """A document tells of every unit what the register says today: also of an edition that was adopted."""
    person = make.person(role, make.unit())
    with pytest.raises(NotAllowed):
        asked(person, draft)
    with pytest.raises(NotAllowed):
        asked(person, adopted(draft))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "typed", [{}, {"edizione": "1", "formato": "exe"}, {"edizione": "uno", "formato": "pdf"}, {"edizione": "²", "formato": "pdf"}]
)
def test_what_is_no_document_is_refused_in_words(make, draft, typed):
    with pytest.raises(RuleBroken, match="Documenti"):
        operations.ask(work.DOCUMENT, typed, by=make.person(Role.RPCT), at=clock.now())


def test_the_job_leaves_the_file_and_says_so(real_app, monkeypatch):
    monkeypatch.setattr(kinds, "scheduled", list)
    make = Factory()
    edition = made.body(make)
    person = make.person(Role.RPCT)
    make._by()
    job_id = asked(person, edition).id
    db.session.rollback()
    assert worker.run(real_app, threading.Event(), once=True) == 1
    db.session.rollback()
    job = db.session.get(Job, job_id)
    assert (job.state, job.result_name, job.result_type) == (JobState.DONE, "allegato-a-2026-2028-bozza.pdf", "application/pdf")
    assert job.outcome == "Allegato A, PDF, piano 2026–2028: il documento è pronto. È una bozza, e lo dice su ogni pagina."
    with pikepdf.open(io.BytesIO(result_files.read(job_id))) as pdf:
        assert str(pdf.docinfo.Title) == "Allegato A – Rischi e misure, Piano 2026–2028"


@pytest.mark.one_database
def test_the_page_offers_every_document_and_says_that_a_draft_is_one(client_for, draft):
    page = client_for(Role.COMPLIANCE).get(f"/piani/{draft.id}/documenti")
    assert page.h1 == "Documenti del piano 2026–2028"
    assert "BOZZA" in page.text
    assert len(page.rows()) == 11
    assert "BOZZA" not in client_for(Role.OIV).get(f"/piani/{adopted(draft).id}/documenti").text


@pytest.mark.one_database
def test_the_page_is_for_those_who_read_the_whole_register(client_for, draft):
    for role in (None, Role.ADMIN, Role.REFERENTE):
        client_for(role).get(f"/piani/{draft.id}/documenti", status=403)
    client_for(Role.RPCT).get("/piani/999/documenti", status=404)
