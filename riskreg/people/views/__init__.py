"""/organizzazione, /entra, /profilo: the pages about units, people, offices and the body."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from riskreg.people.views import access, body, door, figures, links, profile, second_factor, security, units, users  # noqa: E402  # they hang their routes on bp

__all__ = ["access", "body", "bp", "door", "figures", "links", "profile", "second_factor", "security", "units", "users"]
