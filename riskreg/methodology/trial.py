"""Trying a methodology on the page: answers in the address, a score with its reasons, nothing kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from riskreg.domain.scoring.calculation import Answers, Score, Unscored, score
from riskreg.domain.scoring.explanation import Line, explained
from riskreg.domain.scoring.methodology import Methodology

EFFECTIVENESS, ANSWER = "efficacia", "r-"


@dataclass(frozen=True)
class Trial:
    """What was chosen and what it comes to; `missing` names what is still to be answered. Nothing chosen: not begun."""

    answers: Answers
    effectiveness: str
    score: Score | None = None
    missing: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def is_begun(self) -> bool:
        return self.score is not None or bool(self.missing)


def tried(methodology: Methodology, asked: Mapping[str, str]) -> Trial:
    """Only of a methodology without faults: the others have scores without a band."""
    answers = {each.code: asked.get(f"{ANSWER}{each.code}", "") for each in methodology.criteria}
    effectiveness = asked.get(EFFECTIVENESS, "")
    begun = EFFECTIVENESS in asked or any(answers.values())
    if not begun:
        return Trial(answers, effectiveness)
    found = score(methodology, answers, effectiveness)
    if isinstance(found, Unscored):
        return Trial(answers, effectiveness, missing=found.missing)
    return Trial(answers, effectiveness, found, lines=explained(methodology, answers, found))
