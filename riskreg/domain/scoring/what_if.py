"""What a process would come to if one of its measures, planned and not at work yet, were done: nothing but a sum on paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from riskreg.domain.scoring.calculation import Answers
from riskreg.domain.scoring.methodology import Effectiveness, Methodology
from riskreg.domain.scoring.outcome import Outcome, Scored, came_to
from riskreg.domain.scoring.reasons import explain


@dataclass(frozen=True)
class Given:
    """The answers of one score; no `event_id` where the process is scored as a whole."""

    event_id: int | None
    name: str
    answers: Answers
    effectiveness: str | None


def reached(given: Sequence[Given], events: Collection[int]) -> list[Given]:
    """What a measure that answers these events changes: the process scored as a whole, or those events by themselves."""
    return [each for each in given if each.event_id is None or each.event_id in events]


def choices(methodology: Methodology, given: Sequence[Given], events: Collection[int]) -> tuple[Effectiveness, ...]:
    """The effectivenesses that would be better than today's, for one at least of the scores that the measure changes."""
    steps = [_place(methodology, each.effectiveness) for each in reached(given, events)]
    return methodology.effectiveness[min(steps) + 1 :] if steps else ()


def today(methodology: Methodology, given: Sequence[Given]) -> Outcome:
    return _of(methodology, given, (), 0)


def if_done(methodology: Methodology, given: Sequence[Given], events: Collection[int], chosen: str) -> Outcome:
    """With that effectiveness where the measure is at work; a score that has a better one already keeps it."""
    return _of(methodology, given, events, _place(methodology, chosen))


def _of(methodology: Methodology, given: Sequence[Given], events: Collection[int], least: int) -> Outcome:
    changed = {each.event_id for each in reached(given, events)} if least else set()
    scored = []
    for each in given:
        code = each.effectiveness
        if each.event_id in changed:
            code = methodology.effectiveness[max(least, _place(methodology, code))].code
        scored.append(Scored(each.event_id, explain(methodology, each.answers, code), each.name))
    return came_to(methodology, scored, None, None)


def _place(methodology: Methodology, code: str | None) -> int:
    """The worst comes first; without an answer it is no better than that."""
    return next((place for place, each in enumerate(methodology.effectiveness) if each.code == code), 0)
