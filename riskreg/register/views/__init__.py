"""/registro: the pages of areas, processes, phases and events."""

from flask import Blueprint

from riskreg.register import keeping, tables

bp = Blueprint("register", __name__)

from riskreg.register.views import areas, events, lists, phases, processes, reshaping, workbook  # noqa: E402  # they hang their routes on bp

__all__ = [
    "areas", "bp", "events",
    "keeping",  # what units keep is told to whoever asks
    "lists", "phases", "processes", "reshaping",
    "tables",  # what can be brought in from files is told to whoever offers it
    "workbook",
]  # fmt: skip
