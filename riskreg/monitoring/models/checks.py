"""A check, the periods it asks about, and what those say who contribute."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.clock import ROME
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.checks import (
    OUTCOME_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    WITH_AUTHOR,
    Answer,
    Asked,
    OfPeriod,
    Outcome,
    Reason,
    State,
    is_early,
)
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MEASURE_KIND_LABELS, TIMING_LABELS, MeasureKind, Timing, timing_said
from riskreg.domain.semesters import Period
from riskreg.domain.targets import Verdict, verdict
from riskreg.monitoring.models.sessions import Session
from riskreg.people.models import Figure, OrgUnit, User
from riskreg.register.models import Measure, Process

LONGEST = 500
ASKED_ALREADY = "Questa misura è già nel monitoraggio."


class Check(Identified, Versioned, Base):
    """What a session asks of one measure; of a specific one, in each process that it stands in. `asked_…` is the measure as it was asked about:
    it stays so, whatever becomes of it. `dropped_on`: it is not asked about any more, and the reason says why."""

    __tablename__ = "monitoring_check"

    session_id: Mapped[int] = mapped_column(ForeignKey("monitoring_session.id"), info={"label": "Sessione", "quiet": True})
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Misura"})
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id"), index=True, info={"label": "Processo"})
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value, info={"label": "Stato", "choices": STATE_LABELS})
    dropped_on: Mapped[date | None] = mapped_column(info={"label": "Fuori dal monitoraggio dal"})
    dropped_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché è fuori dal monitoraggio"})

    asked_kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo", "choices": MEASURE_KIND_LABELS, "quiet": True})
    asked_group: Mapped[str] = mapped_column(String(20), info={"label": "Classe o famiglia", "quiet": True})
    asked_code: Mapped[str] = mapped_column(String(30), info={"label": "Codice", "quiet": True})
    asked_name: Mapped[str] = mapped_column(String(500), info={"label": "Misura", "quiet": True})
    asked_indicator: Mapped[str] = mapped_column(Text, default="", info={"label": "Indicatore", "quiet": True})
    asked_target: Mapped[str] = mapped_column(String(500), default="", info={"label": "Target", "quiet": True})
    asked_timing: Mapped[str] = mapped_column(String(20), info={"label": "Tempi", "choices": TIMING_LABELS, "quiet": True})
    asked_due_on: Mapped[date | None] = mapped_column(info={"label": "Scadenza", "quiet": True})
    asked_period: Mapped[str | None] = mapped_column(String(20), info={"label": "Cadenza", "quiet": True})
    asked_occasion: Mapped[str] = mapped_column(String(300), default="", info={"label": "A quale evento", "quiet": True})
    asked_since: Mapped[date] = mapped_column(info={"label": "In vigore dal", "quiet": True})
    asked_activated_on: Mapped[date | None] = mapped_column(info={"label": "Attivata il", "quiet": True})
    asked_band_rank: Mapped[int | None] = mapped_column(Integer, info={"label": "Grado della fascia", "quiet": True})
    asked_top_band: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"label": "Fascia più alta", "quiet": True})
    asked_band: Mapped[str] = mapped_column(String(60), default="", info={"label": "Fascia giudicata del processo", "quiet": True})

    outcome: Mapped[str | None] = mapped_column(String(20), info={"label": "A che punto è", "choices": OUTCOME_LABELS})
    value: Mapped[str] = mapped_column(String(LONGEST), default="", info={"label": "Valore raggiunto"})
    progress: Mapped[int | None] = mapped_column(Integer, info={"label": "Avanzamento in percentuale"})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota"})
    criticality: Mapped[str] = mapped_column(Text, default="", info={"label": "Criticità"})
    reason: Mapped[str | None] = mapped_column(String(20), info={"label": "Motivo", "choices": REASON_LABELS})
    reason_note: Mapped[str] = mapped_column(Text, default="", info={"label": "Il motivo in parole"})
    proposed_due_on: Mapped[date | None] = mapped_column(info={"label": "Nuova data proposta"})
    done_on: Mapped[date | None] = mapped_column(info={"label": "Attuata dal"})
    cases: Mapped[int | None] = mapped_column(Integer, info={"label": "Casi nel semestre"})
    complied: Mapped[int | None] = mapped_column(Integer, info={"label": "Casi in cui è stata applicata"})
    no_evidence_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché non ci sono prove"})
    carried_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("monitoring_check.id"), index=True, info={"label": "Risposta portata dal semestre prima", "quiet": True}
    )
    sent_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Inviata il"})
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inviata da"})
    validated_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Validata il"})
    validated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Validata da"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    session: Mapped[Session] = relationship()
    measure: Mapped[Measure] = relationship()
    process: Mapped[Process | None] = relationship()
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id], viewonly=True)
    validated_by: Mapped[User | None] = relationship(foreign_keys=[validated_by_id], viewonly=True)
    periods: Mapped[list["CheckPeriod"]] = relationship(
        back_populates="check", order_by="CheckPeriod.first_on", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index(
            explain("uq_monitoring_check_of_process", ASKED_ALREADY), "session_id", "measure_id", "process_id", unique=True,
            sqlite_where=text("process_id IS NOT NULL"), postgresql_where=text("process_id IS NOT NULL"),
        ),
        Index(
            explain("uq_monitoring_check_of_body", ASKED_ALREADY), "session_id", "measure_id", unique=True,
            sqlite_where=text("process_id IS NULL"), postgresql_where=text("process_id IS NULL"),
        ),
        Index(None, "session_id", "state"),
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint(one_of("asked_kind", MeasureKind), name="kind_known"),
        CheckConstraint(one_of("asked_timing", Timing), name="timing_known"),
        CheckConstraint(f"outcome IS NULL OR {one_of('outcome', Outcome)}", name="outcome_known"),
        CheckConstraint(f"reason IS NULL OR {one_of('reason', Reason)}", name="reason_known"),
        CheckConstraint("state NOT IN ('sent', 'validated') OR outcome IS NOT NULL", name="answered_before_it_is_sent"),
        CheckConstraint("(state IN ('sent', 'validated')) = (sent_at IS NOT NULL)", name="sent_iff_under_way"),
        CheckConstraint("(state = 'validated') = (validated_at IS NOT NULL)", name="validated_iff_validated"),
        CheckConstraint("validated_by_id IS NULL OR validated_by_id <> sent_by_id", name="nobody_validates_their_own"),
        CheckConstraint("(dropped_on IS NULL) = (dropped_because = '')", name="dropped_with_reason"),
        CheckConstraint("progress IS NULL OR progress BETWEEN 0 AND 100", name="progress_in_hundredths"),
        CheckConstraint("complied IS NULL OR (cases IS NOT NULL AND complied <= cases)", name="complied_within_cases"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.session), joinedload(cls.process)

    @property
    def title(self) -> str:
        return f"{self.asked_title}, {self.session.semester.label}"

    @property
    def asked_title(self) -> str:
        where = f" ({self.process.code})" if self.process is not None else ""
        return f"{self.asked_code} {self.asked_name}{where}"

    @property
    def state_label(self) -> str:
        return "Fuori dal monitoraggio" if self.dropped_on is not None else STATE_LABELS[self.state]

    @property
    def state_tone(self) -> str:
        return "neutral" if self.dropped_on is not None else State(self.state).tone

    @property
    def outcome_tone(self) -> str:
        return Outcome(self.outcome).tone if self.outcome else "neutral"

    @property
    def is_with_author(self) -> bool:
        return self.state in WITH_AUTHOR

    @property
    def is_general(self) -> bool:
        return self.asked_kind == MeasureKind.GENERAL

    @property
    def group_label(self) -> str:
        labels = GENERAL_CLASSES if self.is_general else FAMILY_LABELS
        return labels[self.asked_group]

    @property
    def reason_label(self) -> str:
        return REASON_LABELS[self.reason] if self.reason else ""

    @property
    def reason_said(self) -> str:
        return ". ".join(each for each in (self.reason_label, self.reason_note) if each)

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[self.outcome] if self.outcome else ""

    @property
    def verdict(self) -> Verdict | None:
        """The value against the target that was asked for; None where either is missing."""
        if not self.value or not self.asked_target:
            return None
        return verdict(self.asked_target, self.value, name=self.asked_indicator, year=self.session.year)

    @property
    def value_said(self) -> str:
        """How the value stands to the target, in words; nothing where there is nothing to say."""
        found = self.verdict
        return found.reason if found is not None else ""

    @property
    def timing_label(self) -> str:
        return timing_said(self.asked_timing, self.asked_due_on, self.asked_period, self.asked_occasion)

    @property
    def asked(self) -> Asked:
        life = self.measure.life
        return Asked(Timing(self.asked_timing), self.asked_due_on, life.in_force_from, self.standing_activation, life.in_force_to)

    @property
    def standing_activation(self) -> date | None:
        """When it was activated already as it was asked; nothing where that was taken back while whoever answers has it: then it is asked anew."""
        is_asked_now = self.is_with_author and not self.session.is_closed
        return None if is_asked_now and self.measure.activation is None else self.asked_activated_on

    @property
    def answer(self) -> Answer:
        return Answer(
            Outcome(self.outcome) if self.outcome else None, self.value, self.progress, self.note, self.criticality,
            Reason(self.reason) if self.reason else None, self.reason_note, self.proposed_due_on, self.done_on, self.cases, self.complied,
            self.no_evidence_because, tuple(OfPeriod(each.label, each.done, each.value, each.note) for each in self.periods),
        )  # fmt: skip


class CheckPeriod(Identified, Base):
    """One of the periods of a periodic measure that end within the semester."""

    __tablename__ = "check_period"
    __names_its_changes__ = True

    check_id: Mapped[int] = mapped_column(ForeignKey("monitoring_check.id"), info={"label": "Scheda", "quiet": True})
    first_on: Mapped[date] = mapped_column(info={"label": "Dal", "quiet": True})
    last_on: Mapped[date] = mapped_column(info={"label": "Al", "quiet": True})
    done: Mapped[bool | None] = mapped_column(info={"label": "Attuata nel periodo"})
    value: Mapped[str] = mapped_column(String(LONGEST), default="", info={"label": "Valore del periodo"})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota del periodo"})

    check: Mapped[Check] = relationship(back_populates="periods")

    __table_args__ = (
        UniqueConstraint("check_id", "first_on", name=explain("uq_check_period_check_id_first_on", MEANWHILE)),
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
    )

    @property
    def label(self) -> str:
        return Period(self.first_on, self.last_on).label

    @property
    def title(self) -> str:
        return self.label

    @property
    def said(self) -> str:
        """The answer in a line; nothing while there is none."""
        whether = {True: "attuata", False: "non attuata", None: ""}[self.done]
        return ", ".join(each for each in (whether, self.early_said, self.value, self.note) if each)

    @property
    def early_said(self) -> str:
        """Of a period that was declared done before it had ended, once it is signed; nothing of the others."""
        sent_at = self.check.sent_at
        if sent_at is None or not is_early(self.done, self.last_on, sent_at.astimezone(ROME).date()):
            return ""
        return f"dichiarata il {write_date(sent_at.astimezone(ROME).date())}, prima della fine del periodo"


class CheckContribution(Identified, Versioned, Base):
    """What another of those who answer for the measure says, for the capofila who signs: one for each of them."""

    __tablename__ = "check_contribution"

    check_id: Mapped[int] = mapped_column(ForeignKey("monitoring_check.id"), info={"label": "Scheda"})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"), index=True, info={"label": "Figura"})
    outcome: Mapped[str] = mapped_column(String(20), info={"label": "A che punto è", "choices": OUTCOME_LABELS})
    note: Mapped[str] = mapped_column(Text, info={"label": "Che cosa ha fatto"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Scritto da"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})

    check: Mapped[Check] = relationship()
    unit: Mapped[OrgUnit | None] = relationship()
    figure: Mapped[Figure | None] = relationship()
    by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        Index(
            explain("uq_check_contribution_unit", MEANWHILE), "check_id", "unit_id", unique=True,
            sqlite_where=text("unit_id IS NOT NULL"), postgresql_where=text("unit_id IS NOT NULL"),
        ),
        Index(
            explain("uq_check_contribution_figure", MEANWHILE), "check_id", "figure_id", unique=True,
            sqlite_where=text("figure_id IS NOT NULL"), postgresql_where=text("figure_id IS NOT NULL"),
        ),
        CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),
        CheckConstraint("(unit_id IS NULL) <> (figure_id IS NULL)", name="of_one"),
        CheckConstraint("note <> ''", name="said"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.unit), joinedload(cls.figure)

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[self.outcome]

    @property
    def who(self) -> str:
        return self.unit.name if self.unit is not None else self.figure.name if self.figure is not None else ""

    @property
    def title(self) -> str:
        return f"Contributo di {self.who}"
