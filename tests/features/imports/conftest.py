"""Files that people send, and the pages that take them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from riskreg.audit.models import AuditEntry
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.imports import queries
from riskreg.tables import kinds
from riskreg.tables.writing import csv_bytes
from tests.page import Client, Page

START = "/organizzazione/importa"


def csv_of(kind: str, *rows: dict[str, Any]) -> bytes:
    """A file with our headings: those that any of the rows fills."""
    known = kinds.named(kind)
    assert known is not None
    columns = [column for column in known.columns if any(column.name in row for row in rows)]
    return csv_bytes([column.label for column in columns], [[row.get(column.name, "") for column in columns] for row in rows])


class Sender:
    """Somebody at the pages of one kind of import."""

    def __init__(self, client: Client, kind: str) -> None:
        found = kinds.named(kind)
        assert found is not None
        self.client, self.kind, self.slug = client, kind, found.slug

    def upload(self, content: bytes, name: str = "tabella.csv", status: int = 302) -> Page:
        """The file as it is: the answer is where it leads, or the page that says why not."""
        data = {"csrf_token": self.client.token(), "file": (io.BytesIO(content), name)}
        page = self.client.open("POST", f"{START}/{self.slug}", data=data, content_type="multipart/form-data")
        assert page.status == status, f"{page.status} {page.h1} {page.summary}"
        return page

    def preview(self, *rows: dict[str, Any]) -> Page:
        """The preview of a file with these rows."""
        return self.client.get(self.upload(csv_of(self.kind, *rows)).location)

    def confirm(self, preview: Page, status: int = 302) -> Page:
        """Also when the page offers no button: whoever sends without a page is refused all the same."""
        path = preview.response.request.path
        shown = preview.value("preview") or queries.batch(int(path.rpartition("/")[2])).preview
        sent = {"csrf_token": self.client.token(), "preview": shown}
        answer = self.client.open("POST", f"{path}/esegui", data=sent)
        assert answer.status == status, f"{answer.status} {answer.h1} {answer.text}"
        return self.client.get(answer.location) if status == 302 else answer

    def bring_in(self, *rows: dict[str, Any]) -> Page:
        """All of it, from the file to the end."""
        page = self.preview(*rows)
        assert outcomes(page)["Rifiutata"] == 0, page.text
        return self.confirm(page)


def outcomes(page: Page) -> dict[str, int]:
    """How many rows of each kind the page counts."""
    labels = {
        "creat": "Da creare",
        "modificar": "Da modificare",
        "modificat": "Da modificare",
        "crear": "Da creare",
        "così": "Già così",
        "rifiut": "Rifiutata",
    }
    found = {}
    for card in page.soup.select(".rr-figure"):
        said = card.select_one(".rr-figure-label").get_text(" ", strip=True)
        found[next(label for words, label in labels.items() if words in said)] = int(
            card.select_one(".rr-figure-number").get_text(strip=True)
        )
    return found


def refusals(page: Page) -> list[tuple[int, str]]:
    """Row and what is said of it."""
    return [
        (int(number), detail.replace(" ,", ",").replace(" :", ":"))
        for number, outcome, _title, detail in page.rows()
        if outcome == "Rifiutata"
    ]


def entries() -> list[AuditEntry]:
    return list(db.session.query(AuditEntry).order_by(AuditEntry.id))


@pytest.fixture
def sender(client_for: Callable[..., Client]) -> Callable[..., Sender]:
    """`sender("units")`: an administrator of the whole body; `sender("units", Role.ADMIN, unit)`: of one area."""

    def make(kind: str, role: Role | None = Role.ADMIN, unit: Any = None) -> Sender:
        return Sender(client_for(role, unit), kind)

    return make


Rows = Sequence[dict[str, Any]]
