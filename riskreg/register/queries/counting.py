"""How many there are, for pages that lead to lists."""

from datetime import date

from sqlalchemy import func, select

from riskreg.core.extensions import db
from riskreg.register import queries
from riskreg.register.models import Measure, Phase, Process, RiskEvent


def processes_by_area(on: date) -> dict[int, int]:
    """The active ones of the whole body, area by area."""
    statement = select(Process.area_id, func.count()).where(queries.active(on)).group_by(Process.area_id).order_by(Process.area_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def rows() -> int:
    """Of the whole register, as its workbook has them."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (Process, Phase, RiskEvent, Measure)]
    return sum(db.session.execute(select(*counts)).one())
