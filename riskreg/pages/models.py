"""One row per page that the body has written; until then the page shows its draft."""

from datetime import date

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, Versioned, one_of
from riskreg.core.constraints import explain
from riskreg.domain.vocabulary import PublicPage

TITLES = {page.value: page.label for page in PublicPage}


class BodyPage(Identified, Versioned, Base):
    """What the body says on one of its public pages, in the light markup of domain.prose."""

    __tablename__ = "body_page"

    slug: Mapped[str] = mapped_column(String(40), info={"label": "Pagina", "choices": TITLES})
    text: Mapped[str] = mapped_column(Text, info={"label": "Testo"})
    changed_on: Mapped[date] = mapped_column(info={"label": "Aggiornata il", "quiet": "the day of the entry itself"})

    __table_args__ = (
        UniqueConstraint(
            "slug", name=explain("uq_body_page_slug", "Nel frattempo un'altra persona ha scritto questa pagina: ricaricala.", "text")
        ),
        CheckConstraint(one_of("slug", PublicPage), name="slug_known"),
    )

    @property
    def title(self) -> str:
        return TITLES[self.slug]
