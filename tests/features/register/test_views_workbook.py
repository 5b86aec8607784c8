"""The pages by which the register goes out to a workbook and comes back."""

import io

import openpyxl
import pytest

from riskreg.audit.models import AuditEntry
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.register import queries
from tests.features.imports.conftest import Sender, outcomes

EXCEL = "/registro/excel"


@pytest.fixture
def process(make):
    process = make.process(code="B.01", name="Affidamenti")
    make.measure(make.event(make.phase(process, name="Scelta"), name="Accordo"), name="Controllo")
    return process


def taken(client):
    answer = client.open("POST", f"{EXCEL}/scarica", data={"csrf_token": client.token()})
    assert answer.status == 200
    assert answer.response.headers["Content-Disposition"] == "attachment; filename=registro-2026-11-21.xlsx"
    return openpyxl.load_workbook(io.BytesIO(answer.response.data))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_whoever_keeps_the_register_takes_it_and_brings_it_back(client_for, process):
    sender = Sender(client_for(Role.RPCT), "register")
    page = sender.client.get("/registro")
    assert "Esporta in Excel" in page.text
    assert "Importa il file modificato" in sender.client.get(EXCEL).text
    book = taken(sender.client)
    book["Fasi"]["E2"] = "Scelta del contraente"
    preview = sender.client.get(sender.upload(saved(book), "registro.xlsx").location)
    assert (
        outcomes(preview) == {"Da creare": 0, "Da modificare": 1, "Già così": 7, "Rifiutata": 0} or outcomes(preview)["Da modificare"] == 1
    )
    assert "Fasi, riga 2" in preview.text
    assert "Cambia le colonne" not in preview.text
    assert next(row[0] for row in preview.rows()) == "Fasi, riga 2", "what changes stands before what is so already"
    only = sender.client.get(f"{preview.response.request.path}?foglio=2")
    assert [row[0] for row in only.rows()] == ["Fasi, riga 2"]
    done = sender.confirm(preview)
    assert "1 modificata" in done.text
    assert queries.process(process.id).phases[0].name == "Scelta del contraente"


def test_what_changes_nothing_is_not_even_kept(client_for, process):
    sender = Sender(client_for(Role.RPCT), "register")
    content = saved(taken(sender.client))
    before = db.session.query(AuditEntry).count()
    page = sender.client.get(sender.upload(content, "registro.xlsx").location)
    assert "Nessuna modifica" in page.text
    assert db.session.query(AuditEntry).count() == before


def test_refused_rows_are_told_by_sheet_and_can_be_taken_away(client_for, process):
    sender = Sender(client_for(Role.COMPLIANCE), "register")
    book = taken(sender.client)
    book["Eventi"]["H2"] = "z"
    preview = sender.client.get(sender.upload(saved(book), "registro.xlsx").location)
    assert "Fattori (colonna H)" in preview.text
    sender.confirm(preview, status=409 if preview.value("preview") else 422)
    listed = sender.client.get(f"{preview.response.request.path}/rifiutate")
    rows = list(openpyxl.load_workbook(io.BytesIO(listed.response.data)).active.values)
    assert rows[1][:2] == ("Eventi", 2)


def test_looked_at_again_it_is_judged_on_what_stands_now(client_for, process):
    sender = Sender(client_for(Role.RPCT), "register")
    book = taken(sender.client)
    book["Fasi"]["E2"] = "Altro"
    preview = sender.client.get(sender.upload(saved(book), "registro.xlsx").location)
    path = preview.response.request.path
    again = sender.client.open("POST", f"{path}/anteprima", data={"csrf_token": sender.client.token()})
    assert again.status == 302
    assert outcomes(sender.client.get(path))["Da modificare"] == 1
    assert sender.client.get(f"{path}/colonne", status=404).status == 404


def test_another_file_is_refused_at_its_field(client_for, process):
    sender = Sender(client_for(Role.RPCT), "register")
    page = sender.upload(b"a;b\n1;2\n", status=422)
    assert "Serve la cartella di lavoro di Excel" in page.text
    assert sender.client.get("/organizzazione/importa/registro/modello", status=404).status == 404


def test_a_referente_takes_their_own_and_finds_no_way_back(client_for, make, process):
    client = client_for(Role.REFERENTE, process.unit)
    assert "Importa il file modificato" not in client.get(EXCEL).text
    assert [row[1] for row in taken(client)["Processi"].values] == ["Codice", "B.01"]
    assert client.get("/organizzazione/importa/registro", status=403).status == 403
