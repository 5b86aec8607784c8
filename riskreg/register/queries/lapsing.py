"""Which measures go out of force when events retire, and which come back: what the pages announce and the operations do."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.domain.measures import still_answers
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent


class Answering(NamedTuple):
    """The measures in force that answer some events, by code."""

    ending: list[Measure]
    """Without those events they answer nothing in use."""

    staying: list[Measure]
    """They answer others too."""


def events_in_use(of: Process | Phase | RiskEvent) -> list[RiskEvent]:
    """Those that retire with it: its own, where they are in use themselves."""
    return [event for event in _events(of) if is_in_use(event)]


def events_used_again(of: Process | Phase | RiskEvent) -> list[RiskEvent]:
    """Those that come back with it: not what had been retired inside it by itself."""
    apart = [RiskEvent.retired_on, Phase.retired_on][: {RiskEvent: 0, Phase: 1, Process: 2}[type(of)]]
    return _events(of, *(column.is_(None) for column in apart))


def _events(of: Process | Phase | RiskEvent, *conditions: ColumnElement[bool]) -> list[RiskEvent]:
    whose = Phase.process_id if isinstance(of, Process) else RiskEvent.phase_id if isinstance(of, Phase) else RiskEvent.id
    statement = select(RiskEvent).join(Phase, Phase.id == RiskEvent.phase_id).where(whose == of.id, *conditions)
    return list(db.session.scalars(statement.options(joinedload(RiskEvent.phase).joinedload(Phase.process)).order_by(RiskEvent.id)))


def is_in_use(event: RiskEvent) -> bool:
    return event.retired_on is None and event.phase.retired_on is None and event.phase.process.retired_on is None


def answering(events: Collection[RiskEvent]) -> Answering:
    going = {event.id for event in events}
    measures = _measures(going, Measure.in_force_to.is_(None))
    stays = [still_answers(((link.event_id, is_in_use(link.event)) for link in measure.events), going) for measure in measures]
    return Answering(
        ending=[measure for measure, answers in zip(measures, stays, strict=True) if not answers],
        staying=[measure for measure, answers in zip(measures, stays, strict=True) if answers],
    )


def resuming(events: Collection[RiskEvent]) -> list[Measure]:
    return _measures({event.id for event in events}, Measure.ended_with_events)


def _measures(event_ids: Collection[int], *conditions: Any) -> list[Measure]:
    """With everything that they answer: two queries, whatever their number; none where there is nothing to ask."""
    if not event_ids:
        return []
    answers = select(MeasureEvent.measure_id).where(MeasureEvent.event_id.in_(event_ids))
    whole = selectinload(Measure.events).joinedload(MeasureEvent.event).joinedload(RiskEvent.phase).joinedload(Phase.process)
    statement = select(Measure).where(Measure.id.in_(answers), *conditions).options(whole)
    return list(db.session.scalars(statement.order_by(Measure.code_sort_key, Measure.id)))
