"""One row per piece of work, asked for by a person or by the schedule."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment, one_of
from riskreg.domain.work import JOB_STATE_LABELS, MOST_ATTEMPTS, JobState
from riskreg.jobs import kinds
from riskreg.people.models import User

HEARTBEAT = {"untraced": "the worker's heartbeat; what it comes to is recorded when the job is over"}


class Job(Identified, Base):
    """`lease` is the token of the worker that holds it, good until `leased_until`: finishing needs the same token."""

    __tablename__ = "job"

    kind: Mapped[str] = mapped_column(String(60), info={"label": "Lavoro", "choices": kinds.LABELS})
    arguments: Mapped[str] = mapped_column(Text, default="{}", info={"label": "Parametri", "quiet": "for the entry's own page"})
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Richiesto da"})
    queued_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})
    due_at: Mapped[datetime] = mapped_column(UtcMoment, info=HEARTBEAT)
    schedule_key: Mapped[str | None] = mapped_column(String(120), info={"label": "Pianificazione", "quiet": "for the entry's own page"})
    state: Mapped[str] = mapped_column(String(20), default=JobState.QUEUED.value, info={"label": "Stato", "choices": JOB_STATE_LABELS})
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=HEARTBEAT)
    lease: Mapped[str | None] = mapped_column(String(40), info=HEARTBEAT)
    leased_until: Mapped[datetime | None] = mapped_column(UtcMoment, info=HEARTBEAT)
    progress: Mapped[int] = mapped_column(Integer, default=0, info=HEARTBEAT)
    progress_note: Mapped[str] = mapped_column(String(300), default="", info=HEARTBEAT)
    finished_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})
    outcome: Mapped[str] = mapped_column(Text, default="", info={"label": "Esito"})
    result_name: Mapped[str | None] = mapped_column(String(200), info={"label": "File"})
    result_type: Mapped[str | None] = mapped_column(String(100), info={"untraced": "follows the file"})

    owner: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        CheckConstraint(one_of("state", JobState), name="state_known"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_is_percent"),
        CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="lease_iff_running"),
        # The schedule may be planned by every worker at once: one row per occurrence all the same.
        UniqueConstraint("schedule_key"),
        Index(None, "state", "due_at"),
    )

    @property
    def title(self) -> str:
        return kinds.label_of(self.kind)

    @property
    def state_label(self) -> str:
        return JobState(self.state).label

    @property
    def is_over(self) -> bool:
        return JobState(self.state).is_over

    @property
    def can_be_cancelled(self) -> bool:
        return self.state == JobState.QUEUED and self.schedule_key is None

    @property
    def is_last_attempt(self) -> bool:
        return self.attempts >= MOST_ATTEMPTS

    @property
    def owner_name(self) -> str:
        return self.owner.title if self.owner else "riskreg (lavoro automatico)"

    def given(self) -> dict[str, Any]:
        """The arguments, read back."""
        given: dict[str, Any] = json.loads(self.arguments)
        return given

    def given_in_words(self) -> list[tuple[str, str]]:
        """What whoever asked had chosen, label and value."""
        known = kinds.named(self.kind)
        labels = (known.asks if known else None) or {}
        return [(labels[name], str(value)) for name, value in self.given().items() if name in labels]
