"""Reading the strategic objectives of editions, and what serves them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.register import MeasureKind
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, ObjectiveMeasure
from riskreg.plans.queries import serving
from riskreg.plans.queries.serving import SpecificServing


class Served(NamedTuple):
    """An objective with what in the plan serves it: general measures, as lines, and specific ones. `left_out` and `specific_left`: those that
    the edition does not count."""

    objective: EditionObjective
    lines: Sequence[EditionMeasure]
    left_out: Sequence[EditionMeasure]
    specific: Sequence[SpecificServing] = ()
    specific_left: Sequence[SpecificServing] = ()

    @property
    def is_idle(self) -> bool:
        """Nothing in the plan serves it."""
        return not self.lines and not self.specific


def objective(objective_id: int) -> EditionObjective:
    return get(EditionObjective, objective_id)


def objectives(one: Edition) -> list[EditionObjective]:
    """In their order, with the links to the measures."""
    return list(db.session.scalars(_in_order(one).options(selectinload(EditionObjective.links))))


def _in_order(one: Edition) -> Select[EditionObjective]:
    return select(EditionObjective).where(EditionObjective.edition_id == one.id).order_by(EditionObjective.position, EditionObjective.id)


def served(one: Edition, lines: Sequence[EditionMeasure], on: date) -> list[Served]:
    """`lines`: the general ones of the edition; of each objective they come in the order of the plan, the specific ones by code."""
    linked, found = serving.of_edition(one, on), []
    for each in db.session.scalars(_in_order(one)):
        under = linked[each.id]
        those = sorted((line for line in lines if line.measure_id in under.general), key=lambda line: line.plan_order)
        inside = [line for line in those if line.listed.is_in_plan]
        found.append(
            Served(
                each, inside, [line for line in those if line not in inside],
                [one for one in under.specific if not one.left], [one for one in under.specific if one.left],
            )
        )  # fmt: skip
    return found


def serving_none(found: Sequence[Served], lines: Sequence[EditionMeasure]) -> list[EditionMeasure]:
    """Of the general measures, those in the plan that no objective names, in the order of the plan; none where there are no objectives yet."""
    named = {line.id for each in found for line in each.lines}
    idle = [line for line in lines if line.listed.is_in_plan and line.id not in named]
    return sorted(idle, key=lambda line: line.plan_order) if found else []


def served_by(line: EditionMeasure) -> list[EditionObjective]:
    """In their order."""
    statement = (
        select(EditionObjective)
        .join(ObjectiveMeasure, ObjectiveMeasure.objective_id == EditionObjective.id)
        .where(EditionObjective.edition_id == line.edition_id, ObjectiveMeasure.measure_id == line.measure_id)
        .order_by(EditionObjective.position, EditionObjective.id)
    )
    return list(db.session.scalars(statement))


def links_of(line: EditionMeasure) -> list[ObjectiveMeasure]:
    """From the objectives of its edition to its measure."""
    statement = (
        select(ObjectiveMeasure)
        .join(EditionObjective, EditionObjective.id == ObjectiveMeasure.objective_id)
        .where(EditionObjective.edition_id == line.edition_id, ObjectiveMeasure.measure_id == line.measure_id)
    )
    return list(db.session.scalars(statement.options(joinedload(ObjectiveMeasure.objective))))


def links_to(objective: EditionObjective, kind: MeasureKind) -> list[ObjectiveMeasure]:
    """Those to its measures of one kind."""
    mine = ObjectiveMeasure.objective_id == objective.id, serving.names_one_of(kind)
    return list(db.session.scalars(select(ObjectiveMeasure).where(*mine).order_by(ObjectiveMeasure.id)))


def codes(one: Edition) -> dict[str, EditionObjective]:
    """By the code as it is compared."""
    return {each.code_fold: each for each in objectives(one)}


def next_position(one: Edition) -> int:
    return (db.session.scalar(select(func.max(EditionObjective.position)).where(EditionObjective.edition_id == one.id)) or 0) + 1


def to_take_over(one: Edition) -> Edition | None:
    """Where an edition without objectives may take them from: the one that it started from, or the last decided before it."""
    before = queries.decided_before(one)
    if before is None or _has_some(one) or not _has_some(before):
        return None
    return before


def _has_some(one: Edition) -> bool:
    return db.session.scalar(select(EditionObjective.id).where(EditionObjective.edition_id == one.id).limit(1)) is not None
