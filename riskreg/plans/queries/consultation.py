"""Reading consultations: the one of an edition, its contributions, what still has no outcome, who may take part."""

from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.core.extensions import db
from riskreg.core.rows import get
from riskreg.domain.permissions import PERMISSION_MAP, Permission
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from riskreg.people.models import Delegation, OrgUnit, RoleGrant, User
from riskreg.plans.models import Consultation, Contribution, Edition
from riskreg.plans.queries import DECIDED


def of_edition(one: Edition) -> Consultation | None:
    return db.session.scalars(
        select(Consultation).where(Consultation.edition_id == one.id).options(joinedload(Consultation.edition))
    ).one_or_none()


def contribution(contribution_id: int) -> Contribution:
    return get(Contribution, contribution_id)


def contributions(found: Consultation) -> list[Contribution]:
    """As they were numbered."""
    statement = select(Contribution).where(Contribution.consultation_id == found.id).order_by(Contribution.number)
    return list(db.session.scalars(statement.options(joinedload(Contribution.user))))


def next_number(found: Consultation) -> int:
    return (db.session.scalar(select(func.max(Contribution.number)).where(Contribution.consultation_id == found.id)) or 0) + 1


def counts(found: Consultation) -> tuple[int, int]:
    """How many contributions there are, and how many of them have no outcome."""
    statement = select(func.count(), func.count(Contribution.outcome)).where(Contribution.consultation_id == found.id)
    total, settled = db.session.execute(statement).one()
    return total, total - settled


def unsettled(found: Consultation) -> int:
    return counts(found)[1]


def unsettled_of(one: Edition) -> int:
    """Of the consultation of an edition, where there is one. One query."""
    statement = select(func.count()).select_from(Contribution).join(Contribution.consultation)
    return db.session.scalar(statement.where(Consultation.edition_id == one.id, Contribution.outcome.is_(None))) or 0


def waits_for_outcome(on: date) -> ColumnElement[bool]:
    """Of contributions: no outcome, although the period is over and the body has not decided yet."""
    over = select(Consultation.id).join(Edition, Edition.id == Consultation.edition_id)
    over = over.where(Consultation.to_on < on, Edition.state.not_in(DECIDED))
    return and_(Contribution.outcome.is_(None), Contribution.consultation_id.in_(over))


def running() -> list[tuple[Consultation, int, int]]:
    """Those of editions not decided yet, the last edition first: how many contributions, how many without an outcome. One query."""
    statement = (
        select(Consultation, func.count(Contribution.id), func.count(Contribution.outcome))
        .join(Consultation.edition)
        .outerjoin(Contribution, Contribution.consultation_id == Consultation.id)
        .where(Edition.state.not_in(DECIDED))
        .group_by(Consultation.id, Edition.id)
        .options(contains_eager(Consultation.edition))
        .order_by(Edition.first_year.desc(), Edition.revision.desc())
    )
    return [(found, total, total - settled) for found, total, settled in db.session.execute(statement)]


def who_may_contribute(on: date) -> list[User]:
    """By a role of their own, wherever it stands, or by one that somebody lends them on that day; each once."""
    where: list[ColumnElement[bool]] = []
    for road in PERMISSION_MAP[Permission.PLAN_CONTRIBUTE]:
        roles = RoleGrant.role.in_(sorted(role.value for role in Role if role in road.roles))
        where.append(and_(roles, OrgUnit.parent_id.is_(None)) if road.on_body else roles)
    able = (or_(*where), people.in_force(on), User.disabled_at.is_(None))
    own = select(User).join(RoleGrant, RoleGrant.user_id == User.id).join(OrgUnit, OrgUnit.id == RoleGrant.unit_id).where(*able).distinct()
    lent = (
        select(Delegation).join(Delegation.grant).join(OrgUnit, OrgUnit.id == RoleGrant.unit_id).join(User, User.id == Delegation.deputy_id)
    )
    lent = lent.where(*able).options(contains_eager(Delegation.grant), joinedload(Delegation.deputy))
    deputies = [one.deputy for one in db.session.scalars(lent) if one.holds_on(on)]
    return sorted({*db.session.scalars(own), *deputies}, key=lambda user: (user.sort_key, user.id))
