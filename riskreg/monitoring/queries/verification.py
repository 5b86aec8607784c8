"""Reading draws and verifications."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.errors import Missing
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check, Draw, Session, Verification
from riskreg.register.models import Measure, Process


def draws(one: Session) -> list[Draw]:
    """In the order in which they were declared; one that has not been drawn yet is the last."""
    statement = select(Draw).where(Draw.session_id == one.id).options(joinedload(Draw.declared_by), joinedload(Draw.drawn_by))
    return list(db.session.scalars(statement.order_by(Draw.id)))


def draw(draw_id: int) -> Draw:
    found = db.session.get(Draw, draw_id, options=[joinedload(Draw.session), joinedload(Draw.declared_by), joinedload(Draw.drawn_by)])
    if found is None:
        raise Missing
    return found


def declared(one: Session) -> Draw | None:
    """The plan that waits for its draw."""
    return db.session.scalars(select(Draw).where(Draw.session_id == one.id, Draw.drawn_at.is_(None))).one_or_none()


def verification(verification_id: int) -> Verification:
    """With its check, as the check's own page reads it."""
    check = joinedload(Verification.check)
    found = db.session.scalars(
        select(Verification)
        .where(Verification.id == verification_id)
        .options(
            joinedload(Verification.draw), joinedload(Verification.verified_by), check.joinedload(Check.session),
            check.joinedload(Check.process).joinedload(Process.unit), check.selectinload(Check.periods),
            check.joinedload(Check.measure).options(queries.WHOSE, joinedload(Measure.activation)),
        )
    ).unique().one_or_none()  # fmt: skip
    if found is None:
        raise Missing
    return found


def of_draw(draw: Draw) -> list[int]:
    """The checks that were taken."""
    return list(db.session.scalars(select(Verification.check_id).where(Verification.draw_id == draw.id).order_by(Verification.check_id)))


def of_session(one: Session) -> Sequence[Verification]:
    """All of them, with their checks, by code."""
    check = joinedload(Verification.check)
    statement = (
        select(Verification)
        .join(Check, Check.id == Verification.check_id)
        .join(Measure, Measure.id == Check.measure_id)
        .where(Check.session_id == one.id)
        .options(
            joinedload(Verification.verified_by), joinedload(Verification.draw), check.joinedload(Check.process).joinedload(Process.unit),
            check.selectinload(Check.periods), check.joinedload(Check.session), check.joinedload(Check.measure).options(queries.WHOSE),
        )
        .order_by(Measure.code_sort_key, Verification.id)
    )  # fmt: skip
    return db.session.scalars(statement).all()


def pending(check_id: int) -> Verification | None:
    """The one that was drawn or chosen and that nobody has made yet."""
    return db.session.scalars(select(Verification).where(Verification.check_id == check_id, Verification.finding.is_(None))).first()


def last_finding(check_id: int) -> str:
    statement = select(Verification.finding).where(Verification.check_id == check_id, Verification.finding.is_not(None))
    return db.session.scalar(statement.order_by(Verification.id.desc()).limit(1)) or ""


def went_badly() -> ColumnElement[bool]:
    """Of checks: the last verification did not confirm it. One that was mended and verified again is confirmed."""
    later = aliased(Verification)
    after = select(later.id).where(later.check_id == Verification.check_id, later.finding.is_not(None), later.id > Verification.id)
    return (
        select(Verification.id)
        .where(Verification.check_id == Check.id, Verification.finding == "negative", ~after.exists())
        .correlate(Check)
        .exists()
    )


def counted(one: Session) -> dict[str, int]:
    """How many there are by finding; under nothing, those to make."""
    statement = select(Verification.finding, func.count()).join(Check, Check.id == Verification.check_id).where(Check.session_id == one.id)
    return {row[0] or "": row[1] for row in db.session.execute(statement.group_by(Verification.finding))}


def titles(check_ids: Collection[int]) -> dict[int, Check]:
    """The checks of a frozen list, by number."""
    statement = select(Check).where(among(Check.id, check_ids)).options(joinedload(Check.process)).order_by(Check.id)
    return {one.id: one for one in db.session.scalars(statement)} if check_ids else {}
