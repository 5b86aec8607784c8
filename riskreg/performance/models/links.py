"""What of performance is also in the anticorruption plan: entered once, read from both sides (l. 190/2012 art. 1 c. 8)."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.performance.models.indicators import Indicator
from riskreg.register.models import Measure


class IndicatorMeasure(Identified, Base):
    """That an indicator carries a measure: how far it came is read there."""

    __tablename__ = "indicator_measure"
    __part_of_a_whole__ = True

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), info={"label": "Indicatore", "quiet": True})
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Misura collegata"})

    indicator: Mapped[Indicator] = relationship(back_populates="links")
    measure: Mapped[Measure] = relationship()

    __table_args__ = (
        UniqueConstraint("indicator_id", "measure_id", name=explain("uq_indicator_measure_indicator_id_measure_id", MEANWHILE)),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.indicator), joinedload(cls.measure))

    @property
    def title(self) -> str:
        return f"{self.indicator.title}: {self.measure.title}"
