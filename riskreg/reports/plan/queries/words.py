"""What an edition says in words: its strategic objectives, and its sections with their figures."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.register import MeasureKind
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, ObjectiveMeasure
from riskreg.plans.queries import sections as of_edition
from riskreg.plans.queries import serving
from riskreg.reports.plan.contents import MeasureNamed, ObjectiveSaid, SectionSaid, SpecificNamed


def objectives(edition: Edition, on: date) -> tuple[ObjectiveSaid, ...]:
    """Four queries; of each, the measures that the edition goes on listing: of a draft, the specific ones that it would take that day."""
    one, general, specific = EditionObjective, _general(edition), _specific(edition, on)
    statement = select(one.id, one.code, one.name, one.description, one.source).where(one.edition_id == edition.id)
    return tuple(
        ObjectiveSaid(
            code, name, description, source,
            tuple(MeasureNamed(line.code, line.name) for line in sorted(general[number], key=lambda line: line.plan_order)), specific[number],
        )
        for number, code, name, description, source in db.session.execute(statement.order_by(one.position, one.id))
    )  # fmt: skip


def _general(edition: Edition) -> Mapping[int, list[EditionMeasure]]:
    served = (
        select(ObjectiveMeasure.objective_id, EditionMeasure)
        .join(EditionObjective, EditionObjective.id == ObjectiveMeasure.objective_id)
        .join(EditionMeasure, serving.line_of_link())
        .where(EditionObjective.edition_id == edition.id, EditionMeasure.kind == MeasureKind.GENERAL.value, plans.in_plan())
    )
    found: dict[int, list[EditionMeasure]] = defaultdict(list)
    for objective_id, line in db.session.execute(served):
        found[objective_id].append(line)
    return found


def _specific(edition: Edition, on: date) -> Mapping[int, tuple[SpecificNamed, ...]]:
    found: dict[int, tuple[SpecificNamed, ...]] = defaultdict(tuple)
    where = serving.processes_of(serving.linked_in(edition))
    for objective_id, linked in serving.of_edition(edition, on).items():
        found[objective_id] = tuple(
            SpecificNamed(each.code, each.name, where.get(each.measure_id, ())) for each in linked.specific if not each.left
        )
    return found


def sections(edition: Edition, on: date) -> tuple[SectionSaid, ...]:
    """As they are read on that day; once proposed, as they were read then."""
    return tuple(SectionSaid(each.section.place, each.section.heading, each.text) for each in of_edition.told(edition, on))
