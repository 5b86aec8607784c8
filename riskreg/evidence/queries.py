"""Reading evidence: of a subject, of a person's reach, and what is wrong with the store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import joinedload

from riskreg.core import storage
from riskreg.core.extensions import db
from riskreg.core.rows import batched, get
from riskreg.core.storage import Fault
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission, Person
from riskreg.evidence import subjects
from riskreg.evidence.models import Evidence, EvidenceDownload, EvidenceLink, EvidenceVersion
from riskreg.evidence.subjects import About
from riskreg.people.models import User
from riskreg.people.queries import reach

MANY = 1000
"""Numbers that one statement names."""

MOST_DOWNLOADS = 100
"""Of one evidence, on its sheet."""


def row(evidence_id: int) -> Evidence:
    return get(Evidence, evidence_id)


def evidence(evidence_id: int, person: Person, on: date) -> Evidence:
    """Or nothing at all: whoever guesses a number learns nothing from the answer."""
    if not is_readable(evidence_id, person, on):
        raise Missing
    return row(evidence_id)


def is_readable(evidence_id: int, person: Person, on: date) -> bool:
    found = select(EvidenceLink.id).where(EvidenceLink.evidence_id == evidence_id, subjects.readable(person, on))
    return db.session.scalar(found.limit(1)) is not None


def version(evidence_id: int, number: int, person: Person, on: date) -> EvidenceVersion:
    if not is_readable(evidence_id, person, on):
        raise Missing
    found = db.session.scalars(
        select(EvidenceVersion).where(EvidenceVersion.evidence_id == evidence_id, EvidenceVersion.number == number)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def current(one: Evidence) -> EvidenceVersion:
    statement = select(EvidenceVersion).where(EvidenceVersion.evidence_id == one.id, EvidenceVersion.number == one.last)
    return db.session.scalars(statement).one()


def versions(one: Evidence) -> Sequence[EvidenceVersion]:
    """The last first."""
    statement = select(EvidenceVersion).where(EvidenceVersion.evidence_id == one.id).options(joinedload(EvidenceVersion.added_by))
    return db.session.scalars(statement.order_by(EvidenceVersion.number.desc())).all()


def link(link_id: int, person: Person, on: date) -> EvidenceLink:
    """One that this person reads."""
    found = db.session.scalars(select(EvidenceLink).where(EvidenceLink.id == link_id, subjects.readable(person, on))).one_or_none()
    if found is None:
        raise Missing
    return found


def about(link: EvidenceLink) -> About:
    kind = subjects.named(link.about_kind)
    if kind is None:
        raise Missing
    return About(kind, link.about_id)


def standing_links(one: Evidence) -> Sequence[EvidenceLink]:
    statement = select(EvidenceLink).where(EvidenceLink.evidence_id == one.id, EvidenceLink.withdrawn_at.is_(None))
    return db.session.scalars(statement.order_by(EvidenceLink.id)).all()


def standing_about(about: About) -> Sequence[Evidence]:
    """What proves it today, by number."""
    here = (EvidenceLink.about_kind == about.kind.name, EvidenceLink.about_id == about.id, EvidenceLink.withdrawn_at.is_(None))
    statement = select(Evidence).join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id).where(*here)
    return db.session.scalars(statement.order_by(Evidence.id)).all()


def standing_of(kind: str, ids: Sequence[int]) -> list[tuple[Evidence, int]]:
    """What proves each of many subjects of a kind today, with the number of the subject."""
    statement = select(Evidence, EvidenceLink.about_id).join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
    found: list[tuple[Evidence, int]] = []
    for some in batched(ids, MANY):
        here = (EvidenceLink.about_kind == kind, EvidenceLink.about_id.in_(some), EvidenceLink.withdrawn_at.is_(None))
        found += [(one, number) for one, number in db.session.execute(statement.where(*here).order_by(EvidenceLink.id))]
    return found


def linked_with(kind: str, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Number of the evidence and of the subject, wherever one was ever linked with the other: also where somebody withdrew it."""
    statement = select(EvidenceLink.evidence_id, EvidenceLink.about_id).where(EvidenceLink.about_kind == kind)
    return {(row[0], row[1]) for some in batched(ids, MANY) for row in db.session.execute(statement.where(EvidenceLink.about_id.in_(some)))}


def unread_links(one: Evidence, person: Person, on: date) -> Collection[str]:
    """Where it is used and this person does not read: the Cronologia tells them no more of it than the sheet does."""
    if reach.reaches_all(person, Permission.EVIDENCE_READ):
        return ()
    links = db.session.scalars(select(EvidenceLink).where(EvidenceLink.evidence_id == one.id, ~subjects.readable(person, on)))
    return {each.subject for each in links}


def link_between(one: Evidence, about: About) -> EvidenceLink | None:
    there = (EvidenceLink.evidence_id == one.id, EvidenceLink.about_kind == about.kind.name, EvidenceLink.about_id == about.id)
    return db.session.scalars(select(EvidenceLink).where(*there)).one_or_none()


def contents_of(about: About) -> Sequence[EvidenceVersion]:
    """What proves it today."""
    return db.session.scalars(
        select(EvidenceVersion)
        .join(Evidence, _is_current())
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .where(EvidenceLink.about_kind == about.kind.name, EvidenceLink.about_id == about.id, EvidenceLink.withdrawn_at.is_(None))
    ).all()


def _is_current() -> ColumnElement[bool]:
    return and_(EvidenceVersion.evidence_id == Evidence.id, EvidenceVersion.number == Evidence.last)


