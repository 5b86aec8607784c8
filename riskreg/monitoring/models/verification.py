"""The second level: a plan with its seed, the draw, and what was found by looking."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.verification import FINDING_LABELS, FINDING_TONES, NOT_VERIFIED, TO_VERIFY, Finding
from riskreg.monitoring.models.checks import Check
from riskreg.monitoring.models.sessions import Session
from riskreg.people.models import User

CHOSEN_ALREADY = "Questa scheda è già fra quelle da verificare: nel frattempo l'ha scelta un'altra persona."


class Draw(Identified, Versioned, Base):
    """A sampling plan: its seed and shares are declared first; drawn, it keeps the list as it was frozen. `plan` and `rows` are JSON."""

    __tablename__ = "verification_draw"

    session_id: Mapped[int] = mapped_column(ForeignKey("monitoring_session.id"), index=True, info={"label": "Sessione", "quiet": True})
    seed: Mapped[str] = mapped_column(String(100), info={"label": "Seme"})
    plan: Mapped[str] = mapped_column(Text, info={"label": "Piano di campionamento", "quiet": True})
    because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché un'altra estrazione"})
    declared_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Dichiarata il"})
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Dichiarata da"})
    drawn_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Estratta il"})
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Estratta da"})
    rows: Mapped[str] = mapped_column(Text, default="", info={"label": "Elenco da cui si estrae", "quiet": True})
    fingerprint: Mapped[str] = mapped_column(String(64), default="", info={"label": "Impronta dell'elenco"})

    session: Mapped[Session] = relationship()
    declared_by: Mapped[User | None] = relationship(foreign_keys=[declared_by_id], viewonly=True)
    drawn_by: Mapped[User | None] = relationship(foreign_keys=[drawn_by_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint(
            "session_id", "seed", name=explain("uq_verification_draw_session_id_seed", "Questo seme è già stato usato.", "seed")
        ),
        CheckConstraint("(drawn_at IS NULL) = (rows = '') AND (drawn_at IS NULL) = (fingerprint = '')", name="drawn_with_its_list"),
        CheckConstraint("drawn_at IS NULL OR drawn_at >= declared_at", name="seed_declared_before"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.session),)

    @property
    def title(self) -> str:
        return f"Estrazione «{self.seed}», {self.session.semester.label}"

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None


class Verification(Identified, Versioned, Base):
    """That one declaration was drawn, or chosen with a reason; and, once somebody looked, what was found and what must follow. `declared` (JSON) is what
    stood there then: a check that is not confirmed is mended."""

    __tablename__ = "verification"

    check_id: Mapped[int] = mapped_column(ForeignKey("monitoring_check.id"), index=True, info={"label": "Scheda"})
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("verification_draw.id"), index=True, info={"label": "Estrazione"})
    chosen_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché è stata scelta"})
    finding: Mapped[str | None] = mapped_column(String(20), info={"label": "Esito", "choices": FINDING_LABELS})
    declared: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa era dichiarato", "quiet": True})
    looked_at: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa è stato esaminato"})
    found: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa risulta"})
    follow_up: Mapped[str] = mapped_column(Text, default="", info={"label": "Che cosa va fatto"})
    follow_up_by: Mapped[date | None] = mapped_column(info={"label": "Da fare entro il"})
    followed_on: Mapped[date | None] = mapped_column(info={"label": "Fatto il"})
    followed_how: Mapped[str] = mapped_column(Text, default="", info={"label": "Come è stato risolto"})
    verified_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Verificata il"})
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Verificata da"})

    check: Mapped[Check] = relationship()
    draw: Mapped[Draw | None] = relationship()
    verified_by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("draw_id", "check_id", name=explain("uq_verification_draw_id_check_id", MEANWHILE)),
        Index(
            explain("uq_verification_to_make", CHOSEN_ALREADY), "check_id", unique=True,
            sqlite_where=text("finding IS NULL"), postgresql_where=text("finding IS NULL"),
        ),
        Index(
            "ix_verification_to_follow", "follow_up_by",
            sqlite_where=text("follow_up_by IS NOT NULL AND followed_on IS NULL"),
            postgresql_where=text("follow_up_by IS NOT NULL AND followed_on IS NULL"),
        ),
        Index(
            "ix_verification_negative", "verified_at",
            sqlite_where=text("finding = 'negative'"), postgresql_where=text("finding = 'negative'"),
        ),
        CheckConstraint(f"finding IS NULL OR {one_of('finding', Finding)}", name="finding_known"),
        CheckConstraint("(finding IS NULL) = (verified_at IS NULL)", name="found_iff_verified"),
        CheckConstraint("(draw_id IS NULL) = (chosen_because <> '')", name="drawn_or_chosen"),
        CheckConstraint("(follow_up_by IS NULL) = (follow_up = '')", name="follow_up_has_a_day"),
        CheckConstraint("finding IS NULL OR finding = 'positive' OR follow_up <> ''", name="what_is_wrong_is_followed"),
        CheckConstraint("(followed_on IS NULL) = (followed_how = '')", name="followed_says_how"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        check = joinedload(cls.check)
        return check.joinedload(Check.session), check.joinedload(Check.process)

    @property
    def title(self) -> str:
        return f"Verifica di {self.check.title}"

    @property
    def finding_label(self) -> str:
        if self.finding:
            return FINDING_LABELS[self.finding]
        return NOT_VERIFIED if self.check.session.is_closed else TO_VERIFY

    @property
    def finding_tone(self) -> str:
        return FINDING_TONES[self.finding] if self.finding else "neutral"

    @property
    def follow_up_said(self) -> str:
        return f"{self.follow_up} (entro il {write_date(self.follow_up_by)})" if self.follow_up_by else ""
