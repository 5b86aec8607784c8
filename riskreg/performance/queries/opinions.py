"""The OIV's opinions on coherence, and what they keep."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.core import rows
from riskreg.core.extensions import db
from riskreg.domain.performance.opinions import OpinionState, is_awaited
from riskreg.performance.models import CoherenceDocument, CoherenceOpinion
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition


def opinion(opinion_id: int) -> CoherenceOpinion:
    return rows.get(CoherenceOpinion, opinion_id)


def of_year(year: int) -> Sequence[CoherenceOpinion]:
    """The last first; the draft, where there is one, before all. One query."""
    statement = select(CoherenceOpinion).where(CoherenceOpinion.year == year)
    statement = statement.options(joinedload(CoherenceOpinion.edition), joinedload(CoherenceOpinion.recorded_by))
    found = db.session.scalars(statement.order_by(CoherenceOpinion.id.desc())).all()
    return sorted(found, key=lambda one: (one.is_given, -(one.recorded_at.timestamp() if one.recorded_at else 0), -one.id))


def given(year: int) -> list[CoherenceOpinion]:
    return [one for one in of_year(year) if one.is_given]


def draft(year: int) -> CoherenceOpinion | None:
    return next((one for one in of_year(year) if not one.is_given), None)


def kept(those: Sequence[CoherenceOpinion]) -> Mapping[int, list[CoherenceDocument]]:
    """By opinion, without their bytes."""
    found: dict[int, list[CoherenceDocument]] = {one.id: [] for one in those}
    if those:
        statement = select(CoherenceDocument).where(CoherenceDocument.opinion_id.in_(sorted(found))).order_by(CoherenceDocument.id)
        for row in db.session.scalars(statement):
            found[row.opinion_id].append(row)
    return found


def document(opinion_id: int, name: str) -> CoherenceDocument | None:
    statement = select(CoherenceDocument).where(CoherenceDocument.opinion_id == opinion_id, CoherenceDocument.name == name)
    return db.session.scalars(statement).one_or_none()


def awaited(on: date) -> list[Edition]:
    """Adopted plans whose year has no opinion yet: the edition itself or the last of its revisions, the first year first."""
    given_years = select(CoherenceOpinion.year).where(CoherenceOpinion.state == OpinionState.GIVEN.value)
    decided = select(Edition).where(Edition.state.in_(plans.DECIDED), Edition.first_year.not_in(given_years))
    found: dict[int, Edition] = {}
    for one in db.session.scalars(decided.order_by(Edition.first_year, Edition.revision)):
        if is_awaited(one.first_year, on):
            found[one.first_year] = one
    return list(found.values())
