"""What somebody may choose in a form: what it does not offer, its operation would refuse."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.permissions import Permission, Person
from riskreg.people.models import Figure
from riskreg.people.queries import reach
from riskreg.register import queries
from riskreg.register.models import MeasureEvent, Phase, Process, RiskEvent

Choices = list[tuple[str, str]]
AT_ONCE = 5_000


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


def changeable(person: Person, measure_ids: Sequence[int], on: date) -> set[int]:
    """Those of these measures that this person may change: every process that they answer to is theirs. As `scope_of_all` says it of one;
    no query for whoever may change them all."""
    units = reach.units_within(person, Permission.REGISTER_EDIT, on)
    if units is None:
        return set(measure_ids)
    found: dict[int, bool] = {}
    for some in batched(measure_ids, AT_ONCE):
        for measure_id, unit_id in db.session.execute(_where_they_stand(some)):
            found[measure_id] = found.get(measure_id, True) and unit_id in units
    return {measure_id for measure_id, mine in found.items() if mine}


def _where_they_stand(measure_ids: Sequence[int]) -> Select[int, int]:
    return (
        select(MeasureEvent.measure_id, Process.unit_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(MeasureEvent.measure_id.in_(measure_ids))
        .distinct()
    )


def phase_choices(process_ids: Sequence[int], without: int | None = None) -> Choices:
    """Phases in use of these processes; those of the first one before the others."""
    statement = (
        select(Phase.id, Process.code, Phase.name)
        .join(Process, Process.id == Phase.process_id)
        .where(Process.id.in_(process_ids), Phase.retired_on.is_(None), Phase.id != (without or 0))
        .order_by(Process.id != process_ids[0], Process.code_sort_key, Process.id, Phase.position, Phase.id)
    )
    return [(str(row.id), f"{row.code} · {row.name}") for row in db.session.execute(statement)]


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
