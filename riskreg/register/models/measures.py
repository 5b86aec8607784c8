"""Rows about measures: general ones of the whole body, specific ones tied to risk events."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, SortKey, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.measure_life import Life, Status, status
from riskreg.domain.register import (
    FAMILY_LABELS,
    GENERAL_CLASSES,
    MEASURE_KIND_LABELS,
    OWNER_KIND_LABELS,
    PERIOD_LABELS,
    TIMING_LABELS,
    Family,
    MeasureKind,
    OwnerKind,
    Timing,
    timing_said,
)
from riskreg.people.models import Figure, OrgUnit

if TYPE_CHECKING:
    from riskreg.register.models.events import RiskEvent
    from riskreg.register.models.measure_life import MeasureActivation, MeasureDeadline, MeasureMilestone


class Measure(Identified, Versioned, Base):
    """A measure for life: what editions say of it stands elsewhere; due date, owners and activation stand here."""

    __tablename__ = "measure"

    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo", "choices": MEASURE_KIND_LABELS})
    code: Mapped[str] = mapped_column(String(30), info={"label": "Codice"})
    code_sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the code"})
    code_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the code"})
    name: Mapped[str] = mapped_column(String(500), info={"label": "Misura"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    family: Mapped[str | None] = mapped_column(String(1), info={"label": "Famiglia", "choices": FAMILY_LABELS})
    measure_class: Mapped[str | None] = mapped_column(String(20), info={"label": "Classe", "choices": GENERAL_CLASSES})
    indicator: Mapped[str] = mapped_column(Text, default="", info={"label": "Indicatore"})
    target: Mapped[str] = mapped_column(String(500), default="", info={"label": "Target"})
    is_mandatory: Mapped[bool] = mapped_column(default=True, server_default=true(), info={"label": "Obbligatoria"})
    sustainability: Mapped[str] = mapped_column(Text, default="", server_default=text("''"), info={"label": "Sostenibilità"})
    timing: Mapped[str] = mapped_column(String(20), info={"label": "Tempi", "choices": TIMING_LABELS})
    due_on: Mapped[date | None] = mapped_column(info={"label": "Entro il"})
    period: Mapped[str | None] = mapped_column(String(20), info={"label": "Cadenza", "choices": PERIOD_LABELS})
    occasion: Mapped[str] = mapped_column(String(300), default="", info={"label": "A quale evento"})
    in_force_from: Mapped[date] = mapped_column(info={"label": "In vigore dal"})
    in_force_to: Mapped[date | None] = mapped_column(info={"label": "In vigore fino al"})
    ended_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché non è più in vigore"})
    ended_with_events: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info={"label": "Finita con gli eventi a cui rispondeva", "quiet": True}
    )
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    activation: Mapped["MeasureActivation | None"] = relationship(back_populates="measure", cascade="all, delete-orphan")
    owners: Mapped[list["MeasureOwner"]] = relationship(
        back_populates="measure", order_by="MeasureOwner.position", cascade="all, delete-orphan"
    )
    events: Mapped[list["MeasureEvent"]] = relationship(
        back_populates="measure", order_by="MeasureEvent.event_id", cascade="all, delete-orphan"
    )
    milestones: Mapped[list["MeasureMilestone"]] = relationship(
        back_populates="measure", order_by="MeasureMilestone.position", cascade="all, delete-orphan"
    )
    deadlines: Mapped[list["MeasureDeadline"]] = relationship(
        back_populates="measure", order_by="MeasureDeadline.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index(
            explain("uq_measure_code_fold", "Questo codice è già di un'altra misura: scegline uno diverso.", "code"),
            "code_fold",
            unique=True,
        ),
        Index(None, "code_sort_key"),
        Index(None, "sort_key"),
        Index(None, "family"),
        Index(None, "measure_class"),
        Index(None, "kind", "code_sort_key"),
        Index(None, "in_force_from", "in_force_to"),
        Index(None, "due_on"),
        CheckConstraint(one_of("kind", MeasureKind), name="kind_known"),
        CheckConstraint("(kind = 'specific') = (family IS NOT NULL)", name="family_iff_specific"),
        CheckConstraint("(kind = 'general') = (measure_class IS NOT NULL)", name="class_iff_general"),
        CheckConstraint(f"family IS NULL OR {one_of('family', Family)}", name="family_known"),
        CheckConstraint(f"measure_class IS NULL OR {one_of('measure_class', GENERAL_CLASSES)}", name="class_known"),
        CheckConstraint(one_of("timing", Timing), name="timing_known"),
        CheckConstraint("(timing = 'by_date') = (due_on IS NOT NULL)", name="due_iff_by_date"),
        CheckConstraint("(timing = 'periodic') = (period IS NOT NULL)", name="period_iff_periodic"),
        CheckConstraint(f"period IS NULL OR {one_of('period', PERIOD_LABELS)}", name="period_known"),
        CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name="ends_after_start"),
    )

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def kind_label(self) -> str:
        return MEASURE_KIND_LABELS[self.kind]

    @property
    def is_general(self) -> bool:
        return self.kind == MeasureKind.GENERAL

    @property
    def timing_label(self) -> str:
        return timing_said(self.timing, self.due_on, self.period, self.occasion)

    @property
    def family_label(self) -> str:
        """Of a general measure, its class."""
        return FAMILY_LABELS[self.family] if self.family else GENERAL_CLASSES[self.measure_class or ""]

    @property
    def duty_label(self) -> str:
        return "Obbligatoria" if self.is_mandatory else "Ulteriore"

    @property
    def life(self) -> Life:
        return Life(Timing(self.timing), self.in_force_from, self.in_force_to, self.due_on, self.activated_on)

    @property
    def activated_on(self) -> date | None:
        return self.activation.on if self.activation else None

    def status(self, today: date) -> Status:
        return status(self.life, today)

    @property
    def first_due_on(self) -> date | None:
        """As it was before the deadline moved for the first time."""
        return self.deadlines[0].from_on if self.deadlines else self.due_on

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


class MeasureEvent(Identified, Base):
    """That a measure answers a risk event."""

    __tablename__ = "measure_event"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), info={"label": "Misura", "quiet": True})
    event_id: Mapped[int] = mapped_column(ForeignKey("risk_event.id"), index=True, info={"label": "Evento rischioso"})

    measure: Mapped[Measure] = relationship(back_populates="events")
    event: Mapped["RiskEvent"] = relationship(back_populates="measures")

    __table_args__ = (UniqueConstraint("measure_id", "event_id", name=explain("uq_measure_event_measure_id_event_id", MEANWHILE)),)

    @property
    def title(self) -> str:
        return self.event.name


class MeasureOwner(Identified, Base):
    """Who answers for a measure; the first is *capofila*. What a file said and nobody recognised stays as it was written."""

    __tablename__ = "measure_owner"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), info={"label": "Misura", "quiet": True})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine", "quiet": True})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo di responsabile", "choices": OWNER_KIND_LABELS, "quiet": True})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Responsabile"})
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"), index=True, info={"label": "Responsabile"})
    name: Mapped[str] = mapped_column(String(300), default="", info={"label": "Responsabile"})

    measure: Mapped[Measure] = relationship(back_populates="owners")
    unit: Mapped[OrgUnit | None] = relationship()
    figure: Mapped[Figure | None] = relationship()

    __table_args__ = (
        UniqueConstraint("measure_id", "position", name=explain("uq_measure_owner_measure_id_position", MEANWHILE)),
        Index(None, "kind", "measure_id"),
        CheckConstraint(one_of("kind", OwnerKind), name="kind_known"),
        CheckConstraint("(kind = 'unit') = (unit_id IS NOT NULL)", name="unit_iff_unit"),
        CheckConstraint("(kind = 'figure') = (figure_id IS NOT NULL)", name="figure_iff_figure"),
        CheckConstraint("kind IN ('unit', 'figure') OR name <> ''", name="named"),
    )

    @property
    def title(self) -> str:
        return self.unit.name if self.unit else self.figure.name if self.figure else self.name
