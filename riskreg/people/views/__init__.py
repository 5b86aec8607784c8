"""/organizzazione, /entra, /profilo: the pages about units, people, offices and the body."""

from flask import Blueprint

from riskreg.people import tables

bp = Blueprint("people", __name__)

from riskreg.people.views import body, door, figures, profile, units, users  # noqa: E402  # they hang their routes on bp

__all__ = ["body", "bp", "door", "figures", "profile", "tables", "units", "users"]  # `tables` registers its kinds of import
