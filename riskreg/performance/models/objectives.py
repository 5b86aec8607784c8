"""The tree above indicators: strategic areas, and the operational objectives in each."""

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, SortKey, Versioned
from riskreg.core.constraints import explain
from riskreg.domain.performance.indicators import plain_objective

LONGEST_NAME = 300


class StrategicArea(Identified, Versioned, Base):
    """It lasts: what changes from year to year are the targets."""

    __tablename__ = "strategic_area"

    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), info={"label": "Area strategica"})
    name_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the name"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})

    objectives: Mapped[list["Objective"]] = relationship(back_populates="area", order_by="Objective.position, Objective.id")

    __table_args__ = (
        Index(explain("uq_strategic_area_name_fold", "Un'area strategica con questo nome c'è già.", "name"), "name_fold", unique=True),
    )

    @property
    def title(self) -> str:
        return self.name


class Objective(Identified, Versioned, Base):
    """An operational objective of an area. `plan_objective_id`: the row in which the anticorruption plan first wrote the strategic objective that it
    carries, where it carries one (l. 190/2012 art. 1 c. 8: those objectives stand in the documents of performance too)."""

    __tablename__ = "performance_objective"

    area_id: Mapped[int] = mapped_column(ForeignKey("strategic_area.id"), info={"label": "Area strategica"})
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    code: Mapped[str] = mapped_column(String(30), default="", info={"label": "Codice"})
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), info={"label": "Obiettivo operativo"})
    name_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the name"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    plan_objective_id: Mapped[int | None] = mapped_column(
        ForeignKey("edition_objective.id"), index=True, info={"label": "Obiettivo strategico del piano"}
    )

    area: Mapped[StrategicArea] = relationship(back_populates="objectives")

    __table_args__ = (
        Index(
            explain("uq_performance_objective_area_id_name_fold", "Nell'area c'è già un obiettivo con questo nome.", "name"),
            "area_id",
            "name_fold",
            unique=True,
        ),
    )

    @property
    def title(self) -> str:
        return f"{self.code} {self.called}".strip()

    @property
    def called(self) -> str:
        return plain_objective(self.name)
