"""/registro: the pages of areas, processes, phases, events and measures."""

from flask import Blueprint

from riskreg.register import keeping

bp = Blueprint("register", __name__)

from riskreg.register.views import areas, events, lists, measures, phases, processes, reshaping  # noqa: E402  # they hang their routes on bp

__all__ = [
    "areas", "bp", "events",
    "keeping",  # what units keep is told to whoever asks
    "lists", "measures", "phases", "processes", "reshaping",
]  # fmt: skip
