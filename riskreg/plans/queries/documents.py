"""The documents that editions keep."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.plans import FROZEN
from riskreg.plans.keeping import CONTENTS
from riskreg.plans.models import Edition, EditionDocument


def kept(one: Edition) -> list[EditionDocument]:
    """Without their bytes."""
    return list(db.session.scalars(select(EditionDocument).where(EditionDocument.edition_id == one.id).order_by(EditionDocument.id)))


def named(one: Edition, name: str) -> EditionDocument | None:
    statement = select(EditionDocument).where(EditionDocument.edition_id == one.id, EditionDocument.name == name)
    return db.session.scalars(statement).one_or_none()


def still_to_draw(names: Collection[str]) -> list[Edition]:
    """Adopted editions with contents and without some document of these names."""
    found = select(EditionDocument.edition_id, EditionDocument.name).join(EditionDocument.edition)
    there: dict[int, set[str]] = {}
    for edition_id, name in db.session.execute(found.where(Edition.state.in_([state.value for state in FROZEN]))):
        there.setdefault(edition_id, set()).add(name)
    lacking = [edition_id for edition_id, held in there.items() if CONTENTS in held and not held.issuperset(names)]
    return list(db.session.scalars(select(Edition).where(Edition.id.in_(lacking)).order_by(Edition.id)))


def every_one() -> Iterator[Any]:
    """What the trail says of each, and its bytes, one at a time."""
    numbers = list(db.session.scalars(select(EditionDocument.id).order_by(EditionDocument.id)))
    for number in numbers:
        yield from db.session.execute(
            select(
                EditionDocument.id,
                EditionDocument.edition_id,
                EditionDocument.name,
                EditionDocument.file_name,
                EditionDocument.size,
                EditionDocument.sha256,
                EditionDocument.content,
            ).where(EditionDocument.id == number)
        )
