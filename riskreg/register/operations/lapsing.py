"""Specific measures go out of force with the last of the events that they answer, and come back with the first of them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Person
from riskreg.register.models import Measure, RiskEvent
from riskreg.register.queries import lapsing

A_DAY = timedelta(days=1)
MOVED = "Nel frattempo le misure sono cambiate: rileggi l'elenco e conferma di nuovo."


class Retirement(NamedTuple):
    """Of a process, a phase or an event: from which day, and what the trail says of it on each measure that ends with it."""

    on: date
    why: str
    shown: Collection[int] | None = None
    """The measures that whoever confirms was told would end; None where nobody was asked."""


def lapse(events: Collection[RiskEvent], of: Retirement, *, by: Person, at: datetime) -> list[Measure]:
    """Those that answer these events, about to retire, and nothing else in use: out of force on the same day, in their own entries."""
    ending = _promised(lapsing.answering(events).ending, of.shown)
    for measure in ending:
        measure.in_force_to = last_day(measure, of.on)
        measure.ended_because, measure.ended_with_events = of.why, True
        record(Tag.MEASURE_ENDED, measure, by=by, at=at, why=of.why)
    return ending


def last_day(measure: Measure, retired_on: date) -> date:
    """The day before; of a measure that had not begun by then, the day on which it would have."""
    return max(retired_on - A_DAY, measure.in_force_from)


def resume(events: Collection[RiskEvent], shown: Collection[int] | None = None, *, by: Person, at: datetime) -> list[Measure]:
    """Those that ended with the events they answered, now that one of these is in use again."""
    back = _promised(lapsing.resuming(events), shown)
    for measure in back:
        measure.in_force_to, measure.ended_because, measure.ended_with_events = None, "", False
        record(Tag.MEASURE_REVIVED, measure, by=by, at=at)
    return back


def _promised(measures: list[Measure], shown: Collection[int] | None) -> list[Measure]:
    if shown is not None and {measure.id for measure in measures} != set(shown):
        raise RuleBroken(MOVED)
    return measures


def said(what: str, on: date, because: str = "") -> str:
    """Why a measure ended, on its own sheet.

    >>> said("Il processo B.08 Gare è ritirato", date(2026, 11, 21), "Passa alla Regione")
    'Il processo B.08 Gare è ritirato dal 21/11/2026: Passa alla Regione'
    """
    return f"{what} dal {write_date(on)}" + (f": {because}" if because else ".")
