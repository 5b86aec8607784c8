"""What there is to see of an assessment today, and what has changed since somebody judged it.

Where it is looked at: the sheet says it as it opens (nothing is written by reading); validating and approving refuse while it is so; every
night the job `assessments:look` sends what is under way back to its author, and what was approved too, as long as its year is open.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.domain.seen import Seen, changes, from_facts
from riskreg.workflow.models import Transition
from riskreg.workflow.queries import Stage

OpenYears = Callable[[date], frozenset[int]]
_open_years: list[OpenYears] = []


def register_open_years(found: OpenYears) -> None:
    """For whoever opens and closes the years (the campaigns): those still open on a day. Of a year that nobody keeps open, what is approved never
    changes."""
    _open_years.append(found)


def is_open(year: int, on: date) -> bool:
    return any(year in found(on) for found in _open_years)


def seen(one: Assessment, on: date, measures: Sequence[str] | None = None) -> Seen:
    """`measures`: those in force that day, where somebody has looked them up already."""
    answers: dict[str, Mapping[str, str]] = {}
    for score in one.scores:
        given = dict(queries.answers_of(score))
        if score.effectiveness:
            given[EFFECTIVENESS] = score.effectiveness
        answers["" if score.event_id is None else str(score.event_id)] = given
    events = {str(event.id): event.name for event in queries.events_of(one.process_id)}
    titles = [measure.title for measure in queries.measures_in_force(one.process_id, on)] if measures is None else measures
    return Seen(answers, events, titles)


def changed_since(
    one: Assessment, last: Stage | Transition | None, on: date, measures: Sequence[str] | None = None
) -> list[str]:  # fmt: skip
    """What is not as it was at the last step; nothing while it is with its author, or where nobody wrote down what was seen."""
    if one.is_with_author or last is None or not last.seen:
        return []
    then = from_facts(json.loads(last.seen))
    return changes(then, seen(one, on, measures)) if then is not None else []
