"""Everything that the rules look at, in a constant number of queries: columns and no rows of the ORM, for a body has 50,000 measures."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from riskreg.assessments.models import Assessment
from riskreg.coherence.queries import in_words
from riskreg.core.extensions import db
from riskreg.domain.coherence.facts import Area, Assessed, Event, Facts, Measure, Office, Owner, Phase, Plan, Process, Unit
from riskreg.domain.plans import OUT_OF_PLAN, YEARS, Choice
from riskreg.domain.roles import Role
from riskreg.methodology import queries as methodologies
from riskreg.people.models import Figure, FigureTerm, OrgUnit, RoleGrant, User
from riskreg.people.queries import reach
from riskreg.people.queries.reach import Chart
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.register import models as rows
from riskreg.register import queries as register

RPCT = "rpct"
"""The figure whose deputy verifies in its place."""


def gather(year: int, edition: Edition | None, on: date) -> Facts:
    chart = reach.chart(on)
    grants = _grants(on)
    offices, deputies = _offices(on)
    processes = _processes(on)
    objectives, sections, known = in_words.gather(edition, on)
    events, mappings = _events({one.id for one in processes}), methodologies.rows_of_year(year)
    return Facts(
        today=on,
        year=year,
        areas=tuple(map(Area._make, db.session.execute(_areas()))),
        units=_units(chart),
        offices=offices,
        processes=processes,
        phases=_phases({one.id for one in processes}),
        events=events,
        measures=_measures(on, edition, {one.id for one in events}),
        assessed=_assessed(on),
        plan=_plan(edition) if edition else None,
        objectives=objectives,
        sections=sections,
        known=known,
        mapped=frozenset((one.kind, one.ours) for one in mappings if one.is_complete),
        doubtful=frozenset((one.kind, one.ours) for one in mappings if one.is_doubtful),
        signers=_signers(chart, grants),
        verifiers=deputies | {user for user, role, unit in grants if role in (Role.COMPLIANCE, Role.RPCT) and chart.parents[unit] is None},
    )


def _areas() -> Any:
    area = rows.RiskArea
    return select(area.id, area.code, area.name).where(area.retired_on.is_(None)).order_by(area.code_sort_key, area.id)


def _units(chart: Chart) -> Mapping[int, Unit]:
    known = {row.id: row for row in db.session.execute(select(OrgUnit.id, OrgUnit.name, OrgUnit.closed_on))}
    return {
        row.id: Unit(
            row.id, row.name, row.closed_on, known[heir].name if (heir := chart.owners[row.id]) != row.id else "", row.id in chart.heirs
        )
        for row in known.values()
    }


def _offices(on: date) -> tuple[Mapping[int, Office], frozenset[int]]:
    """With those who hold them; and who stands in for the RPCT."""
    held = and_(FigureTerm.figure_id == Figure.id, FigureTerm.from_on <= on, or_(FigureTerm.to_on.is_(None), FigureTerm.to_on >= on))
    statement = select(Figure.id, Figure.code, Figure.name, FigureTerm.id, FigureTerm.holder_id, FigureTerm.deputy_id).outerjoin(
        FigureTerm, held
    )
    found: dict[int, Office] = {}
    deputies = set()
    for figure_id, code, name, term_id, holder, deputy in db.session.execute(statement):
        before = found.get(figure_id, Office(figure_id, name, is_held=False))
        found[figure_id] = before._replace(
            is_held=before.is_held or term_id is not None, holders=before.holders | ({holder} if holder else set())
        )
        if code == RPCT and deputy:
            deputies.add(deputy)
    return found, frozenset(deputies)


def _grants(on: date) -> list[tuple[int, str, int]]:
    """Who has which role where, of those who can come in."""
    statement = select(RoleGrant.user_id, RoleGrant.role, RoleGrant.unit_id).join(User, User.id == RoleGrant.user_id)
    today = (RoleGrant.from_on <= on, or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on), User.disabled_at.is_(None))
    return [(user, role, unit) for user, role, unit in db.session.execute(statement.where(*today))]


def _signers(chart: Chart, grants: Iterable[tuple[int, str, int]]) -> Mapping[int, frozenset[int]]:
    """For each unit, those of the first unit upwards that has somebody: its referenti, else its dirigenti."""
    of_unit: dict[int, dict[str, set[int]]] = {}
    for user, role, unit in grants:
        of_unit.setdefault(unit, {}).setdefault(role, set()).add(user)
    return {unit: _first_upwards(chart.owners[unit], chart, of_unit) for unit in chart.parents}


def _first_upwards(unit: int | None, chart: Chart, of_unit: Mapping[int, Mapping[str, set[int]]]) -> frozenset[int]:
    seen: set[int] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        here = of_unit.get(unit, {})
        if found := here.get(Role.REFERENTE) or here.get(Role.DIRIGENTE):
            return frozenset(found)
        unit = chart.parents[unit]
    return frozenset()


def _processes(on: date) -> tuple[Process, ...]:
    one = rows.Process
    statement = select(one.id, one.code, one.name, one.area_id, one.unit_id, one.description, one.active_from)
    return tuple(map(Process._make, db.session.execute(statement.where(register.active(on)).order_by(one.code_sort_key, one.id))))


def _phases(processes: set[int]) -> tuple[Phase, ...]:
    one = rows.Phase
    statement = select(one.id, one.process_id, one.name).where(one.retired_on.is_(None)).order_by(one.id)
    return tuple(Phase._make(row) for row in db.session.execute(statement) if row[1] in processes)


def _events(processes: set[int]) -> tuple[Event, ...]:
    """In the order of the sheets."""
    one, phase, process = rows.RiskEvent, rows.Phase, rows.Process
    statement = (
        select(one.id, one.phase_id, phase.process_id, one.name, one.description)
        .join(phase, phase.id == one.phase_id)
        .join(process, process.id == phase.process_id)
        .where(register.event_in_use())
        .order_by(process.code_sort_key, process.id, phase.position, phase.id, one.position, one.id)
    )
    return tuple(Event._make(row) for row in db.session.execute(statement) if row[2] in processes)


def _assessed(on: date) -> Mapping[int, Assessed]:
    one, process = rows.Standing, rows.Process
    same = and_(Assessment.process_id == one.process_id, Assessment.year == one.year)
    statement = (
        select(
            one.process_id, one.year, one.inherent, one.residual, one.inherent_rank, one.computed_rank, one.band_rank, one.top_rank,
            one.inherent_band, one.computed_band, one.band, one.needs_treatment, Assessment.band_motivation, Assessment.assessed_on,
        )
        .join(process, process.id == one.process_id)
        .outerjoin(Assessment, same)
        .where(register.active(on), one.year == register.last_year_of_each())
    )  # fmt: skip
    return {row[0]: Assessed._make((*row[:12], row[12] or "", row[13])) for row in db.session.execute(statement)}


def _plan(edition: Edition) -> Plan:
    return Plan(edition.name, edition.first_year, edition.first_year + YEARS - 1, edition.id, is_open=not edition.is_frozen)


# Measures


def _measures(on: date, edition: Edition | None, events: set[int]) -> tuple[Measure, ...]:
    """Those that are not over: general ones, and specific ones that answer an event in use."""
    one, activation = rows.Measure, rows.MeasureActivation
    not_over = or_(one.in_force_to.is_(None), one.in_force_to >= on)
    statement = (
        select(
            one.id, one.kind, one.code, one.name, one.description, one.family, one.measure_class, one.indicator, one.target, one.timing,
            one.due_on, one.period, one.occasion, one.in_force_from, one.in_force_to, activation.on,
        )
        .outerjoin(activation, activation.measure_id == one.id)
        .where(not_over)
        .order_by(one.code_sort_key, one.id)
    )  # fmt: skip
    answers, owners = _answers(events), _owners()
    written, removed = _as_the_edition_says(edition)
    found = []
    for row in db.session.execute(statement):
        measure = Measure._make((*row, owners.get(row[0], ()), answers.get(row[0], ()), "", None))
        if (measure.is_general or measure.events) and measure.id not in removed:
            found.append(measure._replace(**written[measure.id]) if measure.id in written else measure)
    return tuple(found)


def _answers(events: set[int]) -> Mapping[int, tuple[int, ...]]:
    link = rows.MeasureEvent
    found: dict[int, tuple[int, ...]] = {}
    for measure_id, event_id in db.session.execute(select(link.measure_id, link.event_id).order_by(link.measure_id, link.event_id)):
        if event_id in events:
            found[measure_id] = (*found.get(measure_id, ()), event_id)
    return found


def _owners() -> Mapping[int, tuple[Owner, ...]]:
    one = rows.MeasureOwner
    statement = select(one.measure_id, one.kind, one.unit_id, one.figure_id, one.name).order_by(one.measure_id, one.position)
    return _grouped(db.session.execute(statement))


def _grouped(owners: Iterable[tuple[int, str, int | None, int | None, str]]) -> Mapping[int, tuple[Owner, ...]]:
    """A unit that answers for a thousand measures is one value."""
    same: dict[tuple[str, int | None, str], Owner] = {}
    found: dict[int, tuple[Owner, ...]] = {}
    for of_id, kind, unit_id, figure_id, name in owners:
        key = (kind, unit_id or figure_id, name)
        owner = same.get(key) or same.setdefault(key, Owner(*key))
        found[of_id] = (*found[of_id], owner) if of_id in found else (owner,)
    return found


def _as_the_edition_says(edition: Edition | None) -> tuple[Mapping[int, dict[str, Any]], frozenset[int]]:
    """Of an edition that is still open, what it will print; and what it takes out. Of one that the body decided, nothing: what it says
    changes no more, and what is mended is the measure."""
    if edition is None or edition.is_frozen:
        return {}, frozenset()
    one, owner = EditionMeasure, EditionOwner
    texts = ("code", "name", "description", "family", "measure_class", "indicator", "target", "timing", "due_on", "period", "occasion")
    statement = select(one.id, one.measure_id, one.choice, *(getattr(one, name) for name in texts)).where(one.edition_id == edition.id)
    lines = db.session.execute(statement).all()
    named = select(owner.line_id, owner.kind, owner.unit_id, owner.figure_id, owner.name)
    of_lines = named.join(one, one.id == owner.line_id).where(one.edition_id == edition.id).order_by(owner.line_id, owner.position)
    owners = _grouped(db.session.execute(of_lines))
    written = {
        line[1]: dict(zip(texts, line[3:], strict=True)) | {"owners": owners.get(line[0], ()), "line_id": line[0]}
        for line in lines
        if line[2] not in OUT_OF_PLAN
    }
    return written, frozenset(line[1] for line in lines if line[2] == Choice.REMOVED)
