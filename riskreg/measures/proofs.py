"""Measures as what evidence is about (evidence/subjects.py): read, and kept, as the measure itself is."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Select, select

from riskreg.core.extensions import db
from riskreg.domain.permissions import Person, Scope
from riskreg.evidence import queries as evidence
from riskreg.evidence import subjects
from riskreg.evidence.queries import Panel
from riskreg.evidence.subjects import Kind, Subject
from riskreg.register import indexing, queries
from riskreg.register.models import Measure
from riskreg.register.queries import reaching

MEASURE = "measure"


def of(measure_id: int, person: Person) -> Panel:
    return evidence.of(MEASURE, measure_id, person)


def _found(measure_ids: Collection[int]) -> Mapping[int, Subject]:
    statement = select(Measure.id, Measure.code, Measure.name).where(Measure.id.in_(measure_ids))
    return {row.id: Subject(f"{row.code} {row.name}") for row in db.session.execute(statement)}


def _within(units: Collection[int]) -> Select[int]:
    return select(Measure.id).where(indexing.measures_within(units))


def _scope(measure_id: int, on: date) -> Scope:
    return queries.scope_of_all(queries.processes_of(queries.measure(measure_id)), on)


def _changeable(person: Person, measure_ids: Collection[int], on: date) -> Collection[int]:
    return reaching.changeable(person, list(measure_ids), on)


subjects.register(Kind(MEASURE, "misura", "misura", "measures.detail", "measure_id", _found, _within, _scope, _changeable))
