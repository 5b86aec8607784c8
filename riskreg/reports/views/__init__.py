"""The pages of documents."""

from flask import Blueprint

from riskreg.reports.coherence_check import kept as kept_coherence
from riskreg.reports.plan import kept, work

bp = Blueprint("reports", __name__)

from riskreg.reports.views import coherence, monitoring, plan, verification  # noqa: E402  # they write their addresses on it

__all__ = [
    "bp",
    "coherence",
    "kept",
    "kept_coherence",
    "monitoring",
    "plan",
    "verification",
    "work",
]  # kinds of work are known wherever the application is
