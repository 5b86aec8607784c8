"""Assessing a process: opened, answered, judged; sent, validated, approved; then it never changes again. A draft may be taken away."""

from riskreg.assessments.operations.answering import answer
from riskreg.assessments.operations.approving import approve, standing_of
from riskreg.assessments.operations.judging import judge
from riskreg.assessments.operations.moving import look_again, send, send_back, validate, withdraw
from riskreg.assessments.operations.opening import drop, is_answered, measure_with, open_assessment

__all__ = [
    "answer", "approve", "drop", "is_answered", "judge", "look_again", "measure_with", "open_assessment", "send", "send_back", "standing_of",
    "validate", "withdraw",
]  # fmt: skip
