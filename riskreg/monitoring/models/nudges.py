"""Who was asked about a check that waited for them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.monitoring.checks import STATE_LABELS
from riskreg.monitoring.models.checks import Check
from riskreg.people.models import User


class CheckNudge(Identified, Base):
    """Somebody was asked about a check that waited for them, on a day: the proof that they were, by whom, and about which step. The trail has an
    entry of each."""

    __tablename__ = "monitoring_nudge"

    check_id: Mapped[int] = mapped_column(ForeignKey("monitoring_check.id"), info={"label": "Scheda"})
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "A chi"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inviato da"})
    on: Mapped[date] = mapped_column(info={"label": "Giorno"})
    state: Mapped[str] = mapped_column(String(20), info={"label": "A che punto era", "choices": STATE_LABELS})
    due_on: Mapped[date] = mapped_column(info={"label": "Entro il"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})

    check: Mapped[Check] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    sender: Mapped[User | None] = relationship(foreign_keys=[by_id])

    __table_args__ = (UniqueConstraint("check_id", "user_id", "on", name=explain("uq_monitoring_nudge_check_id_user_id_on", MEANWHILE)),)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        check = joinedload(cls.check)
        return check.joinedload(Check.session), check.joinedload(Check.process), joinedload(cls.user)

    @property
    def title(self) -> str:
        return f"{self.check.title}: sollecito a {self.user.title}"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"
