"""Rows about how risk is measured, and about ANAC's names for what we call otherwise."""

import json
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, SortKey, UtcMoment, Versioned, one_of
from riskreg.core.constraints import explain
from riskreg.domain.scoring.differences import Change, differences
from riskreg.domain.scoring.versions import KIND_LABELS, MAPPING_LABELS, STATE_LABELS, MappingKind, State, asks_to_be_checked


def content_changes(before: str | None, after: str | None) -> list[Change]:
    """For the history: which part changed, in words."""
    try:
        was, now = (json.loads(text) if text else None for text in (before, after))
        return differences(was, now)
    except (LookupError, ArithmeticError) as altered:  # not as we wrote it: the history says so of the whole entry
        raise ValueError("no methodology") from altered


class MethodologyVersion(Identified, Versioned, Base):
    """One methodology, as plain data (domain.scoring.text). Once published its content never changes: the database refuses it too."""

    __tablename__ = "methodology"

    name: Mapped[str] = mapped_column(String(200), info={"label": "Denominazione"})
    """Said inside `content` too: a text that leaves the database says what it is."""

    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo", "choices": KIND_LABELS})
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value, info={"label": "Stato", "choices": STATE_LABELS})
    source: Mapped[str] = mapped_column(String(300), default="", info={"label": "Fonte"})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota"})
    content: Mapped[str] = mapped_column(Text, info={"label": "Contenuto", "told_by": content_changes})
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("methodology.id"), index=True, info={"label": "Nasce da"})
    published_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Pubblicata il"})
    retired_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Ritirata il"})

    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint(one_of("kind", KIND_LABELS), name="kind_known"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="draft_iff_unpublished"),
        CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name="retired_iff_retired_at"),
        UniqueConstraint(
            "name", name=explain("uq_methodology_name", "C'è già una metodologia con questa denominazione: scegline un'altra.", "name")
        ),
        Index(None, "state"),
        Index(None, "sort_key"),
    )

    @property
    def title(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


class AnacMapping(Identified, Versioned, Base):
    """What ANAC calls, in a year's form, something of ours: an area, a class of general measures, a family of specific ones."""

    __tablename__ = "anac_mapping"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Che cosa", "choices": MAPPING_LABELS})
    ours: Mapped[str] = mapped_column(String(40), info={"label": "Codice nostro"})
    theirs: Mapped[str] = mapped_column(String(40), default="", info={"label": "Codice ANAC"})
    label: Mapped[str] = mapped_column(String(300), default="", info={"label": "Voce ANAC"})
    row: Mapped[str] = mapped_column(String(20), default="", info={"label": "Riga della relazione"})

    note: Mapped[str] = mapped_column(String(500), default="", info={"label": "Nota"})

    __table_args__ = (
        UniqueConstraint(
            "year",
            "kind",
            "ours",
            name=explain("uq_anac_mapping_year_kind_ours", "Nel frattempo un'altra persona ha scritto questa voce: ricarica la pagina."),
        ),
        CheckConstraint(one_of("kind", MappingKind), name="kind_known"),
    )

    @property
    def title(self) -> str:
        return f"{self.year}, {MAPPING_LABELS[self.kind].lower()} «{self.ours}»"

    @property
    def is_complete(self) -> bool:
        """An area needs its letter and its row in the form; of the others the name is enough."""
        return bool(self.label and (self.kind != MappingKind.AREA or (self.theirs and self.row)))

    @property
    def is_doubtful(self) -> bool:
        return asks_to_be_checked(self.note)
