"""How many indicators there are, and how those of a year went, for whoever writes it elsewhere."""

from typing import Any

from sqlalchemy import func, select

from riskreg.core.extensions import db
from riskreg.performance import attainment
from riskreg.performance.models import Indicator


def as_json(year: int) -> dict[str, Any]:
    """`indicators`: all that the register knows, whatever the year; `indicator_verdicts`: of those with a target in it."""
    return {
        "indicators": db.session.scalar(select(func.count()).select_from(Indicator)) or 0,
        "indicator_verdicts": dict(attainment.of(year).whole.verdicts),
    }
