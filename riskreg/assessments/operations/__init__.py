"""Assessing a process: opened, answered, judged, approved; then it never changes again. A draft may be taken away."""

from riskreg.assessments.operations.answering import answer
from riskreg.assessments.operations.approving import approve, standing_of
from riskreg.assessments.operations.judging import judge
from riskreg.assessments.operations.opening import drop, is_answered, measure_with, open_assessment

__all__ = ["answer", "approve", "drop", "is_answered", "judge", "measure_with", "open_assessment", "standing_of"]
