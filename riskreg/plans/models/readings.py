"""Rows about *presa visione*: who has read an adopted edition, and who was asked again."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.people.models import User
from riskreg.plans.models.editions import Edition


class EditionReading(Identified, Base):
    """Somebody has read an adopted edition. Once, for good: the database takes no change of it, whoever asks. Of a person who is erased the
    row stays, by number, so that the count is what it was; the name stood in the person's own row only."""

    __tablename__ = "edition_reading"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione"})
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Utente"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Letto il"})

    edition: Mapped[Edition] = relationship(viewonly=True)
    user: Mapped[User] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint(
            "edition_id", "user_id", name=explain("uq_edition_reading_edition_id_user_id", "Hai già confermato di averlo letto.")
        ),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.edition), joinedload(cls.user)

    @property
    def title(self) -> str:
        return f"{self.edition.title}: presa visione di {self.user.title}"

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"


class ReadingReminder(Identified, Base):
    """Somebody who had not read an edition was asked to, on a day: the proof that they were asked, and by whom."""

    __tablename__ = "reading_reminder"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione"})
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "A chi"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inviato da"})
    on: Mapped[date] = mapped_column(info={"label": "Giorno"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})

    edition: Mapped[Edition] = relationship(viewonly=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id], viewonly=True)
    sender: Mapped[User | None] = relationship(foreign_keys=[by_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint("edition_id", "user_id", "on", name=explain("uq_reading_reminder_edition_id_user_id_on", MEANWHILE)),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.edition), joinedload(cls.user)

    @property
    def title(self) -> str:
        return f"{self.edition.title}: sollecito a {self.user.title}"

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"
