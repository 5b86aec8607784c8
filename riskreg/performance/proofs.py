"""A year of an indicator as what evidence is about (evidence/subjects.py): it changes until the result is verified."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.domain.performance.results import CLOSED, KEPT, ResultState
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.evidence import queries as evidence
from riskreg.evidence import subjects
from riskreg.evidence.queries import Panel
from riskreg.evidence.subjects import Kind, Subject
from riskreg.performance import queries, scopes
from riskreg.performance.models import Indicator, IndicatorOwner, IndicatorYear

YEAR = "indicator_year"
VERIFIED = "Il risultato è verificato: per cambiare le prove, chi l'ha verificato lo restituisce."


def of(row_id: int, person: Person) -> Panel:
    return evidence.of(YEAR, row_id, person)


def _rows(row_ids: Collection[int]) -> list[IndicatorYear]:
    owners = joinedload(IndicatorYear.indicator).selectinload(Indicator.owners)
    return list(
        db.session.scalars(select(IndicatorYear).where(IndicatorYear.id.in_(row_ids)).options(owners, selectinload(IndicatorYear.readings)))
    )


def _found(row_ids: Collection[int]) -> Mapping[int, Subject]:
    closed = queries.closed_years()
    return {row.id: Subject(row.title, _closed(row, closed)) for row in _rows(row_ids)}


def _closed(row: IndicatorYear, closed: Collection[int]) -> str:
    if row.year in closed:
        return CLOSED
    state = row.final.state if row.final is not None else ""
    if state == ResultState.CLOSED.value:
        return KEPT
    return VERIFIED if state == ResultState.VERIFIED.value else ""


def _within(units: Collection[int]) -> Select[int]:
    theirs = select(IndicatorOwner.indicator_id).where(IndicatorOwner.unit_id.in_(sorted(units)))
    return select(IndicatorYear.id).where(IndicatorYear.indicator_id.in_(theirs))


def _scope(row_id: int, on: date) -> Scope:
    return scopes.scope_of(queries.year_row(row_id).indicator, on)


def _changeable(person: Person, row_ids: Collection[int], on: date) -> Collection[int]:
    return [row.id for row in _rows(row_ids) if may(person, Permission.EVIDENCE_ATTACH, scopes.scope_of(row.indicator, on))]


KIND = subjects.register(
    Kind(
        YEAR,
        "indicatore",
        "risultato",
        "performance.of_year",
        "row_id",
        _found,
        _within,
        _scope,
        _changeable,
        judge=Permission.RESULT_VERIFY,
    )
)
