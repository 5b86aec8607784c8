"""What is no longer in use, of things found elsewhere by their numbers: one query a kind."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from riskreg.core.extensions import db
from riskreg.register.models import Measure, Phase, Process, RiskEvent


def processes(ids: Collection[int], on: date) -> set[int]:
    return set(db.session.scalars(select(Process.id).where(Process.id.in_(ids), Process.retired_on <= on)))


def phases(ids: Collection[int], on: date) -> set[int]:
    """Also those whose process is."""
    gone = or_(Phase.retired_on.is_not(None), Process.retired_on <= on)
    return set(db.session.scalars(select(Phase.id).join(Process, Process.id == Phase.process_id).where(Phase.id.in_(ids), gone)))


def events(ids: Collection[int], on: date) -> set[int]:
    """Also those whose phase is, or whose process."""
    gone = or_(RiskEvent.retired_on.is_not(None), Phase.retired_on.is_not(None), Process.retired_on <= on)
    above = select(RiskEvent.id).join(Phase, Phase.id == RiskEvent.phase_id).join(Process, Process.id == Phase.process_id)
    return set(db.session.scalars(above.where(RiskEvent.id.in_(ids), gone)))


def measures(ids: Collection[int], on: date) -> set[int]:
    return set(db.session.scalars(select(Measure.id).where(Measure.id.in_(ids), Measure.in_force_to < on)))
