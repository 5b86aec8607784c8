"""What is asked of those who answer beside the capofila: each writes their part before the check is signed. Tasks of `waiting.py`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, null, or_, select, union_all
from sqlalchemy.orm import aliased

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import WITH_AUTHOR
from riskreg.domain.waiting import Task
from riskreg.monitoring import hands, queries
from riskreg.monitoring.hands import Place
from riskreg.monitoring.models import Check, CheckContribution
from riskreg.register.models import Measure, MeasureOwner, Process
from riskreg.waiting.sources import Asked, Item

CONTRIBUTE = "Scrivi il tuo contributo"


def to_contribute(due: Mapping[int, date], asked: Asked, name: str) -> Iterator[Item]:
    """`due`: by session, until when. Of each check that is not sent, the places that answer for it, do not sign, and have written nothing."""
    if asked.person is not None and not (asked.offices() or asked.units()):
        return
    for row in db.session.execute(_statement(due, asked)):
        place = Place(row.unit_id, row.figure_id)
        where = f" ({row.process})" if row.process else ""
        task = Task(
            name, f"contribution:{row.id}:{place.key}", CONTRIBUTE, f"{row.asked_code} {row.asked_name}{where}",
            f"/monitoraggio/schede/{row.id}/contributo?per={place.key}", due_on=due[row.session_id], told=True,
        )  # fmt: skip
        if row.figure_id is not None:
            yield Item(task, people=asked.whose.figure(row.figure_id))
        else:
            yield Item(task, unit_id=row.unit_id)


def _statement(due: Mapping[int, date], asked: Asked) -> Any:
    """Owners after the first; and the unit of the process, where others were named and it is none of them (`hands.of`)."""
    about = (Check.id, Check.session_id, Check.asked_code, Check.asked_name, Process.code.label("process"), Measure.code_sort_key)
    capofila = hands.capofila()
    signs, same = aliased(MeasureOwner), aliased(MeasureOwner)
    open_ones = (Check.session_id.in_(due), Check.state.in_(sorted(WITH_AUTHOR)), queries.in_session())

    def written(unit_id: Any, figure_id: Any) -> Any:
        mine = or_(CheckContribution.unit_id == unit_id, CheckContribution.figure_id == figure_id)
        return exists().where(CheckContribution.check_id == Check.id, mine)

    linked: Any = (
        select(*about, MeasureOwner.unit_id.label("unit_id"), MeasureOwner.figure_id.label("figure_id"))
        .join(Measure, Measure.id == Check.measure_id)
        .outerjoin(Process, Process.id == Check.process_id)
        .join(MeasureOwner, and_(MeasureOwner.measure_id == Check.measure_id, MeasureOwner.id != capofila))
        .where(*open_ones, or_(MeasureOwner.unit_id.is_not(None), MeasureOwner.figure_id.is_not(None)))
        .where(~written(MeasureOwner.unit_id, MeasureOwner.figure_id))
    )
    here: Any = (
        select(*about, Process.unit_id, null())
        .join(Measure, Measure.id == Check.measure_id)
        .join(Process, Process.id == Check.process_id)
        .join(signs, signs.id == capofila)
        .where(*open_ones, ~exists().where(same.measure_id == Check.measure_id, same.unit_id == Process.unit_id))
        .where(~exists().where(CheckContribution.check_id == Check.id, CheckContribution.unit_id == Process.unit_id))
    )
    units = asked.units()
    if units is not None:
        mine = or_(MeasureOwner.unit_id.in_(sorted(units)), MeasureOwner.figure_id.in_(sorted(asked.offices() or ())))
        linked, here = linked.where(mine), here.where(Process.unit_id.in_(sorted(units)))
    both = union_all(linked, here).subquery()
    return select(both).order_by(both.c.code_sort_key, both.c.id)
