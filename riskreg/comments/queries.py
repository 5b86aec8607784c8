"""Reading questions: of a subject, one by one, and those that wait for an answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.comments import subjects
from riskreg.comments.models import Question, Reply
from riskreg.comments.subjects import About
from riskreg.core.extensions import db
from riskreg.domain.comments import asked_it
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Person
from riskreg.people.models import User


def about(one: Question) -> About:
    return About(subjects.named(one.about_kind), one.about_id)


def question(question_id: int, person: Person, on: date) -> Question:
    """One that this person reads, with its thread."""
    found = db.session.scalars(_threads().where(Question.id == question_id)).unique().one_or_none()
    if found is None:
        raise Missing
    about(found).must_read(person, on)
    return found


def _threads() -> Select[Question]:
    """With everybody who spoke: one query."""
    return (
        select(Question)
        .outerjoin(Question.replies)
        .options(joinedload(Question.asked_by), joinedload(Question.resolved_by), contains_eager(Question.replies).joinedload(Reply.by))
        .order_by(Question.id, Reply.id)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True)
class Panel:
    """The questions on one sheet, as one person meets them; the last asked first."""

    slug: str
    subject_id: int
    questions: Sequence[Question]
    person: Person

    @property
    def open(self) -> Sequence[Question]:
        return [one for one in self.questions if one.is_open]

    @property
    def resolved(self) -> Sequence[Question]:
        return [one for one in self.questions if not one.is_open]

    def on(self, section: str) -> Sequence[Question]:
        return [one for one in self.open if one.section == section]

    def is_own(self, one: Question) -> bool:
        return asked_it(self.person, one.asked_by_id)


def of(kind: str, subject_id: int, person: Person) -> Panel:
    """One query. The page of the subject has asked already whether this person reads it."""
    statement = _threads().where(Question.about_kind == kind, Question.about_id == subject_id)
    found = db.session.scalars(statement).unique().all()
    return Panel(subjects.named(kind).slug, subject_id, found[::-1], person)


def open_ones() -> Mapping[str, Sequence[Question]]:
    """By kind of subject: one query."""
    found: dict[str, list[Question]] = defaultdict(list)
    for one in db.session.scalars(select(Question).where(Question.resolved_at.is_(None)).order_by(Question.id)):
        found[one.about_kind].append(one)
    return found


def is_asked_about(kind: str, subject_id: int) -> bool:
    asked = select(Question.id).where(Question.about_kind == kind, Question.about_id == subject_id).limit(1)
    with db.session.no_autoflush:
        return db.session.scalar(asked) is not None


def people(ids: frozenset[int]) -> Sequence[User]:
    """Those of these who may still come in."""
    statement = select(User).where(User.id.in_(ids), User.disabled_at.is_(None)).order_by(User.sort_key, User.id)
    return db.session.scalars(statement).all() if ids else []
