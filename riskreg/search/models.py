"""What can be found, by the words in it."""

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, SortKey


class SearchEntry(Identified, Base):
    """One thing: `text` is folded (domain.italian.fold), so that both databases look through the same letters.

    `unit_id` is whose it is: who may see it follows the unit that answers today. None: everybody signed in.
    """

    __tablename__ = "search_entry"
    __traced__ = False  # made again from the rows it points to, at any time

    subject: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(500))
    sort_key: Mapped[SortKey] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    page_id: Mapped[int] = mapped_column(Integer)
    """The id of the page that shows it: an event is shown on its process's."""

    __table_args__ = (Index(None, "kind", "sort_key"),)
