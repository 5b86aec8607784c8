"""/performance: what the body wants to reach, and what it reached."""

from flask import Blueprint

from riskreg.performance import computing, guards, indexing, nightly, proofs, report_indexing, report_vouching, tables

bp = Blueprint("performance", __name__)

from riskreg.performance.views import directions, indicators, links, results, targets, tree, verdicts, years  # noqa: E402  # they write their addresses on it

__all__ = [
    "bp",
    "computing",
    "directions",
    "guards",
    "indexing",
    "indicators",
    "links",
    "nightly",
    "proofs",
    "report_indexing",
    "report_vouching",
    "results",
    "tables",
    "targets",
    "tree",
    "verdicts",
    "years",
]
