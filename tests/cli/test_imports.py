"""riskreg units|users|roles: in from a file and out to one, with the exit codes of a shell."""

import pytest

from riskreg.audit.queries import trail
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.imports.models import ImportBatch, ImportRow, ImportSource
from riskreg.people import queries
from tests.cli.command import riskreg
from tests.factories import Factory
from tests.features.imports.conftest import csv_of

ACT = {"on": "01/06/2026", "act": "Determinazione n. 61 del 30/05/2026"}
NEW = {"code": "A1.1", "name": "UO Gare", "kind": "uo", "parent_code": "A1", **ACT}


@pytest.fixture
def body(real_app):
    make = Factory()
    area = make.unit(code="A1", name="Area Uno", kind=UnitKind.AREA)
    make.unit(code="A2", name="Area Due", kind=UnitKind.AREA)
    make.grant(make.user(email="capo@ente.example"), Role.ADMIN)
    make.grant(make.user(email="capo.a1@ente.example"), Role.ADMIN, area)
    return real_app


@pytest.fixture
def file(tmp_path):
    def write(kind, *rows, name="tabella.csv"):
        path = tmp_path / name
        path.write_bytes(csv_of(kind, *rows))
        return str(path)

    return write


def test_a_file_comes_in_and_the_trail_says_for_whom(body, file):
    done = riskreg(body, "units", "import", file("units", NEW), "--by", "capo@ente.example")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Importazione eseguita. 1 riga creata, nessuna modificata, nessuna già così.\n"
    unit = queries.unit_by_code("A1.1")
    assert trail([unit.subject])[0].actor == queries.user_by_email("capo@ente.example").subject
    batch = db.session.query(ImportBatch).one()
    assert (batch.state, batch.created, batch.owner.email) == ("applied", 1, "capo@ente.example")
    assert (db.session.query(ImportRow).count(), db.session.query(ImportSource).count()) == (0, 0)
    assert verify().is_whole


def test_again_is_no_change_and_no_error(body, file):
    path = file("units", NEW)
    riskreg(body, "units", "import", path)
    again = riskreg(body, "units", "import", path, "--json")
    assert (again.code, again.json["applied"], again.json["unchanged"]) == (0, False, 1)
    assert db.session.query(ImportBatch).count() == 1


def test_a_trial_changes_nothing_and_says_what_would_happen(body, file):
    tried = riskreg(body, "units", "import", file("units", NEW), "--dry-run", "--json")
    assert (tried.code, tried.json["created"], tried.json["applied"]) == (0, 1, False)
    assert queries.unit_by_code("A1.1") is None
    assert db.session.query(ImportBatch).count() == 0


def test_one_bad_row_and_nothing_comes_in(body, file):
    refused = riskreg(body, "units", "import", file("units", NEW, NEW | {"code": "A1.2", "parent_code": "Z9"}), "--json")
    assert (refused.code, refused.json["applied"], refused.json["refused"]) == (1, False, 1)
    assert refused.json["refusals"] == [
        {"row": 3, "column": "Codice della struttura superiore", "text": "Z9", "sentence": "Nessuna unità ha il codice «Z9», né tra quelle che ci sono né in questo file."}
    ]  # fmt: skip
    assert queries.unit_by_code("A1.1") is None
    in_words = riskreg(body, "units", "import", file("units", NEW | {"on": "ieri"}))
    assert in_words.code == 1
    assert in_words.err.startswith("Riga 2: Con effetto dal: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Sigla;Boh\nA1;x\n", ""),
        (b"Boh;Mah\nA1;x\n", "Nel file non si trova la colonna «Codice»."),
        (b"PK\x03\x04", "incompleto"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
    ids=["a synonym", "headings of their own", "a broken workbook", "no text"],
)
def test_a_file_that_cannot_be_read_is_one_and_a_sentence(body, tmp_path, content, words):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    ended = riskreg(body, "units", "import", str(path))
    assert ended.code == (1 if words else 0)
    assert words in ended.err


def test_whoever_may_not_may_not_from_here_either(body, file):
    assert riskreg(body, "users", "import", file("users", {"email": "x@ente.example"}), "--by", "capo.a1@ente.example").code == 1
    elsewhere = riskreg(body, "units", "import", file("units", NEW | {"parent_code": "A2"}), "--by", "capo.a1@ente.example")
    assert elsewhere.code == 1
    assert "un'unità per cui non hai un ruolo" in elsewhere.err
    assert riskreg(body, "users", "export", "-", "--by", "capo.a1@ente.example").code == 1


def test_a_file_that_is_not_there_and_a_person_that_is_not_are_wrong_use(body, file, tmp_path):
    assert riskreg(body, "units", "import", str(tmp_path / "nessuno.csv")).code == 2
    assert riskreg(body, "units", "import", file("units", NEW), "--by", "nessuno@ente.example").code == 2


def test_a_file_larger_than_a_request_is_refused_unread(body, tmp_path):
    path = tmp_path / "grande.csv"
    with path.open("wb") as grown:
        grown.truncate(100 * 1024 * 1024)
    refused = riskreg(body, "units", "import", str(path))
    assert refused.code == 1
    assert "RISKREG_UPLOAD_MB" in refused.err


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["units", "users", "roles"])
def test_out_and_in_again_is_no_change(body, tmp_path, kind, suffix):
    path = str(tmp_path / f"dati.{suffix}")
    assert riskreg(body, kind, "export", path).code == 0
    back = riskreg(body, kind, "import", path, "--json")
    assert (back.code, back.json["applied"], back.json["created"] + back.json["changed"] + back.json["refused"]) == (0, False, 0)
    assert back.json["unchanged"] >= 2


def test_somebody_who_saves_in_between_stops_it_and_is_told_of(body, file, monkeypatch):
    from riskreg.imports import operations

    def overtaken(*_args, **_kwargs):
        raise operations.Overtaken([(2, "A1.1 UO Gare")])

    monkeypatch.setattr(operations, "apply", overtaken)
    stopped = riskreg(body, "units", "import", file("units", NEW))
    assert stopped.code == 1
    assert "riga 2: A1.1 UO Gare" in stopped.err
    assert db.session.query(ImportBatch).one().state == "dropped"
