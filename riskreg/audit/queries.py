"""Reading the trail."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from riskreg.audit.models import AuditEntry
from riskreg.audit.tag_labels import LABELS
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable, fold, read_date
from riskreg.domain.permissions import COMMAND_LINE, WORKER
from riskreg.web.listing import Column, Filter, Listing

NOBODY = "user:0"
LONGEST_NAME = 200
MACHINES = {COMMAND_LINE.actor: "riga di comando", WORKER.actor: "riskreg (lavoro automatico)"}


@dataclass(frozen=True)
class Head:
    count: int
    hash: str
    at: datetime


def head() -> Head | None:
    """The last entry. Its number is the count, because the chain has no holes."""
    row = db.session.execute(select(AuditEntry.id, AuditEntry.hash, AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1)).first()
    return Head(row.id, row.hash, row.at) if row else None


def is_anything_told_since(number: int, kinds: Collection[str]) -> bool:
    """Whether anything happened to things of these kinds after that entry: no change goes without an entry."""
    subjects = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.id > number).order_by(AuditEntry.id))
    return any(subject.partition(":")[0] in kinds for subject in subjects)


def trail(subjects: Sequence[str], limit: int = 200) -> list[AuditEntry]:
    """What happened to these things, newest first."""
    statement = select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.id.desc()).limit(limit)
    return list(db.session.scalars(statement))


def of_tag(subject: str, tag: Tag) -> list[AuditEntry]:
    """Every entry of one kind about one thing, oldest first."""
    statement = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.tag == tag.value)
    return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def first_of(subjects: Collection[str], tag: Tag) -> dict[str, int]:
    """Of each of these things that ever had one, the number of its first entry of a kind."""
    statement = select(AuditEntry.subject, func.min(AuditEntry.id)).where(AuditEntry.subject.in_(subjects), AuditEntry.tag == tag.value)
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(AuditEntry.subject))} if subjects else {}


def people_of(subjects: Collection[str], tag: Tag) -> dict[str, set[int]]:
    """Of each of these things, who did that to it, and in whose place."""
    in_place = case(
        (AuditEntry.diff.contains('"for":'), AuditEntry.diff), else_="{}"
    )  # few act in another's place: the others' text is not read
    statement = select(AuditEntry.subject, AuditEntry.actor, in_place).distinct()
    found: dict[str, set[int]] = {}
    for subject, actor, diff in db.session.execute(statement.where(among(AuditEntry.subject, subjects), AuditEntry.tag == tag.value)):
        found.setdefault(subject, set()).update(people_in(actor, diff))
    return found


def people_in(actor: str, diff: str) -> Iterator[int]:
    for name in (actor, *json.loads(diff).get("for", ())):
        if name.startswith("user:"):
            yield int(name.removeprefix("user:"))


def naming(subject: str, parts: Collection[str], limit: int = 200) -> list[AuditEntry]:
    """What was told of some of its rows in the entries of a thing, newest first."""
    return list(db.session.scalars(_naming(subject, parts).order_by(AuditEntry.id.desc()).limit(limit)))


def first_naming(subject: str, part: str) -> AuditEntry | None:
    return db.session.scalars(_naming(subject, [part]).order_by(AuditEntry.id).limit(1)).first()


def _naming(subject: str, parts: Collection[str]) -> Select[AuditEntry]:
    named = or_(*(AuditEntry.diff.contains(f'"{part}.', autoescape=True) for part in parts))
    return select(AuditEntry).where(AuditEntry.subject == subject, named)


def of_tags_about(subject: str, tags: Sequence[Tag]) -> list[AuditEntry]:
    """Every entry of these kinds about one thing, oldest first."""
    statement = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.tag.in_([tag.value for tag in tags]))
    return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def last_hashes(subjects: Collection[str], tag: Tag) -> dict[str, str]:
    """Of each of these things, the hash of its last entry of that kind."""
    statement = select(AuditEntry.subject, AuditEntry.hash).where(AuditEntry.subject.in_(subjects), AuditEntry.tag == tag.value)
    return {row.subject: row.hash for row in db.session.execute(statement.order_by(AuditEntry.id))} if subjects else {}


def of_tags(tags: Sequence[Tag], *, after: int) -> list[AuditEntry]:
    """Every entry of these kinds after one of them, oldest first."""
    statement = select(AuditEntry).where(AuditEntry.tag.in_([tag.value for tag in tags]), AuditEntry.id > after)
    return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def entry(number: int) -> AuditEntry | None:
    return db.session.get(AuditEntry, number)


def listing() -> Listing:
    """The whole trail, newest first, by day, tag, actor, subject."""
    tags = sorted(LABELS.items(), key=lambda pair: pair[1])
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
            Filter("chi", "Chi", _by_whom),
            Filter("oggetto", "Codice dell'oggetto", _about),
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


def _by_whom(text: str) -> ColumnElement[bool]:
    """A person by name, a machine by the words the page shows for it, anyone by code (`user:12`, several with commas)."""
    return AuditEntry.actor.in_(actor_codes(text))


def actor_codes(text: str) -> list[str]:
    """Who is meant, by code: what is kept must not hold a typed name, which could never be erased."""
    given = text.split(",")
    if all(part in MACHINES or re.fullmatch(r"user:[0-9]{1,18}", part) for part in given):
        return given
    words = fold(text[:LONGEST_NAME]).split()
    if not words:  # nobody is called "...", rather than everybody
        return []
    machines = [actor for actor, label in MACHINES.items() if all(word in fold(label) for word in words)]
    users = next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.subject_kind() == "user")
    named = select(users.id).where(*(users.search_text.contains(word, autoescape=True) for word in words)).order_by(users.id)
    return [*machines, *(f"user:{user_id}" for user_id in db.session.scalars(named))]


def _about(text: str) -> ColumnElement[bool]:
    """`org_unit:12` or, for all of a kind, `org_unit`."""
    if ":" in text:
        return AuditEntry.subject == text
    return AuditEntry.subject.startswith(f"{text}:", autoescape=True)


def _from_day(text: str) -> ColumnElement[bool]:
    return AuditEntry.at >= _midnight(read_date(text))


def _to_day(text: str) -> ColumnElement[bool]:
    return AuditEntry.at < _midnight(read_date(text) + timedelta(days=1))


def filters_to_keep(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed in the filters, as codes and days: whatever is kept for ever must not hold a name typed by mistake."""
    return {name: _KEPT[name](text) for name, text in typed.items()}


