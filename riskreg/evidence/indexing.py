"""What of the evidence can be found by searching: by its names, past ones too, and by what it proves."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission
from riskreg.evidence import subjects
from riskreg.evidence.listings import KIND
from riskreg.evidence.models import Evidence, EvidenceLink, EvidenceVersion
from riskreg.search import kinds, operations
from riskreg.search.kinds import Kind
from riskreg.search.models import SearchEntry
from riskreg.search.operations import Entry


def keep(one: Evidence) -> None:
    names = db.session.scalars(select(EvidenceVersion.name).where(EvidenceVersion.evidence_id == one.id).order_by(EvidenceVersion.number))
    operations.index_many([_entry(one, list(names))])


def _entry(one: Evidence, names: list[str]) -> Entry:
    others = [name for name in names if name != one.title]
    return Entry(one.subject, KIND, "", one.title, one.note, None, one.id, also=" ".join(others))


def _all() -> Iterable[Entry]:
    statement = select(Evidence).options(selectinload(Evidence.versions)).order_by(Evidence.id)
    return (_entry(one, [version.name for version in reversed(one.versions)]) for one in db.session.scalars(statement))


def _found_within(units: Collection[int]) -> ColumnElement[bool]:
    return SearchEntry.page_id.in_(select(EvidenceLink.evidence_id).where(subjects.within(units)))


kinds.register(
    Kind(
        KIND, label="Prove", endpoint="evidence.detail", argument="evidence_id", permission=Permission.EVIDENCE_READ, entries=_all, place=60,
        of_units=True, within=_found_within,
    )
)  # fmt: skip
