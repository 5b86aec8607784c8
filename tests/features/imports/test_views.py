"""The pages of an import, from the file to the end: own headings, what was refused, who may see it, how long it stays."""

import io
from datetime import timedelta

import openpyxl
import pytest

from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.imports import operations, queries
from riskreg.imports.models import ImportBatch, ImportRow, ImportSource
from riskreg.jobs import worker
from riskreg.people import queries as people
from riskreg.people.operations import units, users
from tests.features.imports.conftest import START, csv_of, outcomes, refusals
from tests.tables.books import drawn, workbook

ACT = {"on": "01/06/2026", "act": "Determinazione n. 61 del 30/05/2026"}
RENAMED = {"code": "A1", "name": "Area Nuova", **ACT}


@pytest.fixture
def area(make):
    return make.unit(code="A1", name="Area Uno", kind=UnitKind.AREA)


def batch_of(page) -> int:
    return int(page.response.request.path.rpartition("/")[2])


# The file


def test_the_pages_say_what_may_come_in_and_how(area, client_for):
    client = client_for(Role.ADMIN)
    page = client.get(START)
    assert {f"{START}/unita", f"{START}/utenti", f"{START}/ruoli"} <= set(page.links)
    page = client.get(f"{START}/unita")
    assert ("5.000 righe" in page.text, "1 MB" in page.text or "25 MB" in page.text) == (True, True)
    assert client.get("/organizzazione/unita").links.count(f"{START}/unita") == 1
    assert {f"{START}/utenti", f"{START}/ruoli"} <= set(client.get("/organizzazione/utenti").links)


def test_an_administrator_of_one_area_is_not_offered_users(area, client_for):
    client = client_for(Role.ADMIN, area)
    assert f"{START}/utenti" not in client.get(START).links
    client.get(f"{START}/utenti", 403)
    client.get(f"{START}/utenti/dati", 403)


@pytest.mark.parametrize("slug", ["niente", "file", "1"])
def test_a_kind_that_nobody_knows_is_not_there(area, client_for, slug):
    client_for(Role.ADMIN).get(f"{START}/{slug}", 404)


def test_a_file_that_cannot_be_read_says_why_at_its_field_and_leaves_nothing(area, sender):
    page = sender("units").upload(b"PK\x03\x04 niente", "unita.xlsx", status=422)
    assert page.errors == {"file": "Il file non si apre: è incompleto o rovinato. Salvalo di nuovo dal foglio di calcolo e riprova."}
    assert db.session.query(ImportBatch).count() == 0


def test_no_file_at_all(area, sender):
    somebody = sender("units")
    page = somebody.client.open("POST", f"{START}/unita", data={"csrf_token": somebody.client.token()})
    assert page.errors == {"file": "Scegli il file da importare."}
    assert sender("units").upload(b"", "", status=422).errors == {"file": "Scegli il file da importare."}


