"""What an edition says in words, for the rules: its objectives, its sections, and the figures that somebody may have typed by hand."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from riskreg.core.extensions import db
from riskreg.domain.coherence.facts import Known, Objective, Section
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, EditionSection, ObjectiveMeasure
from riskreg.plans.queries import live
from riskreg.plans.queries import serving as of_objectives
from riskreg.register.models import Measure

Said = tuple[tuple[Objective, ...], tuple[Section, ...], tuple[Known, ...]]


def gather(edition: Edition | None, on: date) -> Said:
    """Only of a draft: once proposed, an edition says what was true that day, and is not held against another."""
    if edition is None or not edition.is_draft:
        return (), (), ()
    sections = _sections(edition)
    numbered = any(any(sign.isdecimal() for sign in each.text) for each in sections)
    return _objectives(edition, on), sections, _known(edition, on) if numbered else ()


def _objectives(edition: Edition, on: date) -> tuple[Objective, ...]:
    """With how many measures of those that the edition goes on listing, or would take today; indicators have no rows yet."""
    one = EditionObjective
    serving = (
        select(ObjectiveMeasure.objective_id, func.count().label("many"))
        .join(EditionObjective, EditionObjective.id == ObjectiveMeasure.objective_id)
        .join(Measure, Measure.id == ObjectiveMeasure.measure_id)
        .outerjoin(EditionMeasure, of_objectives.line_of_link())
        .where(EditionObjective.edition_id == edition.id, of_objectives.is_counted(edition, on))
        .group_by(ObjectiveMeasure.objective_id)
        .subquery()
    )
    statement = (
        select(one.id, one.code, one.name, func.coalesce(serving.c.many, 0))
        .outerjoin(serving, serving.c.objective_id == one.id)
        .where(one.edition_id == edition.id)
        .order_by(one.position, one.id)
    )
    return tuple(Objective(number, f"{code} {name}", many) for number, code, name, many in db.session.execute(statement))


def _sections(edition: Edition) -> tuple[Section, ...]:
    one = EditionSection
    statement = select(one.id, one.heading, one.text).where(one.edition_id == edition.id).order_by(one.position, one.id)
    return tuple(map(Section._make, db.session.execute(statement)))


def _known(edition: Edition, on: date) -> tuple[Known, ...]:
    return tuple(
        Known(words, Decimal(each.number), each.leads)
        for each in live.figures_of(edition, on)
        if each.number is not None
        for words in each.typed
    )
