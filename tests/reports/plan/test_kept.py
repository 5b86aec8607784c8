"""What the body adopted is downloaded for ever, byte by byte, whatever happens to the register; and who touches it is found out."""

import hashlib
import io
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.consultation import Outcome
from riskreg.domain.errors import WrongState
from riskreg.domain.permissions import WORKER
from riskreg.domain.roles import Role
from riskreg.jobs.kinds import Work
from riskreg.people.models import OrgUnit
from riskreg.people.operations import units
from riskreg.plans.keeping import PROPOSAL
from riskreg.plans.models import Contribution, EditionDocument
from riskreg.plans.operations import contributions, editions
from riskreg.plans.operations import documents as keeper
from riskreg.plans.operations.editions import Act
from riskreg.plans.queries import documents
from riskreg.register.models import Measure
from riskreg.register.operations import measures
from riskreg.register.operations.measures import MeasureText
from riskreg.reports.plan import kept
from riskreg.reports.plan.documents import KEPT
from tests.factories import Factory
from tests.reports.plan import made

ON = date(2026, 11, 21)


class Desk:
    def tell(self, percent: int, note: str) -> None: ...

    def result_file(self, name: str, mime: str):
        raise AssertionError("nothing is left to download: it is kept")

    def begin_writing(self) -> None: ...


def drawn() -> str:
    said = kept.keep_documents(Work(1, {}, WORKER, clock.now(), Desk()))
    db.session.commit()
    return said


def who(make: Factory) -> dict[str, object]:
    return make._by()


def answered(make: Factory) -> None:
    """The act waits for the answers to whoever was consulted."""
    for one in db.session.scalars(select(Contribution).where(Contribution.outcome.is_(None))):
        contributions.settle(one, Outcome.ACCEPTED, "Risposta scritta dopo la proposta.", **who(make))


def adopt(edition, make: Factory) -> None:
    by = who(make)
    editions.propose(edition, **by)
    answered(make)
    editions.adopt(edition, Act("Giunta camerale", "Delibera n. 5", ON), **by)
    db.session.commit()


def change_everything(make: Factory) -> None:
    by = who(make)
    for unit in db.session.scalars(select(OrgUnit)):
        units.rename(unit, f"{unit.name} (nuovo nome)", on=ON, act="Delibera n. 9", **by)
    for measure in db.session.scalars(select(Measure).where(Measure.in_force_to.is_(None))):
        text = MeasureText.of(measure)
        measures.change(measure, MeasureText(**{**vars(text), "name": "Un'altra misura"}), measures.owners_of(measure), **by)
    db.session.commit()


@pytest.fixture
def adopted(make):
    one = made.body(make)
    adopt(one, make)
    return one


@pytest.fixture
def kept_ones(adopted):
    drawn()
    return adopted


def test_documents_are_the_same_bytes_before_and_after_everything_changes(kept_ones, make, client_for):
    reader = client_for(Role.REFERENTE)
    address = f"/piani/{kept_ones.id}/documenti"
    before = {name: reader.ask("GET", f"{address}/{name}").data for name in KEPT}
    assert all(before.values())
    change_everything(make)
    assert {name: reader.ask("GET", f"{address}/{name}").data for name in KEPT} == before
    page = reader.get(address)
    for name, content in before.items():
        assert hashlib.sha256(content).hexdigest() in page.text, name
    assert verify().is_whole


def test_the_body_adopts_what_it_has_read(make):
    """What happens to the register between proposal and act is not in the plan; the act is."""
    edition = made.body(make)
    by = who(make)
    editions.propose(edition, **by)
    change_everything(make)
    answered(make)
    editions.adopt(edition, Act("Giunta camerale", "Delibera n. 5", ON), **by)
    db.session.commit()
    said = kept.contents_of(edition, clock.now())
    names = [measure.name for area in said.areas for process in area.processes for measure in process.measures]
    assert "Consultazione di mercato" in names
    assert "Un'altra misura" not in names
    assert (said.edition.is_final, said.edition.act_number) == (True, "Delibera n. 5")
    assert "Atto: Delibera n. 5" in said.sections[-1].text
    assert "Risposta scritta dopo la proposta." in {each.because for each in said.consultation.contributions}


def test_a_proposal_that_is_withdrawn_leaves_nothing(make):
    edition = made.body(make)
    by = who(make)
    editions.propose(edition, **by)
    assert [row.name for row in documents.kept(edition)] == [PROPOSAL]
    editions.withdraw(edition, because="Manca un parere", **by)
    db.session.commit()
    assert documents.kept(edition) == []
    assert verify().is_whole


def test_what_is_missing_is_drawn_once(adopted):
    assert [edition.id for edition in documents.still_to_draw(KEPT)] == [adopted.id]
    assert drawn() == "Conservati i documenti del piano 2026–2028."
    assert {row.name for row in documents.kept(adopted)} == {PROPOSAL, *KEPT}
    assert drawn() == "Tutti i documenti dei piani adottati sono già conservati."


