"""The outbox: every message that riskreg has for somebody, and the state of the post."""

import hashlib
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.core.base import Base, Identified, UtcMoment, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain import trail
from riskreg.domain.post import POST_STATE_LABELS, SERVER_WAITS, PostState
from riskreg.notifications import kinds

LETTER = {"untraced": "personal text, erasable; the salted digest stands in the trail for it"}
HEARTBEAT = {"untraced": "the sender's heartbeat; what it comes to is recorded when the mail is sent or refused"}
OWN = {"untraced": "when somebody reads their own notices is nobody else's business"}
LONGEST_ERROR = 500
LONGEST_HEADLINE = 300


class Notice(Identified, Base):
    """One message to one person. What it says, and to which address, is as it was when it was queued; erasing the person
    empties it (`forgotten_at`). `lease` is the token of the sender that holds it, good until `leased_until`."""

    __tablename__ = "notice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), info={"label": "Destinatario"})
    kind: Mapped[str] = mapped_column(String(60), info={"label": "Tipo", "choices": kinds.LABELS})
    about: Mapped[str | None] = mapped_column(String(80), info={"label": "Riguarda", "subject": True})
    queued_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})

    recipient: Mapped[str] = mapped_column(String(210), default="", info=LETTER)
    address: Mapped[str] = mapped_column(String(254), default="", info=LETTER)
    headline: Mapped[str] = mapped_column(String(LONGEST_HEADLINE), default="", info=LETTER)
    body: Mapped[str] = mapped_column(Text, default="", info=LETTER)
    path: Mapped[str] = mapped_column(String(300), default="", info=LETTER)
    digest: Mapped[str] = mapped_column(String(64), info={"label": "Impronta del messaggio", "quiet": "for the entry's own page"})
    salt: Mapped[str] = mapped_column(String(32), info=LETTER)
    forgotten_at: Mapped[datetime | None] = mapped_column(
        UtcMoment, info={"untraced": "follows the erasure of the person, which is recorded"}
    )

    link_purpose: Mapped[str | None] = mapped_column(String(60), info=LETTER)
    link_nonce: Mapped[str | None] = mapped_column(String(64), info={"untraced": "secret: makes the link, with RISKREG_SECRET"})
    link_hash: Mapped[str | None] = mapped_column(String(64), info={"untraced": "secret: the owner of the link holds and records it"})

    in_app: Mapped[bool] = mapped_column(default=True, info={"label": "Mostrato in riskreg"})
    read_at: Mapped[datetime | None] = mapped_column(UtcMoment, info=OWN)

    state: Mapped[str] = mapped_column(String(20), info={"label": "Posta", "choices": POST_STATE_LABELS})
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), info={"label": "Nuovo invio di"})
    next_try_at: Mapped[datetime] = mapped_column(UtcMoment, info=HEARTBEAT)
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=HEARTBEAT)
    last_error: Mapped[str] = mapped_column(String(LONGEST_ERROR), default="", info=HEARTBEAT)
    lease: Mapped[str | None] = mapped_column(String(40), info=HEARTBEAT)
    leased_until: Mapped[datetime | None] = mapped_column(UtcMoment, info=HEARTBEAT)
    settled_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})

    __table_args__ = (
        CheckConstraint(one_of("state", PostState), name="state_known"),
        CheckConstraint("lease IS NULL OR state = 'waiting'", name="lease_only_waiting"),
        CheckConstraint("(link_nonce IS NULL) = (link_purpose IS NULL)", name="link_whole"),
        # The count in the head of every page, and the page of one's own notices.
        Index(None, "user_id", "in_app", "read_at"),
        # What is due, and the page of the post by state.
        Index(None, "state", "next_try_at"),
    )

    @property
    def title(self) -> str:
        """Never the headline: whoever reads the trail need not know what was written."""
        return kinds.label_of(self.kind)

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"

    @property
    def state_label(self) -> str:
        return PostState(self.state).label

    @property
    def is_by_mail(self) -> bool:
        return self.state != PostState.IN_APP

    @property
    def has_secret_link(self) -> bool:
        return self.link_nonce is not None

    def present_digest(self) -> str:
        """The digest of what the row says now; altered, it is no longer the one that the trail holds."""
        said = [self.recipient, self.address, self.headline, self.body, self.path]
        return hashlib.sha256(f"{self.salt}\n{trail.canonical({'letter': said})}".encode()).hexdigest()


class NoticeChoice(Identified, Base):
    """That somebody is told of a topic in riskreg alone, or by mail again. Without a row: by mail too."""

    __tablename__ = "notice_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), info={"label": "Persona", "quiet": True})
    topic: Mapped[str] = mapped_column(String(20), info={"label": "Argomento", "choices": kinds.TOPIC_LABELS})
    by_mail: Mapped[bool] = mapped_column(info={"label": "Anche per e-mail"})

    __table_args__ = (
        UniqueConstraint("user_id", "topic", name=explain("uq_notice_choice_user_id_topic", MEANWHILE)),
        CheckConstraint(one_of("topic", kinds.Topic), name="topic_known"),
    )

    @property
    def title(self) -> str:
        return kinds.TOPIC_LABELS[self.topic]

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"


class PostOffice(Base):
    """The state of the way out: one row, always, so that every sender and every page know the same."""

    __tablename__ = "post_office"
    __traced__ = False

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    failing_since: Mapped[datetime | None] = mapped_column(UtcMoment)
    last_error: Mapped[str] = mapped_column(String(LONGEST_ERROR), default="")
    next_try_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    worked_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    def is_resting(self, at: datetime) -> bool:
        """Between a server's silence and the next try. A moment further ahead than any wait was written before the demo's
        clock went back."""
        return self.next_try_at is not None and at < self.next_try_at <= at + SERVER_WAITS[-1]
