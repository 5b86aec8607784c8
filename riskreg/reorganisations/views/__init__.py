"""/organizzazione/riorganizzazioni: reorganisations, written, decided, tried and applied."""

from flask import Blueprint

bp = Blueprint("reorganisations", __name__)

from riskreg.reorganisations import nightly  # noqa: E402  # so that its kind is known wherever the application is
from riskreg.reorganisations.views import choices, lives, sheets, steps  # noqa: E402  # they hang their routes on bp

__all__ = ["bp", "choices", "lives", "nightly", "sheets", "steps"]
