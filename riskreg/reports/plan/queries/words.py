"""What an edition says in words: its strategic objectives, and its sections with their figures."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, ObjectiveMeasure
from riskreg.plans.queries import sections as of_edition
from riskreg.reports.plan.contents import MeasureNamed, ObjectiveSaid, SectionSaid


def objectives(edition_id: int) -> tuple[ObjectiveSaid, ...]:
    """Two queries; of each, the lines that the edition goes on listing."""
    one = EditionObjective
    served = (
        select(ObjectiveMeasure.objective_id, EditionMeasure)
        .join(EditionMeasure, EditionMeasure.id == ObjectiveMeasure.line_id)
        .where(EditionMeasure.edition_id == edition_id, plans.in_plan())
    )
    serving: dict[int, list[EditionMeasure]] = defaultdict(list)
    for objective_id, line in db.session.execute(served):
        serving[objective_id].append(line)
    statement = select(one.id, one.code, one.name, one.description, one.source).where(one.edition_id == edition_id)
    return tuple(
        ObjectiveSaid(
            code, name, description, source,
            tuple(MeasureNamed(line.code, line.name) for line in sorted(serving[number], key=lambda line: line.plan_order)),
        )
        for number, code, name, description, source in db.session.execute(statement.order_by(one.position, one.id))
    )  # fmt: skip


def sections(edition: Edition, on: date) -> tuple[SectionSaid, ...]:
    """As they are read on that day; once proposed, as they were read then."""
    return tuple(SectionSaid(each.section.place, each.section.heading, each.text) for each in of_edition.told(edition, on))