def test_a_hundred_megabytes_are_refused_before_they_are_read(area, sender):
    somebody = sender("units")
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    answer = somebody.client.http.post(
        f"{START}/unita",
        input_stream=io.BytesIO(head),
        environ_overrides={"CONTENT_LENGTH": str(100 * 1024 * 1024)},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert "troppo grande" in answer.get_data(as_text=True)


def test_one_row_too_many_is_refused(area, sender):
    rows = csv_of("units", *({"code": f"N{number}"} for number in range(5_001)))
    assert "più di 5.000 righe" in sender("units").upload(rows, status=422).errors["file"]


def test_a_formula_is_refused_at_its_cell_unless_nobody_reads_its_column(area, sender):
    def draw(column):
        def into(book):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Codice", "Ordine", "Totale"])
            sheet.write_row(1, 0, ["A1", 5, 5])
            sheet.write_formula(1, column, "=2+3", None, 5)

        return drawn(into)

    somebody = sender("units")
    page = somebody.client.get(somebody.upload(draw(1), "unita.xlsx").location)
    assert refusals(page)[0][1].startswith("Ordine (colonna B), «5»: La cella contiene una formula")
    page = somebody.client.get(somebody.upload(draw(2), "unita.xlsx").location)
    assert outcomes(page)["Da modificare"] == 1
    assert "Colonne del file che non si leggono: Totale" in page.text


# Their own headings


OWN = b"Matricola ufficio;Come si chiama;Dal;Estremi\r\nA1;Area Nuova;01/06/2026;Det. n. 5\r\n"


def test_own_headings_are_mapped_on_a_page_and_remembered(area, sender):
    somebody = sender("units")
    where = somebody.upload(OWN).location
    assert where.endswith("/colonne")
    page = somebody.client.get(where)
    assert "Nel file non si trova la colonna «Codice»." in page.text
    assert page.value("columns-6") == "2", "«Dal» was recognised"
    refused = somebody.client.send(page, 422)
    assert refused.errors == {"columns-0": "Scegli quale colonna del file è «Codice»."}
    shared = somebody.client.send(page, 422, **{"columns-0": "0", "columns-1": "0"})
    assert shared.summary == ["«Codice» e «Denominazione» leggono la stessa colonna del file: scegline due diverse."]
    answer = somebody.client.send(page, **{"columns-0": "0", "columns-1": "1", "columns-7": "3"})
    page = somebody.client.get(answer.location)
    assert outcomes(page)["Da modificare"] == 1
    somebody.confirm(page)
    assert people.unit_by_code("A1").name == "Area Nuova"
    assert not somebody.upload(OWN).location.endswith("/colonne"), "the next time it knows"
    assert not sender("units").upload(OWN).location.endswith("/colonne"), "whoever sends it"


def test_two_columns_of_one_name_are_for_a_person_to_tell_apart(area, sender):
    somebody = sender("units")
    where = somebody.upload(b"Codice;Ordine;Codice\r\nA1;5;B2\r\n").location
    page = somebody.client.get(where)
    assert "Più colonne del file si chiamano «Codice»" in page.text
    options = [option.get_text() for option in page.soup.select("#columns-0 option")]
    assert options == ["Non c'è nel file", "Codice (per esempio: A1)", "Ordine (per esempio: 5)", "Codice (per esempio: B2)"]


def test_the_columns_may_be_chosen_otherwise_after_the_preview(area, sender):
    somebody = sender("units")
    preview = somebody.client.get(somebody.upload(b"Codice;Vecchio ordine;Ordine\r\nA1;5;7\r\n").location)
    page = somebody.client.get(f"{preview.response.request.path}/colonne")
    answer = somebody.client.send(page, **{"columns-5": "1"})
    somebody.confirm(somebody.client.get(answer.location))
    assert people.unit_by_code("A1").position == 5


def test_a_choice_that_is_not_in_the_file_is_refused(area, sender):
    somebody = sender("units")
    page = somebody.client.get(somebody.upload(OWN).location)
    assert somebody.client.send(page, 422, **{"columns-0": "77"}).errors["columns-0"] == "Scegli una voce dell'elenco."


# The preview


def test_the_preview_filters_pages_and_downloads(area, sender):
    somebody = sender("units")
    page = somebody.preview(RENAMED, *({"code": f"N{number}", "name": f"UO {number}", **ACT} for number in range(60)))
    assert outcomes(page) == {"Da creare": 0, "Da modificare": 1, "Già così": 0, "Rifiutata": 60}
    here = page.response.request.path
    assert len(somebody.client.get(f"{here}?esito=changed").rows()) == 1
    assert len(somebody.client.get(f"{here}?pagina=2").rows()) == 11
    assert len(somebody.client.get(f"{here}?cerca=uo 17").rows()) == 1
    refused = somebody.client.ask("GET", f"{here}/rifiutate")
    sheet = openpyxl.load_workbook(io.BytesIO(refused.data)).active
    assert (sheet.max_row, sheet["A2"].value, sheet["C2"].value) == (61, 3, "N0")
    assert "Scegli il tipo di unità." in sheet["B2"].value


def test_what_was_refused_comes_back_mended(area, sender):
    """The file of refused rows is itself a file that can be brought in."""
    somebody = sender("units")
    page = somebody.preview({"code": "N1", "name": "UO Nuova", "parent_code": "A1", **ACT})
    content = somebody.client.ask("GET", f"{page.response.request.path}/rifiutate").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    heads = [cell.value for cell in book.active[1]]
    book.active.cell(2, heads.index("Tipo") + 1).value = "uo"
    out = io.BytesIO()
    book.save(out)
    mended = somebody.client.get(somebody.upload(out.getvalue(), "mended.xlsx").location)
    somebody.confirm(mended)
    assert people.unit_by_code("N1").parent.code == "A1"


def test_a_preview_changes_nothing_at_all(area, sender):
    somebody = sender("units")
    before = len(trail([area.subject]))
    somebody.preview(RENAMED, {"code": "N1", "name": "UO", "kind": "uo", "parent_code": "A1", **ACT})
    assert people.unit_by_code("A1").name == "Area Uno"
    assert people.unit_by_code("N1") is None
    assert len(trail([area.subject])) == before


def test_when_nothing_would_change_there_is_nothing_to_confirm(area, sender):
    somebody = sender("units")
    page = somebody.preview({"code": "A1", "name": "Area Uno"})
    assert "non c'è nulla da importare" in page.text
    assert page.soup.find(attrs={"name": "preview"}) is None
    somebody.confirm(page, 422)


def test_the_outcome_says_what_was_done_and_the_trail_who_did_it(area, sender):
    somebody = sender("units")
    page = somebody.bring_in(RENAMED)
    assert page.h1 == "Importazione eseguita"
    assert "Nessuna riga creata, 1 modificata, nessuna già così." in page.text
    (done, received) = trail([f"import_batch:{batch_of(page)}"])
    assert (received.tag, done.tag) == ("import:file:received", "import:rows:applied")
    assert '"changed":1' in done.diff
    assert "tabella.csv" not in received.diff, "a file may be called after somebody"
    changed = trail([area.subject])[0]
    assert (changed.tag, changed.actor) == ("unit:name:changed", done.actor)


def test_once_brought_in_nothing_speaks_of_what_is_to_come_and_the_page_says_what_comes_next(area, sender):
    somebody = sender("units")
    page = somebody.client.get(
        somebody.upload("Codice;Denominazione;Con effetto dal;Atto\nA1;Area Qualità;01/06/2026;Atto n. 1\n".encode("cp1252")).location
    )
    assert "Controlla che le lettere accentate siano giuste: «Qualità»." in page.text
    done = somebody.confirm(page)
    assert "lettere accentate" not in done.text
    assert [option.get_text() for option in done.soup.select("select[name=esito] option")][1:3] == ["Creata", "Modificata"]
    assert "/organizzazione/importa/utenti" in done.links


def test_users_brought_in_are_invited_next_by_who_may(sender):
    done = sender("users").bring_in({"email": "nuova@camera.example", "family_name": "Nuova", "given_name": "Ada"})
    assert {"/organizzazione/importa/ruoli", "/organizzazione/utenti/invita"} <= set(done.links)


def test_the_files_that_wait_say_where_they_stand_and_are_taken_away_after_a_question(area, sender):
    somebody = sender("units")
    ready = somebody.preview(RENAMED).response.request.path
    somebody.preview(RENAMED | {"code": ""}, RENAMED)
    somebody.upload(b"Boh;Mah\nA1;x\n")
    somebody.preview({"code": "A1", "name": area.name})
    page = somebody.client.get(START)
    assert [(row[2], row[3]) for row in page.rows()] == [
        ("niente da importare", "tu"), ("colonne da abbinare", "tu"), ("1 riga da correggere", "tu"), ("pronto da confermare", "tu"),
    ]  # fmt: skip
    assert f"{ready}/annulla" in page.links
    question = somebody.client.get(f"{ready}/annulla")
    assert "Vuoi annullare l'importazione del file tabella.csv?" in question.text
    assert batch_of(somebody.client.get(ready)) in [one.id for one in db.session.query(ImportBatch).filter_by(state="open")]
    somebody.client.send(question, at=f"{ready}/annulla")
    assert ready not in somebody.client.get(START).links


def test_it_is_brought_in_once(area, sender):
    somebody = sender("units")
    page = somebody.preview(RENAMED)
    somebody.confirm(page)
    assert "già conclusa" in somebody.confirm(page, 422).text


def test_only_the_preview_that_was_seen_is_brought_in(area, sender):
    """In another tab the columns were chosen again: this page speaks of something else."""
    somebody = sender("units")
    page = somebody.client.get(somebody.upload(b"Codice;Vecchio ordine;Ordine\r\nA1;5;7\r\n").location)
    here = page.response.request.path
    somebody.client.send(somebody.client.get(f"{here}/colonne"), **{"columns-5": "1"})
    assert "guardala di nuovo" in somebody.confirm(page, 422).text
    assert people.unit_by_code("A1").position not in (5, 7)


# What others do meanwhile


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def test_a_row_that_somebody_saved_since_stops_everything_and_is_named(area, make, sender):
    make.unit(code="A2", name="Area Due", kind=UnitKind.AREA)
    somebody = sender("units")
    page = somebody.preview(RENAMED, {"code": "A2", "name": "Area Due Nuova", **ACT})
    with writing():
        unit = people.unit_by_code("A2")
        units.change_sheet(unit, code="A2", is_staff=True, position=unit.position, version=None, **by())
    overtaken = somebody.confirm(page, 409)
    assert "Non è stato importato nulla" in overtaken.text
    assert [item.get_text() for item in overtaken.soup.select(".rr-tone-danger li")] == ["riga 3: A2 Area Due Nuova"]
    assert people.unit_by_code("A1").name == "Area Uno"
    again = somebody.client.send(overtaken, at=f"{page.response.request.path}/anteprima")
    somebody.confirm(somebody.client.get(again.location))
    assert [people.unit_by_code(code).name for code in ("A1", "A2")] == ["Area Nuova", "Area Due Nuova"]


def test_a_row_that_would_be_created_and_is_there_by_now_stops_everything(area, make, sender):
    somebody = sender("units")
    page = somebody.preview({"code": "N1", "name": "UO", "kind": "uo", "parent_code": "A1", **ACT})
    make.unit(code="N1", name="UO di altri")
    assert "riga 2: N1 UO" in somebody.confirm(page, 409).text


def test_what_the_row_stands_on_counts_too(area, make, sender):
    """The structure above was closed since: its row says nothing of it, the rule does."""
    above = make.unit(code="A9", name="Area Nove", kind=UnitKind.AREA)
    somebody = sender("units")
    page = somebody.preview({"code": "N1", "name": "UO", "kind": "uo", "parent_code": "A9", "on": "20/11/2026", "act": "Atto"})
    units.close(above, None, last_day=clock.today() - timedelta(days=10), act="Atto", **make._by())
    db.session.commit()
    assert "riga 2" in somebody.confirm(page, 409).text


def test_rights_are_those_of_the_moment_of_the_confirmation(area, make, client_for):
    from tests.features.imports.conftest import Sender

    user = make.user()
    grant = make.grant(user, Role.ADMIN)
    somebody = Sender(client_for(user=user), "units")
    page = somebody.preview(RENAMED)
    make.grant(make.user(), Role.ADMIN)
    users.end_role(grant, clock.today() - timedelta(days=1), **make._by())
    db.session.commit()
    somebody.client.open("POST", f"{page.response.request.path}/esegui", data={"csrf_token": somebody.client.token()})
    assert people.unit_by_code("A1").name == "Area Uno"


# Who sees it, and for how long


def test_a_file_is_seen_by_who_sent_it_and_by_the_administrators_of_the_whole_body(area, make, sender, client_for):
    mine = sender("units", Role.ADMIN, area)
    here = mine.preview(RENAMED).response.request.path
    mine.client.get(here)
    assert here in mine.client.get(START).links
    client_for(Role.ADMIN).get(here)
    other = client_for(Role.ADMIN, make.unit(code="A2", kind=UnitKind.AREA))
    assert here not in other.get(START).links
    for path in (here, f"{here}/colonne", f"{here}/rifiutate"):
        other.get(path, 403)


def test_a_file_that_nobody_wants_any_more_leaves_nothing_but_that_it_came(area, sender):
    somebody = sender("units")
    page = somebody.preview(RENAMED)
    here = page.response.request.path
    somebody.client.send(page, at=f"{here}/annulla")
    assert (db.session.query(ImportRow).count(), db.session.query(ImportSource).count()) == (0, 0)
    assert "non è stato importato nulla" in somebody.client.get(here).text
    assert here not in somebody.client.get(START).links
    somebody.confirm(page, 422)
    somebody.client.get(f"{here}/colonne", 422)


def test_erasing_a_person_takes_every_file_along(area, make, sender):
    gone = make.user(email="andata@camera.example")
    somebody = sender("users")
    page = somebody.preview({"email": "andata@camera.example", "family_name": "Andata", "given_name": "Eva"})
    users.disable_user(gone, **make._by())
    users.erase_person(gone, **make._by())
    db.session.commit()
    assert (db.session.query(ImportRow).count(), db.session.query(ImportSource).count()) == (0, 0)
    shown = somebody.client.get(page.response.request.path)
    assert "Il contenuto del file non c'è più" in shown.text
    assert "tabella.csv" not in shown.text
    assert "andata" not in shown.text


def test_the_night_takes_old_files_away(real_app):
    with writing():
        root = units.open_unit(units.NewUnit("ENTE", "Ente", UnitKind.BODY, None), on=clock.today(), act="", **by())
    assert root.id
    from tests.factories import Factory

    old, fresh = Factory().batch(None), None
    with clock.frozen(clock.now() + timedelta(days=8)):
        fresh = Factory().batch(None)
        with writing():
            from riskreg.jobs import operations as jobs

            jobs.enqueue("imports:tidy", {}, **by())
        worker.run(real_app, once=True)
    db.session.expire_all()
    assert [queries.batch(one.id).state for one in (old, fresh)] == ["dropped", "open"]
    assert queries.counts(old.id)[next(iter(queries.counts(old.id)))] == 0
    assert sum(queries.counts(fresh.id).values()) == 1


# What goes out


@pytest.mark.parametrize("slug", ["unita", "utenti", "ruoli"])
def test_an_empty_form_is_read_as_ours_and_has_nothing_to_bring_in(area, client_for, slug):
    client = client_for(Role.ADMIN)
    answer = client.ask("GET", f"{START}/{slug}/modello")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[1].title == "Come si compila"
    assert (book.active.max_row, book.active["A1"].font.bold) == (1, True)
    assert book.worksheets[0].column_dimensions["A"].width > 10


@pytest.mark.parametrize("kind", ["units", "users", "roles"])
def test_what_goes_out_comes_back_without_a_change(area, make, sender, kind):
    make.grant(make.user(job_title="=cmd", family_name="D'Angelo"), Role.DIRIGENTE, area, to_on=clock.today())
    make.unit(code="1.10", name="-UO con un segno", parent=area)
    somebody = sender(kind)
    content = somebody.client.ask("GET", f"{START}/{somebody.slug}/dati").data
    page = somebody.client.get(somebody.upload(content, "dati.xlsx").location)
    assert outcomes(page)["Già così"] >= 2
    assert outcomes(page) == {"Da creare": 0, "Da modificare": 0, "Già così": outcomes(page)["Già così"], "Rifiutata": 0}


def test_an_administrator_of_one_area_takes_out_only_its_roles(area, make, client_for):
    make.grant(make.user(email="lontana@camera.example"), Role.DIRIGENTE)
    make.grant(make.user(email="vicina@camera.example"), Role.DIRIGENTE, area)
    data = client_for(Role.ADMIN, area).ask("GET", f"{START}/ruoli/dati").data
    emails = {row[0].value for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)}
    assert "vicina@camera.example" in emails
    assert "lontana@camera.example" not in emails