SPOILED = {
    "modificato": "UPDATE edition_document SET content = :content WHERE name = 'pdf'",
    "tolto": "DELETE FROM edition_document WHERE name = 'pdf'",
    "aggiunto": "INSERT INTO edition_document (edition_id, name, file_name, mime, size, sha256, content, kept_at) "
    "SELECT edition_id, 'altro', 'altro.pdf', mime, size, sha256, content, kept_at FROM edition_document WHERE name = 'pdf'",
}


PASSED_FOR_ANOTHER = (
    "UPDATE edition_document SET name = 'html' WHERE name = 'pdf'",
    "UPDATE edition_document SET file_name = 'altro.pdf' WHERE name = 'pdf'",
    "UPDATE edition_document SET sha256 = 'f00d' WHERE name = 'pdf'",
)


@pytest.mark.parametrize("change", PASSED_FOR_ANOTHER)
def test_a_document_does_not_pass_for_another(kept_ones, change):
    """Its bytes are whole, and it would be served under another name, or beside another hash."""
    _without_guards()
    db.session.execute(text("DELETE FROM edition_document WHERE name = 'html'"))
    db.session.execute(text(change))
    db.session.expire_all()
    assert "modificato il nome" in verify().broken.sentence


def test_a_guard_that_was_taken_away_is_found_although_nothing_was_changed(kept_ones):
    assert verify().is_whole
    _without_guards()
    assert "non è più protetto" in verify().broken.sentence


def _without_guards() -> None:
    on_sqlite = db.engine.dialect.name == "sqlite"
    names = ("edition_document_no_update", "edition_document_decided_no_delete") if on_sqlite else ("edition_document_no_change",)
    for name in names:
        db.session.execute(text(f"DROP TRIGGER {name}" + ("" if on_sqlite else " ON edition_document")))


@pytest.mark.parametrize("what", SPOILED)
def test_tampering_is_found(kept_ones, what):
    """Past the guard of the database, which whoever owns the file can take away."""
    _without_guards()
    db.session.execute(text(SPOILED[what]), {"content": b"%PDF falso"} if ":content" in SPOILED[what] else {})
    db.session.expire_all()
    found = verify()
    assert not found.is_whole
    assert what in found.broken.sentence


@pytest.mark.parametrize("statement", [SPOILED["modificato"], SPOILED["tolto"]])
def test_the_database_refuses_it(kept_ones, statement):
    with pytest.raises(DatabaseError):
        db.session.execute(text(statement), {"content": b"x"} if ":content" in statement else {})
    db.session.rollback()


def test_a_page_that_is_kept_can_do_nothing(kept_ones, client_for):
    response = client_for(Role.COMPLIANCE).ask("GET", f"/piani/{kept_ones.id}/documenti/html?apri=1")
    assert response.headers["Content-Disposition"] == "inline"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("name", [PROPOSAL, "exe"])
def test_nothing_else_is_to_be_had(kept_ones, client_for, name):
    assert client_for(Role.RPCT).ask("GET", f"/piani/{kept_ones.id}/documenti/{name}").status_code == 404


def test_before_the_body_decides_documents_are_for_those_who_prepare_it(make, client_for):
    edition = made.body(make)
    assert client_for(Role.COMPLIANCE).ask("GET", f"/piani/{edition.id}/documenti").status_code == 200
    assert client_for(Role.REFERENTE).ask("GET", f"/piani/{edition.id}/documenti").status_code in (403, 404)
    assert client_for(Role.RPCT).ask("GET", f"/piani/{edition.id}/documenti/pdf").status_code == 404
    assert list(db.session.scalars(select(EditionDocument))) == []


def test_the_act_is_kept_with_the_plan_once_and_for_ever(kept_ones, make, client_for):
    compliance, address = client_for(Role.COMPLIANCE), f"/piani/{kept_ones.id}/atto"
    refused = compliance.post(address, {**compliance.get(address).form(), "file": (io.BytesIO(b"Delibera"), "atto.docx")}, 422)
    assert "L'atto si allega in PDF" in refused.text
    compliance.post(address, {**compliance.get(address).form(), "file": (io.BytesIO(b"%PDF-1.7 atto"), "../../x.pdf")})
    assert client_for(Role.REFERENTE).ask("GET", f"/piani/{kept_ones.id}/documenti/atto").data == b"%PDF-1.7 atto"
    assert verify().is_whole
    assert compliance.ask("GET", address).status_code == 422
    with pytest.raises(WrongState):
        keeper.attach_act(kept_ones, b"%PDF-1.7 altro", **who(make))
    assert documents.named(kept_ones, "atto").content == b"%PDF-1.7 atto"


def test_a_draft_has_no_act(make):
    with pytest.raises(WrongState):
        keeper.attach_act(make.edition(2026, "MG.1"), b"%PDF-1.7", **who(make))
