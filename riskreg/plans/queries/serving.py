"""Specific measures under the strategic objectives: those that serve one, and those of the register that could. A draft lists none of them: of
each it says what a proposal of today would take; afterwards, what the lines of the edition say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, false, func, or_, select, true, union_all

from riskreg.audit import known
from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.plans import CHOICE_LABELS, OUT_OF_PLAN
from riskreg.domain.register import FAMILY_LABELS, MeasureKind, timing_said
from riskreg.domain.searching import entry_words, is_hit, question
from riskreg.measures import serving as told
from riskreg.measures.serving import Serves
from riskreg.people.queries import reach
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, ObjectiveMeasure
from riskreg.plans.queries.specific import taken
from riskreg.register import indexing
from riskreg.register.models import Measure, MeasureEvent, Phase, Process, RiskEvent
from riskreg.search import queries as search
from riskreg.search.models import SearchEntry

MOST_FOUND = 50
"""Shown of a search: whoever finds more adds a word."""

MOST_AT_ONCE = 200
"""Linked with one button."""

FIRST_YEAR_AFTER = "comincia dopo il triennio del piano"
ENDED = "non è più in vigore"
NOT_TAKEN = "non era in vigore il giorno della proposta"

OF_BOTH = ("code", "code_sort_key", "name", "family", "target", "timing", "due_on", "period", "occasion")
"""What the line says of the measure, where there is one; else the measure itself."""


@dataclass(frozen=True)
class SpecificServing:
    """A specific measure that is linked to an objective. `line_id`: what the edition says of it, where it lists it already; `left`: why
    the plan does not count it, empty where it does."""

    measure_id: int
    line_id: int | None
    code: str
    name: str
    family: str
    timing: str
    target: str
    left: str

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


@dataclass
class Linked:
    """What is linked to one objective: general measures, which the lines of the edition say, and specific ones, by code."""

    general: set[int] = field(default_factory=set)
    specific: list[SpecificServing] = field(default_factory=list)


def of_edition(one: Edition, on: date) -> dict[int, Linked]:
    """By objective: one query, and only of measures that are linked."""
    found: dict[int, Linked] = defaultdict(Linked)
    statement = linked(one, on).where(EditionObjective.edition_id == one.id)
    for row in db.session.execute(statement.order_by(of_both("code_sort_key"), ObjectiveMeasure.measure_id)):
        if row.kind == MeasureKind.GENERAL:
            found[row.objective_id].general.add(row.measure_id)
        else:
            found[row.objective_id].specific.append(_serving(row, one))
    return found


def linked(one: Edition, on: date) -> Select[Any]:
    """Of each link, what the edition says of the measure."""
    columns = (of_both(name) for name in OF_BOTH)
    return (
        select(
            ObjectiveMeasure.objective_id, ObjectiveMeasure.measure_id, EditionMeasure.id.label("line_id"), EditionMeasure.choice,
            EditionMeasure.because, Measure.kind, Measure.in_force_to, taken(one.first_year, on).label("is_taken"), *columns,
        )
        .join(EditionObjective, EditionObjective.id == ObjectiveMeasure.objective_id)
        .join(Measure, Measure.id == ObjectiveMeasure.measure_id)
        .outerjoin(EditionMeasure, line_of_link())
    )  # fmt: skip


def line_of_link() -> ColumnElement[bool]:
    """What the edition says of the measure that is linked."""
    return and_(EditionMeasure.edition_id == EditionObjective.edition_id, EditionMeasure.measure_id == ObjectiveMeasure.measure_id)


def of_both(name: str) -> ColumnElement[Any]:
    listed, lives = getattr(EditionMeasure, name), getattr(Measure, name)
    return case((EditionMeasure.id.is_not(None), listed), else_=lives).label(name)


def is_counted(one: Edition, on: date) -> ColumnElement[bool]:
    """Of links joined to their measure and, where there is one, to their line: the plan goes on with it, or takes it when it is proposed."""
    inside = queries.in_plan()
    if not one.is_draft:
        return inside
    return or_(inside, and_(EditionMeasure.id.is_(None), taken(one.first_year, on)))


def _serving(row: Any, one: Edition) -> SpecificServing:
    timing = timing_said(row.timing, row.due_on, row.period, row.occasion)
    return SpecificServing(
        row.measure_id, row.line_id, row.code, row.name, FAMILY_LABELS[row.family or ""], timing, row.target, why_left(row, one)
    )


def why_left(row: Any, one: Edition) -> str:
    if row.line_id is not None:
        return f"{CHOICE_LABELS[row.choice].lower()}: {row.because}".rstrip(": ") if row.choice in OUT_OF_PLAN else ""
    if not one.is_draft:
        return NOT_TAKEN
    return "" if row.is_taken else ENDED if row.in_force_to is not None else FIRST_YEAR_AFTER


def to_carry(before: Edition, first_year: int, on: date) -> dict[int, list[int]]:
    """By objective of `before`, the specific measures that a plan of that first year would take."""
    statement = (
        select(ObjectiveMeasure.objective_id, Measure.id)
        .join(EditionObjective, EditionObjective.id == ObjectiveMeasure.objective_id)
        .join(Measure, Measure.id == ObjectiveMeasure.measure_id)
        .where(EditionObjective.edition_id == before.id, taken(first_year, on))
        .order_by(ObjectiveMeasure.objective_id, Measure.code_sort_key, Measure.id)
    )
    found: dict[int, list[int]] = {}
    for objective_id, measure_id in db.session.execute(statement):
        found.setdefault(objective_id, []).append(measure_id)
    return found


# Where they stand, and who opens them


def processes_of(measures: Collection[int] | Select[int]) -> dict[int, tuple[str, ...]]:
    """The titles of the processes whose events each answers, by code."""
    statement = (
        select(MeasureEvent.measure_id, Process.code, Process.name)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .join(Process, Process.id == Phase.process_id)
        .where(MeasureEvent.measure_id.in_(measures))
        .group_by(MeasureEvent.measure_id, Process.id, Process.code_sort_key, Process.code, Process.name)
        .order_by(MeasureEvent.measure_id, Process.code_sort_key, Process.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    if isinstance(measures, Select) or measures:
        for measure_id, code, name in db.session.execute(statement):
            found[measure_id] = (*found.get(measure_id, ()), f"{code} {name}")
    return found


def openable(person: Person, measure_ids: Collection[int], on: date) -> set[int]:
    """Those of these measures whose sheet this person may open."""
    if not measure_ids or not may(person, Permission.REGISTER_READ):
        return set()
    return set(db.session.scalars(select(Measure.id).where(Measure.id.in_(measure_ids), seen(person, on))))


def seen(person: Person, on: date) -> ColumnElement[bool]:
    units = reach.units_within(person, Permission.REGISTER_READ, on)
    return true() if units is None else indexing.measures_within(units)


# What can be linked


@dataclass(frozen=True)
class Found:
    """The first of what a search finds among the measures that are not linked yet, and how many there are."""

    shown: Sequence[tuple[int, str]]
    count: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.shown)

    @property
    def can_all_be_linked(self) -> bool:
        return 1 < self.count <= MOST_AT_ONCE


def found(objective: EditionObjective, person: Person, words: str, family: str, on: date) -> Found:
    those = _candidates(objective, person, words, family, on)
    statement = those.add_columns(Measure.code, Measure.name, Measure.family).order_by(Measure.code_sort_key, Measure.id)
    rows = db.session.execute(statement.limit(MOST_FOUND)).all()
    where = processes_of([row.id for row in rows])
    return Found([(row.id, said(row, where.get(row.id, ()))) for row in rows], known.count(those))


def found_all(objective: EditionObjective, person: Person, words: str, family: str, on: date) -> list[int]:
    """One more than can be linked at once tells that there are too many."""
    those = _candidates(objective, person, words, family, on)
    return list(db.session.scalars(those.order_by(Measure.code_sort_key, Measure.id).limit(MOST_AT_ONCE + 1)))


def _candidates(objective: EditionObjective, person: Person, words: str, family: str, on: date) -> Select[Any]:
    there = select(ObjectiveMeasure.measure_id).where(ObjectiveMeasure.objective_id == objective.id)
    statement = select(Measure.id).where(can_serve(objective.edition, person, on), Measure.id.not_in(there))
    if family:
        statement = statement.where(Measure.family == family)
    return statement.where(named(words)) if words else statement


def can_serve(one: Edition, person: Person, on: date) -> ColumnElement[bool]:
    """What a proposal of today would take, as far as this person may read it."""
    return and_(taken(one.first_year, on), seen(person, on))


def that_can_serve(one: Edition, measure_ids: Collection[int], person: Person, on: date) -> set[int]:
    if not measure_ids:
        return set()
    return set(db.session.scalars(select(Measure.id).where(Measure.id.in_(measure_ids), can_serve(one, person, on))))


def named(text: str) -> ColumnElement[bool]:
    """Measures that every word is found of; of a text without words, none."""
    words = question(text).words
    return and_(*map(_found_by, words)) if words else false()


def _found_by(word: str) -> ColumnElement[bool]:
    """In what the search keeps of the measure, of a process whose events it answers, or in the name of its family."""
    of_measure = select(cast(func.substr(SearchEntry.subject, len(Measure.subject_kind()) + 2), BigInteger))
    of_measure = of_measure.where(search.with_words([word], indexing.MEASURE))
    of_process = (
        select(MeasureEvent.measure_id)
        .join(RiskEvent, RiskEvent.id == MeasureEvent.event_id)
        .join(Phase, Phase.id == RiskEvent.phase_id)
        .where(Phase.process_id.in_(select(SearchEntry.page_id).where(search.with_words([word], indexing.PROCESS))))
    )
    families = [code for code, label in FAMILY_LABELS.items() if is_hit(question(word), entry_words("", label, ""))]
    of_family = [select(Measure.id).where(Measure.family.in_(families))] if families else []
    return Measure.id.in_(union_all(of_measure, of_process, *of_family))


def readable_titles(measure_ids: Collection[int], person: Person, on: date) -> dict[int, str]:
    """What the measures of a form that was sent are called, as far as this person may read them."""
    return titles(sorted(openable(person, measure_ids, on))) if measure_ids else {}


def titles(measures: Collection[int] | Select[int]) -> dict[int, str]:
    """What specific measures are called where they are chosen, by code."""
    statement = select(Measure.id, Measure.code, Measure.name, Measure.family).where(Measure.id.in_(measures))
    rows = [row for row in db.session.execute(statement.order_by(Measure.code_sort_key, Measure.id)) if row.family]
    where = processes_of(measures) if rows else {}
    return {row.id: said(row, where.get(row.id, ())) for row in rows}


def linked_to(objective: EditionObjective) -> Select[int]:
    """The specific measures that are linked to it."""
    return select(ObjectiveMeasure.measure_id).where(ObjectiveMeasure.objective_id == objective.id, names_one_of(MeasureKind.SPECIFIC))


def names_one_of(kind: MeasureKind) -> ColumnElement[bool]:
    """Of links: asked of each measure by its number, or SQLite would begin with all those of the kind."""
    of_link = select(Measure.kind).where(Measure.id == ObjectiveMeasure.measure_id).correlate(ObjectiveMeasure)
    return of_link.scalar_subquery() == kind.value


def linked_in(one: Edition) -> Select[int]:
    """The measures that are linked to any of its objectives."""
    mine = EditionObjective.id == ObjectiveMeasure.objective_id
    return select(ObjectiveMeasure.measure_id).join(EditionObjective, mine).where(EditionObjective.edition_id == one.id)


def said(row: Any, processes: Iterable[str]) -> str:
    """ "B.07.M1 Registro degli inviti (rotazione; B.07 Affidamenti)" """
    return f"{row.code} {row.name} ({'; '.join([FAMILY_LABELS[row.family or ''].lower(), *processes])})"


# What a measure serves


def served_by(measure_id: int, person: Person, on: date) -> list[Serves]:
    """In the edition in which the body decided last, and in those that are still open, for whoever reads them."""
    if not may(person, Permission.PLAN_READ):
        return []
    last = (
        select(Edition.id).where(Edition.state.in_(queries.DECIDED)).order_by(Edition.first_year.desc(), Edition.revision.desc()).limit(1)
    )
    which = Edition.id == last.scalar_subquery()
    if may(person, Permission.PLAN_DRAFT_READ):
        which = or_(which, Edition.state.not_in(queries.DECIDED))
    statement = (
        select(
            EditionObjective, Edition, EditionMeasure.id.label("line_id"), EditionMeasure.choice, EditionMeasure.because,
            Measure.in_force_to, taken(Edition.first_year, on).label("is_taken"),
        )
        .join(ObjectiveMeasure, ObjectiveMeasure.objective_id == EditionObjective.id)
        .join(Edition, Edition.id == EditionObjective.edition_id)
        .join(Measure, Measure.id == ObjectiveMeasure.measure_id)
        .outerjoin(EditionMeasure, line_of_link())
        .where(ObjectiveMeasure.measure_id == measure_id, which)
        .order_by(Edition.first_year.desc(), Edition.revision.desc(), EditionObjective.position, EditionObjective.id)
    )  # fmt: skip
    return [_serves(row) for row in db.session.execute(statement)]


def _serves(row: Any) -> Serves:
    one, objective = row.Edition, row.EditionObjective
    where: Mapping[str, Any] = {"edition_id": one.id, "_anchor": f"obiettivo-{objective.id}"}
    return Serves(objective.title, one.title, one.state_label, why_left(row, one), "plans.objectives", where)


told.register(served_by)
