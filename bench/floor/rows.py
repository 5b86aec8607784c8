"""The same tables as the grown database, mapped as barely as can be."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Bare(DeclarativeBase):
    pass


class Unit(Bare):
    __tablename__ = "org_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    sort_key: Mapped[str]
    search_text: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    is_staff: Mapped[bool]
    position: Mapped[int]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    opening_act: Mapped[str]
    version: Mapped[int]
    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")
    children: Mapped[list["Unit"]] = relationship(viewonly=True)
    eras: Mapped[list["Era"]] = relationship()
    grants: Mapped[list["Grant"]] = relationship(viewonly=True)


class Era(Bare):
    __tablename__ = "unit_era"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    name: Mapped[str]
    act: Mapped[str]


class User(Bare):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    given_name: Mapped[str]
    family_name: Mapped[str]
    job_title: Mapped[str]
    sort_key: Mapped[str]
    search_text: Mapped[str]
    disabled_at: Mapped[datetime | None]
    grants: Mapped[list["Grant"]] = relationship(back_populates="user")


class Grant(Bare):
    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    role: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    user: Mapped[User] = relationship(back_populates="grants")
    unit: Mapped[Unit] = relationship(viewonly=True)


class Term(Bare):
    __tablename__ = "figure_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    figure_id: Mapped[int]
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Work(Bare):
    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]


class Entry(Bare):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    tag: Mapped[str]
    subject: Mapped[str]
    diff: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]
