"""A register that is too large to wait for."""

import threading

import pytest
from openpyxl import load_workbook

from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core import clock, result_files
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.domain.work import JobState
from riskreg.jobs import kinds, queries, worker
from riskreg.register.operations import exporting
from tests.conftest import NOW
from tests.factories import Factory
from tests.page import Client


@pytest.fixture
def make(real_app):
    return Factory()


@pytest.fixture(autouse=True)
def _large(monkeypatch):
    """And nothing on the schedule."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    monkeypatch.setattr(kinds, "scheduled", list)


def told():
    return db.session.query(AuditEntry).filter(AuditEntry.tag == Tag.REGISTER_EXPORTED.value).all()


def test_it_goes_out_as_a_job_with_what_whoever_asked_may_read(real_app, make, tmp_path):
    unit, other = make.unit(), make.unit()
    make.process(code="B.01", unit=unit)
    make.process(code="B.02", unit=other)
    referente = make.user()
    make.grant(referente, Role.REFERENTE, unit)
    client = Client.signed_in(real_app, referente)
    answer = client.open("POST", "/registro/excel/scarica", data={"csrf_token": client.token()})
    job_id = int(answer.location.rpartition("/")[2])
    assert not told(), "nothing went out yet"
    db.session.rollback()
    with clock.frozen(NOW):
        worker.run(real_app, threading.Event(), once=True)
    db.session.rollback()
    job = queries.job(job_id)
    assert (job.state, job.result_name) == (JobState.DONE, "registro-2026-11-21.xlsx"), job.outcome
    path = tmp_path / "registro.xlsx"
    path.write_bytes(result_files.read(job_id))
    assert [row[1] for row in load_workbook(path)["Processi"].values] == ["Codice", "B.01"]
    assert [entry.actor for entry in told()] == [f"user:{referente.id}"]
