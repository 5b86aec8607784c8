"""Rows about findings that somebody accepted: the findings themselves are made anew each time."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, Versioned
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.people.models import User


class FindingAcceptance(Identified, Versioned, Base):
    """That a finding stays as it is, and why. The fingerprint is of what was accepted: when the thing changes, the finding is back."""

    __tablename__ = "finding_acceptance"

    rule: Mapped[str] = mapped_column(String(60), info={"label": "Regola"})
    about: Mapped[str] = mapped_column(String(120), info={"label": "Su che cosa"})
    fingerprint: Mapped[str] = mapped_column(String(64), info={"label": "Impronta", "quiet": True})
    said: Mapped[str] = mapped_column(Text, info={"label": "Segnalazione"})
    because: Mapped[str] = mapped_column(Text, info={"label": "Perché è accettata"})
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Accettata da"})
    accepted_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Accettata il"})

    accepted_by: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("rule", "about", name=explain("uq_finding_acceptance_rule_about", MEANWHILE)),
        CheckConstraint("because <> ''", name="reason_said"),
    )

    @property
    def title(self) -> str:
        return self.said
