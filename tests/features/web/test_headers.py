"""What every answer carries."""

import re

import pytest

from riskreg import create_app
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from tests.databases import environment
from tests.factories import PASSWORD
from tests.page import Client

POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = ["/", "/organizzazione/unita?formato=csv", "/niente", "/organizzazione/utenti", "/healthz", "/entra"]


@pytest.mark.parametrize("path", [*PATHS, "/static/riskreg.css"])
def test_every_answer_carries_the_strict_policy(client_for, path):
    headers = client_for(Role.REFERENTE).ask("GET", path).headers
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_no_cache_keeps_a_page(client_for, path):
    assert client_for(Role.REFERENTE).ask("GET", path).headers["Cache-Control"] == "no-store"


def test_the_files_of_the_look_may_be_kept(visitor):
    answer = visitor.ask("GET", "/static/riskreg.css")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer.headers


def test_every_answer_has_a_request_id_of_its_own(visitor):
    ids = {visitor.ask("GET", "/entra").headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitor, make):
    user = make.user()
    visitor.get("/entra")
    answer = visitor.post("/entra", {"email": user.email, "password": PASSWORD})
    cookie = answer.response.headers["Set-Cookie"]
    assert cookie.startswith("riskreg=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "the demo is served over plain HTTP"


def test_in_production_the_cookie_travels_encrypted_only_and_so_do_the_pages(tmp_path):
    """The door draws even where the database has not been made yet."""
    env = environment(f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path) | {"RISKREG_ENV": "production"}
    del env["RISKREG_TODAY"]
    app = create_app(env)
    answer = app.test_client().get("/entra", base_url="https://registro.example")
    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert app.test_client().get("/componenti").status_code == 404, "the components are for who builds pages"
    with app.app_context():
        db.engine.dispose()


def test_a_page_asks_nothing_of_another_host(client_for):
    page = client_for(Role.ADMIN).get("/")
    asked = [tag.get("src") or tag.get("href") for tag in page.soup.select("script, link, img, iframe")]
    assert asked
    assert all(str(address).startswith("/static/") for address in asked)


def test_head_answers_as_get_without_the_page(client_for):
    client = client_for(Role.REFERENTE)
    answer = client.ask("HEAD", "/organizzazione/unita")
    assert (answer.status_code, answer.get_data()) == (200, b"")


def test_a_visitor_gets_no_glimpse_of_the_menu(app):
    page = Client(app).get("/entra")
    assert not page.soup.select("nav.rr-menu")
    assert "Esci" not in page.text
