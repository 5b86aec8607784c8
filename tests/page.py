"""A browser without a screen: every page it fetches must be well-formed for people, or the test fails."""

import contextvars
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from riskreg.core import clock, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.people.doorkeeper import SEEN
from riskreg.people.models import User
from riskreg.people.operations import sessions

HTML = "text/html"


class Page:
    """One answer: its status, headers and, when it is a page, its parts."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.is_html = response.content_type is not None and response.content_type.startswith(HTML) and not 300 <= self.status < 400
        self.soup = BeautifulSoup(response.get_data(as_text=True), "html.parser") if self.is_html else BeautifulSoup("", "html.parser")
        if self.is_html:
            self._check()

    def _check(self) -> None:
        """What every page owes its reader: language, title, one h1, unique ids, a label for each control."""
        html = self.soup.find("html")
        assert isinstance(html, Tag)
        assert html.get("lang") == "it"
        assert self.title.strip(), "a page without a title"
        assert len(self.soup.find_all("h1")) == 1, f"{len(self.soup.find_all('h1'))} h1"
        twice = [name for name, times in Counter(tag["id"] for tag in self.soup.find_all(id=True)).items() if times > 1]
        assert not twice, f"ids used twice: {twice}"
        labelled = {label.get("for") for label in self.soup.find_all("label")}
        for control in self.soup.find_all(["input", "select", "textarea"]):
            if control.get("type") not in ("hidden", "submit"):
                assert control.get("id") in labelled or control.get("aria-label"), f"no label for {control}"
        assert not self.soup.find_all(style=True), "an inline style"
        assert not [script for script in self.soup.find_all("script") if not script.get("src")], "an inline script"

    @property
    def title(self) -> str:
        return self.soup.title.get_text() if self.soup.title else ""

    @property
    def asks_once_more(self) -> bool:
        return self.soup.find("button", attrs={"name": "confermato"}) is not None

    @property
    def h1(self) -> str:
        heading = self.soup.find("h1")
        return heading.get_text(" ", strip=True) if heading else ""

    @property
    def text(self) -> str:
        return self.soup.get_text(" ", strip=True)

    @property
    def links(self) -> list[str]:
        return [str(link["href"]) for link in self.soup.find_all("a", href=True)]

    @property
    def errors(self) -> dict[str, str]:
        """What stands at each field, by the field's id."""
        return {
            str(tag["id"]).removesuffix("-errore"): tag.get_text(" ", strip=True).removeprefix("Errore: ")
            for tag in self.soup.select("[id$=-errore]")
        }

    def value(self, name: str) -> str | None:
        """What a form's control shows as filled in."""
        control = self.soup.find(attrs={"name": name})
        if control is None:
            return None
        if control.name == "textarea":
            return control.get_text().removeprefix("\r\n").removeprefix("\n")
        if control.name == "select":
            chosen = control.find("option", selected=True)
            return str(chosen["value"]) if chosen else None
        return control.get("value")

    @property
    def summary(self) -> list[str]:
        """The lines of the error summary, at the head of a form."""
        return [line.get_text(" ", strip=True) for line in self.soup.select(".rr-error-summary li")]

    @property
    def messages(self) -> list[str]:
        """What the page says has just happened."""
        return [text.get_text(" ", strip=True) for text in self.soup.select("main .rr-alert[role=status] p")]

    def rows(self) -> list[list[str]]:
        """The cells of the page's tables, row by row."""
        return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in self.soup.select("tbody tr")]

    def form(self) -> dict[str, Any]:
        """What a browser would send if the page's form were sent as it is: hidden fields, what is filled in, what is chosen."""
        sent: dict[str, Any] = {}
        for control in self.soup.select("main form[method=post] [name]"):
            name, kind = str(control["name"]), control.get("type")
            if control.name == "select":
                sent[name] = self.value(name) or ""
            elif control.name == "textarea":
                sent[name] = control.get_text().removeprefix("\r\n").removeprefix("\n")
            elif kind in ("checkbox", "radio"):
                if control.has_attr("checked"):
                    sent[name] = control.get("value", "y") if name not in sent else [*_listed(sent[name]), control.get("value", "y")]
            elif control.name == "input":
                sent[name] = control.get("value", "")
        return sent


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Client:
    """A browser: keeps cookies, runs each request in a context of its own, checks each page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    @classmethod
    def signed_in(cls, app: Flask, user: User) -> "Client":
        """Past the door without the slow password check; the door itself has its own tests."""
        client = cls(app)
        with writing():
            token = sessions.sign_in(user, lasts=settings.current().session_absolute, at=clock.now())
        with client.http.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie[SEEN] = int(clock.now().timestamp())
        return client

    def open(self, method: str, path: str, **kwargs: Any) -> Page:
        """One request, its page checked."""
        return Page(self.ask(method, path, **kwargs))

    def ask(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """The test's own session is put aside, so that the request sees only what is committed and leaves nothing stale."""
        if has_app_context():
            db.session.commit()
        response = contextvars.Context().run(self.http.open, path, method=method, buffered=True, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response

    def get(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        page = self.open("GET", path, **kwargs)
        assert page.status == status, f"GET {path}: {page.status} {page.h1}"
        return page

    def post(self, path: str, data: Mapping[str, Any] | None = None, status: int = 302, *, sure: bool = True, **kwargs: Any) -> Page:
        """Send a form as the page offers it: with its token and the version it shows; and say yes when asked once more."""
        shown = self.open("GET", path)
        hidden = {name: value for name, value in shown.form().items() if name in ("version", "seen")} if shown.status == 200 else {}
        page = self.open("POST", path, data={"csrf_token": self.token(), **hidden, **(data or {})}, **kwargs)
        page = self._say_yes(page, path) if sure else page
        assert page.status == status, f"POST {path}: {page.status} {page.h1} {page.summary}"
        return page

    def _say_yes(self, page: Page, path: str) -> Page:
        if not page.asks_once_more:
            return page
        kept = page.soup.select("main form input[type=hidden]")
        data: dict[str, list[str]] = {}
        for tag in kept:
            data.setdefault(str(tag["name"]), []).append(str(tag.get("value", "")))
        return self.open("POST", path, data=data | {"confermato": ["1"]})

    def send(self, page: Page, status: int = 302, *, at: str | None = None, sure: bool = True, **typed: Any) -> Page:
        """Fill in the page's form and send it where a browser would: what is not typed goes as the page shows it."""
        where = at or page.response.request.full_path.rstrip("?")
        answer = self.open("POST", where, data=page.form() | typed)
        answer = self._say_yes(answer, where) if sure else answer
        assert answer.status == status, f"POST {where}: {answer.status} {answer.h1} {answer.summary}"
        return answer

    def token(self) -> str:
        """The CSRF token of this browser's session."""
        from flask_wtf.csrf import generate_csrf

        def make() -> str:
            with self.app.test_request_context(), self.http.session_transaction() as cookie:
                from flask import session

                session.update(cookie)
                token = generate_csrf()
                cookie.update(session)
                return token

        return contextvars.Context().run(make)
