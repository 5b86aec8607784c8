"""Assessments as what evidence is about (evidence/subjects.py); one that is approved, or of a year of which nothing moves, takes no more."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from riskreg.assessments import queries, windows
from riskreg.assessments.models import Assessment
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission, Person, Scope
from riskreg.evidence import queries as evidence
from riskreg.evidence import subjects
from riskreg.evidence.queries import Panel
from riskreg.evidence.subjects import Kind, Subject
from riskreg.people.queries import reach
from riskreg.register.models import Process

ASSESSMENT = "assessment"
CLOSED = "La valutazione è approvata: le sue prove non cambiano più."


def of(assessment_id: int, person: Person) -> Panel:
    return evidence.of(ASSESSMENT, assessment_id, person)


def _found(assessment_ids: Collection[int]) -> Mapping[int, Subject]:
    statement = select(Assessment).where(Assessment.id.in_(assessment_ids)).options(joinedload(Assessment.process))
    return {one.id: Subject(f"{one.process.title}, {one.year}", _closed(one)) for one in db.session.scalars(statement)}


def _closed(one: Assessment) -> str:
    return CLOSED if one.is_approved else windows.refusal(one.year, clock.today())


def _within(units: Collection[int]) -> Select[int]:
    return select(Assessment.id).join(Process, Process.id == Assessment.process_id).where(Process.unit_id.in_(sorted(units)))


def _scope(assessment_id: int, on: date) -> Scope:
    return queries.scope(assessment_id, on)


def _changeable(person: Person, assessment_ids: Collection[int], on: date) -> Collection[int]:
    units = reach.units_within(person, Permission.ASSESSMENT_EDIT, on)
    statement = select(Assessment.id).where(Assessment.id.in_(assessment_ids))
    return set(db.session.scalars(statement if units is None else statement.where(Assessment.id.in_(_within(units)))))


subjects.register(
    Kind(ASSESSMENT, "valutazione", "valutazione", "assessments.detail", "assessment_id", _found, _within, _scope, _changeable)
)
