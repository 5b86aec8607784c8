"""Evidence as people meet it: several files at once, each refusal with its sentence, never served where it could run."""

import errno
import io
import os
from datetime import date

import pytest

from riskreg.core import clock, storage, transactions
from riskreg.core.extensions import db
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.evidence import operations, queries
from riskreg.web import uploads

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def measure(make, unit):
    return make.measure(make.event(make.phase(make.process(unit=unit))), owner=unit)


@pytest.fixture
def referente(client_for, unit):
    return client_for(Role.REFERENTE, unit)


def new(measure):
    return f"/prove/di/misura/{measure.id}/nuova"


def files(*sent):
    return [(io.BytesIO(content), name) for name, content in sent]


def send(client, path, *sent, status=302, **typed):
    data = {"csrf_token": client.token(), "files": files(*sent), **typed}
    page = client.open("POST", path, data=data, content_type="multipart/form-data")
    assert page.status == status, (page.status, page.h1, page.errors)
    return page


def shown(measure, client):
    return client.get(f"/misure/{measure.id}")


def contents(app):
    return sorted(path for path in storage._root().rglob("*") if path.is_file())


def test_files_addresses_and_protocol_numbers_go_together(measure, referente):
    send(
        referente, new(measure), ("relazione.pdf", PDF), ("note.txt", b"Fatto."), links="https://www.ente.example/atto\nhttps://www.ente.example/due",
        protocols="7/2026 del 12/03/2026", note="La prima attuazione.",
    )  # fmt: skip
    page = shown(measure, referente)
    assert page.messages == ["Fatto: 5 prove allegate."]
    assert {row[0] for row in page.rows() if len(row) == 5} == {
        "relazione.pdf", "note.txt", "https://www.ente.example/atto", "https://www.ente.example/due", "Prot. n. 7/2026 del 12/03/2026",
    }  # fmt: skip
    assert "La prima attuazione." in page.text


def test_the_limits_are_said_before_and_each_refusal_after_and_what_was_typed_stays(app, measure, referente):
    before = contents(app)
    page = referente.get(new(measure))
    assert "al massimo 25 MB ciascuno e 100 MB in tutto" in page.text
    page = send(
        referente, new(measure), ("buono.txt", b"Va bene."), ("fattura.pdf", b"MZ\x90\0"), ("pagina.html", b"<script>"), ("vuoto.txt", b""),
        links="https://www.ente.example/atto", note="Nota scritta", status=422,
    )  # fmt: skip
    said = page.errors["files"]
    for words in (
        "«fattura.pdf»: il nome dice PDF, ma dentro c'è un programma",
        "i file .html non si possono allegare",
        "«vuoto.txt» è vuoto",
        "Non è stato salvato nulla",
    ):
        assert words in said
    assert "buono.txt" not in said
    assert (page.value("links"), page.value("note")) == ("https://www.ente.example/atto", "Nota scritta")
    assert contents(app) == before, "nothing half stored"
    assert "Nessuna prova allegata." in shown(measure, referente).text


def test_a_wrong_line_among_the_addresses_keeps_the_files_out_too(app, measure, referente):
    before = contents(app)
    page = send(referente, new(measure), ("buono.txt", b"Va bene, ma insieme no."), links="javascript:alert(1)", status=422)
    assert "indirizzo completo" in page.errors["links"]
    assert contents(app) == before
    assert "buono.txt" not in shown(measure, referente).text


def test_a_name_that_hides_something_is_cleaned_and_said(measure, referente):
    send(referente, new(measure), ("../../verbale\u202efdp.txt", b"Letto."))
    page = shown(measure, referente)
    assert "Il nome è stato ripulito da segni che non si vedono o da cartelle: verbalefdp.txt." in page.text


def test_it_is_served_as_a_file_to_keep_never_to_run(make, measure, referente):
    send(referente, new(measure), ("perché «no».txt", b"Contenuto."))
    one = queries.of("measure", measure.id, _anybody()).standing[0].evidence
    path = f"/prove/{one.id}/versioni/1/scarica"
    answer = referente.ask("POST", path, data={"csrf_token": referente.token()})
    assert answer.status_code == 200
    assert answer.data == b"Contenuto."
    headers = answer.headers
    assert headers["Content-Disposition"] == "attachment; filename=\"perche no.txt\"; filename*=UTF-8''perch%C3%A9%20%C2%ABno%C2%BB.txt"
    assert (headers["X-Content-Type-Options"], headers["Content-Security-Policy"]) == ("nosniff", "sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"].startswith("text/plain")
    page = referente.get(f"/prove/{one.id}")
    assert len([row for row in page.rows() if row[0].startswith("21/11/2026") and row[-1] == "1"]) == 1, "who took it away"


def _anybody():
    from riskreg.domain.permissions import COMMAND_LINE

    return COMMAND_LINE


