"""Logs: one JSON object a line, with the request's number, and nothing that names a person or opens a door."""

import json
import logging
import re
import subprocess
import sys

import pytest
from flask import Blueprint, Flask

from riskreg import create_app
from riskreg.audit import operations
from riskreg.core import clock, logs
from riskreg.core.extensions import csrf, db
from riskreg.core.transactions import commits, writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.operations import users
from riskreg.web.guards import public
from tests.core.loglines import recorded
from tests.databases import environment
from tests.factories import PASSWORD, quick_hash
from tests.page import Client

PERSON = {"email": "zefirina.quaglia@camera.example", "given_name": "Zefirina", "family_name": "Quagliarella", "job_title": "Assaggiatrice"}
WRONG_PASSWORD = "una password sbagliata di Zefirina"
FORBIDDEN = ("zefirina", "quagliarella", "assaggiatrice", "@camera", "sbagliata", PASSWORD, "argon2", "csrf", "cerca=", "poi=", "?")


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


@commits
def create_half() -> str:
    """The database refuses it, and says in its own words what was in the row."""
    db.session.execute(
        db.text("INSERT INTO user_account (email, given_name, family_name) VALUES (:email, :given_name, :family_name)"), PERSON
    )
    return "never"


def fail() -> str:
    raise ValueError(f"{PERSON['email']} is not what I expected, with {PASSWORD}")


@pytest.fixture
def talkative(real_app) -> Flask:
    with writing():
        operations.start_chain(**by())
        users.create_user(**PERSON, password_hash=quick_hash(), **by())
    settings = real_app.extensions["riskreg.settings"]
    app = create_app(environment(settings.database_url, settings.folder) | {"RISKREG_LOG_LEVEL": "DEBUG"})
    pages = Blueprint("sample", __name__, url_prefix="/sample")
    pages.add_url_rule("/fail", "fail", public(fail))
    pages.add_url_rule("/half", "half", public(create_half), methods=["POST"])
    app.register_blueprint(pages)
    csrf.exempt(pages)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_no_line_names_a_person_or_opens_a_door(talkative):
    with recorded() as log:
        visitor = Client(talkative)

        def send(path, data=None):
            return visitor.open("POST", path, data={"csrf_token": visitor.token(), **(data or {})})

        visitor.get(f"/organizzazione/utenti?cerca={PERSON['family_name']}", status=302)
        send("/entra", {"email": PERSON["email"], "password": WRONG_PASSWORD})
        send("/entra", {"email": PERSON["email"], "password": PASSWORD})
        visitor.get(f"/profilo?nome={PERSON['given_name']}")
        visitor.get(f"/nessuno/{PERSON['given_name']}", status=404)
        visitor.get(f"/sample/fail?email={PERSON['email']}", status=500)
        send("/sample/half?token=abc", PERSON)
        send("/esci")
    statuses = [line["status"] for line in log.lines if line["message"] == "request"]
    assert statuses == [302, 422, 302, 200, 404, 500, 500, 302]
    lowered = log.text.lower()
    assert [word for word in FORBIDDEN if word.lower() in lowered] == []


def test_every_line_of_a_request_carries_its_number_which_the_answer_carries_too(talkative):
    with recorded() as log:
        answer = Client(talkative).get("/sample/fail", status=500)
    error, request = log.lines
    assert error["request_id"] == request["request_id"] == answer.response.headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", request["request_id"])
    assert answer.response.headers["X-Request-Id"] in answer.text, "what a person reads out to whoever looks at the log"


def test_a_failure_says_which_error_and_where_but_not_its_text(talkative):
    with recorded() as log:
        Client(talkative).get("/sample/fail", status=500)
    error = log.lines[0]
    assert (error["level"], error["logger"], error["message"], error["error"]) == ("ERROR", "riskreg.web", "unexpected error", "ValueError")
    assert error["where"][-1].endswith(" fail")
    assert set(error) == {"at", "level", "logger", "message", "request_id", "error", "where"}


def test_a_request_leaves_one_line_with_these_facts_only(talkative):
    with recorded() as log:
        Client(talkative).get("/entra?poi=/profilo")
    (line,) = log.lines
    assert set(line) == {"at", "level", "logger", "message", "request_id", "method", "endpoint", "status", "milliseconds"}
    assert (line["method"], line["endpoint"], line["status"]) == ("GET", "people.sign_in", 200)


def formatted(name: str, message: str, *arguments: object, **more: object) -> str:
    record = logging.LogRecord(name, logging.ERROR, "a.py", 1, message, arguments, None)
    record.__dict__.update(more)
    return logs.JsonLine().format(record)


@pytest.mark.parametrize("text", ["due\nrighe", 'con "virgolette"', "à 🏛", "\x1b[31mrosso", "{}"])
def test_whatever_is_written_stays_on_one_line(text):
    line = formatted("riskreg.jobs", text)
    assert "\n" not in line
    assert json.loads(line)["message"] == text


def test_a_library_is_quoted_by_its_pattern_because_nobody_knows_what_it_puts_into_it():
    line = formatted("sqlalchemy.pool", "Exception closing connection %r", PERSON["email"], email=PERSON["email"])
    assert json.loads(line)["message"] == "Exception closing connection %r"
    assert "quaglia" not in line


def test_libraries_write_json_too(talkative, capsys, monkeypatch):
    """Through the root logger, as a library does that knows nothing of us."""
    handler = next(kept for kept in logging.getLogger().handlers if isinstance(kept.formatter, logs.JsonLine))
    monkeypatch.setattr(handler, "stream", sys.stderr)
    logging.getLogger("some.library").warning("the pool of %s is full", PERSON["email"])
    assert json.loads(capsys.readouterr().err)["message"] == "the pool of %s is full"


def test_setting_up_twice_does_not_say_everything_twice(talkative):
    logs.set_up("INFO")
    logs.set_up("INFO")
    for name in ("", "riskreg"):
        ours = [handler for handler in logging.getLogger(name or None).handlers if isinstance(handler.formatter, logs.JsonLine)]
        assert len(ours) == 1


def test_the_servers_own_lines_have_the_shape_of_ours():
    """In a process of its own, as the server starts: its configuration holds for the whole process."""
    program = (
        "import json, logging; from granian.log import LogLevels, configure_logging; from riskreg.cli.serve import SERVER_LOGS;"
        "configure_logging(LogLevels.warning, json.loads(SERVER_LOGS.read_text()));"
        "logging.getLogger('_granian').info('not said'); logging.getLogger('_granian').error('worker 1 died\\nand more')"
    )
    ran = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)  # our own words
    (line,) = ran.stderr.splitlines()
    assert (json.loads(line)["level"], json.loads(line)["message"]) == ("ERROR", "worker 1 died\nand more")
    assert ran.stdout == ""
