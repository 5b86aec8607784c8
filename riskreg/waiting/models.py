"""Rows about reminders: when the body wants people reminded, and what each was reminded of."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, Versioned
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.waiting import Rules


class ReminderRules(Identified, Versioned, Base):
    """One row, once somebody has decided; until then the rules of `domain.waiting`."""

    __tablename__ = "reminder_rules"

    first: Mapped[int] = mapped_column(Integer, info={"label": "Primo promemoria, giorni prima"})
    second: Mapped[int | None] = mapped_column(Integer, info={"label": "Secondo promemoria, giorni prima"})
    third: Mapped[int | None] = mapped_column(Integer, info={"label": "Terzo promemoria, giorni prima"})
    late_every: Mapped[int] = mapped_column(Integer, info={"label": "In ritardo, ogni quanti giorni"})
    escalate_after: Mapped[int] = mapped_column(Integer, info={"label": "Al dirigente, dopo quanti giorni di ritardo"})

    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("first >= 0 AND late_every >= 1 AND escalate_after >= 1", name="days_sensible"),
    )

    @property
    def title(self) -> str:
        return "Promemoria"

    @property
    def as_domain(self) -> Rules:
        before = {day for day in (self.first, self.second, self.third) if day is not None}
        return Rules(tuple(sorted(before, reverse=True)), self.late_every, self.escalate_after)


class Reminder(Identified, Base):
    """That somebody was told of one step of one task, and in which letter. The database keeps it from being told twice, and from writing
    anybody two digests in a day (the task `digest`, whose step is the day). The letter itself stands in the trail."""

    __tablename__ = "reminder"
    __traced__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    task: Mapped[str] = mapped_column(String(80))
    step: Mapped[str] = mapped_column(String(40))
    on: Mapped[date] = mapped_column()
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)

    __table_args__ = (
        UniqueConstraint("user_id", "task", "step", name=explain("uq_reminder_user_id_task_step", MEANWHILE)),
        Index(None, "task"),
        Index(None, "on"),
    )
