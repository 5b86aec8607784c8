"""/campagne: the campaigns of self-assessment, year by year."""

from flask import Blueprint

from riskreg.campaigns import keeping, nightly

bp = Blueprint("campaigns", __name__)

from riskreg.campaigns.views import campaigns, chasing, processes, proposals, reviews, sheets  # noqa: E402  # they write their addresses on it

__all__ = ["bp", "campaigns", "chasing", "keeping", "nightly", "processes", "proposals", "reviews", "sheets"]
