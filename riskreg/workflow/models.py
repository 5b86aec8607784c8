"""One row of each transition, of whatever goes from hand to hand; never changed, never taken away."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, BigId, Identified, UtcMoment
from riskreg.people.models import User


class Transition(Identified, Base):
    """`kind` and `subject_id` say of what; `by` is nobody where riskreg did it itself. `seen` is what whoever did it had before their eyes,
    and `fingerprint` is of that: a later change is told from it."""

    __tablename__ = "transition"
    __quiet__: ClassVar[bool] = True

    kind: Mapped[str] = mapped_column(String(40), info={"label": "Di che cosa", "quiet": True})
    subject_id: Mapped[int] = mapped_column(BigId, info={"label": "Numero", "quiet": True})
    from_state: Mapped[str] = mapped_column(String(20), info={"label": "Da", "quiet": True})
    to_state: Mapped[str] = mapped_column(String(20), info={"label": "A", "quiet": True})
    action: Mapped[str] = mapped_column(String(20), info={"label": "Passaggio", "quiet": True})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Chi"})
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Al posto di"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Quando", "quiet": True})
    reason: Mapped[str] = mapped_column(Text, default="", info={"label": "Motivo"})
    seen: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa aveva davanti", "quiet": True})
    fingerprint: Mapped[str] = mapped_column(String(64), default="", info={"label": "Impronta di quello che aveva davanti", "quiet": True})

    by: Mapped[User | None] = relationship(foreign_keys=[by_id], viewonly=True)
    acting_for: Mapped[User | None] = relationship(foreign_keys=[acting_for_id], viewonly=True)

    __table_args__ = (Index(None, "kind", "subject_id", "id"),)

    @property
    def title(self) -> str:
        return f"Passaggio n. {self.id}"

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.by),)
