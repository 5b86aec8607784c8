"""Reading the trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import LABELS, Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.italian import Unreadable, read_date
from riskreg.web.listing import Column, Filter, Listing


@dataclass(frozen=True)
class Head:
    count: int
    hash: str
    at: datetime


def head() -> Head | None:
    """The last entry. Its number is the count, because the chain has no holes."""
    row = db.session.execute(select(AuditEntry.id, AuditEntry.hash, AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1)).first()
    return Head(row.id, row.hash, row.at) if row else None


def trail(subjects: Sequence[str], limit: int = 200) -> list[AuditEntry]:
    """What happened to these things, newest first."""
    statement = select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.id.desc()).limit(limit)
    return list(db.session.scalars(statement))


def entry(number: int) -> AuditEntry | None:
    return db.session.get(AuditEntry, number)


def subjects_starting(prefixes: Iterable[str]) -> int:
    return db.session.scalar(select(func.count()).where(AuditEntry.subject.in_(list(prefixes)))) or 0


def listing() -> Listing:
    """The whole trail, newest first, by day, tag, actor, subject."""
    tags = [(tag.value, label) for tag, label in sorted(LABELS.items(), key=lambda pair: pair[1])]
    return Listing(
        title="Registro delle attività",
        file_name="registro-attivita",
        statement=select(AuditEntry),
        columns=(
            Column("id", "N.", lambda e: e.id, (AuditEntry.id,), numeric=True),
            Column("at", "Quando", lambda e: e.at, (AuditEntry.id,)),
            Column("actor", "Chi", lambda e: e.actor),
            Column("tag", "Che cosa", lambda e: tag_label(e.tag)),
            Column("subject", "Su", lambda e: e.subject),
        ),
        key=AuditEntry.id.desc(),
        filters=(
            Filter("dal", "Dal", _from_day, kind="date"),
            Filter("al", "Al", _to_day, kind="date"),
            Filter("evento", "Che cosa", lambda text: AuditEntry.tag == text, kind="choice", choices=tags),
            Filter("chi", "Chi (codice)", lambda text: AuditEntry.actor == text),
            Filter("oggetto", "Su (codice)", _about),
        ),
        sort="id",
        descending=True,
        downloadable=False,
    )


def tag_label(tag: str) -> str:
    try:
        return Tag(tag).label
    except ValueError:  # a tag of an older version stays readable
        return tag


def _about(text: str) -> ColumnElement[bool]:
    """`org_unit:12` or, for all of a kind, `org_unit`."""
    if ":" in text:
        return AuditEntry.subject == text
    return AuditEntry.subject.startswith(f"{text}:", autoescape=True)


def _from_day(text: str) -> ColumnElement[bool] | None:
    day = _day(text)
    return None if day is None else AuditEntry.at >= _midnight(day)


def _to_day(text: str) -> ColumnElement[bool] | None:
    day = _day(text)
    return None if day is None else AuditEntry.at < _midnight(day + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except Unreadable:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ROME)
