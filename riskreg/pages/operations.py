"""Writing a public page."""

from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.domain.vocabulary import PublicPage
from riskreg.pages import queries
from riskreg.pages.models import BodyPage

LONGEST = 20_000


def write_page(slug: str, text: str, *, version: int | None = None, by: Person, at: datetime) -> BodyPage:
    insist(by, Permission.BODY_EDIT)
    kept = tidy(text)
    if not kept:
        raise RuleBroken("Scrivi il testo della pagina.", "text")
    if len(kept) > LONGEST:
        raise RuleBroken("Il testo è troppo lungo: usa al massimo 20.000 caratteri.", "text")
    page = queries.row(PublicPage(slug))
    if page is None:
        page = BodyPage(slug=slug)
        db.session.add(page)
    else:
        must_be(page, version)
    page.text, page.changed_on = kept, at.astimezone(ROME).date()
    record(Tag.PAGE_WRITTEN, page, by=by, at=at)
    return page
