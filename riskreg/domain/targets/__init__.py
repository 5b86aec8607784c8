"""Targets and results as Italian bodies write them: read, written again, and judged, never wrongly: docs/domain/targets.md.

`verdict(target, result, …)` is what others call.
"""

from riskreg.domain.targets.directions import Direction, read_direction
from riskreg.domain.targets.reading import parse
from riskreg.domain.targets.shapes import Statement
from riskreg.domain.targets.verdicts import Kind, Verdict
from riskreg.domain.targets.whole import verdict
from riskreg.domain.targets.writing import write

__all__ = ["Direction", "Kind", "Statement", "Verdict", "parse", "read_direction", "verdict", "write"]
