"""Reading editions: which there are, what they list, the figures of a year."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.audit import queries as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.codes import fold_code
from riskreg.domain.permissions import Permission
from riskreg.domain.plans import FIRST_EDITION, FROZEN, Choice, Listed, PlanFigures, State, figures
from riskreg.domain.register import MeasureKind
from riskreg.plans.models import Edition, EditionMeasure, EditionOwner
from riskreg.register.models import Measure, MeasureActivation, MeasureOwner

DUE_IN = 1
"""The plan is due by the end of January (d.l. 80/2021, art. 6)."""

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


def is_born_with(line: EditionMeasure) -> bool:
    """Whether the measure came into the world with this line, is in no other edition, and nothing was done with it: then it goes with it.
    The trail tells it from one of the register that the edition only lists: both were made at one moment."""
    measure = line.measure
    if measure.events or measure.activation or measure.deadlines or measure.milestones or listed_elsewhere(measure, line.edition):
        return False
    listed = audit.first_naming(line.edition.subject, line.subject)
    made = audit.of_tag(measure.subject, Tag.MEASURE_CREATED)
    return listed is not None and bool(made) and made[0].at == listed.at


def told_of(line: EditionMeasure) -> list[AuditEntry]:
    """The entries of the edition in which something of this line, or of who answers for it, changed."""
    return audit.naming(line.edition.subject, [line.subject, *(owner.subject for owner in line.owners)])


def not_listed(one: Edition) -> list[Measure]:
    """Measures that nobody has ended and that the edition does not name: specific ones by code, then general ones."""
    there = select(EditionMeasure.measure_id).where(EditionMeasure.edition_id == one.id)
    statement = select(Measure).where(Measure.in_force_to.is_(None), Measure.id.not_in(there))
    whose = selectinload(Measure.owners).options(joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure))
    return list(
        db.session.scalars(
            statement.options(whose, joinedload(Measure.activation)).order_by(Measure.kind.desc(), Measure.code_sort_key, Measure.id)
        ).unique()
    )


def proposed_first_year(today: date) -> int:
    """The three years after the last edition; where there is none, those that the next plan is for."""
    last = db.session.scalar(select(func.max(Edition.first_year)))
    return last + 1 if last is not None else today.year + (today.month > DUE_IN)


def years_to_open(today: date) -> list[int]:
    """First years without an edition, the last first: a body that begins here may have plans of years ago to write down."""
    taken = set(db.session.scalars(select(Edition.first_year)))
    last = max([today.year + 1, *taken]) + 1
    return [year for year in range(last, max(FIRST_EDITION, today.year - 10) - 1, -1) if year not in taken]


def decided_before(one: Edition) -> Edition | None:
    """The one to compare it with: what it started from, or the last that the body decided before it."""
    if one.based_on is not None:
        return one.based_on
    return last_decided(before=one.first_year)


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


def figures_of_all() -> dict[int, PlanFigures]:
    """Of every edition, of its first year: one query, however many there are."""
    statement = (
        select(
            EditionMeasure.edition_id, EditionMeasure.kind, EditionMeasure.is_new, EditionMeasure.due_on, EditionMeasure.measure_class,
            EditionMeasure.choice, MeasureActivation.on,
        )
        .outerjoin(MeasureActivation, MeasureActivation.measure_id == EditionMeasure.measure_id)
    )  # fmt: skip
    listed: dict[int, list[Listed]] = {}
    for row in db.session.execute(statement):
        one = Listed(MeasureKind(row.kind), row.is_new, row.due_on, row.on, row.measure_class, Choice(row.choice))
        listed.setdefault(row.edition_id, []).append(one)
    years = db.session.execute(select(Edition.id, Edition.first_year))
    return {row.id: figures(row.first_year, listed.get(row.id, [])) for row in years}


def states(first_years: Collection[int]) -> dict[int, State]:
    """How far the last edition of each of these years has come."""
    rows = db.session.execute(
        select(Edition.first_year, Edition.state).where(Edition.first_year.in_(sorted(first_years))).order_by(Edition.revision)
    )
    return {row.first_year: State(row.state) for row in rows}
