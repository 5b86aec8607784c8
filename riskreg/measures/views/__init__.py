"""/misure: the pages of measures; their rows, and what changes these, are the register's."""

from flask import Blueprint

bp = Blueprint("measures", __name__)

from riskreg.measures.views import life, linking, lists, sheets, suggesting, together  # noqa: E402  # they hang their routes on bp

__all__ = ["bp", "life", "linking", "lists", "sheets", "suggesting", "together"]
