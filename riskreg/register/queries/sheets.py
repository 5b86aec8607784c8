"""The sheet of a process, whole: as many queries for ten events as for a hundred."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import literal, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from riskreg.core.extensions import db
from riskreg.domain.errors import Missing
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit, RoleGrant, User
from riskreg.register.models import Measure, MeasureEvent, MeasureOwner, Origin, Phase, Process, RiskEvent, Standing


def subjects_of(process_id: int) -> list[str]:
    """The process and all that stands or stood on its sheet, as the trail names it: one query."""
    phases = select(Phase.id).where(Phase.process_id == process_id)
    events = select(RiskEvent.id).where(RiskEvent.phase_id.in_(phases))
    measures = select(MeasureEvent.measure_id).where(MeasureEvent.event_id.in_(events))
    parts = [select(literal(kind).label("kind"), ids.subquery().c[0].label("id")) for kind, ids in
             ((Phase.subject_kind(), phases), (RiskEvent.subject_kind(), events), (Measure.subject_kind(), measures.distinct()))]  # fmt: skip
    found = db.session.execute(union_all(*parts).order_by("kind", "id"))
    return [f"{Process.subject_kind()}:{process_id}", *(f"{row.kind}:{row.id}" for row in found)]


class Derived(NamedTuple):
    """One link of *deriva da*: what is on this sheet, what it came from or went into, and how."""

    subject: str
    other: str
    title: str
    how: str
    on: date
    page_id: int | None
    """The process to open, None where the other is no process."""


@dataclass
class ProcessSheet:
    """All that the page of a process shows of the register."""

    process: Process
    phases: list[Phase]
    past_phases: list[Phase]
    measures: dict[int, list[Measure]]
    """By event: those in force first."""

    standings: list[Standing]
    origins: list[Derived] = field(default_factory=list)
    """Where it, its phases and its events came from."""

    heirs: list[Derived] = field(default_factory=list)
    """What came from it."""

    @property
    def last(self) -> Standing | None:
        return self.standings[-1] if self.standings else None

    def all_phases(self) -> list[Phase]:
        return [*self.phases, *self.past_phases]

    def events(self, phase: Phase) -> list[RiskEvent]:
        return [event for event in phase.events if event.retired_on is None]

    def is_unanswered(self, event: RiskEvent, on: date) -> bool:
        """Whether no measure in force answers it: as the lists say *senza misure in vigore*."""
        return not any(measure.is_in_force(on) for measure in self.measures.get(event.id, ()))

    def past_events(self, phase: Phase) -> list[RiskEvent]:
        return [event for event in phase.events if event.retired_on is not None]

    @property
    def every_measure(self) -> list[Measure]:
        found = {measure.id: measure for those in self.measures.values() for measure in those}
        return sorted(found.values(), key=lambda measure: (measure.code_sort_key, measure.id))

    @property
    def pages_beside(self) -> list[int]:
        """The processes that it came from or went into."""
        return [one.page_id for one in (*self.origins, *self.heirs) if one.page_id is not None]

    @property
    def has_past(self) -> bool:
        return bool(self.past_phases) or any(self.past_events(phase) for phase in self.phases)

    def said(self, subject: str, *, source: bool = False) -> str:
        """How the page calls something that stands on it: "La fase «Bando»", or "Dalla fase «Bando»" where other things come from it."""
        kind = subject.partition(":")[0]
        article, source_article = _CALLED[kind]
        names = {phase.subject: f" «{phase.name}»" for phase in self.all_phases()}
        names |= {event.subject: f" «{event.name}»" for phase in self.all_phases() for event in phase.events}
        return f"{source_article if source else article}{names.get(subject, '')}"

    def subjects(self) -> list[str]:
        """Everything on the sheet, as the trail names it."""
        events = [event for phase in self.all_phases() for event in phase.events]
        return [one.subject for one in (self.process, *self.all_phases(), *events, *self.every_measure)]


_CALLED = {
    "process": ("Il processo", "Dal processo"),
    "phase": ("La fase", "Dalla fase"),
    "risk_event": ("L'evento", "Dall'evento"),
}


def process_sheet(process_id: int) -> ProcessSheet:
    process = _process(process_id)
    phases = _phases(process)
    measures = _measures(process.id)
    sheet = ProcessSheet(
        process=process,
        phases=[phase for phase in phases if phase.retired_on is None],
        past_phases=[phase for phase in phases if phase.retired_on is not None],
        measures=measures,
        standings=list(process.standings),
    )
    sheet.origins, sheet.heirs = _derived(sheet)
    return sheet


def _process(process_id: int) -> Process:
    """With area, unit and scores: few rows, one query."""
    statement = (
        select(Process)
        .where(Process.id == process_id)
        .options(joinedload(Process.area), joinedload(Process.unit), joinedload(Process.standings))
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def _phases(process: Process) -> list[Phase]:
    statement = (
        select(Phase)
        .outerjoin(RiskEvent, RiskEvent.phase_id == Phase.id)
        .where(Phase.process_id == process.id)
        .options(contains_eager(Phase.events).options(selectinload(RiskEvent.factors)))
        .order_by(Phase.position, Phase.id, RiskEvent.position, RiskEvent.id)
        .execution_options(populate_existing=True)
    )
    phases = list(db.session.scalars(statement).unique())
    set_committed_value(process, "phases", phases)
    return phases


def _measures(process_id: int) -> dict[int, list[Measure]]:
    statement = (
        select(MeasureEvent.event_id, Measure)
        .join(Measure, Measure.id == MeasureEvent.measure_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(Phase.process_id == process_id)
        .options(
            selectinload(Measure.owners).options(joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure)),
            joinedload(Measure.activation),
            joinedload(Measure.deadlines),  # few: a query less for every sheet
        )
        .order_by(Measure.in_force_to.is_not(None), Measure.code_sort_key, Measure.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Measure]] = defaultdict(list)
    for event_id, measure in db.session.execute(statement).unique():
        found[event_id].append(measure)
    return found


def _derived(sheet: ProcessSheet) -> tuple[list[Derived], list[Derived]]:
    here = set(sheet.subjects())
    statement = select(Origin).where(or_(Origin.subject.in_(here), Origin.from_subject.in_(here))).order_by(Origin.on, Origin.id)
    rows = list(db.session.scalars(statement))
    titles = _titles({name for row in rows for name in (row.subject, row.from_subject)})
    from_there = [_as_derived(row, row.subject, row.from_subject, titles) for row in rows if row.subject in here]
    into = [_as_derived(row, row.from_subject, row.subject, titles) for row in rows if row.from_subject in here]
    return from_there, into


def _as_derived(row: Origin, subject: str, other: str, titles: dict[str, str]) -> Derived:
    kind, _, number = other.partition(":")
    page = int(number) if kind == Process.subject_kind() else None
    return Derived(subject, other, titles.get(other, ""), row.title, row.on, page)


def _titles(subjects: Iterable[str]) -> dict[str, str]:
    """What they are called, of whatever kind: one query, and none where nothing derives from anything."""
    ids: dict[str, list[int]] = defaultdict(list)
    for subject in subjects:
        kind, _, number = subject.partition(":")
        ids[kind].append(int(number))
    parts = [
        select(literal(model.subject_kind()).label("kind"), model.id.label("id"), code, model.name.label("name")).where(
            model.id.in_(ids[model.subject_kind()])
        )
        for model, code in _NAMED
        if model.subject_kind() in ids
    ]
    if not parts:
        return {}
    rows = db.session.execute(union_all(*parts) if len(parts) > 1 else parts[0])
    return {f"{row.kind}:{row.id}": f"{row.code} {row.name}".strip() for row in rows}


_NAMED: Sequence[tuple[Any, Any]] = (
    (Process, Process.code.label("code")),
    (Phase, literal("").label("code")),
    (RiskEvent, literal("").label("code")),
)


def dirigente_of(unit_id: int, on: date, lineage: frozenset[int] | None = None) -> User | None:
    """Whoever heads the nearest structure, the unit's own or one above it; `lineage` where it is known already."""
    lineage = lineage or people.lineage(unit_id)
    statement = (
        select(OrgUnit.id, OrgUnit.parent_id, User)
        .outerjoin(
            RoleGrant,
            (RoleGrant.unit_id == OrgUnit.id) & (RoleGrant.role == Role.DIRIGENTE.value) & people.in_force(on),
        )
        .outerjoin(User, (User.id == RoleGrant.user_id) & User.disabled_at.is_(None))
        .where(OrgUnit.id.in_(lineage))
        .order_by(RoleGrant.from_on, RoleGrant.id)
    )
    above: dict[int, int | None] = {}
    heads: dict[int, User] = {}
    for here, parent, user in db.session.execute(statement):
        above[here] = parent
        if user is not None:
            heads.setdefault(here, user)
    step: int | None = unit_id
    while step is not None:
        if step in heads:
            return heads[step]
        step = above.get(step)
    return None
