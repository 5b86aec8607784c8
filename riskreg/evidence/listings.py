"""The list of what somebody may read."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.evidence import KIND_LABELS
from riskreg.domain.permissions import Person
from riskreg.domain.searching import question
from riskreg.domain.sizes import write_size
from riskreg.evidence import queries, subjects
from riskreg.evidence.models import Evidence, EvidenceLink, EvidenceVersion
from riskreg.evidence.subjects import About
from riskreg.search import queries as search
from riskreg.search.models import SearchEntry
from riskreg.web.listing import ON_PAGE, Column, Filter, Listing

KIND = "evidence"
"""Its name in the index of the search."""


def evidence(person: Person, on: date) -> Listing:
    return Listing(
        title="Prove",
        file_name="prove",
        statement=select(Evidence).join(Evidence.current).where(queries.seen(person, on)),  # type: ignore[attr-defined]
        columns=(
            Column("title", "Prova", lambda one: one.title, (Evidence.sort_key,)),
            Column("kind", "Tipo", lambda one: one.current.type_label or one.kind_label, (Evidence.kind, Evidence.sort_key)),
            Column("where", "Dove", lambda _one: "", only=ON_PAGE),
            Column(
                "size",
                "Grandezza",
                lambda one: write_size(one.current.size) if one.current.size else None,
                (EvidenceVersion.size, Evidence.sort_key),
                numeric=True,
                optional=True,
            ),
            Column("number", "Versione", lambda one: one.last, (Evidence.last, Evidence.sort_key), numeric=True),
            Column("added", "Aggiunta il", lambda one: one.current.added_at, (EvidenceVersion.added_at, Evidence.id)),
            Column("by", "Aggiunta da", lambda one: one.current.by),
            Column("note", "Che cosa dimostra", lambda one: one.note),
        ),
        key=Evidence.id,
        filters=(
            Filter("cerca", "Parole", named_like),
            Filter("tipo", "Tipo", lambda text: Evidence.kind == text, kind="choice", choices=list(KIND_LABELS.items())),
        ),
        sort="added",
        descending=True,
        beside=(joinedload(Evidence.current).joinedload(EvidenceVersion.added_by),),  # type: ignore[attr-defined]
    )


def named_like(text: str) -> ColumnElement[bool]:
    words = question(text).words
    if not words:
        return false()
    return Evidence.id.in_(select(SearchEntry.page_id).where(and_(SearchEntry.kind == KIND, search.with_words(words, KIND))))


def proved_by(those: Sequence[Evidence], person: Person, on: date) -> Mapping[int, list[str]]:
    """What each is about, for the rows of a page: a query for each kind."""
    links = db.session.scalars(
        select(EvidenceLink)
        .where(EvidenceLink.evidence_id.in_([one.id for one in those]), subjects.readable(person, on))
        .order_by(EvidenceLink.id)
    ).all()
    said: dict[int, list[str]] = {one.id: [] for one in those}
    for kind in subjects.all_kinds():
        of_kind = [each for each in links if each.about_kind == kind.name]
        found = kind.found([each.about_id for each in of_kind]) if of_kind else {}
        for each in of_kind:
            if each.about_id in found:
                said[each.evidence_id].append(found[each.about_id].title)
    return said


def to_reuse(about: About, person: Person, text: str, on: date, most: int) -> list[tuple[str, str]]:
    """What this person reads elsewhere and is not attached here: numbers and names, for a choice. One more than `most` says there are others."""
    here = select(EvidenceLink.evidence_id).where(
        EvidenceLink.about_kind == about.kind.name, EvidenceLink.about_id == about.id, EvidenceLink.withdrawn_at.is_(None)
    )
    statement = (
        select(Evidence).where(queries.seen(person, on), Evidence.id.not_in(here)).order_by(Evidence.sort_key, Evidence.id).limit(most + 1)
    )
    if text:
        statement = statement.where(named_like(text))
    return [(str(one.id), f"{one.title} ({one.kind_label.lower()})") for one in db.session.scalars(statement)]
