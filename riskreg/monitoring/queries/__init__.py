"""Reading sessions and checks: one of them, those of a session, how far each has come."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.core.rows import among, batched
from riskreg.domain.errors import Missing
from riskreg.domain.semesters import Semester
from riskreg.monitoring.models import Check, CheckContribution, Session, Verification
from riskreg.register.models import Measure, MeasureOwner, Process

MANY = 1000
"""Numbers that one statement names."""


def session(session_id: int) -> Session:
    found = db.session.get(Session, session_id)
    if found is None:
        raise Missing
    return found


def of_semester(semester: Semester) -> Session | None:
    """As it stands now, also where it was read before: somebody may have closed it while this transaction waited."""
    statement = select(Session).where(Session.year == semester.year, Session.half == semester.half)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def sessions() -> list[Session]:
    """The last first."""
    return list(db.session.scalars(select(Session).order_by(Session.year.desc(), Session.half.desc())))


def at_work(on: date) -> list[Session]:
    """Those in which people answer."""
    statement = select(Session).where(Session.closed_at.is_(None), Session.opens_on <= on)
    return list(db.session.scalars(statement.order_by(Session.year, Session.half)))


def last_closed(before: Semester | None = None) -> Session | None:
    """The last one that was closed; or the last before a semester."""
    found = [one for one in sessions() if one.is_closed and (before is None or one.semester < before)]
    return found[0] if found else None


# Checks

WHOSE = selectinload(Measure.owners).options(joinedload(MeasureOwner.unit), joinedload(MeasureOwner.figure))


def check(check_id: int) -> Check:
    """With its session, its measure and whoever answers for it, its process, its periods."""
    found = db.session.scalars(_whole().where(Check.id == check_id)).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def several(check_ids: Collection[int]) -> Sequence[Check]:
    """As `check`, by number."""
    return db.session.scalars(_whole().where(among(Check.id, check_ids)).order_by(Check.id)).unique().all()


def _whole() -> Select[Check]:
    return select(Check).options(
        joinedload(Check.session), joinedload(Check.process).joinedload(Process.unit), selectinload(Check.periods),
        joinedload(Check.measure).options(WHOSE, joinedload(Measure.activation)),
    )  # fmt: skip


def in_session() -> ColumnElement[bool]:
    """Of checks: those that are still asked about."""
    return Check.dropped_on.is_(None)


def every_check(one: Session) -> list[Check]:
    """Those too that dropped out, with their measures."""
    return list(db.session.scalars(select(Check).where(Check.session_id == one.id).options(joinedload(Check.measure)).order_by(Check.id)))


def checks(one: Session, measure_ids: Collection[int] | None = None) -> list[Check]:
    """Those of a session that are still asked about, or only those of some measures; by number."""
    statement = select(Check).where(Check.session_id == one.id, in_session())
    if measure_ids is not None:
        statement = statement.where(Check.measure_id.in_(measure_ids))
    return list(db.session.scalars(statement.order_by(Check.id)))


def contributions(check_id: int) -> Sequence[CheckContribution]:
    statement = select(CheckContribution).where(CheckContribution.check_id == check_id).order_by(CheckContribution.id)
    return db.session.scalars(
        statement.options(joinedload(CheckContribution.unit), joinedload(CheckContribution.figure), joinedload(CheckContribution.by))
    ).all()


def contributions_of(check_ids: Sequence[int]) -> Mapping[int, Sequence[CheckContribution]]:
    """Of many checks, by number; those that nobody contributed to are not there."""
    found: dict[int, list[CheckContribution]] = {}
    for some in batched(check_ids, MANY):
        statement = select(CheckContribution).where(CheckContribution.check_id.in_(some)).order_by(CheckContribution.id)
        for each in db.session.scalars(statement):
            found.setdefault(each.check_id, []).append(each)
    return found


def before(one: Check) -> Check | None:
    """The same measure, in the same process, in the semester before."""
    semester = one.session.semester.before
    same = Check.process_id == one.process_id if one.process_id is not None else Check.process_id.is_(None)
    return db.session.scalars(
        select(Check)
        .join(Session, Session.id == Check.session_id)
        .where(Check.measure_id == one.measure_id, same, Session.year == semester.year, Session.half == semester.half)
        .options(joinedload(Check.session), joinedload(Check.process), selectinload(Check.periods))
    ).one_or_none()


def brought_from(those: Sequence[Check]) -> Mapping[int, list[int]]:
    """Of those that came over from a semester before, the checks that they come from, the last first."""
    asked = {one.carried_from_id for one in those if one.carried_from_id is not None}
    known: dict[int, int | None] = {}
    while asked := asked - known.keys():
        for some in batched(sorted(asked), MANY):
            statement = select(Check.id, Check.carried_from_id).where(Check.id.in_(some))
            known |= {row[0]: row[1] for row in db.session.execute(statement)}
        asked = {number for number in known.values() if number is not None}
    return {one.id: list(_back(one.carried_from_id, known)) for one in those if one.carried_from_id is not None}


def _back(number: int | None, known: Mapping[int, int | None]) -> Iterator[int]:
    while number is not None:
        yield number
        number = known[number]


def counted(one: Session) -> Mapping[str, int]:
    """How many there are in each state."""
    statement = select(Check.state, func.count()).where(Check.session_id == one.id, in_session()).group_by(Check.state)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def to_verify(one: Session) -> int:
    """How many were drawn or chosen, and nobody has looked at yet."""
    statement = select(func.count()).select_from(Verification).join(Check, Check.id == Verification.check_id)
    return db.session.scalar(statement.where(Check.session_id == one.id, Verification.finding.is_(None))) or 0
