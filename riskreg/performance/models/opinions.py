"""The OIV's opinions on coherence, and the documents that a given one keeps."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.performance.opinions import OPINION_STATE_LABELS, OUTCOME_LABELS, OpinionState, Outcome
from riskreg.people.models import User
from riskreg.plans.models import Edition

DRAFTED = "C'è già una bozza del parere di quest'anno: nel frattempo l'ha aperta un'altra persona."


class CoherenceOpinion(Identified, Versioned, Base):
    """What the OIV says of a year: a draft while it is written, then given, and the database takes no change of it. Another one comes as another row;
    the last given counts. `edition_id`: the plan, in the revision that was looked at."""

    __tablename__ = "coherence_opinion"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    state: Mapped[str] = mapped_column(
        String(20), default=OpinionState.DRAFT.value, info={"label": "Stato", "choices": OPINION_STATE_LABELS}
    )
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True, info={"label": "Piano guardato"})
    outcome: Mapped[str | None] = mapped_column(String(20), info={"label": "Esito", "choices": OUTCOME_LABELS})
    observations: Mapped[str] = mapped_column(Text, default="", info={"label": "Osservazioni"})
    given_on: Mapped[date | None] = mapped_column(info={"label": "Data del parere"})
    protocol: Mapped[str] = mapped_column(String(60), default="", info={"label": "Numero di protocollo"})
    recorded_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Registrato il"})
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Registrato da"})
    sha256: Mapped[str] = mapped_column(String(64), default="", info={"label": "Impronta SHA-256 di quello che l'OIV ha guardato"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version"})

    edition: Mapped[Edition] = relationship()
    recorded_by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        Index(None, "year", "state"),
        Index(
            explain("uq_coherence_opinion_one_draft", DRAFTED), "year", unique=True, sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        CheckConstraint(one_of("state", OpinionState), name="state_known"),
        CheckConstraint(f"outcome IS NULL OR {one_of('outcome', Outcome)}", name="outcome_known"),
        CheckConstraint(
            "state = 'draft' OR (outcome IS NOT NULL AND given_on IS NOT NULL AND recorded_at IS NOT NULL AND sha256 <> '')", name="given_whole"
        ),
        CheckConstraint("state = 'draft' OR outcome = 'coherent' OR observations <> ''", name="given_with_remarks"),
    )  # fmt: skip

    @property
    def title(self) -> str:
        return f"Parere dell'OIV sulla coerenza {self.year}"

    @property
    def is_given(self) -> bool:
        return self.state == OpinionState.GIVEN

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[self.outcome] if self.outcome else ""

    @property
    def outcome_tone(self) -> str:
        return Outcome(self.outcome).tone if self.outcome else "neutral"

    @property
    def result(self) -> Outcome | None:
        return Outcome(self.outcome) if self.outcome else None


class CoherenceDocument(Identified, Base):
    """A document of a given opinion as it was drawn: those bytes, for ever. `json` are the contents that the others were drawn from."""

    __tablename__ = "coherence_document"
    __names_its_changes__ = True
    __told_whole__ = ("file_name", "sha256")

    opinion_id: Mapped[int] = mapped_column(ForeignKey("coherence_opinion.id"), info={"label": "Parere", "quiet": True})
    name: Mapped[str] = mapped_column(String(20), info={"label": "Documento", "quiet": True})
    file_name: Mapped[str] = mapped_column(String(120), info={"label": "File"})
    mime: Mapped[str] = mapped_column(String(100), info={"untraced": "follows the name"})
    size: Mapped[int] = mapped_column(BigInteger, info={"label": "Byte", "quiet": True})
    sha256: Mapped[str] = mapped_column(String(64), info={"label": "Impronta SHA-256"})
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info={"untraced": "its hash is traced"})

    opinion: Mapped[CoherenceOpinion] = relationship()

    __table_args__ = (
        UniqueConstraint("opinion_id", "name", name=explain("uq_coherence_document_opinion_id_name", MEANWHILE)),
        CheckConstraint("size > 0", name="not_empty"),
    )

    @property
    def title(self) -> str:
        return self.file_name
