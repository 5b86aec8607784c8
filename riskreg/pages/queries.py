"""The public pages: what the body wrote, or the draft it starts from."""

import re
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.core.places import SEEDS
from riskreg.domain.prose import tidy
from riskreg.domain.vocabulary import PublicPage
from riskreg.pages.models import BodyPage
from riskreg.people import queries as people

TO_DO = "DA COMPLETARE"
"""Whoever writes leaves this where something is missing; as long as it stands there, the page says that it is a draft."""


_MARK = re.compile(rf"\[{TO_DO}(?:: *([^\]\n]*))?\]|{TO_DO}")
_AROUND = 60


def missing(text: str) -> list[str]:
    """What is still to be written, in the order of the text: what the mark says, or the words before it.

    >>> missing("PEC: [DA COMPLETARE: PEC dell'ente]. Responsabile: [DA COMPLETARE]")
    ["PEC dell'ente", 'Responsabile: …']
    """
    found, end = [], 0
    for mark in _MARK.finditer(text):
        found.append((mark[1] or "").strip() or _words_before(text[end : mark.start()]))
        end = mark.end()
    return found


def _words_before(text: str) -> str:
    """The end of the sentence that waits to be completed."""
    line = text.rpartition("\n")[2].strip("#-.,; ")
    words = line if len(line) <= _AROUND else "…" + line[-_AROUND:].partition(" ")[2]
    return f"{words} …" if words else "un testo"


class Shown(NamedTuple):
    """A page as it is read. Without a row nobody has written it yet."""

    slug: str
    title: str
    text: str
    row: BodyPage | None

    @property
    def is_draft(self) -> bool:
        return TO_DO in self.text

    @property
    def changed_on(self) -> date | None:
        return self.row.changed_on if self.row else None


def row(slug: str) -> BodyPage | None:
    return db.session.scalars(select(BodyPage).where(BodyPage.slug == slug)).one_or_none()


def page(slug: str) -> Shown:
    found = row(slug)
    return Shown(slug, PublicPage(slug).label, found.text if found else draft(slug), found)


def draft(slug: str) -> str:
    """The text to start from, with what the sheet of the body knows already."""
    body = people.body()
    known = {
        "name": body.name if body else "",
        "website": body.website if body else "",
        "pec": body.pec if body else "",
        "phone": body.phone if body else "",
        "address": ", ".join(part for part in (body.street, f"{body.postal_code} {body.city}".strip()) if part) if body else "",
    }
    labels = {"name": "nome dell'ente", "website": "sito", "pec": "PEC", "phone": "telefono", "address": "indirizzo"}
    text = (SEEDS / "pages" / f"{slug}.txt").read_text(encoding="utf-8")
    for name, label in labels.items():
        text = text.replace(f"{{{name}}}", known[name] or f"[{TO_DO}: {label}]")
    return tidy(text)


def unfinished() -> list[str]:
    """The pages that the body still has to complete."""
    written = {row.slug: row.text for row in db.session.execute(select(BodyPage.slug, BodyPage.text))}
    return [page.value for page in PublicPage if TO_DO in written.get(page.value, TO_DO)]
