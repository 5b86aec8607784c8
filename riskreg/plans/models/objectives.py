"""Strategic objectives of an edition (l. 190/2012, art. 1 c. 8), and the measures that serve each."""

from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.plans.models.editions import EditionMeasure
from riskreg.register.models import Measure

if TYPE_CHECKING:
    from riskreg.plans.models.editions import Edition


class EditionObjective(Identified, Base):
    """What an edition says of a strategic objective. `first_id`: the row in which it was written for the first time, of which the others are
    copies; an objective is the same for life as long as they agree."""

    __tablename__ = "edition_objective"
    __names_its_changes__ = True
    __told_whole__ = ("code", "name")

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione", "quiet": True})
    first_id: Mapped[int | None] = mapped_column(
        ForeignKey("edition_objective.id"), index=True, info={"label": "Prosegue l'obiettivo", "quiet": True}
    )
    position: Mapped[int] = mapped_column(Integer, info={"label": "Ordine"})
    code: Mapped[str] = mapped_column(String(30), info={"label": "Codice"})
    code_fold: Mapped[str] = mapped_column(String, info={"untraced": "follows the code"})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Obiettivo strategico"})
    description: Mapped[str] = mapped_column(Text, default="", info={"label": "Descrizione"})
    source: Mapped[str] = mapped_column(String(300), default="", info={"label": "Da quale atto viene"})

    edition: Mapped["Edition"] = relationship(back_populates="objectives")
    links: Mapped[list["ObjectiveMeasure"]] = relationship(back_populates="objective", cascade="all, delete-orphan")

    __table_args__ = (
        Index(
            explain("uq_edition_objective_edition_id_code_fold", "Questo codice è già di un altro obiettivo dell'edizione: scegline uno diverso.", "code"),
            "edition_id",
            "code_fold",
            unique=True,
        ),
        Index(None, "edition_id", "position"),
    )  # fmt: skip

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def lasting(self) -> int:
        """The same in every edition that has it."""
        return self.first_id or self.id


class ObjectiveMeasure(Identified, Base):
    """That a measure serves an objective. It names the measure, which is one for life: a draft lists no specific measures, and the same link
    holds before the proposal, after it, and when the proposal is withdrawn."""

    __tablename__ = "edition_objective_measure"
    __names_its_changes__ = True
    __part_of_a_whole__ = True
    __once_named__: ClassVar[dict[str, Column[int]]] = {
        "line_id": Column("line_id", ForeignKey(EditionMeasure.__table__.c.id), info={"label": "Misura collegata"})
    }  # before migration 0024 it named the line of the edition

    objective_id: Mapped[int] = mapped_column(ForeignKey("edition_objective.id"), info={"label": "Obiettivo strategico", "quiet": True})
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Misura collegata"})

    objective: Mapped[EditionObjective] = relationship(back_populates="links")
    measure: Mapped[Measure] = relationship()

    __table_args__ = (
        UniqueConstraint("objective_id", "measure_id", name=explain("uq_edition_objective_measure_objective_id_measure_id", MEANWHILE)),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.objective),)

    @property
    def title(self) -> str:
        return self.objective.title
