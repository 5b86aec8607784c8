"""The trail's own tables. They are not traced themselves: the chain is their proof."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, UtcMoment


class AuditEntry(Base):
    """One fact of the trail. `id` is its place in the chain, given under a lock; triggers refuse UPDATE and DELETE."""

    __tablename__ = "audit_entry"
    __traced__ = False

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    actor: Mapped[str] = mapped_column(String(60))
    tag: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    diff: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        # Two entries can never claim the same predecessor: the chain cannot fork, whatever goes wrong above.
        UniqueConstraint("previous_hash"),
        Index(None, "subject", "id"),
        Index(None, "actor", "id"),
        Index(None, "tag", "id"),
        Index(None, "at"),
    )


class PersonalValue(Identified, Base):
    """The clear text of a personal value whose hash stands in the chain; erasable, with its salt, for good."""

    __tablename__ = "audit_personal"
    __traced__ = False

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)
    path: Mapped[str] = mapped_column(String(160))
    about: Mapped[str] = mapped_column(String(80), index=True)
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)
