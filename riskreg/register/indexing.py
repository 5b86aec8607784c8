"""What of the register can be found by searching: told to the index by the operations that change it, in the same transaction."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, CompoundSelect, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import batched
from riskreg.domain.permissions import Permission
from riskreg.domain.register import FACTOR_LABELS, MeasureKind
from riskreg.register.models import Measure, MeasureEvent, MeasureOwner, Phase, Process, RiskEvent
from riskreg.register.queries import past
from riskreg.search import kinds, operations
from riskreg.search.kinds import Kind
from riskreg.search.models import SearchEntry
from riskreg.search.operations import Entry

PROCESS, PHASE, EVENT, MEASURE = "process", "phase", "event", "measure"
ON_A_SHEET = (PROCESS, PHASE, EVENT)
"""What the page of a process shows of its own; `page_id` is the process's."""

_WHERE = selectinload(Measure.events).joinedload(MeasureEvent.event).joinedload(RiskEvent.phase).joinedload(Phase.process)


def process(process: Process, *, whole: bool = False) -> None:
    """`whole`: with all that stands in it, where its unit changed or its parts came from elsewhere."""
    operations.index_many([_process(process)])
    if whole:
        _phases(process.phases)


def phase(phase: Phase, *, whole: bool = False) -> None:
    if whole:
        _phases([phase])
    else:
        operations.index_many([_phase(phase)])


def _phases(those: Collection[Phase]) -> None:
    operations.index_many(map(_phase, those))
    events(*(event for phase in those for event in phase.events))


def events(*those: RiskEvent) -> None:
    """With the measures that answer them: where they stand follows where these do."""
    operations.index_many(map(_event, those))
    for some in batched([event.id for event in those], operations.BATCH):
        answering = select(MeasureEvent.measure_id).where(MeasureEvent.event_id.in_(some))
        measures(*db.session.scalars(select(Measure).where(Measure.id.in_(answering)).options(_WHERE).order_by(Measure.id)))


def measures(*those: Measure) -> None:
    operations.index_many(map(_measure, those))


def measures_of(measure_ids: Sequence[int]) -> None:
    """Many of them, read again in a few statements."""
    for some in batched(measure_ids, operations.BATCH):
        statement = select(Measure).where(Measure.id.in_(some)).options(_WHERE, selectinload(Measure.owners)).order_by(Measure.id)
        measures(*db.session.scalars(statement))


def many(processes: Iterable[Process], phases: Iterable[Phase], events: Iterable[RiskEvent], measures: Iterable[Measure]) -> None:
    """What a file changed, in a few statements."""
    for entries in (map(_process, processes), map(_phase, phases), map(_event, events), map(_measure, measures)):
        operations.index_many(entries)


def all_again() -> None:
    """After many rows at once."""
    for entries in (_all_processes, _all_phases, _all_events, _all_measures):
        operations.index_many(entries())


def _process(process: Process) -> Entry:
    text = _paragraphs(process.description, process.input, process.output)
    return Entry(process.subject, PROCESS, process.code, process.name, text, process.unit_id, process.id)


def _phase(phase: Phase) -> Entry:
    owner = phase.process
    return Entry(phase.subject, PHASE, owner.code, phase.name, phase.description, owner.unit_id, owner.id)


def _event(event: RiskEvent) -> Entry:
    owner = event.phase.process
    factors = (f"{FACTOR_LABELS[each.factor]}. {each.note}".strip() for each in event.factors)
    return Entry(event.subject, EVENT, owner.code, event.name, _paragraphs(event.description, *factors), owner.unit_id, owner.id)


def _measure(measure: Measure) -> Entry:
    """The unit is only what is shown beside it: that of the first event that it answers, or else of the first unit that answers for
    it. Who finds it is another matter: see `measures_within`."""
    text = _paragraphs(measure.description, measure.indicator, measure.target)
    first = min(measure.events, key=lambda link: link.event_id or link.event.id, default=None)
    owner = next((one.unit_id for one in measure.owners if one.unit_id), None)
    unit_id = first.event.phase.process.unit_id if first else None if measure.is_general else owner
    return Entry(measure.subject, MEASURE, measure.code, measure.name, text, unit_id, measure.id)


def measures_within(units: Collection[int]) -> ColumnElement[bool]:
    """The measures that somebody who reads the register of these units may open: those that answer to a process of theirs, those that
    they answer for, and the general ones. The same for their list and for the search."""
    return Measure.id.in_(_numbers_within(units))


def _found_within(units: Collection[int]) -> ColumnElement[bool]:
    return SearchEntry.page_id.in_(_numbers_within(units))


def _numbers_within(units: Collection[int]) -> CompoundSelect[int]:
    answering = (
        select(MeasureEvent.measure_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(Process.unit_id.in_(sorted(units)))
    )
    owned = select(MeasureOwner.measure_id).where(MeasureOwner.unit_id.in_(sorted(units)))
    return union_all(answering, owned, select(Measure.id).where(Measure.kind == MeasureKind.GENERAL))


def _paragraphs(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


# All there is, for making the index again


def _all_processes() -> Iterator[Entry]:
    return map(_process, db.session.scalars(select(Process).order_by(Process.id)))


def _all_phases() -> Iterator[Entry]:
    return map(_phase, db.session.scalars(select(Phase).options(joinedload(Phase.process)).order_by(Phase.id)))


def _all_events() -> Iterator[Entry]:
    whose = joinedload(RiskEvent.phase).joinedload(Phase.process)
    return map(_event, db.session.scalars(select(RiskEvent).options(whose, selectinload(RiskEvent.factors)).order_by(RiskEvent.id)))


def _all_measures() -> Iterable[Entry]:
    statement = select(Measure).options(_WHERE, selectinload(Measure.owners)).order_by(Measure.id)
    return map(_measure, db.session.scalars(statement))


kinds.register(
    Kind(
        PROCESS, label="Processi", endpoint="register.process", argument="process_id", permission=Permission.REGISTER_READ,
        entries=_all_processes, place=10, of_units=True,
        past=past.process, past_word="ritirato",
    )
)  # fmt: skip
kinds.register(
    Kind(
        PHASE, label="Fasi", endpoint="register.process", argument="process_id", permission=Permission.REGISTER_READ,
        entries=_all_phases, place=20, of_units=True, anchor="fase-",
        past=past.phase, past_word="ritirata",
    )
)  # fmt: skip
kinds.register(
    Kind(
        EVENT, label="Eventi rischiosi", endpoint="register.process", argument="process_id", permission=Permission.REGISTER_READ,
        entries=_all_events, place=30, of_units=True, anchor="evento-",
        past=past.event, past_word="ritirato",
    )
)  # fmt: skip
kinds.register(
    Kind(
        MEASURE, label="Misure", endpoint="measures.detail", argument="measure_id", permission=Permission.REGISTER_READ,
        entries=_all_measures, place=40, of_units=True, within=_found_within,
        past=past.measure, past_word="non più in vigore",
    )
)  # fmt: skip
