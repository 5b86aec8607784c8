"""/performance: what the body wants to reach, and what it reached."""

from flask import Blueprint

from riskreg.performance import computing, guards, indexing, nightly, proofs, tables

bp = Blueprint("performance", __name__)

from riskreg.performance.views import (  # noqa: E402  # they write their addresses on it
    answers,
    chasing,
    directions,
    indicators,
    inspecting,
    links,
    results,
    rounds,
    targets,
    tree,
    verdicts,
    years,
)

__all__ = [
    "answers",
    "bp",
    "chasing",
    "computing",
    "directions",
    "guards",
    "indexing",
    "indicators",
    "inspecting",
    "links",
    "nightly",
    "proofs",
    "results",
    "rounds",
    "tables",
    "targets",
    "tree",
    "verdicts",
    "years",
]
