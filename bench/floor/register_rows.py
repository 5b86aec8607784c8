"""The tables of the register, as barely as rows.py has the others."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bench.floor.rows import Bare, Unit


class Area(Bare):
    __tablename__ = "risk_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    code_sort_key: Mapped[str]
    name: Mapped[str]


class Process(Bare):
    __tablename__ = "process"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    code_sort_key: Mapped[str]
    name: Mapped[str]
    sort_key: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("risk_area.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    description: Mapped[str]
    input: Mapped[str]
    output: Mapped[str]
    active_from: Mapped[date]
    retired_on: Mapped[date | None]
    version: Mapped[int]
    area: Mapped[Area] = relationship()
    unit: Mapped[Unit] = relationship()
    phases: Mapped[list["Phase"]] = relationship(order_by="Phase.position", back_populates="process")
    standings: Mapped[list["Standing"]] = relationship(order_by="Standing.year")


class Phase(Bare):
    __tablename__ = "phase"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str]
    retired_on: Mapped[date | None]
    process: Mapped[Process] = relationship(back_populates="phases")
    events: Mapped[list["Event"]] = relationship(order_by="Event.position", back_populates="phase")


class Event(Bare):
    __tablename__ = "risk_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str]
    retired_on: Mapped[date | None]
    phase: Mapped[Phase] = relationship(back_populates="events")
    factors: Mapped[list["Factor"]] = relationship()
    links: Mapped[list["Link"]] = relationship(back_populates="event")


class Factor(Bare):
    __tablename__ = "event_factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("risk_event.id"))
    factor: Mapped[str]
    note: Mapped[str]


class Office(Bare):
    __tablename__ = "figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Measure(Bare):
    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    code_sort_key: Mapped[str]
    name: Mapped[str]
    sort_key: Mapped[str]
    description: Mapped[str]
    family: Mapped[str | None]
    indicator: Mapped[str]
    target: Mapped[str]
    timing: Mapped[str]
    due_on: Mapped[date | None]
    period: Mapped[str | None]
    occasion: Mapped[str]
    in_force_from: Mapped[date]
    in_force_to: Mapped[date | None]
    version: Mapped[int]
    owners: Mapped[list["Owner"]] = relationship(order_by="Owner.position")
    links: Mapped[list["Link"]] = relationship(back_populates="measure")


class Activation(Bare):
    __tablename__ = "measure_activation"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))


class Owner(Bare):
    __tablename__ = "measure_owner"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    position: Mapped[int]
    kind: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"))
    name: Mapped[str]
    unit: Mapped[Unit | None] = relationship()
    figure: Mapped[Office | None] = relationship()

    @property
    def title(self) -> str:
        return self.unit.name if self.unit else self.figure.name if self.figure else self.name


class Link(Bare):
    __tablename__ = "measure_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("risk_event.id"))
    measure: Mapped[Measure] = relationship(back_populates="links")
    event: Mapped[Event] = relationship(back_populates="links")


class Standing(Bare):
    __tablename__ = "standing"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    year: Mapped[int]
    inherent: Mapped[Decimal | None]
    residual: Mapped[Decimal | None]
    inherent_band: Mapped[str]
    computed_band: Mapped[str]
    band: Mapped[str]
    band_rank: Mapped[int]
    process: Mapped[Process] = relationship(viewonly=True)


class Method(Bare):
    __tablename__ = "methodology"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[str]


class Assessment(Bare):
    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    year: Mapped[int]
    methodology_id: Mapped[int] = mapped_column(ForeignKey("methodology.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    state: Mapped[str]
    judgment: Mapped[str]
    measures: Mapped[str]
    version: Mapped[int]
    process: Mapped[Process] = relationship()
    methodology: Mapped[Method] = relationship()
    unit: Mapped[Unit] = relationship()
    scores: Mapped[list["Score"]] = relationship()


class Score(Bare):
    __tablename__ = "score"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    effectiveness: Mapped[str | None]
    probability: Mapped[str | None]
    impact: Mapped[str | None]
    inherent: Mapped[str | None]
    residual: Mapped[Decimal | None]
    band: Mapped[str | None]
    answers: Mapped[list["Given"]] = relationship()


class Given(Bare):
    __tablename__ = "score_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    score_id: Mapped[int] = mapped_column(ForeignKey("score.id"))
    criterion: Mapped[str]
    answer: Mapped[str]


class Found(Bare):
    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    sort_key: Mapped[str]
    text: Mapped[str]