def test_another_units_file_cannot_be_told_from_none(make, measure, client_for):
    one, stranger = make.evidence(measure), client_for(Role.REFERENTE, make.unit())
    link = make.evidence_link(one).id
    for beside in (0, 10_000):
        number = one.id + beside
        for path in (
            f"/prove/{number}",
            f"/prove/{number}/cronologia",
            f"/prove/{number}/versione",
            f"/prove/collegamenti/{link + beside}/ritira",
        ):
            assert stranger.get(path, status=404).h1
        answer = stranger.ask("POST", f"/prove/{number}/versioni/1/scarica", data={"csrf_token": stranger.token()})
        assert answer.status_code == 404
    assert one.title not in stranger.get("/prove").text


def test_the_history_tells_no_more_than_the_sheet_of_where_it_is_used(make, measure, referente, client_for):
    one = make.evidence(measure)
    secret = make.measure(make.event(make.phase(make.process(unit=make.unit()))), name="Ispezioni a sorpresa")
    office = client_for(Role.COMPLIANCE)
    office.send(office.get(f"/prove/di/misura/{secret.id}/riusa"), evidence_id=str(one.id))
    assert "È usata anche in 1 altra pagina che non puoi leggere" in referente.get(f"/prove/{one.id}").text
    assert "Ispezioni a sorpresa" in office.get(f"/prove/{one.id}/cronologia").text
    history = referente.get(f"/prove/{one.id}/cronologia").text
    assert measure.name in history
    assert "Ispezioni a sorpresa" not in history


def test_whoever_stands_in_reads_until_the_delegation_ends(make, unit, measure, client_for):
    one, boss, deputy = make.evidence(measure), make.user(), make.user()
    grant = make.grant(boss, Role.DIRIGENTE, unit)
    make.delegation(grant, deputy, to_on=date(2026, 11, 25))
    paths = (
        f"/prove/{one.id}",
        f"/prove/{one.id}/cronologia",
        f"/prove/collegamenti/{make.evidence_link(one).id}/ritira",
        f"/prove/di/misura/{measure.id}/nuova",
    )
    for day, allowed in ((date(2026, 11, 25), True), (date(2026, 11, 26), False)):
        with clock.frozen(clock.on_day(day)):
            browser = client_for(user=deputy)
            assert {browser.open("GET", path).status == 200 for path in paths} == {allowed}, day
            answer = browser.ask("POST", f"/prove/{one.id}/versioni/1/scarica", data={"csrf_token": browser.token()})
            assert (answer.status_code == 200) == allowed


def test_a_file_that_was_altered_is_not_served(make, measure, referente):
    one = make.evidence(measure)
    storage.path_of(queries.current(one).sha256).write_bytes(b"<script>")
    answer = referente.open("POST", f"/prove/{one.id}/versioni/1/scarica", data={"csrf_token": referente.token()})
    assert answer.status == 404
    assert "è stato alterato" in answer.text


def test_a_new_version_with_its_reason(make, measure, referente):
    one = make.evidence(measure, name="bozza.txt")
    page = referente.get(f"/prove/{one.id}/versione")
    hidden = {name: value for name, value in page.form().items() if name in ("version", "seen")}
    again = send(referente, f"/prove/{one.id}/versione", because="Firmato", status=422, **hidden)
    assert again.errors["files"] == "Scegli il file della nuova versione."
    send(referente, f"/prove/{one.id}/versione", ("firmato.pdf", PDF), because="Firmato", **hidden)
    page = referente.get(f"/prove/{one.id}")
    assert page.h1 == "firmato.pdf"
    assert "Firmato" in page.text
    assert "bozza.txt" in page.text


def test_what_proves_a_general_measure_is_not_rewritten_by_whoever_uses_it_again(make, measure, referente):
    own, general = make.evidence(measure), make.evidence(make.measure(kind=MeasureKind.GENERAL), name="codice.txt")
    page = referente.get(f"/prove/di/misura/{measure.id}/riusa?testo=codice")
    referente.send(page, evidence_id=str(general.id))
    assert f"/prove/{own.id}/versione" in referente.get(f"/prove/{own.id}").links
    assert f"/prove/{general.id}/versione" not in referente.get(f"/prove/{general.id}").links
    referente.get(f"/prove/collegamenti/{make.evidence_link(general).id}/ritira", status=403)
    assert "una nuova versione vale dappertutto" in referente.get(f"/prove/{general.id}/versione", status=403).text


def test_a_large_file_is_read_whole_before_anybody_waits_for_it(make, measure, referente, monkeypatch):
    one, token, seen = make.evidence(measure), referente.token(), []

    def watch(module, name):
        done = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, **more: seen.append(name) or done(*given, **more))

    watch(storage, "fault")
    watch(transactions, "begin_writing")
    answer = referente.ask("POST", f"/prove/{one.id}/versioni/1/scarica", data={"csrf_token": token})
    assert (answer.status_code, seen) == (200, ["fault", "begin_writing"])
    assert len(queries.downloads(one)) == 1


