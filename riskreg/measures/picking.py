"""Which measures somebody chose in the list: those that are ticked, or all that the filters leave; and which of them they may change."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.permissions import Permission, Person
from riskreg.measures import listings
from riskreg.people.queries import reach
from riskreg.register.listings import ALL as EVERY_STATE
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent
from riskreg.web.lists import ListPage

ONE, ALL, ACT = "misura", "tutte", "atto"
BATCH = 5_000


def chosen(person: Person, on: date, args: MultiDict[str, str]) -> list[Measure]:
    """In the order of the list."""
    listing = listings.measures(person, on, args.get("stato", "") if args.get(ALL) else EVERY_STATE)
    if args.get(ALL):
        page = ListPage(listing, args, "", for_file=True)
        found: list[Measure] = page.all_rows() if not page.refusals else []
        return found
    numbers = sorted({int(text) for text in args.getlist(ONE) if text.isdecimal() and len(text) < 10})
    if not numbers:
        return []
    statement = listing.statement.where(Measure.id.in_(numbers)).options(*listing.beside).order_by(Measure.code_sort_key, Measure.id)
    return list(db.session.scalars(statement).unique())


def changeable(person: Person, on: date, measures: Collection[Any]) -> set[int]:
    """Those that this person may change: every process that they answer to is theirs. No query for whoever may change them all."""
    units = reach.units_within(person, Permission.REGISTER_EDIT, on)
    numbers = [measure.id for measure in measures]
    if units is None:
        return set(numbers)
    found: dict[int, bool] = {}
    for some in batched(numbers, BATCH):
        for measure_id, unit_id in db.session.execute(_where_they_stand(some)):
            found[measure_id] = found.get(measure_id, True) and unit_id in units
    return {measure_id for measure_id, mine in found.items() if mine}


def _where_they_stand(measure_ids: Sequence[int]) -> Any:
    return (
        select(MeasureEvent.measure_id, Process.unit_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(MeasureEvent.measure_id.in_(measure_ids))
        .distinct()
    )
