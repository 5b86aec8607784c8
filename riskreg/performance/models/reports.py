"""The Relazione sulla performance of a year: its steps, what it says in words, and the documents that it keeps for ever."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.performance.report import (
    OPENED_ALREADY,
    OUTCOME_LABELS,
    SECTION_LABELS,
    STATE_LABELS,
    STATE_TONES,
    Outcome,
    Section,
    State,
    name,
)


class PerformanceReport(Identified, Versioned, Base):
    """Revision 0 is the report itself; another amends what the organ had approved, with its own act."""

    __tablename__ = "performance_report"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    revision: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"label": "Revisione"})
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value, info={"label": "Stato", "choices": STATE_LABELS})
    revised_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché è rivista"})
    act_body: Mapped[str] = mapped_column(String(200), default="", info={"label": "Organo che approva"})
    act_number: Mapped[str] = mapped_column(String(60), default="", info={"label": "Atto di approvazione"})
    approved_on: Mapped[date | None] = mapped_column(info={"label": "Approvata il"})
    recorded_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "the entry of the approval says when"})
    oiv_outcome: Mapped[str | None] = mapped_column(String(20), info={"label": "Esito dell'OIV", "choices": OUTCOME_LABELS})
    oiv_on: Mapped[date | None] = mapped_column(info={"label": "Validazione del"})
    oiv_protocol: Mapped[str] = mapped_column(String(60), default="", info={"label": "Protocollo della validazione"})
    oiv_text: Mapped[str] = mapped_column(Text, default="", info={"label": "Osservazioni dell'OIV"})
    published_on: Mapped[date | None] = mapped_column(info={"label": "Pubblicata il"})
    published_at: Mapped[str] = mapped_column(String(500), default="", info={"label": "Indirizzo della pagina"})

    sections: Mapped[list["ReportSection"]] = relationship(
        back_populates="report", order_by="ReportSection.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index(explain("uq_performance_report_year_revision", OPENED_ALREADY), "year", "revision", unique=True),
        Index(None, "state"),
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint(f"oiv_outcome IS NULL OR {one_of('oiv_outcome', Outcome)}", name="outcome_known"),
        CheckConstraint("(state = 'draft') = (approved_on IS NULL)", name="approved_iff_act_dated"),
        CheckConstraint("approved_on IS NULL OR (act_number <> '' AND act_body <> '')", name="act_said"),
        CheckConstraint("(state IN ('draft', 'approved')) = (oiv_outcome IS NULL)", name="judged_iff_outcome"),
        CheckConstraint("(oiv_outcome IS NULL) = (oiv_on IS NULL) AND (oiv_outcome IS NULL OR oiv_protocol <> '')", name="judgment_said"),
        CheckConstraint("oiv_outcome IS NULL OR (oiv_outcome = 'refused') = (state = 'refused')", name="refused_iff_refused"),
        CheckConstraint("oiv_outcome IS NULL OR oiv_outcome = 'validated' OR oiv_text <> ''", name="remarks_said"),
        CheckConstraint("(state = 'published') = (published_on IS NOT NULL)", name="published_iff_dated"),
        CheckConstraint("published_on IS NULL OR published_at <> ''", name="published_somewhere"),
    )

    @property
    def title(self) -> str:
        return name(self.year, self.revision)

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def state_tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[self.oiv_outcome] if self.oiv_outcome else ""

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_frozen(self) -> bool:
        return self.state != State.DRAFT


class ReportSection(Identified, Versioned, Base):
    """What it says in words in one place. Each has its own version: who writes the context does not stop who writes the conclusions."""

    __tablename__ = "performance_report_section"
    __names_its_changes__ = True

    report_id: Mapped[int] = mapped_column(ForeignKey("performance_report.id"), info={"label": "Relazione", "quiet": True})
    section: Mapped[str] = mapped_column(String(20), info={"label": "Sezione", "choices": SECTION_LABELS})
    text: Mapped[str] = mapped_column(Text, default="", info={"label": "Testo"})

    report: Mapped[PerformanceReport] = relationship(back_populates="sections")

    __table_args__ = (
        UniqueConstraint("report_id", "section", name=explain("uq_performance_report_section_report_id_section", MEANWHILE)),
        CheckConstraint(one_of("section", Section), name="section_known"),
    )

    @property
    def title(self) -> str:
        return SECTION_LABELS[self.section]

    @property
    def hint(self) -> str:
        return Section(self.section).hint


class ReportDocument(Identified, Base):
    """A document as it was drawn when the organ approved: those bytes, for ever. `name`: its format; "json" holds the contents."""

    __tablename__ = "performance_report_document"
    __names_its_changes__ = True
    __told_whole__ = ("file_name", "sha256")

    report_id: Mapped[int] = mapped_column(ForeignKey("performance_report.id"), info={"label": "Relazione", "quiet": True})
    name: Mapped[str] = mapped_column(String(20), info={"label": "Documento", "quiet": True})
    file_name: Mapped[str] = mapped_column(String(120), info={"label": "File"})
    mime: Mapped[str] = mapped_column(String(100), info={"untraced": "follows the name"})
    size: Mapped[int] = mapped_column(BigInteger, info={"label": "Byte", "quiet": True})
    sha256: Mapped[str] = mapped_column(String(64), info={"label": "Impronta SHA-256"})
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info={"untraced": "its hash is traced"})
    kept_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})

    report: Mapped[PerformanceReport] = relationship()

    __table_args__ = (
        UniqueConstraint("report_id", "name", name=explain("uq_performance_report_document_report_id_name", MEANWHILE)),
        CheckConstraint("size > 0", name="not_empty"),
    )

    @property
    def title(self) -> str:
        return self.file_name
