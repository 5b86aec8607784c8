"""Rows about questions: on which section of which sheet, what was said, whether it is resolved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, BigId, Identified, UtcMoment, Versioned
from riskreg.core.constraints import explain
from riskreg.domain.comments import OWN_QUESTION
from riskreg.people.models import User

explain("ck_question_resolved_by_another", OWN_QUESTION)


class Question(Identified, Versioned, Base):
    """`section` is as the kind of subject names it, `section_name` as people were shown it then: an event may be gone since."""

    __tablename__ = "question"
    __names_its_changes__ = True

    about_kind: Mapped[str] = mapped_column(String(40), info={"label": "Tipo di scheda", "quiet": "the subject says it"})
    about_id: Mapped[int] = mapped_column(BigId, info={"label": "Numero della scheda", "quiet": "the subject says it"})
    section: Mapped[str] = mapped_column(String(40), info={"label": "Sezione", "quiet": "its name says it"})
    section_name: Mapped[str] = mapped_column(Text, info={"label": "Sezione"})
    text: Mapped[str] = mapped_column(Text, info={"label": "Domanda"})
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Fatta da"})
    asked_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Risolta da"})
    resolved_at: Mapped[datetime | None] = mapped_column(UtcMoment, index=True, info={"label": "Risolta il"})

    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id], viewonly=True)
    resolved_by: Mapped[User | None] = relationship(foreign_keys=[resolved_by_id], viewonly=True)
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.id", viewonly=True)

    __table_args__ = (
        Index(None, "about_kind", "about_id"),
        CheckConstraint("text <> ''", name="asks_something"),
        CheckConstraint("resolved_by_id IS NULL OR resolved_at IS NOT NULL", name="resolved_on_a_day"),
        CheckConstraint("asked_by_id IS NULL OR resolved_by_id IS NULL OR asked_by_id <> resolved_by_id", name="resolved_by_another"),
    )

    @property
    def title(self) -> str:
        return f"Domanda n. {self.id}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def asker(self) -> str:
        return self.asked_by.title if self.asked_by else "riskreg"

    @property
    def resolver(self) -> str:
        return self.resolved_by.title if self.resolved_by else "riskreg"


class Reply(Identified, Base):
    """What somebody said in the thread of a question; never changed."""

    __tablename__ = "question_reply"
    __names_its_changes__ = True

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True, info={"label": "Domanda", "quiet": True})
    text: Mapped[str] = mapped_column(Text, info={"label": "Risposta"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Scritta da"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})

    by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (CheckConstraint("text <> ''", name="says_something"),)

    @property
    def title(self) -> str:
        return f"Risposta alla domanda n. {self.question_id}"

    @property
    def writer(self) -> str:
        return self.by.title if self.by else "riskreg"

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.by),)
