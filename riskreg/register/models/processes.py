"""Rows about areas of risk and processes: what the body does, and where corruption could enter."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, SortKey, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.register import DERIVATION_LABELS, Derivation
from riskreg.people.models import OrgUnit

if TYPE_CHECKING:
    from riskreg.register.models.events import Phase


class RiskArea(Identified, Versioned, Base):
    """An area of risk: ANAC's, those of the chambers of commerce, the body's own."""

    __tablename__ = "risk_area"

    code: Mapped[str] = mapped_column(String(10), info={"label": "Codice"})
    code_sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the code"})
    code_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the code"})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Denominazione"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "Fonte"})
    retired_on: Mapped[date | None] = mapped_column(info={"label": "Ritirata il"})

    __table_args__ = (
        Index(
            explain("uq_risk_area_code_fold", "Questo codice è già di un'altra area: scegline uno diverso.", "code"),
            "code_fold",
            unique=True,
        ),
        Index(None, "code_sort_key"),
    )

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


class Process(Identified, Versioned, Base):
    """A process for life. Its version is that of the whole sheet: `edits` moves it when only a phase, an event, a measure changed."""

    __tablename__ = "process"

    code: Mapped[str] = mapped_column(String(20), info={"label": "Codice"})
    code_sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the code"})
    code_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the code"})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Denominazione"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    area_id: Mapped[int] = mapped_column(ForeignKey("risk_area.id"), index=True, info={"label": "Area di rischio"})
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità responsabile"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    input: Mapped[str] = mapped_column(Text, default="", info={"label": "Input"})
    output: Mapped[str] = mapped_column(Text, default="", info={"label": "Output"})
    active_from: Mapped[date] = mapped_column(info={"label": "Attivo dal"})
    retired_on: Mapped[date | None] = mapped_column(info={"label": "Ritirato dal"})
    retired_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché non è più attivo"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version of the sheet"})

    area: Mapped[RiskArea] = relationship()
    unit: Mapped[OrgUnit] = relationship()
    phases: Mapped[list["Phase"]] = relationship(back_populates="process", order_by="Phase.position, Phase.id")
    standings: Mapped[list["Standing"]] = relationship(order_by="Standing.year")

    __table_args__ = (
        Index(
            explain("uq_process_code_fold", "Questo codice è già di un altro processo: scegline uno diverso.", "code"),
            "code_fold",
            unique=True,
        ),
        Index(None, "code_sort_key"),
        Index(None, "sort_key"),
        CheckConstraint("retired_on IS NULL OR retired_on >= active_from", name="retired_after_active"),
    )

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    def is_active(self, on: date) -> bool:
        return self.active_from <= on and (self.retired_on is None or on < self.retired_on)


class Standing(Identified, Base):
    """What the approved assessment of a year came to: written with it, read by every list and figure. One of each process and year.

    `residual` is None where the methodology is ordinal. The bands keep the name and the rank they had, and the highest rank there was;
    `area_id` is the area in which the process stood, so that the figures of a past year stay where they were.
    """

    __tablename__ = "standing"
    __quiet__ = True  # the assessment says the same, with its answers

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), info={"label": "Processo"})
    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    area_id: Mapped[int] = mapped_column(ForeignKey("risk_area.id"), index=True, info={"label": "Area di rischio"})
    inherent: Mapped[Decimal | None] = mapped_column(Numeric(9, 2), info={"label": "Rischio inerente"})
    residual: Mapped[Decimal | None] = mapped_column(Numeric(9, 2), info={"label": "Rischio residuo"})
    inherent_band: Mapped[str] = mapped_column(String(40), info={"label": "Fascia del rischio inerente"})
    computed_band: Mapped[str] = mapped_column(String(40), info={"label": "Fascia calcolata"})
    band: Mapped[str] = mapped_column(String(40), info={"label": "Fascia giudicata"})
    band_rank: Mapped[int] = mapped_column(Integer, info={"label": "Grado della fascia"})
    computed_rank: Mapped[int] = mapped_column(Integer, info={"label": "Grado della fascia calcolata"})
    inherent_rank: Mapped[int] = mapped_column(Integer, info={"label": "Grado della fascia inerente"})
    top_rank: Mapped[int] = mapped_column(Integer, info={"label": "Grado della fascia più alta"})
    needs_treatment: Mapped[bool] = mapped_column(info={"label": "Richiede trattamento"})

    area: Mapped[RiskArea] = relationship()

    __table_args__ = (
        UniqueConstraint("process_id", "year", name=explain("uq_standing_process_id_year", MEANWHILE)),
        Index(None, "year", "band_rank"),
    )

    @property
    def title(self) -> str:
        return f"{self.year}: {self.band}"


class Origin(Identified, Base):
    """*Deriva da*: that a process, phase, event or measure came from another of its kind. Both are named as the trail names them."""

    __tablename__ = "origin"

    subject: Mapped[str] = mapped_column(String(60), info={"label": "Che cosa"})
    from_subject: Mapped[str] = mapped_column(String(60), index=True, info={"label": "Deriva da"})
    how: Mapped[str] = mapped_column(String(20), info={"label": "Come", "choices": DERIVATION_LABELS})
    on: Mapped[date] = mapped_column(info={"label": "Dal"})

    __table_args__ = (
        UniqueConstraint("subject", "from_subject", name=explain("uq_origin_subject_from_subject", MEANWHILE)),
        CheckConstraint(one_of("how", Derivation), name="how_known"),
    )

    @property
    def title(self) -> str:
        return DERIVATION_LABELS[self.how]