def _day_to_keep(text: str) -> str:
    try:
        return read_date(text).isoformat()
    except Unreadable as refusal:
        raise RuleBroken(refusal.sentence) from refusal


def _tag_to_keep(text: str) -> str:
    if text not in {tag.value for tag in Tag}:
        raise RuleBroken("Scegli dall'elenco che cosa è successo.")
    return text


def _subject_to_keep(text: str) -> str:
    kind = re.fullmatch(r"([a-z_]+)(:[0-9]{1,18})?", text)
    if kind is None or kind[1] not in {"trail", "backup", *(mapper.class_.subject_kind() for mapper in Base.registry.mappers)}:
        raise RuleBroken("Scrivi il codice dell'oggetto come lo mostra il registro, per esempio user:12.")
    return text


def _actors_to_keep(text: str) -> str:
    return ",".join(actor_codes(text)) or NOBODY


_KEPT = {"dal": _day_to_keep, "al": _day_to_keep, "evento": _tag_to_keep, "chi": _actors_to_keep, "oggetto": _subject_to_keep}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ROME)


def diffs_of(tags: Iterable[Tag]) -> Iterator[tuple[int, str]]:
    """The number of each entry of these tags, and what it says, in order."""
    statement = select(AuditEntry.id, AuditEntry.diff).where(AuditEntry.tag.in_([tag.value for tag in tags])).order_by(AuditEntry.id)
    yield from ((row.id, row.diff) for row in db.session.execute(statement))
