"""riskreg register: the whole register out to a workbook and back, with the exit codes of a shell; and plain lists."""

import openpyxl
import pytest

from riskreg.audit.models import AuditEntry
from riskreg.audit.queries import trail
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.imports.models import ImportBatch, ImportRow, ImportSource
from riskreg.people import queries as people
from riskreg.register import queries
from tests.cli.command import riskreg
from tests.factories import Factory


@pytest.fixture
def body(real_app):
    make = Factory()
    area = make.unit(code="A1", name="Area Uno", kind=UnitKind.AREA)
    make.grant(make.user(email="rpct@ente.example"), Role.RPCT)
    make.grant(make.user(email="referente@ente.example"), Role.REFERENTE, area)
    make.measure(
        make.event(make.phase(make.process(code="B.01", name="Affidamenti", unit=area), name="Scelta"), name="Accordo"), name="Controllo"
    )
    return real_app


@pytest.fixture
def file(body, tmp_path):
    """The exported workbook, edited: {("Fasi", "E2"): "…"}."""
    path = tmp_path / "registro.xlsx"

    def edited(cells=(), by="rpct@ente.example"):
        assert riskreg(body, "register", "export", str(path), "--by", by).code == 0
        book = openpyxl.load_workbook(path)
        for (sheet, place), value in dict(cells).items():
            book[sheet][place] = value
        book.save(path)
        return str(path)

    return edited


def test_out_and_back_as_it_is_changes_nothing(body, file):
    path = file()
    before = db.session.query(AuditEntry).count()
    done = riskreg(body, "register", "import", path, "--by", "rpct@ente.example")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Nessuna modifica: il file dice quello che c'è già."
    assert "Fasi: create 0, modificate 0, già così 1, rifiutate 0" in done.out
    assert (db.session.query(AuditEntry).count(), db.session.query(ImportBatch).count()) == (before, 0)


def test_a_change_comes_in_and_the_trail_says_for_whom(body, file):
    path = file({("Fasi", "E2"): "Scelta del contraente"})
    tried = riskreg(body, "register", "import", path, "--dry-run", "--json")
    assert (tried.json["changed"], tried.json["applied"], tried.json["sheets"]["Fasi"]["changed"]) == (1, False, 1)
    done = riskreg(body, "register", "import", path, "--by", "rpct@ente.example")
    assert (done.code, done.err) == (0, "")
    assert "Fasi: create 0, modificate 1, già così 0, rifiutate 0" in done.out
    phase = queries.process_by_code("B.01").phases[0]
    assert phase.name == "Scelta del contraente"
    assert trail([phase.subject])[0].actor == people.user_by_email("rpct@ente.example").subject
    assert (db.session.query(ImportRow).count(), db.session.query(ImportSource).count()) == (0, 0)
    assert verify().is_whole
    again = riskreg(body, "register", "import", path)
    assert (again.code, again.out.splitlines()[-1][:16]) == (0, "Nessuna modifica")


def test_a_bad_row_is_named_by_sheet_and_row_and_nothing_comes_in(body, file):
    path = file({("Fasi", "E2"): "Altro", ("Eventi", "H2"): "z"})
    refused = riskreg(body, "register", "import", path)
    assert refused.code == 1
    assert refused.err.startswith("Eventi, riga 2: Fattori: Scrivi le lettere dei fattori")
    assert queries.process_by_code("B.01").phases[0].name == "Scelta"
    told = riskreg(body, "register", "import", path, "--json").json
    assert [(one["sheet"], one["row"], one["column"]) for one in told["refusals"]] == [("Eventi", 2, "Fattori")]
    assert told["sheets"]["Eventi"]["refused"] == 1


def test_a_referente_takes_out_their_own_and_brings_nothing_in(body, file):
    path = file(by="referente@ente.example")
    refused = riskreg(body, "register", "import", path, "--by", "referente@ente.example")
    assert refused.code == 1
    assert "Nessuna modifica" not in refused.out


def test_what_is_no_workbook_of_ours_is_refused_with_a_sentence(body, tmp_path):
    path = tmp_path / "elenco.csv"
    path.write_text("ID;Codice\n1;B.01\n")
    refused = riskreg(body, "register", "import", str(path))
    assert (refused.code, refused.err.strip()) == (
        1,
        "Serve la cartella di lavoro di Excel (.xlsx) esportata da riskreg, con tutti i suoi fogli.",
    )


def test_plain_lists_with_column_names_of_their_own(body, tmp_path):
    """What an office keeps in a list of its own comes in by what people call things; who is not recognised is told apart."""
    lists = {
        "processes": "Codice processo;Processo;Area di rischio;Ufficio\nB.02;Concessioni;B;A1\n",
        "events": "Codice processo;Fase;Rischio;Fattori abilitanti\nB.02;Istruttoria;Favoritismi;a, d\nB.02;Istruttoria;Ritardi;c\nB.01;Scelta;Accordo;b\n",
        "measures": "Codice;Misura specifica;Tipologia;Processo;Evento;Responsabile\nB.02.M1;Doppia firma;controllo;B.02;Favoritismi;Area Uno; \nB.02.M2;Registro;Trasparenza;B.02;;Ufficio Gare\n",
    }  # fmt: skip
    lists["measures"] = lists["measures"].replace("Area Uno; ", "Area Uno")
    for kind, text in lists.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        done = riskreg(body, kind, "import", str(path))
        assert (done.code, done.err) == (0, ""), done
        again = riskreg(body, kind, "import", str(path), "--json")
        assert (again.code, again.json["applied"], again.json["changed"], again.json["created"]) == (0, False, 0, 0)
    process = queries.process_by_code("B.02")
    assert [(phase.name, [event.name for event in phase.events]) for phase in process.phases] == [
        ("Istruttoria", ["Favoritismi", "Ritardi"])
    ]
    assert [one.factor for one in queries.process_by_code("B.01").phases[0].events[0].factors] == ["b"]
    first, second = queries.measure_by_code("B.02.M1"), queries.measure_by_code("B.02.M2")
    assert ([one.title for one in first.owners], [link.title for link in first.events]) == (["Area Uno"], ["Favoritismi"])
    assert ([(one.kind, one.name) for one in second.owners], len(second.events)) == ([("unlinked", "Ufficio Gare")], 2)
    assert verify().is_whole
