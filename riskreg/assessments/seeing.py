"""What there is to see of an assessment today, and what has changed since somebody judged it.

Where it is looked at: the sheet says it as it opens (nothing is written by reading); validating and approving refuse while it is so; every
night the job `assessments:look` sends what is under way back to its author, and what was approved too, as long as its year is open.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from riskreg.assessments import queries
from riskreg.assessments.models import Assessment
from riskreg.core.extensions import db
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.domain.seen import Seen, changes, from_facts
from riskreg.register import queries as register
from riskreg.register.models import Measure, Phase, Process, RiskEvent
from riskreg.workflow.models import Transition
from riskreg.workflow.queries import Stage

OpenYears = Callable[[date], frozenset[int]]
_open_years: list[OpenYears] = []


def register_open_years(found: OpenYears) -> None:
    """For whoever opens and closes the years (the campaigns): those still open on a day. Of a year that nobody keeps open, what is approved never
    changes."""
    _open_years.append(found)


def open_years(on: date) -> frozenset[int]:
    return frozenset[int]().union(*(found(on) for found in _open_years))


class Around(NamedTuple):
    """What stands around an assessment on a day: events in use, by number; measures in force, as they are called."""

    events: Mapping[str, str]
    measures: Sequence[str]


def around(one: Assessment, on: date, measures: Sequence[str] | None = None) -> Around:
    """`measures`: where somebody has looked them up already."""
    events = {str(event.id): event.name for event in queries.events_of(one.process_id)}
    titles = [measure.title for measure in queries.measures_in_force(one.process_id, on)] if measures is None else measures
    return Around(events, titles)


def around_many(process_ids: Collection[int], on: date) -> Mapping[int, Around]:
    """The same of many processes: two queries."""
    found = {each: Around({}, []) for each in process_ids}
    events = select(Phase.process_id, RiskEvent.id, RiskEvent.name).join(RiskEvent.phase)
    events = events.where(Phase.process_id.in_(found), register.event_in_use())
    for process_id, event_id, name in db.session.execute(events.order_by(Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)):
        found[process_id] = found[process_id]._replace(events={**found[process_id].events, str(event_id): name})
    at_work = select(Process.id, Measure).where(Process.id.in_(found), queries.at_work(on)).distinct()
    for process_id, measure in db.session.execute(at_work.order_by(Measure.code_sort_key, Measure.id)):
        found[process_id] = found[process_id]._replace(measures=[*found[process_id].measures, measure.title])
    return found


def seen(one: Assessment, on: date, known: Around | None = None) -> Seen:
    answers: dict[str, Mapping[str, str]] = {}
    for score in one.scores:
        given = dict(queries.answers_of(score))
        if score.effectiveness:
            given[EFFECTIVENESS] = score.effectiveness
        answers["" if score.event_id is None else str(score.event_id)] = given
    found = around(one, on) if known is None else known
    return Seen(answers, found.events, found.measures)


def changed_since(
    one: Assessment, last: Stage | Transition | None, on: date, known: Around | None = None
) -> list[str]:  # fmt: skip
    """What is not as it was when somebody last looked (`ways.last_seen`); nothing while it is with its author, or where nobody wrote down what
    was seen."""
    if one.is_with_author or last is None or not last.seen:
        return []
    then = from_facts(json.loads(last.seen))
    return changes(then, seen(one, on, known)) if then is not None else []