def test_the_sheet_that_was_read_is_named(area, sender):
    def draw(book):
        book.add_worksheet("Note").write(0, 0, "x")
        sheet = book.add_worksheet("Dati")
        sheet.write_row(0, 0, ["Codice", "Ordine"])
        sheet.write_row(1, 0, ["A1", 12.0])

    somebody = sender("units")
    page = somebody.client.get(somebody.upload(drawn(draw), "unita.xlsx").location)
    assert "È stato letto il foglio «Dati»; il foglio «Note» no." in page.text
    somebody.confirm(page)
    assert people.unit_by_code("A1").position == 12


def test_codes_that_look_like_numbers(area, sender):
    content = workbook(
        [
            ["Codice", "Denominazione", "Tipo", "Codice della struttura superiore", "Con effetto dal", "Atto"],
            [1250, "UO", "uo", "A1", 46174, "Atto"],
        ]
    )
    somebody = sender("units")
    page = somebody.client.get(somebody.upload(content, "unita.xlsx").location)
    assert "Con effetto dal (colonna E): «46174» non è una data" in refusals(page)[0][1], "a number is no day unless it looks like one"


def test_operations_insist_themselves(area, make):
    """A road that skips the page skips no rule."""
    from riskreg.domain.errors import NotAllowed
    from riskreg.tables import kinds

    for call in (
        lambda: operations.on_paper(kinds.named("users"), [], by=make.person(Role.COMPLIANCE), at=clock.now()),
        lambda: operations.drop(make.batch(None), by=make.person(Role.COMPLIANCE), at=clock.now()),
    ):
        with pytest.raises(NotAllowed):
            call()
