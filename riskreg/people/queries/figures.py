"""Reading the office-holders."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.errors import Missing
from riskreg.domain.italian import fold
from riskreg.people.models import Body, Figure, FigureTerm


def _with_people() -> tuple[ExecutableOption, ExecutableOption]:
    terms = selectinload(Figure.terms)
    return terms.joinedload(FigureTerm.holder), terms.joinedload(FigureTerm.deputy)


def listed(kind: str | None) -> list[Figure]:
    """Those that a body of this kind has, and those that somebody held here all the same."""
    found = db.session.scalars(select(Figure).options(*_with_people()).order_by(Figure.position, Figure.id))
    return [figure for figure in found if figure.concerns(kind) or figure.terms]


def kind_of_body() -> str | None:
    """None until the body's sheet is written: only what every body has is asked for."""
    return db.session.scalar(select(Body.kind))


def vacant(on: date) -> list[Figure]:
    """Offices that must have a holder in a body of this kind, and have none on that day."""
    held = select(FigureTerm.id).where(
        FigureTerm.figure_id == Figure.id, FigureTerm.from_on <= on, or_(FigureTerm.to_on.is_(None), FigureTerm.to_on >= on)
    )
    kind = select(Body.kind).where(Body.id == 1).scalar_subquery()
    found = db.session.execute(select(Figure, kind).where(Figure.is_required, ~held.exists()).order_by(Figure.position, Figure.id))
    return [figure for figure, kind in found if figure.concerns(kind)]


def figure(figure_id: int) -> Figure:
    found = db.session.scalars(select(Figure).options(*_with_people()).where(Figure.id == figure_id)).one_or_none()
    if found is None:
        raise Missing
    return found


def by_code(code: str) -> Figure | None:
    return db.session.scalars(select(Figure).where(Figure.code == code)).one_or_none()


def term(figure_id: int, term_id: int) -> FigureTerm:
    found = get(FigureTerm, term_id)
    if found.figure_id != figure_id:
        raise Missing
    return found


def terms_held_by(user_id: int) -> list[FigureTerm]:
    return list(db.session.scalars(select(FigureTerm).where(FigureTerm.holder_id == user_id).order_by(FigureTerm.id)))


def terms_of_same_holder(term: FigureTerm) -> list[FigureTerm]:
    """Every appointment of the person from outside that this one names, however the name is written."""
    statement = (
        select(FigureTerm).where(FigureTerm.holder_id.is_(None), FigureTerm.erased_at.is_(None)).options(joinedload(FigureTerm.figure))
    )
    named = db.session.scalars(statement.order_by(FigureTerm.from_on, FigureTerm.id))
    return [one for one in named if fold(one.holder_name) == fold(term.holder_name)]
