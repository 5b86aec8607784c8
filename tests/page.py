"""A browser without a screen: every page it fetches must be well-formed for people, or the test fails."""

import contextvars
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask, has_app_context
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from riskreg.core import clock, settings
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.people.doorkeeper import SEEN
from riskreg.people.models import User
from riskreg.people.operations import sessions

HTML = "text/html"


class Page:
    """One answer: its status, headers and, when it is a page, its parts.

    Thousands of pages are read in one run: `tree`, in C, is read of each; `soup`, thirty times slower, only where a test asks for it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.is_html = response.content_type is not None and response.content_type.startswith(HTML) and not 300 <= self.status < 400
        self.html = response.get_data(as_text=True) if self.is_html else ""
        self.tree = LexborHTMLParser(self.html)
        if self.is_html:
            self._check()

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    def _check(self) -> None:
        """What every page owes its reader: language, title, one h1, unique ids, a label for each control."""
        assert self.tree.css_matches("html[lang=it]")
        assert self.title.strip(), "a page without a title"
        assert len(self.tree.css("h1")) == 1, f"{len(self.tree.css('h1'))} h1"
        twice = [name for name, times in Counter(tag.attributes["id"] for tag in self.tree.css("[id]")).items() if times > 1]
        assert not twice, f"ids used twice: {twice}"
        labelled = {label.attributes.get("for") for label in self.tree.css("label")}
        for control in self.tree.css("input, select, textarea"):
            if control.attributes.get("type") not in ("hidden", "submit"):
                named = control.attributes.get("id") in labelled or control.attributes.get("aria-label")
                assert named, f"no label for {control.html}"
        assert not self.tree.css("[style]"), "an inline style"
        assert not self.tree.css("script:not([src])"), "an inline script"

    @property
    def title(self) -> str:
        return words(self.tree.css_first("title"))

    @property
    def asks_once_more(self) -> bool:
        return self.tree.css_matches("button[name=confermato]")

    @property
    def h1(self) -> str:
        return words(self.tree.css_first("h1"))

    @property
    def text(self) -> str:
        return words(self.tree.root)

    @property
    def links(self) -> list[str]:
        return [str(link.attributes["href"]) for link in self.tree.css("a[href]")]

    def forms(self, method: str) -> list[str]:
        """Where the page's forms of that method lead; empty: to the page itself."""
        return [
            form.attributes.get("action") or ""
            for form in self.tree.css("form")
            if (form.attributes.get("method") or "get").lower() == method
        ]

    @property
    def errors(self) -> dict[str, str]:
        """What stands at each field, by the field's id."""
        return {
            str(tag.attributes["id"]).removesuffix("-errore"): words(tag).removeprefix("Errore: ") for tag in self.tree.css("[id$=-errore]")
        }

    def value(self, name: str) -> str | None:
        """What a form's control shows as filled in."""
        found = (control for control in self.tree.css("[name]") if control.attributes["name"] == name)
        control = next(found, None)
        return None if control is None else _filled_in(control)

    @property
    def summary(self) -> list[str]:
        """The lines of the error summary, at the head of a form."""
        return [words(line) for line in self.tree.css(".rr-error-summary li")]

    @property
    def messages(self) -> list[str]:
        """What the page says has just happened."""
        return [words(text) for text in self.tree.css("main .rr-alert[role=status] p")]

    def rows(self) -> list[list[str]]:
        """The cells of the page's tables, row by row."""
        return [[words(cell) for cell in row.css("th, td")] for row in self.tree.css("tbody tr")]

    def form(self) -> dict[str, Any]:
        """What a browser would send if the page's form were sent as it is: hidden fields, what is filled in, what is chosen."""
        sent: dict[str, Any] = {}
        for control in self.tree.css("main form[method=post] [name]"):
            name, kind = str(control.attributes["name"]), control.attributes.get("type")
            if control.tag == "select":
                sent[name] = self.value(name) or ""
            elif control.tag == "textarea":
                sent[name] = _filled_in(control)
            elif kind in ("checkbox", "radio"):
                if "checked" in control.attributes:
                    value = control.attributes.get("value") or "y"
                    sent[name] = value if name not in sent else [*_listed(sent[name]), value]
            elif control.tag == "input":
                sent[name] = control.attributes.get("value") or ""
        return sent


def words(node: LexborNode | None) -> str:
    """The text of a part of a page, its pieces set apart by one space."""
    if node is None:
        return ""
    return " ".join(piece for piece in node.text(separator="\x1f", strip=True).split("\x1f") if piece)


def _filled_in(control: LexborNode) -> str | None:
    if control.tag == "textarea":
        return control.text()
    if control.tag == "select":
        chosen = control.css_first("option[selected]")
        return None if chosen is None else chosen.attributes.get("value")
    return control.attributes.get("value")


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
        data: dict[str, list[str]] = {}
        for tag in page.tree.css("main form input[type=hidden]"):
            data.setdefault(str(tag.attributes["name"]), []).append(tag.attributes.get("value") or "")
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
