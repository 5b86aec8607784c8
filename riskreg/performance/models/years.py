"""A year of an indicator: its target, what came in, the verdict; and the year itself, open or closed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.performance.indicators import TARGET_STATE_LABELS, TargetState
from riskreg.domain.performance.results import PERIOD_LABELS, RESULT_STATE_LABELS, Period, ResultState
from riskreg.domain.performance.rounds import STANDING_LABELS, STANDING_TONES
from riskreg.domain.performance.verdicts import VERDICT_LABELS, VERDICT_TONES
from riskreg.domain.targets import Kind
from riskreg.people.models import OrgUnit, User
from riskreg.performance.models.indicators import Indicator

LONGEST_TARGET = 1000


class PerformanceYear(Identified, Versioned, Base):
    """It is there once somebody opens or imports the year; closed, nothing of its targets and results changes any more."""

    __tablename__ = "performance_year"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Chiuso il"})
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Chiuso da"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    closed_by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (UniqueConstraint("year", name=explain("uq_performance_year_year", MEANWHILE, "year")),)

    @property
    def title(self) -> str:
        return f"Performance {self.year}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class IndicatorYear(Identified, Versioned, Base):
    """What an indicator aims at in a year. `original`: the target as it was approved, once it was changed. `verdict`, `reason`, `attained`, `formula`:
    what the rule says of the final result (Reading of the whole year), written each time that one of them changes; `set_verdict`: what a person says
    in its place, and why."""

    __tablename__ = "indicator_year"

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), info={"label": "Indicatore"})
    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    target: Mapped[str] = mapped_column(String(LONGEST_TARGET), info={"label": "Target"})
    state: Mapped[str] = mapped_column(
        String(20), default=TargetState.SET.value, info={"label": "Stato del target", "choices": TARGET_STATE_LABELS}
    )
    original: Mapped[str] = mapped_column(String(LONGEST_TARGET), default="", info={"label": "Target approvato"})
    act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto che lo ha deciso"})
    is_annotated: Mapped[bool] = mapped_column(default=False, info={"label": "La relazione aggiunge una nota"})
    verdict: Mapped[str] = mapped_column(String(20), default=Kind.MANUAL.value, info={"label": "Esito", "choices": VERDICT_LABELS})
    reason: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché", "quiet": True})
    attained: Mapped[Decimal | None] = mapped_column(Numeric(10, 4), info={"label": "Raggiungimento", "quiet": True})
    formula: Mapped[str] = mapped_column(String(300), default="", info={"label": "Formula", "quiet": True})
    set_verdict: Mapped[str | None] = mapped_column(String(20), info={"label": "Esito deciso da una persona", "choices": VERDICT_LABELS})
    set_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Motivo dell'esito"})
    set_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Esito deciso il", "quiet": True})
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Esito deciso da"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    indicator: Mapped[Indicator] = relationship(back_populates="years")
    readings: Mapped[list["Reading"]] = relationship(back_populates="year_row", order_by="Reading.period, Reading.id")
    set_by: Mapped[User | None] = relationship(foreign_keys=[set_by_id])

    __table_args__ = (
        UniqueConstraint("indicator_id", "year", name=explain("uq_indicator_year_indicator_id_year", "Questo indicatore ha già un target nell'anno.", "year")),
        Index(None, "year", "verdict"),
        CheckConstraint(one_of("state", TargetState), name="state_known"),
        CheckConstraint(one_of("verdict", Kind), name="verdict_known"),
        CheckConstraint("set_verdict IS NULL OR set_verdict IN ('yes', 'no', 'partial')", name="set_verdict_known"),
        CheckConstraint("(set_verdict IS NULL) = (set_because = '')", name="set_with_reason"),
        CheckConstraint("state = 'removed' OR target <> ''", name="target_said"),
        CheckConstraint("state = 'set' OR act <> ''", name="changed_by_an_act"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.indicator),)

    @property
    def title(self) -> str:
        return f"{self.indicator.title}, {self.year}"

    @property
    def stands(self) -> str:
        """The verdict that counts: a person's, else the rule's."""
        return self.set_verdict or self.verdict

    @property
    def stands_label(self) -> str:
        return VERDICT_LABELS[self.stands]

    @property
    def stands_tone(self) -> str:
        return VERDICT_TONES[self.stands]

    @property
    def is_removed(self) -> bool:
        return self.state == TargetState.REMOVED.value

    @property
    def state_label(self) -> str:
        return TARGET_STATE_LABELS[self.state]

    @property
    def final(self) -> "Reading | None":
        """The result of the whole year, of the whole body."""
        return next((each for each in self.readings if each.period == Period.YEAR.value and each.unit_id is None), None)

    @property
    def result(self) -> str:
        return self.final.value if self.final is not None else ""


class Reading(Identified, Versioned, Base):
    """A result as it came in: of a period, of a unit or of all of them together. `as_of`, `working`: of one that the register has measured. `standing`,
    `standing_said`: of one within the year, how it goes against the target of the year; no verdict."""

    __tablename__ = "indicator_reading"

    year_id: Mapped[int] = mapped_column(ForeignKey("indicator_year.id"), info={"label": "Indicatore dell'anno"})
    period: Mapped[str] = mapped_column(String(10), info={"label": "Periodo", "choices": PERIOD_LABELS})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    value: Mapped[str] = mapped_column(String(LONGEST_TARGET), info={"label": "Risultato"})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota"})
    state: Mapped[str] = mapped_column(
        String(20), default=ResultState.ENTERED.value, info={"label": "Stato", "choices": RESULT_STATE_LABELS}
    )
    as_of: Mapped[date | None] = mapped_column(info={"label": "Calcolato al"})
    working: Mapped[str] = mapped_column(Text, default="", info={"label": "Come è stato calcolato"})
    entered_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Inserito il", "quiet": True})
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inserito da"})
    verified_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Verificato il", "quiet": True})
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Verificato da"})
    returned_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché è stato restituito"})
    standing: Mapped[str | None] = mapped_column(String(20), info={"label": "Andamento", "choices": STANDING_LABELS})
    standing_said: Mapped[str] = mapped_column(Text, default="", server_default=text("''"), info={"label": "Come va", "quiet": True})

    year_row: Mapped[IndicatorYear] = relationship(back_populates="readings")
    unit: Mapped[OrgUnit | None] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])

    __table_args__ = (
        Index(explain("uq_indicator_reading_of_a_unit", MEANWHILE), "year_id", "period", "unit_id", unique=True, sqlite_where=text("unit_id IS NOT NULL"), postgresql_where=text("unit_id IS NOT NULL")),
        Index(explain("uq_indicator_reading_of_all", MEANWHILE), "year_id", "period", unique=True, sqlite_where=text("unit_id IS NULL"), postgresql_where=text("unit_id IS NULL")),
        Index("ix_indicator_reading_sent_back", "year_id", sqlite_where=text("state = 'returned'"), postgresql_where=text("state = 'returned'")),
        CheckConstraint(one_of("period", Period), name="period_known"),
        CheckConstraint(one_of("state", ResultState), name="state_known"),
        CheckConstraint("period <> 'year' OR unit_id IS NULL", name="final_of_all"),
        CheckConstraint("value <> ''", name="value_said"),
        CheckConstraint("(state IN ('verified', 'closed')) = (verified_at IS NOT NULL)", name="verified_iff_verified"),
        CheckConstraint("verified_by_id IS NULL OR verified_by_id <> entered_by_id", name="nobody_verifies_their_own"),
        CheckConstraint("(as_of IS NULL) = (working = '')", name="measured_on_a_day"),
        CheckConstraint("state <> 'returned' OR returned_because <> ''", name="returned_with_reason"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.year_row).joinedload(IndicatorYear.indicator),)

    @property
    def title(self) -> str:
        of = f", {self.unit.name}" if self.unit is not None else ""
        return f"{self.year_row.title}, {PERIOD_LABELS[self.period].lower()}{of}"

    @property
    def state_label(self) -> str:
        return RESULT_STATE_LABELS[self.state]

    @property
    def state_tone(self) -> str:
        return ResultState(self.state).tone

    @property
    def standing_label(self) -> str:
        return STANDING_LABELS[self.standing] if self.standing else ""

    @property
    def standing_tone(self) -> str:
        return STANDING_TONES[self.standing] if self.standing else "neutral"

    @property
    def period_label(self) -> str:
        return PERIOD_LABELS[self.period]
