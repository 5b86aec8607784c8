"""The pages of documents."""

from flask import Blueprint

from riskreg.reports.coherence_check import kept as kept_coherence
from riskreg.reports.performance import kept as performance_kept
from riskreg.reports.plan import kept, work

bp = Blueprint("reports", __name__)

from riskreg.reports.views import (  # noqa: E402  # they write their addresses on it
    coherence,
    monitoring,
    performance,
    performance_steps,
    plan,
    verification,
)

__all__ = [
    "bp",
    "coherence",
    "kept",
    "kept_coherence",
    "monitoring",
    "performance",
    "performance_kept",
    "performance_steps",
    "plan",
    "verification",
    "work",
]  # kinds of work are known wherever the application is
