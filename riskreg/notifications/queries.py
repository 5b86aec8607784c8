"""Reading notices: for their readers, for whoever looks after the post, and for the sender."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Table, and_, event, func, or_, select
from sqlalchemy.orm import Session

from riskreg.audit import queries as audit_queries
from riskreg.audit.tags import Tag
from riskreg.core import restored, settings
from riskreg.core.base import Base
from riskreg.core.clock import on_day
from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.errors import Missing
from riskreg.domain.italian import read_date, tidy
from riskreg.domain.permissions import Person, Scope
from riskreg.domain.post import LEASE, POST_STATE_LABELS, PostState
from riskreg.notifications import kinds
from riskreg.notifications.models import Notice, NoticeChoice, PostOffice
from riskreg.web.listing import Column, Filter, Listing

NOBODY = 0
_SILENT = "riskreg.notices.silent"


def notice(notice_id: int) -> Notice:
    return get(Notice, notice_id)


# For readers


def scope(notice_id: int) -> Scope:
    """Whose notice it is, for the permission map. What is not shown in riskreg is nobody's to open here."""
    found = notice(notice_id)
    return Scope(owner_id=found.user_id if found.in_app else NOBODY)


def unread(user_id: SQLColumnExpression[int] | int | None) -> Select[int]:
    """How many notices somebody has not read: the shell joins it to the query that every page pays anyway."""
    return select(func.count()).select_from(Notice).where(Notice.user_id == user_id, Notice.in_app, Notice.read_at.is_(None))


def unread_of(person: Person) -> list[Notice]:
    statement = select(Notice).where(Notice.user_id == (person.user_id or NOBODY), Notice.in_app, Notice.read_at.is_(None))
    return list(db.session.scalars(statement.order_by(Notice.id)))


def listing(person: Person) -> Listing:
    """My notices: those still to read first, then the newest."""
    is_read = Notice.read_at.is_not(None)
    states = {"da_leggere": Notice.read_at.is_(None), "letti": is_read}
    return Listing(
        title="Avvisi",
        file_name="avvisi",
        statement=select(Notice).where(Notice.user_id == (person.user_id or NOBODY), Notice.in_app),
        columns=(
            Column("headline", "Avviso", lambda one: one.headline),
            Column("kind", "Tipo", lambda one: one.title, (Notice.kind, Notice.id)),
            Column("queued_at", "Ricevuto il", lambda one: one.queued_at, (Notice.queued_at,)),
            Column("read", "Stato", lambda one: "Letto" if one.read_at else "Da leggere", (is_read,)),
        ),
        key=Notice.id.desc(),
        filters=(
            Filter("stato", "Stato", states.get, kind="choice", choices=[("da_leggere", "Da leggere"), ("letti", "Letti")]),
            Filter("tipo", "Tipo", lambda text: Notice.kind == text, kind="choice", choices=_kind_choices()),
        ),
        sort="read",
        downloadable=False,
    )


def _kind_choices() -> list[tuple[str, str]]:
    return sorted(kinds.LABELS.items(), key=lambda pair: pair[1])


# What each wants by mail


def choices(user_id: int | None) -> list[NoticeChoice]:
    return list(db.session.scalars(select(NoticeChoice).where(NoticeChoice.user_id == (user_id or NOBODY)).order_by(NoticeChoice.topic)))


def topics_by_mail(user_id: int | None) -> list[kinds.Topic]:
    silent = {one.topic for one in choices(user_id) if not one.by_mail}
    return [topic for topic in kinds.Topic if topic.value not in silent]


def wants_mail(user_id: int, kind: kinds.Kind) -> bool:
    """Everybody, until they choose otherwise; what is about their own access always goes."""
    topic = kinds.TOPICS.get(kind)
    return topic is None or (user_id, topic.value) not in _silent()


def _silent() -> frozenset[tuple[int, str]]:
    """Who wants what in riskreg alone: asked once in each transaction, whatever the number of letters."""
    session = db.session()
    if _SILENT not in session.info:
        rows = db.session.execute(select(NoticeChoice.user_id, NoticeChoice.topic).where(NoticeChoice.by_mail.is_(False)))
        session.info[_SILENT] = frozenset((user_id, topic) for user_id, topic in rows)
    found: frozenset[tuple[int, str]] = session.info[_SILENT]
    return found


@event.listens_for(Session, "after_transaction_end")
def ask_again(session: Session, _transaction: object = None) -> None:
    session.info.pop(_SILENT, None)


# For the post


@dataclass(frozen=True)
class Account:
    """What a letter needs to know of a user. `notifications` stands below `people`, so it reads the table by name."""

    id: int
    title: str
    email: str | None


