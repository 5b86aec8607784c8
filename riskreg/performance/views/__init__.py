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
    answers,
    bringing,
    chasing,
    directions,
    indicators,
    inspecting,
    links,
    opinions,
    results,
    rounds,
    targets,
    tree,
    trends,
    verdicts,
    years,
)

__all__ = [
    "answers",
    "bp",
    "bringing",
    "chasing",
    "computing",
    "directions",
    "guards",
    "guards_coherence",
    "indexing",
    "indicators",
    "inspecting",
    "links",
    "nightly",
    "opinions",
    "proofs",
    "report_indexing",
    "report_vouching",
    "results",
    "rounds",
    "tables",
    "targets",
    "tree",
    "trends",
    "verdicts",
    "years",
]
