"""/registro: the pages of areas, processes, phases, events and measures."""

from flask import Blueprint

from riskreg.register import keeping

bp = Blueprint("register", __name__)

__all__ = ["bp", "keeping"]  # what units keep is told to whoever asks
