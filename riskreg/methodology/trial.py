"""Trying a methodology on the page: answers in the address, a score with its reasons, nothing kept."""

from collections.abc import Mapping
from typing import NamedTuple

from riskreg.domain.scoring.calculation import Answers
from riskreg.domain.scoring.methodology import Methodology
from riskreg.domain.scoring.reasons import Explained, explain

EFFECTIVENESS, ANSWER = "efficacia", "r-"


class Trial(NamedTuple):
    """What was chosen and, once somebody has begun, what it comes to and why."""

    answers: Answers
    effectiveness: str
    explained: Explained | None = None


def tried(methodology: Methodology, asked: Mapping[str, str]) -> Trial:
    """Only of a methodology without faults: the others have scores without a band."""
    answers = {each.code: asked.get(f"{ANSWER}{each.code}", "") for each in methodology.criteria}
    effectiveness = asked.get(EFFECTIVENESS, "")
    begun = EFFECTIVENESS in asked or any(answers.values())
    return Trial(answers, effectiveness, explain(methodology, answers, effectiveness) if begun else None)
