"""Names of files that somebody said whom they mean."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, Versioned
from riskreg.core.constraints import MEANWHILE, explain

if TYPE_CHECKING:
    from riskreg.people.models.organisation import Figure, OrgUnit, User


class KnownName(Identified, Versioned, Base):
    """A name as files write it, and the unit or the figure that it stands for: the next file that says it means the same."""

    __tablename__ = "known_name"

    name: Mapped[str] = mapped_column(String(300), info={"label": "Nome scritto nei file"})
    folded: Mapped[str] = mapped_column(String, info={"untraced": "follows the name"})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"), index=True, info={"label": "Figura"})
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Collegato da"})
    linked_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Collegato il"})

    unit: Mapped["OrgUnit | None"] = relationship(viewonly=True)
    figure: Mapped["Figure | None"] = relationship(viewonly=True)
    linked_by: Mapped["User | None"] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("folded", name=explain("uq_known_name_folded", MEANWHILE)),
        CheckConstraint("(unit_id IS NULL) <> (figure_id IS NULL)", name="one_meaning"),
        CheckConstraint("name <> ''", name="name_said"),
    )

    @property
    def title(self) -> str:
        return f"Nome dei file «{self.name}»"

    @property
    def meaning(self) -> str:
        return self.unit.name if self.unit is not None else self.figure.name if self.figure is not None else ""
