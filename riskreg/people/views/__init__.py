"""/organizzazione, /entra, /profilo: the pages about units, people, offices and the body."""

from flask import Blueprint

from riskreg.people import tables

bp = Blueprint("people", __name__)

from riskreg.people.views import (  # noqa: E402  # they hang their routes on bp
    access,
    body,
    coverage,
    delegations,
    door,
    figures,
    handovers,
    links,
    profile,
    second_factor,
    security,
    units,
    users,
)

__all__ = [
    "access", "body", "bp", "coverage", "delegations", "door", "figures", "handovers", "links", "profile", "second_factor", "security",
    "tables",  # it registers its kinds of import
    "units", "users",
]  # fmt: skip
