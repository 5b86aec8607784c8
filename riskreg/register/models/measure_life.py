"""Rows about what becomes of a measure: that it was activated, the steps it goes by, how its deadline moved."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.italian import write_date
from riskreg.people.models import User
from riskreg.register.models.measures import Measure


class MeasureActivation(Identified, Base):
    """That a measure was activated: once in its life, as somebody says, with what shows it. Plans and figures read only this."""

    __tablename__ = "measure_activation"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), info={"label": "Misura", "quiet": True})
    on: Mapped[date] = mapped_column(index=True, info={"label": "Attivata il"})
    because: Mapped[str] = mapped_column(Text, info={"label": "Da che cosa risulta"})
    source: Mapped[str] = mapped_column(
        String(60), default="", server_default=text("''"), info={"label": "Scheda che l'ha scritta", "quiet": True}
    )
    """The check of a monitoring session that wrote it, as the trail names it; empty where a person did."""

    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id"), index=True, info={"label": "Registrata da", "quiet": True}
    )

    measure: Mapped[Measure] = relationship(back_populates="activation")
    recorded_by: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("measure_id", name=explain("uq_measure_activation_measure_id", MEANWHILE)),
        CheckConstraint("because <> ''", name="reason_said"),
    )

    @property
    def title(self) -> str:
        return f"Attivata il {write_date(self.on)}"


class MeasureMilestone(Identified, Base):
    """A step on the way to a measure."""

    __tablename__ = "measure_milestone"
    __names_its_changes__ = True

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), info={"label": "Misura", "quiet": True})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine", "quiet": True})
    name: Mapped[str] = mapped_column(String(500), info={"label": "Tappa"})
    due_on: Mapped[date | None] = mapped_column(info={"label": "Entro il"})
    done_on: Mapped[date | None] = mapped_column(info={"label": "Raggiunta il"})

    measure: Mapped[Measure] = relationship(back_populates="milestones")

    __table_args__ = (UniqueConstraint("measure_id", "position", name=explain("uq_measure_milestone_measure_id_position", MEANWHILE)),)

    @property
    def title(self) -> str:
        return self.name


class MeasureDeadline(Identified, Base):
    """That a deadline moved: from, to, why. What an edition or a check said of the day before stays as it was."""

    __tablename__ = "measure_deadline"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Misura", "quiet": True})
    from_on: Mapped[date] = mapped_column(info={"label": "Scadenza di prima"})
    to_on: Mapped[date] = mapped_column(info={"label": "Nuova scadenza"})
    because: Mapped[str] = mapped_column(Text, info={"label": "Perché la scadenza è spostata"})
    moved_on: Mapped[date] = mapped_column(info={"label": "Spostata il", "quiet": True})
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Spostata da", "quiet": True})

    measure: Mapped[Measure] = relationship(back_populates="deadlines")
    moved_by: Mapped[User | None] = relationship()

    @property
    def title(self) -> str:
        return f"{write_date(self.from_on)} → {write_date(self.to_on)}"
