"""/monitoraggio: the monitoring of measures, semester by semester."""

from flask import Blueprint

from riskreg.monitoring import asking_about, guards, indexing, nightly, proofs, serving, suggesting

bp = Blueprint("monitoring", __name__)

from riskreg.monitoring.views import (  # noqa: E402  # they write their addresses on it
    assessing,
    chasing,
    checks,
    moving,
    risk,
    sampling,
    sessions,
    suitability,
    trends,
    verifying,
    yearly,
)

__all__ = [
    "asking_about", "assessing", "bp", "chasing", "checks", "guards", "indexing", "moving", "nightly", "proofs", "risk", "sampling", "serving", "sessions", "suggesting", "suitability",
    "trends", "verifying", "yearly",
]  # fmt: skip
