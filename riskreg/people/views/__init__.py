"""/organizzazione, /entra, /profilo: the pages about units, people, offices and the body."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from riskreg.people.views import body, coverage, delegations, door, figures, handovers, profile, units, users  # noqa: E402  # they hang their routes on bp

__all__ = ["body", "bp", "coverage", "delegations", "door", "figures", "handovers", "profile", "units", "users"]