# On the page of a subject


class Proof(NamedTuple):
    """One line of the panel."""

    link: EvidenceLink
    evidence: Evidence
    version: EvidenceVersion
    by: str
    at: datetime
    whence: str = ""
    """Where it was taken over from by itself, in words: then `by` and `at` are of whoever attached it there."""


@dataclass(frozen=True)
class Panel:
    """What proves one subject, with where more is added. `withdrawn` is empty for whoever does not read everything."""

    slug: str
    subject_id: int
    standing: Sequence[Proof]
    withdrawn: Sequence[Proof]


def of(kind: str, subject_id: int, person: Person) -> Panel:
    """One query. The page of the subject has asked already whether this person reads it."""
    known = subjects.named(kind)
    if known is None:
        raise Missing
    reads_all = reach.reaches_all(person, Permission.EVIDENCE_READ)
    statement = (
        select(EvidenceLink, Evidence, EvidenceVersion, User)
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .join(EvidenceVersion, _is_current())
        .outerjoin(User, User.id == EvidenceLink.linked_by_id)
        .where(EvidenceLink.about_kind == kind, EvidenceLink.about_id == subject_id)
        .order_by(EvidenceLink.linked_at.desc(), EvidenceLink.id.desc())
    )
    if not reads_all:
        statement = statement.where(EvidenceLink.withdrawn_at.is_(None))
    found = [
        Proof(each, one, last, user.title if user else "riskreg", each.linked_at) for each, one, last, user in db.session.execute(statement)
    ]
    return Panel(
        known.slug,
        subject_id,
        [proof for proof in found if proof.link.withdrawn_at is None],
        [proof for proof in found if proof.link.withdrawn_at is not None],
    )


# On its own sheet


class Use(NamedTuple):
    """A subject that it proves, as this person sees it: without a title where they do not read it."""

    link: EvidenceLink
    what: str
    title: str
    closed: str
    endpoint: str
    arguments: Mapping[str, int]
    may_change: bool


def uses(one: Evidence, person: Person, on: date) -> list[Use]:
    """Those that this person reads; a query for each kind."""
    statement = select(EvidenceLink).where(EvidenceLink.evidence_id == one.id, subjects.readable(person, on))
    links = db.session.scalars(
        statement.options(joinedload(EvidenceLink.linked_by), joinedload(EvidenceLink.withdrawn_by)).order_by(EvidenceLink.id)
    ).all()
    return [
        use for kind in subjects.all_kinds() for use in _uses(kind, [each for each in links if each.about_kind == kind.name], person, on)
    ]


def _uses(kind: subjects.Kind, links: Sequence[EvidenceLink], person: Person, on: date) -> Iterator[Use]:
    if not links:
        return
    numbers = [each.about_id for each in links]
    found, changeable = kind.found(numbers), kind.changeable(person, numbers, on)
    for each in links:
        shown = found.get(each.about_id)
        title, closed = (shown.title, shown.closed) if shown else (f"una {kind.one} che non c'è più", "")
        endpoint = kind.endpoint if shown else ""
        may_change = shown is not None and not closed and each.about_id in changeable
        yield Use(each, kind.one, title, closed, endpoint, {kind.argument: each.about_id}, may_change)


def how_many_uses(one: Evidence) -> int:
    return len(standing_links(one))


class Taken(NamedTuple):
    """Somebody who took it away."""

    at: datetime
    who: str
    number: int


def downloads(one: Evidence) -> list[Taken]:
    """The last first."""
    statement = (
        select(EvidenceDownload.at, User, EvidenceVersion.number)
        .join(EvidenceVersion, EvidenceVersion.id == EvidenceDownload.version_id)
        .join(User, User.id == EvidenceDownload.user_id)
        .where(EvidenceVersion.evidence_id == one.id)
        .order_by(EvidenceDownload.at.desc(), EvidenceDownload.id.desc())
        .limit(MOST_DOWNLOADS)
    )
    return [Taken(at, user.title, number) for at, user, number in db.session.execute(statement)]


def was_taken(version: EvidenceVersion, user_id: int, on: date) -> bool:
    same = (EvidenceDownload.version_id == version.id, EvidenceDownload.user_id == user_id, EvidenceDownload.on == on)
    return db.session.scalar(select(EvidenceDownload.id).where(*same)) is not None


def seen(person: Person, on: date) -> ColumnElement[bool]:
    """Of the evidence, what this person reads."""
    return exists().where(EvidenceLink.evidence_id == Evidence.id, subjects.readable(person, on))


# The store


class Wrong(NamedTuple):
    """A content that is not as it was stored, and what it belongs to."""

    sha256: str
    fault: Fault
    evidence_id: int
    number: int
    name: str


def hashes() -> Collection[str]:
    return set(db.session.scalars(select(EvidenceVersion.sha256).where(EvidenceVersion.sha256.is_not(None)).distinct()))


def missing_or_altered() -> Iterator[tuple[str, list[Wrong]]]:
    """Every content of the rows, one after the other, with what is wrong with it: read whole from the disk."""
    statement = select(EvidenceVersion).where(EvidenceVersion.sha256.is_not(None)).order_by(EvidenceVersion.sha256, EvidenceVersion.id)
    by_content: dict[str, list[EvidenceVersion]] = {}
    for one in db.session.scalars(statement):
        by_content.setdefault(str(one.sha256), []).append(one)
    for sha256, those in by_content.items():
        fault = storage.fault(sha256)
        yield sha256, [Wrong(sha256, fault, one.evidence_id, one.number, one.name) for one in those] if fault else []
