"""The specific measures of editions: those that one lists; before it is proposed, those of the register that it would take."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from riskreg.audit import known
from riskreg.core.extensions import db
from riskreg.domain.plans import OUT_OF_PLAN, YEARS, Specific, State
from riskreg.domain.register import MeasureKind
from riskreg.people.models import Figure, OrgUnit
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.register.models import Measure, MeasureActivation, MeasureOwner

BATCH = 2_000

TAKEN = (
    "id", "code", "code_sort_key", "name", "description", "family", "is_mandatory", "indicator", "target", "timing", "due_on", "period", "occasion",
)  # fmt: skip
"""What an edition takes of a measure as it stands."""

LISTED = ("measure_id", *TAKEN[1:])
"""The same, as the edition has it."""


def _year(column: Any) -> ColumnElement[int]:
    return func.extract("year", column)


def taken(first_year: Any, on: date) -> ColumnElement[bool]:
    """As `domain.plans.is_taken_by` has it. `first_year`: a number, or the column of one."""
    return and_(
        Measure.kind == MeasureKind.SPECIFIC.value,
        or_(Measure.in_force_to.is_(None), Measure.in_force_to >= on),
        _year(Measure.in_force_from) < first_year + YEARS,
    )


def planned_in(year: Any, due_on: Any) -> ColumnElement[bool]:
    """As `domain.plans.is_planned_in` has it. `year`: a number, or the column of one."""
    return and_(_year(Measure.in_force_from) <= year, or_(due_on.is_(None), _year(due_on) == year))


@known.while_nothing_changes
def counted(today: date) -> dict[int, Specific]:
    """By edition; one that has none is not there."""
    found: dict[int, Specific] = {}
    for statement in (_of_the_listed(), _of_the_register(today)):
        found |= {row.id: Specific(row.listed, row.planned or 0, row.done or 0) for row in db.session.execute(statement)}
    return found


def _counts(statement: Select[Any], due_on: Any) -> Select[Any]:
    planned = planned_in(Edition.first_year, due_on)
    done = and_(planned, _year(MeasureActivation.on) <= Edition.first_year)
    return (
        statement.add_columns(
            Edition.id,
            func.count().label("listed"),
            func.sum(case((planned, 1), else_=0)).label("planned"),
            func.sum(case((done, 1), else_=0)).label("done"),
        )
        .outerjoin(MeasureActivation, MeasureActivation.measure_id == Measure.id)
        .group_by(Edition.id)
    )


def _of_the_listed() -> Select[Any]:
    statement = (
        select()
        .select_from(Edition)
        .join(EditionMeasure, EditionMeasure.edition_id == Edition.id)
        .join(Measure, Measure.id == EditionMeasure.measure_id)
        .where(
            EditionMeasure.kind == MeasureKind.SPECIFIC.value,
            EditionMeasure.choice.not_in([choice.value for choice in OUT_OF_PLAN]),
        )
    )
    return _counts(statement, EditionMeasure.due_on)


def _of_the_register(today: date) -> Select[Any]:
    statement = select().select_from(Edition).join(Measure, taken(Edition.first_year, today)).where(Edition.state == State.DRAFT.value)
    return _counts(statement, Measure.due_on)


def of_the_register(first_year: int, on: date) -> Sequence[Any]:
    """The rows that a plan proposed on that day takes, by code: the columns of TAKEN."""
    statement = select(*(getattr(Measure, name) for name in TAKEN)).where(taken(first_year, on))
    return db.session.execute(statement.order_by(Measure.code_sort_key, Measure.id)).all()


def owners_in_the_register(first_year: int, on: date) -> Sequence[Any]:
    """Whose they are, by measure and place, under the names of today."""
    statement = (
        select(
            MeasureOwner.measure_id, MeasureOwner.position, MeasureOwner.kind, MeasureOwner.unit_id, MeasureOwner.figure_id,
            func.coalesce(OrgUnit.name, Figure.name, MeasureOwner.name).label("name"),
        )
        .join(Measure, Measure.id == MeasureOwner.measure_id)
        .outerjoin(OrgUnit, OrgUnit.id == MeasureOwner.unit_id)
        .outerjoin(Figure, Figure.id == MeasureOwner.figure_id)
        .where(taken(first_year, on))
        .order_by(MeasureOwner.measure_id, MeasureOwner.position)
    )  # fmt: skip
    return db.session.execute(statement).all()


def listed(one: Edition) -> Sequence[Any]:
    """What it says of each: the columns of LISTED, then `choice` and `because`."""
    columns = [*(getattr(EditionMeasure, name) for name in LISTED), EditionMeasure.choice, EditionMeasure.because]
    statement = select(*columns).where(EditionMeasure.edition_id == one.id, EditionMeasure.kind == MeasureKind.SPECIFIC.value)
    return db.session.execute(statement.order_by(EditionMeasure.position, EditionMeasure.id)).all()


def owners_listed(one: Edition) -> dict[int, tuple[str, ...]]:
    """By measure, the capofila first."""
    statement = (
        select(EditionMeasure.measure_id, EditionOwner.name)
        .join(EditionOwner, EditionOwner.line_id == EditionMeasure.id)
        .where(EditionMeasure.edition_id == one.id, EditionMeasure.kind == MeasureKind.SPECIFIC.value)
        .order_by(EditionMeasure.measure_id, EditionOwner.position)
    )
    found: dict[int, tuple[str, ...]] = {}
    for measure_id, name in db.session.execute(statement):
        found[measure_id] = (*found.get(measure_id, ()), name)
    return found


@known.while_nothing_changes
def families_of(edition_id: int) -> tuple[str, ...]:
    """Those of the specific measures that it lists."""
    mine = EditionMeasure.edition_id == edition_id, EditionMeasure.family.is_not(None)
    return tuple(db.session.scalars(select(EditionMeasure.family).where(*mine).distinct().order_by(EditionMeasure.family)))


@known.while_nothing_changes
def units_of(edition_id: int) -> tuple[tuple[int, str], ...]:
    """The units that answer for any of its measures, by name."""
    answering = select(EditionOwner.unit_id).join(EditionOwner.line).where(EditionMeasure.edition_id == edition_id)
    statement = select(OrgUnit.id, OrgUnit.name).where(OrgUnit.id.in_(answering)).order_by(OrgUnit.sort_key, OrgUnit.id)
    return tuple((number, name) for number, name in db.session.execute(statement))


def lines_of_units(one: Edition) -> dict[int, set[int]]:
    """By unit, the specific measures in the plan that it answers for."""
    statement = (
        select(OrgUnit.id, EditionOwner.line_id)
        .join(EditionOwner, EditionOwner.unit_id == OrgUnit.id)
        .join(EditionMeasure, EditionMeasure.id == EditionOwner.line_id)
        .where(EditionMeasure.edition_id == one.id, EditionMeasure.kind == MeasureKind.SPECIFIC.value)
        .where(EditionMeasure.choice.not_in([choice.value for choice in OUT_OF_PLAN]))
    )
    found: dict[int, set[int]] = {}
    for unit_id, line_id in db.session.execute(statement):
        found.setdefault(unit_id, set()).add(line_id)
    return found


def ended(measure_ids: Sequence[int]) -> dict[int, str]:
    """Why those that have ended did."""
    found: dict[int, str] = {}
    for start in range(0, len(measure_ids), BATCH):
        those = Measure.id.in_(measure_ids[start : start + BATCH])
        rows = db.session.execute(select(Measure.id, Measure.ended_because).where(those))
        found |= {row.id: row.ended_because for row in rows}
    return found


def measures_and_codes(one: Edition) -> tuple[set[int], set[str]]:
    """What the edition lists already."""
    rows = db.session.execute(select(EditionMeasure.measure_id, EditionMeasure.code_fold).where(EditionMeasure.edition_id == one.id)).all()
    return {row.measure_id for row in rows}, {row.code_fold for row in rows}
