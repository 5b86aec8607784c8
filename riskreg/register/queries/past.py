"""What is no longer in use, of things found by the search: conditions on their entries, asked with the hits themselves."""

from datetime import date

from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, func, or_, select

from riskreg.core.base import Base
from riskreg.register.models import Measure, Phase, Process, RiskEvent
from riskreg.search.models import SearchEntry


def process(on: date) -> ColumnElement[bool]:
    return exists(_named(Process).where(Process.retired_on <= on))


def phase(on: date) -> ColumnElement[bool]:
    """Also one whose process is."""
    gone = or_(Phase.retired_on.is_not(None), Process.retired_on <= on)
    return exists(_named(Phase).join(Process, Process.id == Phase.process_id).where(gone))


def event(on: date) -> ColumnElement[bool]:
    """Also one whose phase is, or whose process."""
    gone = or_(RiskEvent.retired_on.is_not(None), Phase.retired_on.is_not(None), Process.retired_on <= on)
    above = _named(RiskEvent).join(Phase, Phase.id == RiskEvent.phase_id).join(Process, Process.id == Phase.process_id)
    return exists(above.where(gone))


def measure(on: date) -> ColumnElement[bool]:
    return exists(_named(Measure).where(Measure.in_force_to < on))


def _named(model: type[Base]) -> Select[int]:
    """The row that the entry is about: `risk_event:12`."""
    number = func.substr(SearchEntry.subject, len(model.subject_kind()) + 2)
    return select(model.id).where(model.id == cast(number, BigInteger)).correlate(SearchEntry)
