"""The pages of documents."""

from flask import Blueprint

from riskreg.reports.performance import kept as performance_kept
from riskreg.reports.plan import kept, work

bp = Blueprint("reports", __name__)

from riskreg.reports.views import monitoring, performance, performance_steps, plan, verification  # noqa: E402  # they write their addresses on it

__all__ = [
    "bp",
    "kept",
    "monitoring",
    "performance",
    "performance_kept",
    "performance_steps",
    "plan",
    "verification",
    "work",
]  # kinds of work are known wherever the application is
