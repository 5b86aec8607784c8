"""What somebody may choose in a form: what it does not offer, its operation would refuse."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person
from riskreg.people.models import Figure
from riskreg.people.queries import reach
from riskreg.register import queries
from riskreg.register.models import Phase, Process, RiskEvent

Choices = list[tuple[str, str]]


def processes_to_edit(person: Person, on: date) -> list[Process]:
    """Active ones, by code."""
    return queries.active_processes(on, reach.units_within(person, Permission.REGISTER_EDIT, on))


def readable(person: Person, process_ids: Collection[int], on: date) -> set[int]:
    """Those of these processes whose sheet this person may open; no query where there are none."""
    if not process_ids:
        return set()
    units = reach.units_within(person, Permission.REGISTER_READ, on)
    rows = db.session.execute(select(Process.id, Process.unit_id).where(Process.id.in_(process_ids)))
    return {row.id for row in rows if units is None or row.unit_id in units}


def process_choices(person: Person, on: date, without: int | None = None) -> Choices:
    return [(str(one.id), one.title) for one in processes_to_edit(person, on) if one.id != without]


def phase_choices(person: Person, on: date, first: int, without: int | None = None) -> Choices:
    """Phases in use; those of the process where one stands come first."""
    processes = {one.id: one for one in processes_to_edit(person, on)}
    statement = select(Phase).where(Phase.process_id.in_(processes), Phase.retired_on.is_(None)).order_by(Phase.position, Phase.id)
    phases = [phase for phase in db.session.scalars(statement) if phase.id != without]
    phases.sort(key=lambda phase: (phase.process_id != first, processes[phase.process_id].code_sort_key))
    return [(str(phase.id), f"{processes[phase.process_id].code} · {phase.name}") for phase in phases]


def event_choices(process_ids: Collection[int]) -> Choices:
    """Events in use on these processes, in the order of their sheets."""
    statement = (
        select(RiskEvent)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(Process.id.in_(process_ids), Phase.retired_on.is_(None), RiskEvent.retired_on.is_(None))
        .options(joinedload(RiskEvent.phase).joinedload(Phase.process))
        .order_by(Process.code_sort_key, Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)
    )
    return [(str(one.id), f"{one.phase.process.code} · {one.phase.name}: {one.name}") for one in db.session.scalars(statement)]


def figure_choices() -> Choices:
    return [(f"figure:{one.id}", one.name) for one in db.session.scalars(select(Figure).order_by(Figure.position, Figure.id))]
