"""Who has read an adopted edition, who has not, who was asked to."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit, RoleGrant, User
from riskreg.plans.models import Edition, EditionReading, ReadingReminder
from riskreg.plans.queries import DECIDED

Units = Collection[int] | None
"""Of whose people; None: of everybody."""


def to_read(user_id: int) -> Edition | None:
    """The edition in force, where this person has not confirmed that they have read it."""
    read = exists().where(EditionReading.edition_id == Edition.id, EditionReading.user_id == user_id)
    found = db.session.execute(
        select(Edition, read.label("is_read"))
        .where(Edition.state.in_(DECIDED))
        .order_by(Edition.first_year.desc(), Edition.revision.desc())
        .limit(1)
    ).first()
    return found[0] if found is not None and not found.is_read else None


def reading(one: Edition, user_id: int | None) -> EditionReading | None:
    return db.session.scalars(
        select(EditionReading).where(EditionReading.edition_id == one.id, EditionReading.user_id == (user_id or 0))
    ).one_or_none()


def followed_by(one: Edition) -> Edition | None:
    """The one that took its place: nobody is asked any more to read what no longer holds."""
    later = or_(Edition.first_year > one.first_year, and_(Edition.first_year == one.first_year, Edition.revision > one.revision))
    statement = select(Edition).where(later, Edition.state.in_(DECIDED))
    return db.session.scalars(statement.order_by(Edition.first_year, Edition.revision).limit(1)).first()


def place(on: date) -> ScalarSelect[int]:
    """The unit where a person works, as their roles say: the first they were given that is not on the whole body."""
    return (
        select(RoleGrant.unit_id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(RoleGrant.user_id == User.id, people.in_force(on))
        .order_by(case((OrgUnit.parent_id.is_(None), 1), else_=0), RoleGrant.from_on, RoleGrant.id)
        .limit(1)
        .correlate(User)
        .scalar_subquery()
    )


def within(units: Units, on: date) -> ColumnElement[bool] | None:
    return None if units is None else place(on).in_(sorted(units))


def asked(after: Edition | None) -> ColumnElement[bool]:
    """Who should have read it, beside `of_edition`: everybody who comes in. Of an edition that another followed, those who read it or had a role
    before that: who came later was never asked."""
    comes_in = User.disabled_at.is_(None)
    if after is None or after.adopted_on is None:
        return comes_in
    before = exists().where(RoleGrant.user_id == User.id, RoleGrant.from_on < after.adopted_on)
    return and_(comes_in, or_(before, EditionReading.id.is_not(None)))


def of_edition(one: Edition) -> ColumnElement[bool]:
    return and_(EditionReading.user_id == User.id, EditionReading.edition_id == one.id)


class OfUnit(NamedTuple):
    """How many people of a unit have read it, of how many."""

    unit_id: int | None
    name: str
    read: int
    asked: int

    @property
    def missing(self) -> int:
        return self.asked - self.read


class Counted(NamedTuple):
    units: tuple[OfUnit, ...]
    gone: int
    """Those who read it and no longer come in."""

    @property
    def asked(self) -> int:
        return sum(each.asked for each in self.units)

    @property
    def read(self) -> int:
        return sum(each.read for each in self.units)

    @property
    def missing(self) -> int:
        return self.asked - self.read


NO_UNIT = "Senza un ruolo"


def counted(one: Edition, after: Edition | None, units: Units, on: date) -> Counted:
    """In the order of the chart, those without a role last. One query."""
    is_asked = asked(after)
    people_there = (
        select(
            place(on).label("unit_id"),
            case((and_(is_asked, EditionReading.id.is_not(None)), 1), else_=0).label("read"),
            case((is_asked, 1), else_=0).label("asked"),
            case((and_(~is_asked, EditionReading.id.is_not(None)), 1), else_=0).label("gone"),
        )
        .select_from(User)
        .outerjoin(EditionReading, of_edition(one))
        .where(or_(is_asked, EditionReading.id.is_not(None)))
    )
    if (mine := within(units, on)) is not None:
        people_there = people_there.where(mine)
    found = people_there.subquery()
    statement = (
        select(found.c.unit_id, OrgUnit.name, func.sum(found.c.read), func.sum(found.c.asked), func.sum(found.c.gone))
        .outerjoin(OrgUnit, OrgUnit.id == found.c.unit_id)
        .group_by(found.c.unit_id, OrgUnit.name, OrgUnit.position, OrgUnit.sort_key)
        .order_by(case((found.c.unit_id.is_(None), 1), else_=0), OrgUnit.position, OrgUnit.sort_key, found.c.unit_id)
    )
    rows = db.session.execute(statement).all()
    return Counted(
        tuple(OfUnit(unit_id, name or NO_UNIT, int(read), int(those)) for unit_id, name, read, those, _gone in rows if those),
        sum(int(row[4]) for row in rows),
    )


def people_of(one: Edition, after: Edition | None, units: Units, on: date) -> Select[Any]:
    """Everybody who should have read it or did, with when, where they work, and when they were asked last."""
    last = (
        select(func.max(ReadingReminder.on))
        .where(ReadingReminder.edition_id == one.id, ReadingReminder.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )
    unit = select(OrgUnit.name).where(OrgUnit.id == place(on)).correlate(User).scalar_subquery()
    statement = (
        select(User, EditionReading.at.label("read_at"), unit.label("unit"), last.label("reminded_on"), asked(after).label("is_asked"))
        .outerjoin(EditionReading, of_edition(one))
        .where(or_(asked(after), EditionReading.id.is_not(None)))
    )
    mine = within(units, on)
    return statement if mine is None else statement.where(mine)


def missing(one: Edition, on: date) -> list[Row[Any]]:
    """Of an edition that no other followed: whoever comes in and has not read it, by name, with where they work and when they were asked last."""
    statement = people_of(one, None, None, on).where(asked(None), EditionReading.id.is_(None))
    return list(db.session.execute(statement.order_by(User.sort_key, User.id)))


def reminders(one: Edition) -> Select[ReadingReminder]:
    return (
        select(ReadingReminder)
        .join(User, User.id == ReadingReminder.user_id)
        .where(ReadingReminder.edition_id == one.id)
        .options(joinedload(ReadingReminder.user), joinedload(ReadingReminder.sender))
    )
