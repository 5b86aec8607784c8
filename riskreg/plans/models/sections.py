"""What an edition says in words: sections written by the body, with figures that riskreg counts."""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, one_of
from riskreg.domain.narrative import PLACE_LABELS, Place

if TYPE_CHECKING:
    from riskreg.plans.models.editions import Edition


class EditionSection(Identified, Base):
    """`text` as it was typed, with the names of its figures; `resolved` with their values, from the day of the proposal on."""

    __tablename__ = "edition_section"
    __names_its_changes__ = True
    __told_whole__ = ("heading",)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione", "quiet": True})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    place: Mapped[str] = mapped_column(String(20), info={"label": "Dove sta nel documento", "choices": PLACE_LABELS})
    heading: Mapped[str] = mapped_column(String(200), info={"label": "Titolo"})
    text: Mapped[str] = mapped_column(Text, info={"label": "Testo"})
    resolved: Mapped[str] = mapped_column(Text, default="", info={"label": "Testo con le cifre del giorno della proposta", "quiet": True})

    edition: Mapped["Edition"] = relationship(back_populates="sections")

    __table_args__ = (
        Index(None, "edition_id", "position"),
        CheckConstraint(one_of("place", Place), name="place_known"),
        CheckConstraint("heading <> '' AND text <> ''", name="says_something"),
    )

    @property
    def title(self) -> str:
        return self.heading
