"""/valutazioni: assessments, answered, judged, approved, explained."""

from flask import Blueprint

from riskreg.assessments import asking, keeping, scored, watching

bp = Blueprint("assessments", __name__)

ONE = "/valutazioni/<int:assessment_id>"

from riskreg.assessments.views import answering, approving, moving, opening, overtaken, sheet  # noqa: E402  # they hang their routes on bp

__all__ = [
    "ONE",
    "answering",
    "approving",
    "asking",  # what people ask about assessments is told to whoever keeps questions
    "bp",
    "keeping",  # what drafts somebody has in hand is told to whoever asks, wherever the application is
    "moving",
    "opening",
    "overtaken",
    "scored",  # past scores are told to whoever asks
    "sheet",
    "watching",  # what is looked at every night is told to the schedule
]  # fmt: skip