def test_one_evidence_proves_two_measures_and_is_withdrawn_from_one(make, unit, measure, referente):
    other = make.measure(make.event(make.phase(make.process(unit=unit))), owner=unit)
    one = make.evidence(measure, name="verbale.txt")
    path = f"/prove/di/misura/{other.id}/riusa"
    assert "Nessuna prova con queste parole" in referente.get(f"{path}?testo=altro").text
    page = referente.get(f"{path}?testo=verbale")
    referente.send(page, evidence_id=str(one.id))
    assert "verbale.txt" in shown(other, referente).text
    link = next(use.link for use in queries.uses(one, _anybody(), clock.today()) if use.link.about_id == measure.id)
    page = referente.get(f"/prove/collegamenti/{link.id}/ritira")
    assert "perché la prova va ritirata" in referente.send(page, status=422).errors["because"]
    referente.send(page, because="Riguarda l'altra misura")
    assert "verbale.txt" not in shown(measure, referente).text
    assert "verbale.txt" in shown(other, referente).text


def test_whoever_only_reads_is_offered_nothing(make, measure, client_for):
    one = make.evidence(measure)
    page = client_for(Role.OIV).get(f"/misure/{measure.id}")
    assert one.title in page.text
    assert not [link for link in page.links if link.endswith(("/nuova", "/riusa", "/ritira"))]


def test_the_list_says_where_each_is_used(make, measure, referente):
    make.evidence(measure, name="verbale.txt")
    make.evidence(make.measure(kind=MeasureKind.GENERAL), name="https://www.ente.example/codice")
    rows = {row[0]: row[2] for row in referente.get("/prove").rows()}
    assert measure.name in rows["verbale.txt"]
    assert set(rows) == {"verbale.txt", "https://www.ente.example/codice"}
    assert [row[0] for row in referente.get("/prove?cerca=verbale").rows()] == ["verbale.txt"]


def test_what_was_found_by_searching_is_what_may_be_read(make, measure, referente, client_for):
    one = make.evidence(measure, name="verbale.txt")
    assert f"/prove/{one.id}" in referente.get("/cerca?testo=verbale").links
    assert f"/prove/{one.id}" not in client_for(Role.REFERENTE, make.unit()).get("/cerca?testo=verbale").links


def test_a_full_disk_is_said_on_the_page_and_nothing_is_kept(app, measure, referente, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.os, "fsync", full)
    page = send(referente, new(measure), ("a.txt", b"Non entra."), note="Resta", status=422)
    assert "non c'è più spazio" in page.errors["files"]
    assert page.value("note") == "Resta"
    monkeypatch.undo()
    assert "Nessuna prova allegata." in shown(measure, referente).text


def test_a_full_disk_while_the_request_is_read_has_a_page_too(measure, referente, monkeypatch):
    from werkzeug.formparser import MultiPartParser

    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(MultiPartParser, "parse", full)
    page = referente.open("POST", new(measure), data={"files": files(("a.txt", b"x"))}, content_type="multipart/form-data")
    assert (page.status, page.h1) == (507, "Non c'è più spazio")


class NotRead(io.RawIOBase):
    """Two hundred megabytes that nobody may ask for."""

    def readable(self):
        return True

    def readinto(self, _buffer):
        raise AssertionError("it was read")


def test_two_hundred_megabytes_are_refused_without_reading_them(measure, referente):
    head = {"CONTENT_LENGTH": str(200 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    page = referente.open("POST", new(measure), environ_overrides={**head, "wsgi.input": NotRead()})
    assert page.status == 413
    assert "supera 100 MB in tutto" in page.text


def test_other_pages_take_no_more_than_before(referente):
    head = {"CONTENT_LENGTH": str(30 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    page = referente.open("POST", "/prove/di/misura/1/riusa", environ_overrides={**head, "wsgi.input": NotRead()})
    assert page.status == 413
    assert "supera 25 MB in tutto" in page.text


def test_an_upload_that_is_killed_before_the_row_leaves_no_row(measure, referente, monkeypatch):
    def killed(*_args, **_more):
        raise SystemExit

    monkeypatch.setattr(operations, "attach", killed)
    with pytest.raises(SystemExit):
        send(referente, new(measure), ("a.txt", b"Arrivato, mai scritto."))
    monkeypatch.undo()
    db.session.rollback()
    assert queries.of("measure", measure.id, _anybody()).standing == []
    assert [found for _sha, found in queries.missing_or_altered() if found] == []


def test_a_file_larger_than_one_may_be_is_named(measure, referente, monkeypatch):
    monkeypatch.setattr(uploads, "largest_file", lambda: 2**17)
    page = send(referente, new(measure), ("grande.txt", b"a" * 2**18), ("piccolo.txt", b"a"), status=422)
    assert "«grande.txt» è troppo grande" in page.errors["files"]
    assert "piccolo.txt" not in page.errors["files"]
