"""What units keep in the register, for whoever reorganises them or hands them over (people.belongings)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission
from riskreg.people import belongings
from riskreg.people.belongings import Item, Kind
from riskreg.register import queries
from riskreg.register.models import Measure, MeasureOwner, Process
from riskreg.register.operations import processes


def _processes_of(unit_ids: Collection[int], on: date) -> Mapping[int, Sequence[Item]]:
    statement = select(Process).where(Process.unit_id.in_(unit_ids), queries.active(on)).order_by(Process.code_sort_key, Process.id)
    found: dict[int, list[Item]] = {}
    for process in db.session.scalars(statement):
        found.setdefault(process.unit_id, []).append(Item(process.id, process.title, "register.process", {"process_id": process.id}))
    return found


def _measures_of(unit_ids: Collection[int], on: date) -> Mapping[int, Sequence[Item]]:
    """Those that a unit answers for, as capofila or not: they name it, and follow whoever answers for it."""
    statement = (
        select(MeasureOwner.unit_id, Measure)
        .join(Measure, Measure.id == MeasureOwner.measure_id)
        .where(MeasureOwner.unit_id.in_(unit_ids), or_(Measure.in_force_to.is_(None), Measure.in_force_to >= on))
        .order_by(Measure.code_sort_key, Measure.id)
    )
    found: dict[int, list[Item]] = {}
    for unit_id, measure in db.session.execute(statement):
        found.setdefault(int(unit_id or 0), []).append(Item(measure.id, measure.title, "measures.detail", {"measure_id": measure.id}))
    return found


belongings.register(
    Kind(
        "process", "processo", "processi", of_units=_processes_of, to_unit=processes.give_to_unit, only_with_unit=True,
        read_with=Permission.REGISTER_READ,
    )
)  # fmt: skip
belongings.register(
    Kind(
        "measure", "misura di cui risponde", "misure di cui risponde", of_units=_measures_of, only_with_unit=True,
        read_with=Permission.REGISTER_READ,
    )
)  # fmt: skip
