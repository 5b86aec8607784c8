"""*Deriva da*: what came from what."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.register import Derivation
from riskreg.register.models import Origin


def derive(made: Iterable[Base], sources: Sequence[Base], how: Derivation, on: date) -> list[Origin]:
    """Each of these came from each of those. Both have their numbers already: flush before. What came from it once already (joined,
    revived, joined again) says when it did so last; the trail keeps the first time."""
    wanted = [(one.subject, source.subject) for one in made for source in sources]
    known = _known({subject for subject, _source in wanted}, {source for _subject, source in wanted})
    origins = []
    for subject, source in wanted:
        origin = known.get((subject, source))
        if origin is None:
            origin = Origin(subject=subject, from_subject=source)
            db.session.add(origin)
        origin.how, origin.on = how.value, on
        origins.append(origin)
    return origins


def _known(subjects: Iterable[str], sources: Iterable[str]) -> dict[tuple[str, str], Origin]:
    found = select(Origin).where(Origin.subject.in_(subjects), Origin.from_subject.in_(sources)).order_by(Origin.id)
    return {(one.subject, one.from_subject): one for one in db.session.scalars(found)}
