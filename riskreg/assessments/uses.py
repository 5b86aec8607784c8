"""What was measured with a methodology, told to whoever looks at it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.italian import plural
from riskreg.methodology import uses


def of_methodologies(ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """«33 valutazioni del 2025», year by year."""
    statement = select(Assessment.methodology_id, Assessment.year, func.count()).where(Assessment.methodology_id.in_(ids))
    found: dict[int, list[str]] = {each: [] for each in ids}
    for methodology_id, year, count in db.session.execute(
        statement.group_by(Assessment.methodology_id, Assessment.year).order_by(Assessment.year.desc(), Assessment.methodology_id)
    ):
        found[methodology_id].append(f"{plural(count, 'valutazione', 'valutazioni')} del {year}")
    return found


uses.register(of_methodologies)
