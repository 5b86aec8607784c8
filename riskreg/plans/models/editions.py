"""Rows about editions of the plan: one for each three years and revision, with what it says of each measure."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, SortKey, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.plans import CHOICE_LABELS, FROZEN, STATE_LABELS, STATE_TONES, Choice, Listed, State, edition_name
from riskreg.domain.register import (
    FAMILY_LABELS,
    GENERAL_CLASSES,
    MEASURE_KIND_LABELS,
    OWNER_KIND_LABELS,
    PERIOD_LABELS,
    TIMING_LABELS,
    MeasureKind,
    OwnerKind,
    Timing,
    timing_said,
)
from riskreg.people.models import Figure, OrgUnit
from riskreg.register.models import Measure


class Edition(Identified, Versioned, Base):
    """An edition of the plan. Revision 0 is the edition itself; the others amend it during its first year, each with its own act."""

    __tablename__ = "edition"

    first_year: Mapped[int] = mapped_column(Integer, info={"label": "Primo anno", "shown": lambda _row, year: str(year)})
    revision: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"label": "Revisione"})
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value, info={"label": "Stato", "choices": STATE_LABELS})
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True, info={"label": "Parte da"})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota"})
    proposed_on: Mapped[date | None] = mapped_column(info={"label": "Proposta il"})
    act_body: Mapped[str] = mapped_column(String(200), default="", info={"label": "Organo che adotta"})
    act_number: Mapped[str] = mapped_column(String(60), default="", info={"label": "Atto di adozione"})
    adopted_on: Mapped[date | None] = mapped_column(info={"label": "Adottata il"})
    recorded_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "the entry of the adoption says when"})
    published_on: Mapped[date | None] = mapped_column(info={"label": "Pubblicata il"})
    published_at: Mapped[str] = mapped_column(String(500), default="", info={"label": "Indirizzo della pagina"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    based_on: Mapped["Edition | None"] = relationship(remote_side="Edition.id")
    lines: Mapped[list["EditionMeasure"]] = relationship(
        back_populates="edition", order_by="EditionMeasure.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index(
            explain("uq_edition_first_year_revision", "Questa edizione c'è già: nel frattempo l'ha aperta un'altra persona. Apri quella."),
            "first_year",
            "revision",
            unique=True,
        ),
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint("(state IN ('adopted', 'published')) = (adopted_on IS NOT NULL)", name="adopted_iff_act_dated"),
        CheckConstraint("adopted_on IS NULL OR (act_number <> '' AND act_body <> '')", name="act_said"),
        CheckConstraint("(state = 'published') = (published_on IS NOT NULL)", name="published_iff_dated"),
        CheckConstraint("published_on IS NULL OR published_at <> ''", name="published_somewhere"),
        CheckConstraint("state = 'draft' OR proposed_on IS NOT NULL", name="proposed_before"),
    )

    @property
    def name(self) -> str:
        """ "2025–2027", "2025–2027, revisione 1" """
        return edition_name(self.first_year) + (f", revisione {self.revision}" if self.revision else "")

    @property
    def title(self) -> str:
        return f"Piano {self.name}"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def state_tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_frozen(self) -> bool:
        return self.state in FROZEN


class EditionMeasure(Identified, Base):
    """What an edition says of a measure: live in a draft, never changed once the body has decided."""

    __tablename__ = "edition_measure"
    __names_its_changes__ = True
    __told_whole__ = ("code", "name")

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione", "quiet": True})
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Misura", "quiet": True})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    choice: Mapped[str] = mapped_column(
        String(20), default=Choice.NEW.value, info={"label": "Che cosa ne fa il piano", "choices": CHOICE_LABELS}
    )
    because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché"})
    is_new: Mapped[bool] = mapped_column(default=True, info={"label": "Nuova"})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo", "choices": MEASURE_KIND_LABELS})
    code: Mapped[str] = mapped_column(String(30), info={"label": "Codice"})
    code_sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the code"})
    code_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the code"})
    name: Mapped[str] = mapped_column(String(500), info={"label": "Misura"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    family: Mapped[str | None] = mapped_column(String(1), info={"label": "Famiglia", "choices": FAMILY_LABELS})
    measure_class: Mapped[str | None] = mapped_column(String(20), info={"label": "Classe", "choices": GENERAL_CLASSES})
    is_mandatory: Mapped[bool] = mapped_column(default=True, info={"label": "Obbligatoria"})
    indicator: Mapped[str] = mapped_column(Text, default="", info={"label": "Indicatore"})
    target: Mapped[str] = mapped_column(String(500), default="", info={"label": "Target"})
    timing: Mapped[str] = mapped_column(String(20), info={"label": "Tempi", "choices": TIMING_LABELS})
    due_on: Mapped[date | None] = mapped_column(info={"label": "Entro il"})
    period: Mapped[str | None] = mapped_column(String(20), info={"label": "Cadenza", "choices": PERIOD_LABELS})
    occasion: Mapped[str] = mapped_column(String(300), default="", info={"label": "A quale evento"})

    edition: Mapped[Edition] = relationship(back_populates="lines")
    measure: Mapped[Measure] = relationship()
    owners: Mapped[list["EditionOwner"]] = relationship(
        back_populates="line", order_by="EditionOwner.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("edition_id", "measure_id", name=explain("uq_edition_measure_edition_id_measure_id", MEANWHILE)),
        Index(
            explain("uq_edition_measure_edition_id_code_fold", "Questo codice è già di un'altra misura dell'edizione: scegline uno diverso.", "code"),
            "edition_id",
            "code_fold",
            unique=True,
        ),
        Index(None, "edition_id", "position"),
        CheckConstraint(one_of("choice", Choice), name="choice_known"),
        CheckConstraint("choice <> 'removed' OR because <> ''", name="removed_for_a_reason"),
        CheckConstraint(one_of("kind", MeasureKind), name="kind_known"),
        CheckConstraint(one_of("timing", Timing), name="timing_known"),
        CheckConstraint("(timing = 'by_date') = (due_on IS NOT NULL)", name="due_iff_by_date"),
        CheckConstraint("(timing = 'periodic') = (period IS NOT NULL)", name="period_iff_periodic"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.edition),)

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def choice_label(self) -> str:
        return CHOICE_LABELS[self.choice]

    @property
    def novelty_label(self) -> str:
        return "Nuova" if self.is_new else "Consolidata"

    @property
    def duty_label(self) -> str:
        return "Obbligatoria" if self.is_mandatory else "Ulteriore"

    @property
    def group_label(self) -> str:
        """Under which heading the plan prints it."""
        return self.class_label if self.measure_class else f"Misure specifiche: {self.class_label[:1].lower()}{self.class_label[1:]}"

    @property
    def plan_order(self) -> tuple[str, int, str, int]:
        """General ones by class, then specific ones by family, as they come in the plan."""
        classes = list(GENERAL_CLASSES)
        return (self.kind, classes.index(self.measure_class) if self.measure_class else len(classes), self.family or "", self.position)

    @property
    def class_label(self) -> str:
        return GENERAL_CLASSES[self.measure_class] if self.measure_class else FAMILY_LABELS[self.family or ""]

    @property
    def timing_label(self) -> str:
        return timing_said(self.timing, self.due_on, self.period, self.occasion)

    @property
    def listed(self) -> Listed:
        """For the figures: with what became of the measure since."""
        return Listed(MeasureKind(self.kind), self.is_new, self.due_on, self.measure.activated_on, self.measure_class, Choice(self.choice))


class EditionOwner(Identified, Base):
    """Who answers for the measure, as the edition says; the name is that of the day on which the body decided."""

    __tablename__ = "edition_owner"
    __part_of_a_whole__ = True

    line_id: Mapped[int] = mapped_column(ForeignKey("edition_measure.id"), info={"label": "Misura", "quiet": True})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine", "quiet": True})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo di responsabile", "choices": OWNER_KIND_LABELS, "quiet": True})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Responsabile"})
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"), index=True, info={"label": "Responsabile"})
    name: Mapped[str] = mapped_column(String(300), default="", info={"label": "Responsabile"})

    line: Mapped[EditionMeasure] = relationship(back_populates="owners")
    unit: Mapped[OrgUnit | None] = relationship()
    figure: Mapped[Figure | None] = relationship()

    __table_args__ = (
        UniqueConstraint("line_id", "position", name=explain("uq_edition_owner_line_id_position", MEANWHILE)),
        CheckConstraint(one_of("kind", OwnerKind), name="kind_known"),
        CheckConstraint("(kind = 'unit') = (unit_id IS NOT NULL)", name="unit_iff_unit"),
        CheckConstraint("(kind = 'figure') = (figure_id IS NOT NULL)", name="figure_iff_figure"),
        CheckConstraint("kind IN ('unit', 'figure') OR name <> ''", name="named"),
    )

    @property
    def title(self) -> str:
        """Once the body has decided, as it was called then."""
        return self.name or (self.unit.name if self.unit else self.figure.name if self.figure else "")
