"""Rows about the consultation on a draft: its notice, what people said, what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.consultation import OUTCOME_LABELS, OUTCOME_TONES, SOURCE_LABELS, Outcome, Source, Stage, source_said, stage
from riskreg.people.models import User
from riskreg.plans.models.editions import Edition


class Consultation(Identified, Versioned, Base):
    """One for each edition, at most. Like the edition, it never changes once the body has decided."""

    __tablename__ = "consultation"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione", "quiet": True})
    from_on: Mapped[date] = mapped_column(info={"label": "Dal"})
    to_on: Mapped[date] = mapped_column(info={"label": "Al"})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Titolo dell'avviso"})
    notice: Mapped[str] = mapped_column(Text, default="", info={"label": "Testo dell'avviso"})
    published_at: Mapped[str] = mapped_column(String(500), default="", info={"label": "Indirizzo della pagina"})
    channels: Mapped[str] = mapped_column(Text, default="", info={"label": "Come si partecipa"})

    edition: Mapped[Edition] = relationship()
    contributions: Mapped[list["Contribution"]] = relationship(
        back_populates="consultation", order_by="Contribution.number", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint(
            "edition_id",
            name=explain("uq_consultation_edition_id", "La consultazione c'è già: nel frattempo l'ha aperta un'altra persona."),
        ),
        CheckConstraint("to_on >= from_on", name="ends_after_start"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.edition),)

    @property
    def title(self) -> str:
        return f"Consultazione sul {self.edition.title}"

    def stage(self, on: date) -> Stage:
        return stage(self.from_on, self.to_on, on)


class Contribution(Identified, Versioned, Base):
    """What somebody said of the draft, and what came of it. A name of a person stands in its own column, for those who answer only; documents
    say the organisation or the kind. `user_id`: a colleague who wrote it here."""

    __tablename__ = "contribution"
    __names_its_changes__ = True

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), info={"label": "Consultazione", "quiet": True})
    number: Mapped[int] = mapped_column(Integer, info={"label": "Numero"})
    received_on: Mapped[date] = mapped_column(info={"label": "Arrivato il"})
    late_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché si accetta fuori termine"})
    source: Mapped[str] = mapped_column(String(20), info={"label": "Da chi", "choices": SOURCE_LABELS})
    organisation: Mapped[str] = mapped_column(String(300), default="", info={"label": "Organizzazione"})
    person_name: Mapped[str] = mapped_column(String(200), default="", info={"label": "Nome di chi scrive", "personal": True})
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Scritto qui da"})
    about: Mapped[str] = mapped_column(String(1250), default="", info={"label": "Di che cosa parla"})
    text: Mapped[str] = mapped_column(Text, info={"label": "Contributo"})
    outcome: Mapped[str | None] = mapped_column(String(20), info={"label": "Esito", "choices": OUTCOME_LABELS})
    because: Mapped[str] = mapped_column(Text, default="", info={"label": "Motivazione"})
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Esito scritto da"})
    decided_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})
    erased_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Nome cancellato il"})

    consultation: Mapped[Consultation] = relationship(back_populates="contributions")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id], viewonly=True)
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint("consultation_id", "number", name=explain("uq_contribution_consultation_id_number", MEANWHILE)),
        CheckConstraint(one_of("source", Source), name="source_known"),
        CheckConstraint(f"outcome IS NULL OR {one_of('outcome', Outcome)}", name="outcome_known"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_iff_outcome"),
        CheckConstraint("outcome IS NULL OR because <> ''", name="outcome_for_a_reason"),
        CheckConstraint("user_id IS NULL OR person_name = ''", name="one_author"),
        CheckConstraint("erased_at IS NULL OR person_name = ''", name="erased_without_name"),
    )

    @property
    def title(self) -> str:
        return f"Contributo n. {self.number}: {self.who}"

    @property
    def about_person(self) -> str:
        """A name from outside is found here only."""
        return f"user:{self.user_id}" if self.user_id else self.subject

    @property
    def who(self) -> str:
        """As everybody may read it: never a person."""
        return source_said(Source(self.source), self.organisation)

    @property
    def author(self) -> str:
        """The person, for whoever answers."""
        return self.user.title if self.user else self.person_name

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[self.outcome] if self.outcome else "Senza esito"

    @property
    def outcome_tone(self) -> str:
        return OUTCOME_TONES[self.outcome] if self.outcome else "warning"
