"""Reading editions: which there are, what they list, the figures of a year."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.codes import fold_code
from riskreg.domain.permissions import Permission
from riskreg.domain.plans import FROZEN, PlanFigures, State, figures
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.register.models import Measure

DECIDED = [state.value for state in FROZEN]
WITH_OWNERS = selectinload(EditionMeasure.owners).options(joinedload(EditionOwner.unit), joinedload(EditionOwner.figure))


def edition(edition_id: int) -> Edition:
    return get(Edition, edition_id)


def reading(one: Edition) -> Permission:
    """Which permission opens it: what is not adopted yet is for those who prepare it and those whom it will concern."""
    return Permission.PLAN_READ if one.is_frozen else Permission.PLAN_DRAFT_READ


def editions() -> list[Edition]:
    """The last first."""
    return list(db.session.scalars(select(Edition).order_by(Edition.first_year.desc(), Edition.revision.desc())))


def of_year(first_year: int) -> list[Edition]:
    """The edition with that first year and its revisions, the last first."""
    return list(db.session.scalars(select(Edition).where(Edition.first_year == first_year).order_by(Edition.revision.desc())))


def open_one(first_year: int) -> Edition | None:
    """The one of that year that may still be written."""
    return next((one for one in of_year(first_year) if not one.is_frozen), None)


def speaking(first_year: int) -> Edition | None:
    """The one that figures of that year speak of: its last adopted revision; before there is one, the draft."""
    found = of_year(first_year)
    return next((one for one in found if one.is_frozen), found[0] if found else None)


def last_decided(before: int | None = None) -> Edition | None:
    """The edition in which the body decided last, or last for a first year before that one."""
    statement = select(Edition).where(Edition.state.in_(DECIDED))
    if before is not None:
        statement = statement.where(Edition.first_year < before)
    return db.session.scalars(statement.order_by(Edition.first_year.desc(), Edition.revision.desc()).limit(1)).first()


def line(line_id: int) -> EditionMeasure:
    return get(EditionMeasure, line_id)


def lines(one: Edition) -> list[EditionMeasure]:
    """In their order, with owners and what became of each measure."""
    statement = select(EditionMeasure).where(EditionMeasure.edition_id == one.id).order_by(EditionMeasure.position, EditionMeasure.id)
    alive = joinedload(EditionMeasure.measure).options(joinedload(Measure.activation), selectinload(Measure.deadlines))
    return list(db.session.scalars(statement.options(WITH_OWNERS, alive)))


def line_by_code(one: Edition, code: str) -> EditionMeasure | None:
    return db.session.scalars(
        select(EditionMeasure).where(EditionMeasure.edition_id == one.id, EditionMeasure.code_fold == fold_code(code))
    ).one_or_none()


def codes(one: Edition) -> list[str]:
    return list(db.session.scalars(select(EditionMeasure.code).where(EditionMeasure.edition_id == one.id)))


def next_position(one: Edition) -> int:
    return (db.session.scalar(select(func.max(EditionMeasure.position)).where(EditionMeasure.edition_id == one.id)) or 0) + 1


def listed_elsewhere(measure: Measure, one: Edition) -> bool:
    """Whether another edition lists it too."""
    statement = select(EditionMeasure.id).where(EditionMeasure.measure_id == measure.id, EditionMeasure.edition_id != one.id).limit(1)
    return db.session.scalar(statement) is not None


def listings_of(measure_id: int) -> Sequence[EditionMeasure]:
    """What each edition said of a measure, the last first."""
    statement = (
        select(EditionMeasure)
        .join(EditionMeasure.edition)
        .where(EditionMeasure.measure_id == measure_id)
        .order_by(Edition.first_year.desc(), Edition.revision.desc())
    )
    return db.session.scalars(statement.options(joinedload(EditionMeasure.edition), WITH_OWNERS)).all()


def figures_of(one: Edition) -> PlanFigures:
    """Of its first year."""
    return figures(one.first_year, [each.listed for each in lines(one)])


def states(first_years: Collection[int]) -> dict[int, State]:
    """How far the last edition of each of these years has come."""
    rows = db.session.execute(
        select(Edition.first_year, Edition.state).where(Edition.first_year.in_(sorted(first_years))).order_by(Edition.revision)
    )
    return {row.first_year: State(row.state) for row in rows}
