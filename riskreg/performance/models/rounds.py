"""A collection round: a period whose results are asked, of whom, by when; and who was asked again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.performance.results import PERIOD_LABELS, Period
from riskreg.domain.performance.rounds import ASKED_LABELS, Calendar, slug_of, title_of
from riskreg.people.models import OrgUnit, User
from riskreg.performance.models.years import IndicatorYear

THERE_ALREADY = "Questa rilevazione c'è già: apri quella."


class Round(Identified, Versioned, Base):
    """Closed, it and the results that it asked for never change again."""

    __tablename__ = "performance_round"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    period: Mapped[str] = mapped_column(String(10), info={"label": "Periodo", "choices": PERIOD_LABELS})
    opens_on: Mapped[date] = mapped_column(info={"label": "Si apre il"})
    enter_by: Mapped[date] = mapped_column(info={"label": "Da inserire entro il"})
    verify_by: Mapped[date] = mapped_column(info={"label": "Da verificare entro il"})
    instructions: Mapped[str] = mapped_column(Text, default="", info={"label": "Istruzioni"})
    extended_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché si è dato più tempo"})
    told_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Avvisi inviati il"})
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Chiusa il"})
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Chiusa da"})
    closed_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché è stata chiusa prima"})

    closed_by: Mapped[User | None] = relationship(viewonly=True)
    requests: Mapped[list["Request"]] = relationship(back_populates="round", order_by="Request.id")

    __table_args__ = (
        UniqueConstraint("year", "period", name=explain("uq_performance_round_year_period", THERE_ALREADY, "period")),
        CheckConstraint(one_of("period", Period), name="period_known"),
        CheckConstraint("opens_on <= enter_by AND enter_by <= verify_by", name="days_in_order"),
        Index(
            "ix_performance_round_open", "opens_on", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")
        ),
    )  # fmt: skip

    @property
    def title(self) -> str:
        return title_of(self.year, Period(self.period))

    @property
    def slug(self) -> str:
        return slug_of(self.year, Period(self.period))

    @property
    def period_label(self) -> str:
        return PERIOD_LABELS[self.period]

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.opens_on, self.enter_by, self.verify_by)


class Request(Identified, Versioned, Base):
    """A result that a round asks for. `unit_id`: of which unit it speaks, as in the reading that answers it; `answers`: which unit gives it, None where the
    unit of performance does; `enter_by`: its own day, where it was given more time."""

    __tablename__ = "performance_request"

    round_id: Mapped[int] = mapped_column(ForeignKey("performance_round.id"), info={"label": "Rilevazione", "quiet": True})
    year_id: Mapped[int] = mapped_column(ForeignKey("indicator_year.id"), index=True, info={"label": "Indicatore dell'anno"})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità di cui parla"})
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Chi lo inserisce"})
    of_area: Mapped[bool] = mapped_column(info={"label": "Lo inserisce il dirigente"})
    enter_by: Mapped[date | None] = mapped_column(info={"label": "Da inserire entro il"})
    extended_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché ha più tempo"})
    dropped_on: Mapped[date | None] = mapped_column(info={"label": "Non più chiesto dal"})
    dropped_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché non si chiede più"})

    round: Mapped[Round] = relationship(back_populates="requests")
    year_row: Mapped[IndicatorYear] = relationship()
    unit: Mapped[OrgUnit | None] = relationship(foreign_keys=[unit_id])
    answers: Mapped[OrgUnit | None] = relationship(foreign_keys=[answers_id])

    __table_args__ = (
        Index(
            explain("uq_performance_request_of_a_unit", MEANWHILE), "round_id", "year_id", "unit_id", unique=True,
            sqlite_where=text("unit_id IS NOT NULL"), postgresql_where=text("unit_id IS NOT NULL"),
        ),
        Index(
            explain("uq_performance_request_of_all", MEANWHILE), "round_id", "year_id", unique=True, sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
        CheckConstraint("(enter_by IS NULL) = (extended_because = '')", name="extended_with_reason"),
        CheckConstraint("(dropped_on IS NULL) = (dropped_because = '')", name="dropped_with_reason"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.round), joinedload(cls.unit), joinedload(cls.year_row).joinedload(IndicatorYear.indicator))

    @property
    def title(self) -> str:
        return f"{self.year_row.indicator.title}, {self.round.period_label.lower()} {self.round.year}{f', {self.unit.name}' if self.unit else ''}"

    @property
    def of(self) -> str:
        """Of whom it speaks."""
        if self.unit is not None:
            return self.unit.name
        return "Tutto l'ente" if self.round.period == Period.YEAR else "Ente e organismi esterni"

    @property
    def due_on(self) -> date:
        """By when it is entered."""
        return self.enter_by or self.round.enter_by


class RequestNudge(Identified, Base):
    """Somebody was asked again about a result that waited for them, on a day. The trail has an entry of each."""

    __tablename__ = "performance_nudge"

    request_id: Mapped[int] = mapped_column(ForeignKey("performance_request.id"), info={"label": "Risultato chiesto"})
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "A chi"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inviato da"})
    on: Mapped[date] = mapped_column(info={"label": "Giorno"})
    state: Mapped[str] = mapped_column(String(20), info={"label": "A che punto era", "choices": ASKED_LABELS})
    due_on: Mapped[date] = mapped_column(info={"label": "Entro il"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})

    request: Mapped[Request] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    sender: Mapped[User | None] = relationship(foreign_keys=[by_id])

    __table_args__ = (
        UniqueConstraint("request_id", "user_id", "on", name=explain("uq_performance_nudge_request_id_user_id_on", MEANWHILE)),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        asked = joinedload(cls.request)
        return (
            asked.joinedload(Request.round),
            asked.joinedload(Request.unit),
            asked.joinedload(Request.year_row).joinedload(IndicatorYear.indicator),
            joinedload(cls.user),
        )

    @property
    def title(self) -> str:
        return f"{self.request.title}: sollecito a {self.user.title}"

    @property
    def state_label(self) -> str:
        return ASKED_LABELS[self.state]

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"
