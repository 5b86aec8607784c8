"""A file on its way in. What happened (who, which file, how many rows) stays; what stood in it is kept a few days."""

import json
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, one_of
from riskreg.domain.imports import IMPORT_STATE_LABELS, ImportState, Outcome
from riskreg.people.models import User
from riskreg.tables import kinds

ON_THE_WAY = {"untraced": "how far a preview got; what it comes to is recorded when the rows are brought in"}


class ImportBatch(Identified, Base):
    """One file and what became of it. `preview` names the preview that was made last: only that one can be confirmed."""

    __tablename__ = "import_batch"

    kind: Mapped[str] = mapped_column(String(60), info={"label": "Che cosa", "choices": kinds.LABELS})
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Caricato da"})
    state: Mapped[str] = mapped_column(String(20), default=ImportState.OPEN.value, info={"label": "Stato", "choices": IMPORT_STATE_LABELS})
    received_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})
    file_name: Mapped[str] = mapped_column(
        String(200), info={"untraced": "people may name a file after somebody; the print names it in the trail"}
    )
    size: Mapped[int] = mapped_column(Integer, info={"label": "Byte"})
    sha256: Mapped[str] = mapped_column(String(64), info={"label": "Impronta del file"})
    columns: Mapped[str] = mapped_column(Text, default="{}", info=ON_THE_WAY)
    preview: Mapped[str] = mapped_column(String(64), default="", info=ON_THE_WAY)
    previewed_at: Mapped[datetime | None] = mapped_column(UtcMoment, info=ON_THE_WAY)
    created: Mapped[int | None] = mapped_column(Integer, info={"label": "Righe create"})
    changed: Mapped[int | None] = mapped_column(Integer, info={"label": "Righe modificate"})
    unchanged: Mapped[int | None] = mapped_column(Integer, info={"label": "Righe già così"})

    owner: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        CheckConstraint(one_of("state", ImportState), name="state_known"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_iff_not_open"),
        Index(None, "kind", "id"),
        Index(None, "state", "received_at"),
    )

    @property
    def title(self) -> str:
        return f"Importazione: {kinds.label_of(self.kind)}"

    @property
    def kind_label(self) -> str:
        return kinds.label_of(self.kind)

    @property
    def state_label(self) -> str:
        return ImportState(self.state).label

    @property
    def is_open(self) -> bool:
        return self.state == ImportState.OPEN

    @property
    def owner_name(self) -> str:
        return self.owner.title if self.owner else "riga di comando"

    def mapped(self) -> dict[str, int]:
        """Which column of the file each of ours is read from."""
        return {name: place for name, (place, _heading) in json.loads(self.columns).items()}


class ImportSource(Base):
    """The table of the file as it was read, before anybody said which column is which."""

    __tablename__ = "import_source"
    __traced__ = False

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    headings: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)


class ImportRow(Identified, Base):
    """A row of the preview: what the file says, and what would become of it."""

    __tablename__ = "import_row"
    __traced__ = False

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    number: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    texts: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    refusals: Mapped[str] = mapped_column(Text)
    print: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),
        Index(None, "batch_id", "number"),
        Index(None, "batch_id", "outcome", "number"),
    )

    @property
    def outcome_label(self) -> str:
        return Outcome(self.outcome).label

    def shown_changes(self) -> list[tuple[str, str, str]]:
        """Label, before, after."""
        return [(label, before, after) for label, before, after in json.loads(self.changes)]

    def shown_refusals(self) -> list[tuple[str, str, str]]:
        """Which column ("" for the whole row), what stands in it, and the sentence."""
        return [(column, text, sentence) for column, text, sentence in json.loads(self.refusals)]

    def given(self) -> dict[str, str]:
        """What the file says, by the names of our columns."""
        given: dict[str, str] = json.loads(self.texts)
        return given
