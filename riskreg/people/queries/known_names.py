"""Names of files and whom they mean, as somebody said."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.italian import fold, sort_key
from riskreg.people.models import KnownName


def all_of_them() -> Sequence[KnownName]:
    """In the order of their names, with what they mean and who said so."""
    loaded = select(KnownName).options(joinedload(KnownName.unit), joinedload(KnownName.figure), joinedload(KnownName.linked_by))
    return sorted(db.session.scalars(loaded), key=lambda known: sort_key(known.name))


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(KnownName)) or 0


def by_name(name: str) -> KnownName | None:
    return db.session.scalar(select(KnownName).where(KnownName.folded == fold(name)))


def known_name(name_id: int) -> KnownName:
    return get(KnownName, name_id)
