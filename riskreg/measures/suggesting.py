"""What could answer a risk event: the families that its factors ask for, and the measures that answer the same factors elsewhere."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.answers import Proposal, proposals
from riskreg.domain.permissions import Person
from riskreg.measures import listings
from riskreg.register import queries
from riskreg.register.models import EventFactor, Measure, MeasureEvent, RiskEvent
from riskreg.register.queries import reaching

MOST = 10
RECENT = 1_000
"""Events, the last that were described: among these one looks, however large the register."""


class Used(NamedTuple):
    """A measure that answers the same factors elsewhere: how many events, and whether this person may tie it to this one too."""

    measure: Measure
    events: int
    may_be_tied: bool


class Suggestions(NamedTuple):
    event: RiskEvent
    families: Sequence[Proposal]
    used: Sequence[Used]


def of_event(person: Person, event: RiskEvent, on: date) -> Suggestions:
    """For whoever may change the process of the event."""
    factors = [one.factor for one in event.factors]
    found = proposals(factors)
    rows = _used(person, event, factors, [one.family.value for one in found], on) if found else []
    ties = reaching.changeable(person, [measure.id for measure, _many in rows], on)
    return Suggestions(event, found, [Used(measure, many, measure.id in ties) for measure, many in rows])


def _used(person: Person, event: RiskEvent, factors: Sequence[str], families: Sequence[str], on: date) -> list[tuple[Measure, int]]:
    alike = (
        select(EventFactor.event_id)
        .where(EventFactor.factor.in_(factors), EventFactor.event_id != event.id)
        .order_by(EventFactor.event_id.desc())
        .limit(RECENT)
        .subquery()
    )
    already = select(MeasureEvent.measure_id).where(MeasureEvent.event_id == event.id)
    many = func.count(MeasureEvent.event_id.distinct())
    counted = (
        select(MeasureEvent.measure_id, many.label("many"))
        .join(Measure, Measure.id == MeasureEvent.measure_id)
        .where(
            MeasureEvent.event_id.in_(select(alike.c.event_id)), Measure.family.in_(families), Measure.id.not_in(already),
            queries.in_force(on), listings.seen(person, on),
        )
        .group_by(MeasureEvent.measure_id, Measure.code_sort_key)
        .order_by(many.desc(), Measure.code_sort_key, MeasureEvent.measure_id)
        .limit(MOST)
        .subquery()
    )  # fmt: skip
    statement = (
        select(Measure, counted.c.many)
        .join(counted, counted.c.measure_id == Measure.id)
        .options(joinedload(Measure.activation), joinedload(Measure.deadlines))
    )
    rows = db.session.execute(statement.order_by(counted.c.many.desc(), Measure.code_sort_key, Measure.id)).unique()
    return [(measure, int(number)) for measure, number in rows]


def model(person: Person, measure_id: str, on: date) -> Measure | None:
    """The measure whose words somebody wants to begin from, if they may read it."""
    if not measure_id.isdecimal() or len(measure_id) > 9:
        return None
    return db.session.scalars(select(Measure).where(Measure.id == int(measure_id), listings.seen(person, on))).one_or_none()
