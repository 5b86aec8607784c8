"""/piani: the three-year plan, edition by edition."""

from flask import Blueprint

from riskreg.plans import indexing, tables, vouching

bp = Blueprint("plans", __name__)

from riskreg.plans.views import (  # noqa: E402  # they hang their routes on bp
    carrying,
    comparing,
    consultation,
    contributions,
    editions,
    lines,
    lives,
    objectives,
    readings,
    sections,
    specific,
)  # fmt: skip

__all__ = [
    "bp", "carrying", "comparing", "consultation", "contributions", "editions",
    "indexing",  # what can be found is told to the search, wherever the application is
    "lines", "lives", "objectives", "readings", "sections", "specific",
    "tables",  # what can be brought in from files is told to whoever offers it
    "vouching",  # what the trail vouches for is told to whoever verifies it
]  # fmt: skip
