"""Strategic objectives of an edition (l. 190/2012, art. 1 c. 8), and the lines of it that serve each."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.plans.models.editions import EditionMeasure

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
    """That a measure, as the edition lists it, serves an objective."""

    __tablename__ = "edition_objective_measure"
    __names_its_changes__ = True
    __part_of_a_whole__ = True

    objective_id: Mapped[int] = mapped_column(ForeignKey("edition_objective.id"), info={"label": "Obiettivo strategico", "quiet": True})
    line_id: Mapped[int] = mapped_column(ForeignKey("edition_measure.id"), index=True, info={"label": "Misura collegata"})

    objective: Mapped[EditionObjective] = relationship(back_populates="links")
    line: Mapped[EditionMeasure] = relationship()

    __table_args__ = (
        UniqueConstraint("objective_id", "line_id", name=explain("uq_edition_objective_measure_objective_id_line_id", MEANWHILE)),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.objective),)

    @property
    def title(self) -> str:
        return self.objective.title
