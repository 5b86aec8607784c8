"""An indicator: what is measured, how, by whom."""

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, SortKey, Versioned, one_of
from riskreg.domain.performance.computed import COMPUTED_LABELS, Computed
from riskreg.domain.performance.indicators import DIRECTION_LABELS, PART_LABELS, Flag, Part, write_flags
from riskreg.domain.targets import Direction
from riskreg.people.models import OrgUnit
from riskreg.performance.models.objectives import LONGEST_NAME, Objective, StrategicArea

if TYPE_CHECKING:
    from riskreg.performance.models.links import IndicatorMeasure
    from riskreg.performance.models.years import IndicatorYear

DIRECTIONS = tuple(each.value for each in Direction)


class Indicator(Identified, Versioned, Base):
    """It lasts from year to year; each year has its target (IndicatorYear). `direction`: said by a person; `direction_proposed`: read from its words,
    and no verdict rests on it. `computed`: which figure of the register gives its result, by its word; nobody types one then."""

    __tablename__ = "indicator"

    part: Mapped[str] = mapped_column(String(20), info={"label": "Parte del piano", "choices": PART_LABELS})
    area_id: Mapped[int] = mapped_column(ForeignKey("strategic_area.id"), info={"label": "Area strategica"})
    objective_id: Mapped[int | None] = mapped_column(
        ForeignKey("performance_objective.id"), index=True, info={"label": "Obiettivo operativo"}
    )
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    code: Mapped[str] = mapped_column(String(30), default="", info={"label": "Codice"})
    code_sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the code"})
    name: Mapped[str] = mapped_column(Text, info={"label": "Indicatore"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    typology: Mapped[str] = mapped_column(String(100), default="", info={"label": "Tipologia"})
    unit_of_measure: Mapped[str] = mapped_column(String(100), default="", info={"label": "Unità di misura"})
    algorithm: Mapped[str] = mapped_column(Text, default="", info={"label": "Come si calcola"})
    source: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info={"label": "Fonte"})
    direction: Mapped[str | None] = mapped_column(String(20), info={"label": "Direzione", "choices": DIRECTION_LABELS})
    direction_proposed: Mapped[str | None] = mapped_column(String(20), info={"label": "Direzione proposta", "choices": DIRECTION_LABELS})
    baseline: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info={"label": "Valore di partenza"})
    weight: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), info={"label": "Peso"})
    beneficiaries: Mapped[str] = mapped_column(Text, default="", info={"label": "A chi giova"})
    is_digital: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"label": "Digitalizzazione (D)"})
    is_simpler: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"label": "Semplificazione (S)"})
    is_pira: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"label": "PIRA"})
    is_anticorruption: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"label": "PPCT"})
    mission: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info={"label": "Missione"})
    programme: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info={"label": "Programma"})
    computed: Mapped[str | None] = mapped_column(
        String(40), index=True, info={"label": "Calcolato dal registro", "choices": COMPUTED_LABELS}
    )
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    area: Mapped[StrategicArea] = relationship()
    objective: Mapped[Objective | None] = relationship()
    owners: Mapped[list["IndicatorOwner"]] = relationship(
        back_populates="indicator", order_by="IndicatorOwner.position", cascade="all, delete-orphan"
    )
    links: Mapped[list["IndicatorMeasure"]] = relationship(
        back_populates="indicator", order_by="IndicatorMeasure.id", cascade="all, delete-orphan"
    )
    years: Mapped[list["IndicatorYear"]] = relationship(back_populates="indicator", order_by="IndicatorYear.year")

    __table_args__ = (
        Index(None, "part", "position"),
        Index(None, "area_id", "position"),
        Index(None, "code_sort_key"),
        Index(None, "typology"),
        CheckConstraint(one_of("part", Part), name="part_known"),
        CheckConstraint(f"direction IS NULL OR {one_of('direction', DIRECTIONS)}", name="direction_known"),
        CheckConstraint(f"direction_proposed IS NULL OR {one_of('direction_proposed', DIRECTIONS)}", name="proposal_known"),
        CheckConstraint("weight IS NULL OR (weight > 0 AND weight <= 100)", name="weight_in_hundredths"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint(f"computed IS NULL OR {one_of('computed', Computed)}", name="figure_known"),
    )

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def part_label(self) -> str:
        return PART_LABELS[self.part]

    @property
    def direction_label(self) -> str:
        return DIRECTION_LABELS[self.direction] if self.direction else ""

    @property
    def proposed_label(self) -> str:
        """Empty once a person has said it."""
        return DIRECTION_LABELS[self.direction_proposed] if self.direction_proposed and not self.direction else ""

    @property
    def flags(self) -> frozenset[Flag]:
        held = {
            Flag.DIGITAL: self.is_digital,
            Flag.SIMPLER: self.is_simpler,
            Flag.PIRA: self.is_pira,
            Flag.ANTICORRUPTION: self.is_anticorruption,
        }
        return frozenset(flag for flag, is_held in held.items() if is_held)

    @property
    def flags_said(self) -> str:
        return write_flags(self.flags)

    @property
    def figure(self) -> Computed | None:
        return Computed(self.computed) if self.computed else None

    @property
    def way(self) -> Direction | None:
        return Direction(self.direction) if self.direction else None

    @property
    def owners_said(self) -> str:
        return ", ".join(owner.title for owner in self.owners)


class IndicatorOwner(Identified, Base):
    """Who answers for it: a unit, or a body or office that the chart does not have, by its name."""

    __tablename__ = "indicator_owner"
    __part_of_a_whole__ = True

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True, info={"label": "Indicatore", "quiet": True})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità responsabile"})
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info={"label": "Responsabile"})

    indicator: Mapped[Indicator] = relationship(back_populates="owners")
    unit: Mapped[OrgUnit | None] = relationship()

    __table_args__ = (CheckConstraint("(unit_id IS NULL) = (name <> '')", name="unit_or_name"),)

    @property
    def title(self) -> str:
        return self.unit.name if self.unit is not None else self.name
