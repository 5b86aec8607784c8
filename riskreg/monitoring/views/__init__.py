"""/monitoraggio: the monitoring of measures, semester by semester."""

from flask import Blueprint

from riskreg.monitoring import asking_about, guards, nightly, proofs

bp = Blueprint("monitoring", __name__)

from riskreg.monitoring.views import checks, moving, sessions, trends, yearly  # noqa: E402  # they write their addresses on it

__all__ = ["asking_about", "bp", "checks", "guards", "moving", "nightly", "proofs", "sessions", "trends", "yearly"]
