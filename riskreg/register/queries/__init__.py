"""Reading the register one thing at a time; whole sheets in sheets.py, lists in riskreg/register/listings.py."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from riskreg.audit.known import while_nothing_changes
from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import ANYWHERE, Scope
from riskreg.domain.register import MeasureKind
from riskreg.domain.sheets import next_code
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit
from riskreg.register.models import Measure, MeasureEvent, MeasureOwner, Phase, Process, RiskArea, RiskEvent, Standing


def area(area_id: int) -> RiskArea:
    return get(RiskArea, area_id)


def area_by_code(code: str) -> RiskArea | None:
    return db.session.scalars(select(RiskArea).where(RiskArea.code_fold == fold_code(code))).one_or_none()


def areas(on: date | None = None) -> list[RiskArea]:
    """By code; with a day, only those in use."""
    statement = select(RiskArea).order_by(RiskArea.code_sort_key, RiskArea.id)
    if on is not None:
        statement = statement.where(or_(RiskArea.retired_on.is_(None), RiskArea.retired_on > on))
    return list(db.session.scalars(statement))


def process(process_id: int) -> Process:
    """With its unit: whoever reads a process asks at once where it stands."""
    found = db.session.get(Process, process_id, options=[joinedload(Process.unit)])
    if found is None:
        raise Missing
    return found


def process_by_code(code: str) -> Process | None:
    return db.session.scalars(select(Process).where(Process.code_fold == fold_code(code))).one_or_none()


def process_codes(area_id: int) -> list[str]:
    return list(db.session.scalars(select(Process.code).where(Process.area_id == area_id)))


def active(on: date) -> ColumnElement[bool]:
    """The condition "this process is done on that day"."""
    return and_(Process.active_from <= on, or_(Process.retired_on.is_(None), Process.retired_on > on))


def active_processes(on: date, units: Collection[int] | None = None) -> list[Process]:
    """By code, with area and unit; only those of these units, where units are given."""
    statement = select(Process).where(active(on)).options(joinedload(Process.area), joinedload(Process.unit))
    if units is not None:
        statement = statement.where(Process.unit_id.in_(units))
    return list(db.session.scalars(statement.order_by(Process.code_sort_key, Process.id)))


def open_processes(area_id: int, on: date) -> list[Process]:
    """Those that stand in this area on that day, or will later; by code."""
    there = (Process.area_id == area_id, or_(Process.retired_on.is_(None), Process.retired_on > on))
    return list(db.session.scalars(select(Process).where(*there).order_by(Process.code_sort_key, Process.id)))


def open_codes(area_id: int, on: date) -> list[str]:
    return [process.code for process in open_processes(area_id, on)]


def next_codes() -> dict[int, str]:
    """What the next process of each area would be called; no code that was ever given, wherever its process stands now."""
    given = list(db.session.scalars(select(Process.code)))
    return {area.id: next_code(f"{area.code}.", given) for area in areas()}


def phase(phase_id: int) -> Phase:
    return get(Phase, phase_id)


def event(event_id: int) -> RiskEvent:
    return get(RiskEvent, event_id)


def events(event_ids: Iterable[int]) -> list[RiskEvent]:
    """These, with phase and process."""
    statement = select(RiskEvent).where(RiskEvent.id.in_(set(event_ids)))
    return list(db.session.scalars(statement.options(joinedload(RiskEvent.phase).joinedload(Phase.process)).order_by(RiskEvent.id)))


def measure(measure_id: int, *more: ExecutableOption) -> Measure:
    """With its owners, events, and the processes of these; `more`: what else to have in hand."""
    statement = (
        select(Measure)
        .where(Measure.id == measure_id)
        .options(
            selectinload(Measure.owners).options(joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure)),
            selectinload(Measure.events)
            .joinedload(MeasureEvent.event)
            .joinedload(RiskEvent.phase)
            .joinedload(Phase.process)
            .joinedload(Process.unit),
            *more,
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def measure_by_code(code: str) -> Measure | None:
    return db.session.scalars(select(Measure).where(Measure.code_fold == fold_code(code))).one_or_none()


def measures_with_codes(codes: Collection[str]) -> list[Measure]:
    """Of these codes, folded; the others are of no measure."""
    return list(db.session.scalars(select(Measure).where(Measure.code_fold.in_(sorted(codes))).order_by(Measure.id)))


def general_measures() -> list[Measure]:
    """Every one, those too that are over: by code, with owners and what became of them."""
    statement = (
        select(Measure).where(Measure.kind == MeasureKind.GENERAL).options(selectinload(Measure.owners), joinedload(Measure.activation))
    )
    return list(db.session.scalars(statement.order_by(Measure.code_sort_key, Measure.id)))


def measure_codes(prefix: str) -> list[str]:
    return list(db.session.scalars(select(Measure.code).where(Measure.code_fold.startswith(fold_code(prefix), autoescape=True))))


def in_force(on: date) -> ColumnElement[bool]:
    return and_(Measure.in_force_from <= on, or_(Measure.in_force_to.is_(None), Measure.in_force_to >= on))


def event_in_use() -> ColumnElement[bool]:
    """The condition "this event counts", of an event with its phase."""
    return and_(RiskEvent.retired_on.is_(None), Phase.retired_on.is_(None))


def links_of_events(event_ids: Collection[int]) -> list[MeasureEvent]:
    statement = select(MeasureEvent).where(MeasureEvent.event_id.in_(event_ids)).options(joinedload(MeasureEvent.measure))
    return list(db.session.scalars(statement.order_by(MeasureEvent.measure_id, MeasureEvent.event_id)))


def unit(unit_id: int) -> OrgUnit:
    return people.unit(unit_id)


# Scores


def standing(process_id: int, year: int) -> Standing | None:
    return db.session.scalars(select(Standing).where(Standing.process_id == process_id, Standing.year == year)).one_or_none()


def last_year(process_id: int | None = None) -> int | None:
    """The last year with an approved assessment, of the whole register or of a process."""
    statement = select(func.max(Standing.year))
    return db.session.scalar(statement if process_id is None else statement.where(Standing.process_id == process_id))


@while_nothing_changes
def years() -> tuple[int, ...]:
    """Those with an approved assessment, the first first."""
    return tuple(db.session.scalars(select(Standing.year).distinct().order_by(Standing.year)))


def last_year_of_each() -> ScalarSelect[int]:
    """The last year with an approved assessment of the process that the outer query is about."""
    other = aliased(Standing)
    return select(func.max(other.year)).where(other.process_id == Process.id).correlate(Process).scalar_subquery()


@while_nothing_changes
def band_names() -> tuple[str, ...]:
    """Every judged band of every year, the mildest first; two of one name count as one."""
    rows = db.session.execute(select(Standing.band_rank, Standing.band).distinct().order_by(Standing.band_rank, Standing.band))
    return tuple(dict.fromkeys(name for _rank, name in rows))


# Where a permission is asked


def scope_of(process: Process, on: date) -> Scope:
    """A process stands where the unit that answers today for it stands."""
    return people.scope_of(people.present_owner(process.unit_id, on).id)


def scope_of_all(processes: Sequence[Process], on: date) -> Scope:
    """For what touches several processes: the permission is needed on each. Of none, on the whole body."""
    units = {people.present_owner(process.unit_id, on).id for process in processes}
    if not units:
        root = people.root_unit()
        return ANYWHERE if root is None else Scope(lineage=frozenset({root.id}))
    first, *others = people.lineages(units).values()
    return Scope(lineage=first, also=tuple(others))


def processes_of(measure: Measure) -> list[Process]:
    """Those whose events it answers, each once."""
    return list({link.event.phase.process.id: link.event.phase.process for link in measure.events}.values())
