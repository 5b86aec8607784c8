"""Reading the strategic objectives of editions, and what serves them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, ObjectiveMeasure


@dataclass(frozen=True)
class Served:
    """An objective with the lines in the plan that serve it; `left_out`: those that the edition no longer lists."""

    objective: EditionObjective
    lines: Sequence[EditionMeasure]
    left_out: Sequence[EditionMeasure]


def objective(objective_id: int) -> EditionObjective:
    return get(EditionObjective, objective_id)


def objectives(one: Edition) -> list[EditionObjective]:
    """In their order, with the links to the lines."""
    statement = (
        select(EditionObjective).where(EditionObjective.edition_id == one.id).order_by(EditionObjective.position, EditionObjective.id)
    )
    return list(db.session.scalars(statement.options(selectinload(EditionObjective.links))))


def served(one: Edition, lines: Sequence[EditionMeasure]) -> list[Served]:
    """`lines`: all those of the edition; of each objective they come in the order of the plan."""
    known = {line.id: line for line in lines}
    found = []
    for each in objectives(one):
        those = sorted((known[link.line_id] for link in each.links), key=lambda line: line.plan_order)
        inside = [line for line in those if line.listed.is_in_plan]
        found.append(Served(each, inside, [line for line in those if line not in inside]))
    return found


def serving_none(found: Sequence[Served], lines: Sequence[EditionMeasure]) -> list[EditionMeasure]:
    """Of the general measures, those in the plan that no objective names, in the order of the plan; none where there are no objectives yet."""
    serving = {line.id for each in found for line in each.lines}
    idle = [line for line in lines if line.listed.is_in_plan and line.id not in serving]
    return sorted(idle, key=lambda line: line.plan_order) if found else []


def served_by(line: EditionMeasure) -> list[EditionObjective]:
    """In their order."""
    statement = (
        select(EditionObjective)
        .join(ObjectiveMeasure, ObjectiveMeasure.objective_id == EditionObjective.id)
        .where(ObjectiveMeasure.line_id == line.id)
        .order_by(EditionObjective.position, EditionObjective.id)
    )
    return list(db.session.scalars(statement))


def links_of(line: EditionMeasure) -> list[ObjectiveMeasure]:
    return list(
        db.session.scalars(
            select(ObjectiveMeasure).where(ObjectiveMeasure.line_id == line.id).options(joinedload(ObjectiveMeasure.objective))
        )
    )


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
