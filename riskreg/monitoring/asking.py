"""Which measures a session asks about, and how each stands when it does: one query for measures, one for the processes of the specific ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from riskreg.core.extensions import db
from riskreg.domain.measure_life import Life
from riskreg.domain.monitoring.sessions import is_asked
from riskreg.domain.plans import Choice
from riskreg.domain.register import MeasureKind, Timing
from riskreg.domain.semesters import Semester
from riskreg.plans import queries as plans
from riskreg.plans.models import EditionMeasure
from riskreg.register import queries as register
from riskreg.register.models import Measure, MeasureActivation, MeasureEvent, Phase, Process, RiskEvent, Standing

Key = tuple[int, int | None]
"""Measure and process: what a session asks once."""

NOWHERE: tuple[None] = (None,)
TAKEN = (
    "kind", "code", "name", "indicator", "target", "timing", "due_on", "period", "occasion", "family", "measure_class", "in_force_from", "in_force_to",
)  # fmt: skip


class Band(NamedTuple):
    """The judged band of a process, from its last approved assessment."""

    rank: int
    name: str
    is_top: bool


class Wanted(NamedTuple):
    """One thing to ask about: the row of the measure, where, and the band of the process."""

    measure: Any
    process_id: int | None
    band: Band | None

    @property
    def key(self) -> Key:
        return self.measure.id, self.process_id


def wanted(semester: Semester, *, with_steady: bool) -> list[Wanted]:
    """General ones once, specific ones in each process in which they answer an event in use; by code. `with_steady`: those too that the plan of the
    year leaves out because they run by themselves."""
    measures = [row for row in _measures(semester) if is_asked(life_of(row), semester)]
    left_out = frozenset() if with_steady else steady(semester)
    places, bands = _places(semester), _bands(semester)
    found = []
    for row in measures:
        if row.id in left_out:
            continue
        where = places.get(row.id, NOWHERE) if row.kind == MeasureKind.SPECIFIC else NOWHERE
        found += [Wanted(row, process_id, bands.get(process_id) if process_id is not None else None) for process_id in where]
    return found


def life_of(row: Any) -> Life:
    return Life(Timing(row.timing), row.in_force_from, row.in_force_to, row.due_on, row.activated_on)


def _measures(semester: Semester) -> Iterator[Any]:
    statement = (
        select(Measure.id, *(getattr(Measure, name) for name in TAKEN), MeasureActivation.on.label("activated_on"))
        .outerjoin(MeasureActivation, MeasureActivation.measure_id == Measure.id)
        .where(or_(Measure.in_force_to.is_(None), Measure.in_force_to >= semester.first_day))
        .order_by(Measure.code_sort_key, Measure.id)
    )
    yield from db.session.execute(statement)


def _places(semester: Semester) -> Mapping[int, Sequence[int]]:
    """By measure, the processes at work in the semester where it answers something."""
    statement = (
        select(MeasureEvent.measure_id, Process.id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(
            register.event_in_use(), Process.active_from <= semester.as_of,
            or_(Process.retired_on.is_(None), Process.retired_on > semester.first_day),
        )
        .distinct()
        .order_by(Process.code_sort_key, Process.id)
        .add_columns(Process.code_sort_key)
    )  # fmt: skip
    found: dict[int, list[int]] = defaultdict(list)
    for measure_id, process_id, _key in db.session.execute(statement):
        found[measure_id].append(process_id)
    return found


def _bands(semester: Semester) -> Mapping[int, Band]:
    """The last approved up to that year."""
    later = aliased(Standing)
    after = and_(later.process_id == Standing.process_id, later.year > Standing.year, later.year <= semester.year)
    statement = (
        select(Standing.process_id, Standing.band_rank, Standing.band, Standing.top_rank)
        .outerjoin(later, after)
        .where(Standing.year <= semester.year, later.id.is_(None))
    )
    return {row.process_id: Band(row.band_rank, row.band, row.band_rank == row.top_rank) for row in db.session.execute(statement)}


def steady(semester: Semester) -> frozenset[int]:
    """Those that the edition of the year says run by themselves, out of the plan."""
    edition = plans.speaking(semester.year)
    if edition is None:
        return frozenset()
    statement = select(EditionMeasure.measure_id)
    return frozenset(
        db.session.scalars(statement.where(EditionMeasure.edition_id == edition.id, EditionMeasure.choice == Choice.STEADY.value))
    )
