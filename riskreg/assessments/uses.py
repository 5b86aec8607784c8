"""What was measured with a methodology: assessments, by year."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.italian import plural
from riskreg.methodology import uses


def assessments_by(ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    statement = (
        select(Assessment.methodology_id, Assessment.year, func.count())
        .where(Assessment.methodology_id.in_(ids))
        .group_by(Assessment.methodology_id, Assessment.year)
        .order_by(Assessment.year)
    )
    found: dict[int, list[str]] = {}
    for methodology_id, year, count in db.session.execute(statement):
        found.setdefault(methodology_id, []).append(f"{plural(count, 'valutazione', 'valutazioni')} del {year}")
    return found


uses.register(assessments_by)
