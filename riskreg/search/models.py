"""What can be found, by the words in it."""

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, SortKey


class SearchEntry(Identified, Base):
    """One thing: `words` are those of code, title and text (domain.searching), so that both databases compare the same ones.
    Beside the table each database keeps an index of them in step by itself: SQLite in `search_words` with triggers,
    PostgreSQL in `ix_search_entry_words`.

    `unit_id` is whose it is: who may see it follows the unit that answers today. None: whoever may see its kind.
    """

    __tablename__ = "search_entry"
    __traced__ = False  # made again from the rows it points to, at any time

    subject: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    page_id: Mapped[int] = mapped_column(Integer)
    """The id of the page that shows it: an event is shown on its process's."""

    code: Mapped[str] = mapped_column(String(60), default="")
    code_key: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String(500))
    title_key: Mapped[str] = mapped_column(String)
    sort_key: Mapped[SortKey] = mapped_column()
    words: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    """As people wrote it: what is shown of a hit."""

    __table_args__ = (Index(None, "kind", "sort_key", "unit_id"), Index(None, "code_key"))
