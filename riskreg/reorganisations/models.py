"""A reorganisation, its list of lines, what was chosen for roles and things, and what the chart was like when it was ready."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.reorganisation import STATE_LABELS, STEP_LABELS, Fate, Line, State, Step, StepKind, steps
from riskreg.people.models import OrgUnit, User

ROLE = "role"
"""What a choice is about, when it is about a role; otherwise the name of a kind of belongings."""

EVERYWHERE = "*"
"""To all the units that come after."""


WHOLE = {"label": "Riorganizzazione", "quiet": "its Cronologia is about nothing else; for the entry's own page"}


class Reorganisation(Identified, Versioned, Base):
    """`prepared_by` wrote it; `ready_by` answers for it, and it is applied with their rights."""

    __tablename__ = "reorganisation"

    name: Mapped[str] = mapped_column(String(200), info={"label": "Titolo"})
    act: Mapped[str] = mapped_column(String(300), info={"label": "Atto"})
    effective_on: Mapped[date] = mapped_column(info={"label": "Con effetto dal"})
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value, info={"label": "Stato", "choices": STATE_LABELS})
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Preparata da"})
    ready_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Dichiarata pronta da"})
    blocked_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché non è stata applicata"})
    edits: Mapped[int] = mapped_column(Integer, default=0, info={"untraced": "moves the version when only lines or choices change"})
    applied_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Applicata il"})

    rows: Mapped[list["ReorganisationLine"]] = relationship(
        order_by="ReorganisationLine.position, ReorganisationLine.id", cascade="all, delete-orphan"
    )
    choices: Mapped[list["ReorganisationChoice"]] = relationship(order_by="ReorganisationChoice.id", cascade="all, delete-orphan")
    seen: Mapped[list["ReorganisationSeen"]] = relationship(order_by="ReorganisationSeen.unit_id", cascade="all, delete-orphan")
    prepared_by: Mapped[User | None] = relationship(foreign_keys=[prepared_by_id], viewonly=True)
    ready_by: Mapped[User | None] = relationship(foreign_keys=[ready_by_id], viewonly=True)

    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name="applied_iff_applied_at"),
        Index(None, "state", "effective_on"),
    )

    @property
    def title(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def is_over(self) -> bool:
        return State(self.state).is_over

    def lines(self) -> list[Line]:
        return [row.as_line() for row in self.rows]

    def steps(self) -> list[Step]:
        return steps(self.lines())

    def is_due(self, on: date) -> bool:
        return self.is_ready and self.effective_on <= on


class ReorganisationLine(Identified, Base):
    """One line of the list, as it was written: units by their codes, some of which are born on the way."""

    __tablename__ = "reorganisation_line"

    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), index=True, info=WHOLE)
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Passo", "choices": STEP_LABELS})
    code: Mapped[str] = mapped_column(String(40), default="", info={"label": "Codice"})
    new_code: Mapped[str] = mapped_column(String(40), default="", info={"label": "Nuovo codice"})
    new_name: Mapped[str] = mapped_column(String(300), default="", info={"label": "Nuova denominazione"})
    under: Mapped[str] = mapped_column(String(40), default="", info={"label": "Sotto"})
    heir: Mapped[str] = mapped_column(String(40), default="", info={"label": "Erede"})
    unit_kind: Mapped[str] = mapped_column(String(20), default="", info={"label": "Tipo di unità"})

    __table_args__ = (CheckConstraint(one_of("kind", StepKind), name="kind_known"),)

    @property
    def title(self) -> str:
        return f"{STEP_LABELS[self.kind]} {self.code or self.new_code}"

    def as_line(self) -> Line:
        return Line(StepKind(self.kind), self.code, self.new_code, self.new_name, self.under, self.heir, self.unit_kind)


class ReorganisationChoice(Identified, Base):
    """What becomes of one role, or of one thing, of a unit that ends."""

    __tablename__ = "reorganisation_choice"

    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), info=WHOLE)
    about: Mapped[str] = mapped_column(String(60), info={"label": "Riguarda"})
    key: Mapped[int] = mapped_column(Integer, info={"label": "Numero"})
    fate: Mapped[str] = mapped_column(String(20), info={"label": "Sorte", "choices": {fate.value: fate.label for fate in Fate}})
    to_code: Mapped[str] = mapped_column(String(40), default="", info={"label": "All'unità"})
    heir_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "A"})

    heir: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint(
            "reorganisation_id", "about", "key", name=explain("uq_reorganisation_choice_reorganisation_id_about_key", MEANWHILE)
        ),
        CheckConstraint(one_of("fate", Fate), name="fate_known"),
    )

    @property
    def title(self) -> str:
        return Fate(self.fate).label


class ReorganisationSeen(Identified, Base):
    """A unit that it touches, at the version it had when the reorganisation was declared ready."""

    __tablename__ = "reorganisation_seen"
    __quiet__ = True  # the version of a row tells people nothing

    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), info={"label": "Riorganizzazione"})
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    unit_version: Mapped[int] = mapped_column(Integer, info={"label": "Versione della scheda"})

    unit: Mapped[OrgUnit] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("reorganisation_id", "unit_id", name=explain("uq_reorganisation_seen_reorganisation_id_unit_id", MEANWHILE)),
    )

    @property
    def title(self) -> str:
        return self.unit.name
