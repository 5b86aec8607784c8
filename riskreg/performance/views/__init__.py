"""/performance: what the body wants to reach, and what it reached."""

from flask import Blueprint

from riskreg.performance import (
    computing,
    guards,
    guards_coherence,
    indexing,
    nightly,
    proofs,
    report_indexing,
    report_vouching,
    tables,
)

bp = Blueprint("performance", __name__)

from riskreg.performance.views import (  # noqa: E402  # they write their addresses on it
    bringing,
    directions,
    indicators,
    links,
    opinions,
    results,
    targets,
    tree,
    trends,
    verdicts,
    years,
)

__all__ = [
    "bp",
    "bringing",
    "computing",
    "directions",
    "guards",
    "guards_coherence",
    "indexing",
    "indicators",
    "links",
    "nightly",
    "opinions",
    "proofs",
    "report_indexing",
    "report_vouching",
    "results",
    "tables",
    "targets",
    "tree",
    "trends",
    "verdicts",
    "years",
]
