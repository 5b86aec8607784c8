"""Rows about the phases of a process, what can go wrong in each, and why it could."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.register import FACTOR_LABELS, Factor

if TYPE_CHECKING:
    from riskreg.register.models.measures import MeasureEvent
    from riskreg.register.models.processes import Process


class Phase(Identified, Base):
    """A step of a process, in its order."""

    __tablename__ = "phase"

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True, info={"label": "Processo"})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Denominazione"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    retired_on: Mapped[date | None] = mapped_column(info={"label": "Ritirata il"})

    process: Mapped["Process"] = relationship(back_populates="phases")
    events: Mapped[list["RiskEvent"]] = relationship(back_populates="phase", order_by="RiskEvent.position, RiskEvent.id")

    @property
    def title(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        """A sheet has one version, its process's."""
        return self.process.version


class RiskEvent(Identified, Base):
    """What could go wrong in a phase."""

    __tablename__ = "risk_event"

    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"), index=True, info={"label": "Fase"})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    name: Mapped[str] = mapped_column(String(500), info={"label": "Evento rischioso"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Come potrebbe accadere"})
    added_on: Mapped[date | None] = mapped_column(info={"label": "Aggiunto il", "quiet": True})
    retired_on: Mapped[date | None] = mapped_column(info={"label": "Ritirato il"})

    phase: Mapped[Phase] = relationship(back_populates="events")
    factors: Mapped[list["EventFactor"]] = relationship(back_populates="event", order_by="EventFactor.factor", cascade="all, delete-orphan")
    measures: Mapped[list["MeasureEvent"]] = relationship(back_populates="event", viewonly=True)

    @property
    def title(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        """A sheet has one version, its process's."""
        return self.phase.process.version


class EventFactor(Identified, Base):
    """Why an event could happen, with a note of the owner."""

    __tablename__ = "event_factor"

    event_id: Mapped[int] = mapped_column(ForeignKey("risk_event.id"), info={"label": "Evento rischioso", "quiet": True})
    factor: Mapped[str] = mapped_column(String(1), info={"label": "Fattore abilitante", "choices": FACTOR_LABELS})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota al fattore"})

    event: Mapped[RiskEvent] = relationship(back_populates="factors")

    __table_args__ = (
        UniqueConstraint("event_id", "factor", name=explain("uq_event_factor_event_id_factor", MEANWHILE)),
        Index(None, "factor", "event_id"),
        CheckConstraint(one_of("factor", Factor), name="factor_known"),
    )

    @property
    def title(self) -> str:
        return FACTOR_LABELS[self.factor]
