"""/metodologia: how the body measures risk, and what ANAC calls what is ours."""

from flask import Blueprint

bp = Blueprint("methodology", __name__)

from riskreg.methodology import matrices  # noqa: E402  # what the workbook of the register says of how risk is measured
from riskreg.methodology.views import lives, mapping, parts, sheets, tables  # noqa: E402  # they hang their routes on bp

__all__ = ["bp", "lives", "mapping", "matrices", "parts", "sheets", "tables"]