def account(user_id: int) -> Account:
    table = _table("user_account")
    row = db.session.execute(select(table.c.given_name, table.c.family_name, table.c.email).where(table.c.id == user_id)).one()
    return Account(user_id, f"{row.given_name} {row.family_name}".strip(), row.email)


def body_name() -> str:
    """Whose riskreg this is, for the sender's name."""
    return db.session.scalar(select(_table("body").c.short_name)) or "riskreg"


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def mail(notice_id: int) -> Notice:
    """A message that was meant for the post: what is told in riskreg alone is its reader's."""
    found = notice(notice_id)
    if not found.is_by_mail:
        raise Missing
    return found


def post_listing() -> Listing:
    """Every mail, newest first: what leaves, what left, what was refused."""
    return Listing(
        title="Posta",
        file_name="posta",
        statement=select(Notice).where(Notice.state != PostState.IN_APP),
        columns=(
            Column("headline", "Oggetto", lambda one: one.headline),
            Column("recipient", "A", lambda one: one.recipient),
            Column("queued_at", "Scritta il", lambda one: one.queued_at, (Notice.queued_at,)),
            Column("state", "Stato", lambda one: one.state_label, (Notice.state, Notice.id)),
            Column("last_error", "Ultimo errore", lambda one: one.last_error),
        ),
        key=Notice.id.desc(),
        filters=(
            Filter("stato", "Stato", lambda text: Notice.state == text, kind="choice", choices=_mail_states()),
            Filter("tipo", "Tipo", lambda text: Notice.kind == text, kind="choice", choices=_kind_choices()),
            Filter("destinatario", "Nome o indirizzo", _to_whom),
            Filter("dal", "Scritta dal", lambda text: Notice.queued_at >= on_day(read_date(text), hour=0), kind="date"),
        ),
        sort="queued_at",
        descending=True,
        downloadable=False,
    )


def _mail_states() -> list[tuple[str, str]]:
    return [(state, label) for state, label in POST_STATE_LABELS.items() if state != PostState.IN_APP]


def _to_whom(text: str) -> ColumnElement[bool]:
    words = tidy(text).split()
    return and_(
        *(or_(Notice.recipient.icontains(word, autoescape=True), Notice.address.icontains(word, autoescape=True)) for word in words)
    )


class PostView(NamedTuple):
    """The post at a glance: is there a server, does it answer, who has waited longest."""

    is_configured: bool
    is_catcher: bool
    office: PostOffice
    waiting: int
    oldest: datetime | None
    refused: int

    @property
    def is_failing(self) -> bool:
        return self.office.failing_since is not None


def post_view() -> PostView:
    row = db.session.execute(
        select(
            func.count().filter(Notice.state == PostState.WAITING),
            func.min(Notice.queued_at).filter(Notice.state == PostState.WAITING),
            func.count().filter(Notice.state == PostState.REFUSED),
        ).where(Notice.state.in_((PostState.WAITING, PostState.REFUSED)))
    ).one()
    server = settings.current().mail
    return PostView(server is not None, server is not None and server.is_catcher, office(), row[0], row[1], row[2])


def office() -> PostOffice:
    return get(PostOffice, 1)


def is_as_recorded(one: Notice) -> bool:
    """What the row says is what the trail was told: the digest of today, that of the row and that of the chain are one."""
    entries = audit_queries.trail([one.subject])
    told = [json.loads(entry.diff)["after"].get("digest") for entry in entries if entry.tag == Tag.NOTICE_QUEUED]
    return told == [one.digest] and one.present_digest() == one.digest


# For the sender


def ready(at: datetime, one: Any = Notice) -> ColumnElement[bool]:
    """What may be sent. The clock can go back (the demo lives one day again and again): what was written later than now,
    and a lease that outlives every lease, were written before it did, and nobody should wait for them.

    What came with a safety copy stays: the installation that was copied has sent it, or somebody sends it again by hand."""
    due = or_(one.next_try_at <= at, one.queued_at > at)
    free = or_(one.lease.is_(None), one.leased_until <= at, one.leased_until > at + 2 * LEASE)
    return and_(one.state == PostState.WAITING, due, free, one.id > restored.last_id(Notice.__tablename__))


def came_with_a_copy(one: Notice) -> bool:
    return one.id <= restored.last_id(Notice.__tablename__)


def is_anything_ready(at: datetime) -> bool:
    """Asked at every turn, so that an idle sender takes no lock."""
    return db.session.scalar(select(Notice.id).where(ready(at)).limit(1)) is not None
