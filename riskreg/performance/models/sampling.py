"""The second level of a round: a plan with its seed, the draw, and what was found by looking."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.performance.inspecting import FOUND_LABELS
from riskreg.people.models import User
from riskreg.performance.models.rounds import Request, Round
from riskreg.performance.models.years import IndicatorYear


class RoundDraw(Identified, Versioned, Base):
    """A sampling plan of a round: seed and share are declared first; drawn, it keeps the list as it was frozen. `rows` is JSON."""

    __tablename__ = "performance_draw"

    round_id: Mapped[int] = mapped_column(ForeignKey("performance_round.id"), info={"label": "Rilevazione", "quiet": True})
    seed: Mapped[str] = mapped_column(String(100), info={"label": "Seme"})
    percent: Mapped[int] = mapped_column(Integer, info={"label": "Quota da controllare, per cento"})
    declared_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Dichiarata il"})
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Dichiarata da"})
    drawn_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Estratta il"})
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Estratta da"})
    rows: Mapped[str] = mapped_column(Text, default="", info={"label": "Elenco da cui si estrae", "quiet": True})
    fingerprint: Mapped[str] = mapped_column(String(64), default="", info={"label": "Impronta dell'elenco"})

    round: Mapped[Round] = relationship()
    declared_by: Mapped[User | None] = relationship(foreign_keys=[declared_by_id], viewonly=True)
    drawn_by: Mapped[User | None] = relationship(foreign_keys=[drawn_by_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint("round_id", name=explain("uq_performance_draw_round_id", MEANWHILE)),
        CheckConstraint("percent > 0 AND percent <= 100", name="share_in_hundredths"),
        CheckConstraint("(drawn_at IS NULL) = (rows = '') AND (drawn_at IS NULL) = (fingerprint = '')", name="drawn_with_its_list"),
        CheckConstraint("drawn_at IS NULL OR drawn_at >= declared_at", name="seed_declared_before"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.round),)

    @property
    def title(self) -> str:
        return f"Campione «{self.seed}», {self.round.title}"

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None


class Inspection(Identified, Versioned, Base):
    """That one result was drawn; and, once somebody looked, what was found. `declared`: the result that stood there then."""

    __tablename__ = "performance_inspection"

    draw_id: Mapped[int] = mapped_column(ForeignKey("performance_draw.id"), info={"label": "Campione"})
    request_id: Mapped[int] = mapped_column(ForeignKey("performance_request.id"), index=True, info={"label": "Risultato chiesto"})
    finding: Mapped[str | None] = mapped_column(String(20), info={"label": "Esito del controllo", "choices": FOUND_LABELS})
    declared: Mapped[str] = mapped_column(Text, default="", info={"label": "Risultato controllato"})
    looked_at: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa è stato esaminato"})
    found: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa risulta"})
    checked_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Controllato il"})
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Controllato da"})

    draw: Mapped[RoundDraw] = relationship()
    request: Mapped[Request] = relationship()
    checked_by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("draw_id", "request_id", name=explain("uq_performance_inspection_draw_id_request_id", MEANWHILE)),
        CheckConstraint("finding IS NULL OR finding IN ('confirmed', 'not_confirmed')", name="finding_known"),
        CheckConstraint("(finding IS NULL) = (checked_at IS NULL)", name="found_iff_checked"),
        CheckConstraint("finding IS NULL OR looked_at <> ''", name="says_what_was_looked_at"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        asked = joinedload(cls.request)
        return (
            asked.joinedload(Request.round),
            asked.joinedload(Request.unit),
            asked.joinedload(Request.year_row).joinedload(IndicatorYear.indicator),
        )

    @property
    def title(self) -> str:
        return f"Controllo di {self.request.title}"

    @property
    def finding_label(self) -> str:
        return FOUND_LABELS[self.finding] if self.finding else "Da controllare"

    @property
    def finding_tone(self) -> str:
        return {"confirmed": "ok", "not_confirmed": "danger"}[self.finding] if self.finding else "neutral"
