"""Errors are pages with a way out: they say what happened, keep what was typed, and never show a password."""

import errno
import io
import json
import logging

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from riskreg import create_app
from riskreg.core.extensions import db
from riskreg.core.logs import JsonLine
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken
from riskreg.domain.roles import Role
from riskreg.web.error_pages import PAGES
from riskreg.web.guards import public
from tests.databases import environment
from tests.page import Client, Page

HEADINGS = {
    400: "La richiesta non è valida",
    401: "La sessione è scaduta",
    403: "Non puoi aprire questa pagina",
    404: "La pagina non esiste",
    405: "La pagina non esiste",
    409: "Qualcuno ha salvato prima di te",
    412: "I dati sono cambiati nel frattempo",
    413: "Il file è troppo grande",
    422: "Non è possibile eseguire questa operazione",
    429: "Troppe richieste in poco tempo",
    500: "Qualcosa non ha funzionato",
    503: "riskreg è occupato",
    507: "Non c'è più spazio",
}
KEEPING = (400, 401, 403, 409, 412, 422, 429, 503, 507)
SENT_AGAIN = (400, 401, 409, 412, 429, 503, 507)
RAISED = {
    "a rule": (RuleBroken("La fine viene prima dell'inizio."), 422),
    "not allowed": (NotAllowed("Possono farla: Amministratore."), 403),
    "missing": (Missing("Il file non è più disponibile."), 404),
    "conflict": (Conflict("Irene ha salvato prima di te."), 409),
}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application with a page for each error, on a database that has nothing in it: error pages draw all the same."""
    folder = tmp_path_factory.mktemp("failing")
    app = create_app(environment(f"sqlite:///{folder}/empty.sqlite3", folder))

    @public
    def fail(code: int) -> None:
        if code == 500:
            raise RuntimeError("secret detail of the program")
        if code == 507:
            raise OSError(errno.ENOSPC, "full")
        abort(code)

    @public
    def refuse(name: str) -> None:
        raise RAISED[name][0]

    app.add_url_rule("/prova/<int:code>", "fail", fail, methods=["GET", "POST"])
    app.add_url_rule("/rifiuto/<name>", "refuse", refuse, methods=["GET", "POST"])
    yield app
    with app.app_context():
        db.engine.dispose()


def typed(app: Flask, path: str, **fields: str) -> Page:
    client = Client(app)
    return client.open("POST", path, data={"csrf_token": client.token(), **fields})


def test_every_error_has_a_page_of_its_own():
    assert set(PAGES) == HEADINGS.keys()


@pytest.mark.parametrize("code", [code for code in HEADINGS if code not in (401, 405)])
def test_an_error_says_what_happened_and_offers_a_way_out(failing, code):
    page = Client(failing).get(f"/prova/{code}", status=code)
    assert page.h1 == HEADINGS[code]
    assert page.title.startswith(HEADINGS[code])
    assert "/" in [str(link["href"]) for link in page.soup.select("main a")]
    assert page.soup.select("main li"), "what one can do"
    assert page.response.headers["X-Request-Id"] in page.text, "the code to tell whoever helps"


@pytest.mark.parametrize("code", KEEPING)
def test_an_error_keeps_what_was_typed(failing, code):
    page = typed(failing, f"/prova/{code}", title="Rotazione ordinaria", reason="Una riga.\nUn'altra.")
    kept = [control.get("value") or control.get_text().removeprefix("\n") for control in page.soup.select(".rr-typed .form-control")]
    assert kept == ["Rotazione ordinaria", "Una riga.\nUn'altra."]


@pytest.mark.parametrize("code", SENT_AGAIN)
def test_what_was_typed_can_be_sent_again_from_the_page(failing, code):
    page = typed(failing, f"/prova/{code}?da=qui", title="Rotazione ordinaria")
    form = page.soup.select_one(".rr-typed form")
    assert form["action"] == f"/prova/{code}?da=qui"
    assert page.form()["title"] == "Rotazione ordinaria"
    assert page.form()["csrf_token"]


@pytest.mark.parametrize("code", [*KEEPING, 404, 413, 500])
def test_no_error_shows_a_password_or_a_token(failing, code):
    secrets = {"password": "segreto-uno", "current": "segreto-due", "new": "segreto-tre", "repeat": "segreto-quattro"}
    page = typed(failing, f"/prova/{code}", title="Rotazione", **secrets)
    shown = page.response.get_data(as_text=True)
    assert not [word for word in secrets.values() if word in shown]
    assert "csrf" not in " ".join(label.get_text() for label in page.soup.select("label")).lower()


def test_what_was_typed_is_never_taken_for_html(failing):
    page = typed(failing, "/prova/422", title='"><script>alert(1)</script>')
    assert not page.soup.select("main script")
    assert page.soup.select_one(".rr-typed input")["value"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize("name", RAISED)
def test_a_refusal_says_its_own_sentence(failing, name):
    error, status = RAISED[name]
    page = Client(failing).get(f"/rifiuto/{name}", status=status)
    assert page.soup.select_one(".rr-lead").get_text(strip=True) == error.message


def test_an_error_of_ours_tells_nothing_of_the_program(failing):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLine())
    logging.getLogger("riskreg").addHandler(handler)
    page = Client(failing).get("/prova/500", status=500)
    logging.getLogger("riskreg").removeHandler(handler)
    assert "secret detail" not in page.response.get_data(as_text=True)
    (line,) = [json.loads(text) for text in written.getvalue().splitlines()]
    assert (line["message"], line["error"]) == ("unexpected error", "RuntimeError")
    assert line["request_id"] == page.response.headers["X-Request-Id"]
    assert "secret detail" not in written.getvalue(), "an error's text may hold somebody's data"


def test_a_body_too_large_is_refused_before_it_is_read(tmp_path):
    app = create_app(environment(f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path) | {"RISKREG_UPLOAD_MB": "1"})
    page = Client(app).open("POST", "/entra", data={"email": "x" * 1_100_000})
    assert (page.status, page.h1) == (413, HEADINGS[413])
    with app.app_context():
        db.engine.dispose()


def test_a_wrong_method_is_refused_and_says_which_are_right(client_for):
    page = client_for(Role.ADMIN).open("DELETE", "/organizzazione/unita")
    assert (page.status, page.h1) == (405, HEADINGS[405])
    assert page.response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_page_draws_when_the_database_is_gone(client_for, monkeypatch):
    client = client_for(Role.ADMIN)
    monkeypatch.setattr(db.session, "execute", _gone)
    monkeypatch.setattr(db.session, "scalars", _gone)
    monkeypatch.setattr(db.session, "get", _gone)
    page = client.open("GET", "/organizzazione/unita")
    assert (page.status, page.h1) == (500, HEADINGS[500])
    assert "/" in page.links


def test_the_door_draws_when_the_database_is_gone(visitor, monkeypatch):
    monkeypatch.setattr(db.session, "get", _gone)
    page = visitor.get("/entra")
    assert page.h1 == "Entra in riskreg"
    assert page.title.endswith("· riskreg")


def _gone(*_: object, **__: object) -> None:
    raise OperationalError("SELECT", {}, Exception("server closed the connection"))


def test_a_visitor_is_offered_the_door_and_a_person_is_not(visitor, client_for):
    assert "/entra" in visitor.get("/niente", status=404).links
    assert "/entra" not in client_for(Role.OIV).get("/niente", status=404).links


def test_who_is_refused_reads_whom_to_ask(make, client_for):
    unit = make.unit()
    page = client_for(Role.OIV).get(f"/organizzazione/unita/{unit.id}/rinomina", status=403)
    assert page.h1 == HEADINGS[403]
    assert "Controlla nel tuo profilo quali ruoli hai" in page.text
