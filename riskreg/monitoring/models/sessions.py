"""A monitoring session: the semester that it looks at, its days, and what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, Versioned
from riskreg.core.constraints import explain
from riskreg.domain.monitoring.sessions import Calendar
from riskreg.domain.semesters import Semester
from riskreg.people.models import User

OPENED_ALREADY = "Il monitoraggio di questo semestre c'è già: nel frattempo l'ha aperto un'altra persona. Apri quello."


class Session(Identified, Versioned, Base):
    """One for a semester. `told_at`: when those who answer were told, on the day it opens. Closed, it keeps its figures (`outcome`, as JSON), and
    nothing of its checks changes any more."""

    __tablename__ = "monitoring_session"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    half: Mapped[int] = mapped_column(Integer, info={"label": "Semestre"})
    opens_on: Mapped[date] = mapped_column(info={"label": "Si apre il"})
    answer_by: Mapped[date] = mapped_column(info={"label": "Risposte entro il"})
    validate_by: Mapped[date] = mapped_column(info={"label": "Da validare entro il"})
    verify_by: Mapped[date] = mapped_column(info={"label": "Verifiche entro il"})
    instructions: Mapped[str] = mapped_column(Text, default="", info={"label": "Istruzioni"})
    assessment: Mapped[str] = mapped_column(Text, default="", server_default=text("''"), info={"label": "Valutazione dell'RPCT"})
    """What the RPCT makes of it, written before it is closed."""

    told_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Comunicata il"})
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Chiusa il"})
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Chiusa da"})
    closed_because: Mapped[str] = mapped_column(
        Text, default="", server_default=text("''"), info={"label": "Perché è stata chiusa prima del termine"}
    )
    outcome: Mapped[str] = mapped_column(Text, default="", deferred=True, info={"label": "Esito", "quiet": True})

    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    __table_args__ = (
        UniqueConstraint("year", "half", name=explain("uq_monitoring_session_year_half", OPENED_ALREADY, "semester")),
        CheckConstraint("half IN (1, 2)", name="half_known"),
        CheckConstraint("opens_on <= answer_by AND answer_by <= validate_by AND validate_by <= verify_by", name="days_in_order"),
        CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed_iff_outcome"),
    )

    @property
    def semester(self) -> Semester:
        return Semester(self.year, self.half)

    @property
    def title(self) -> str:
        return f"Monitoraggio {self.semester.label}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.opens_on, self.answer_by, self.validate_by, self.verify_by)
