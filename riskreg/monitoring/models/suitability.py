"""The yearly judgment on each specific measure."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.monitoring.suitability import FOLLOW_LABELS, JUDGMENT_LABELS, Follow, Judgment
from riskreg.people.models import User
from riskreg.register.models import Measure


class Suitability(Identified, Versioned, Base):
    """Whether the measure is the right one, in a year, as the RPCT judges; what follows is a proposal for the next plan."""

    __tablename__ = "suitability"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), info={"label": "Misura"})
    year: Mapped[int] = mapped_column(Integer, index=True, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    judgment: Mapped[str] = mapped_column(String(20), info={"label": "Idoneità", "choices": JUDGMENT_LABELS})
    motivation: Mapped[str] = mapped_column(Text, info={"label": "Motivazione"})
    follow: Mapped[str] = mapped_column(String(20), info={"label": "Che cosa ne segue", "choices": FOLLOW_LABELS})
    merges_with_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Si accorpa con"})
    judged_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Giudicata il", "quiet": True})
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Giudicata da"})

    measure: Mapped[Measure] = relationship(foreign_keys=[measure_id])
    merges_with: Mapped[Measure | None] = relationship(foreign_keys=[merges_with_id])
    judged_by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("measure_id", "year", name=explain("uq_suitability_measure_id_year", MEANWHILE)),
        CheckConstraint(one_of("judgment", Judgment), name="judgment_known"),
        CheckConstraint(one_of("follow", Follow), name="follow_known"),
        CheckConstraint("judgment = 'suitable' OR follow <> 'keep'", name="what_is_not_suitable_changes"),
        CheckConstraint("(follow = 'merge') = (merges_with_id IS NOT NULL)", name="merged_with_another"),
        CheckConstraint("merges_with_id IS NULL OR merges_with_id <> measure_id", name="not_with_itself"),
        CheckConstraint("motivation <> ''", name="motivated"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.measure),)

    @property
    def title(self) -> str:
        return f"Idoneità di {self.measure.title}, {self.year}"
