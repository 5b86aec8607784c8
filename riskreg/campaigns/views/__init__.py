"""/campagne: the campaigns of self-assessment, year by year."""

from flask import Blueprint

from riskreg.campaigns import keeping

bp = Blueprint("campaigns", __name__)

from riskreg.campaigns.views import campaigns, chasing, processes, proposals, reviews, sheets  # noqa: E402  # they write their addresses on it

__all__ = ["bp", "campaigns", "chasing", "keeping", "processes", "proposals", "reviews", "sheets"]
