"""Behind a reverse proxy: who calls, and whether over https, is believed of ours and of nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from riskreg import create_app
from riskreg.core import schema
from riskreg.core.extensions import db
from riskreg.web.guards import public
from tests.databases import environment
from tests.factories import PASSWORD, Factory
from tests.page import Client

HSTS = "Strict-Transport-Security"
SPOOFED, VISITOR, PROXY = "203.0.113.66", "198.51.100.7", "10.0.0.2"


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Any]:
    """`production("1")`: the application as a body runs it, behind so many proxies."""
    made: list[Flask] = []

    def make(proxies: str) -> Flask:
        env = environment(f"sqlite:///{tmp_path}/db.sqlite3", tmp_path) | {"RISKREG_ENV": "production", "RISKREG_PROXIES": proxies}
        del env["RISKREG_TODAY"]
        app = create_app(env)
        app.add_url_rule("/prova/chi", "who", public(lambda: {"who": request.remote_addr, "scheme": request.scheme, "host": request.host}))
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def seen(app: Flask, **headers: str) -> dict[str, str]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/prova/chi", headers=given, environ_base={"REMOTE_ADDR": "127.0.0.1"}).get_json()


def test_without_a_proxy_nobodys_word_is_taken(production):
    told = seen(
        production("0"), X_Forwarded_For=SPOOFED, X_Forwarded_Proto="https", X_Forwarded_Host="altro.example", Host="registro.example"
    )
    assert told == {"who": "127.0.0.1", "scheme": "http", "host": "registro.example"}


def test_of_one_proxy_the_last_word_is_taken(production):
    """It adds the address that called it after whatever the caller claimed."""
    told = seen(production("1"), X_Forwarded_For=f"{SPOOFED}, {VISITOR}", X_Forwarded_Proto="https", Host="registro.example")
    assert told == {"who": VISITOR, "scheme": "https", "host": "registro.example"}


def test_of_two_the_last_but_one(production):
    told = seen(production("2"), X_Forwarded_For=f"{SPOOFED}, {VISITOR}, {PROXY}", X_Forwarded_Proto="https, http")
    assert (told["who"], told["scheme"]) == (VISITOR, "https")


def test_the_host_is_never_taken_from_what_somebody_forwards(production):
    told = seen(production("1"), X_Forwarded_Host="altro.example", X_Forwarded_Port="444", X_Forwarded_Prefix="/x", Host="registro.example")
    assert told["host"] == "registro.example"


@pytest.mark.parametrize(("proxies", "proto", "sent"), [("1", "https", True), ("1", "http", False), ("0", "https", False)])
def test_browsers_are_told_to_stay_on_https_only_where_they_are_on_it(production, proxies, proto, sent):
    answer = production(proxies).test_client().get("/entra", headers={"X-Forwarded-Proto": proto})
    assert (HSTS in answer.headers) is sent


def test_a_form_sent_over_https_through_a_proxy_is_taken(production):
    """The token is then held against the page that the form came from, port and all: the proxy must pass the Host."""
    app = production("1")
    with app.app_context():
        schema.upgrade()
        user = Factory().user()
        client = Client(app)
        over = {
            "base_url": "http://registro.example:8443",
            "headers": {"X-Forwarded-Proto": "https", "Referer": "https://registro.example:8443/entra"},
        }
        fresh = client.open("GET", "/entra", **over)
        data = {"csrf_token": fresh.form()["csrf_token"], "email": user.email, "password": PASSWORD}
        cookie = fresh.response.headers["Set-Cookie"]
        over["headers"]["Cookie"] = cookie.split(";")[0]
        assert "Secure" in cookie
        assert client.open("POST", "/entra", data=data, **over).status == 302
        elsewhere = over | {"headers": over["headers"] | {"Referer": "https://altro.example/"}}
        assert client.open("POST", "/entra", data=data, **elsewhere).status == 400
