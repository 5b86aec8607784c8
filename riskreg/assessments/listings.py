"""The list of assessments: what it shows, how it sorts, filters and downloads."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union
from sqlalchemy.orm import contains_eager

from riskreg.assessments import readiness
from riskreg.assessments.models import Assessment
from riskreg.audit import known
from riskreg.core.extensions import db
from riskreg.domain.assessments import (
    FOR_ME,
    FOR_OTHERS,
    READY,
    SHOWN_STATES,
    SHOWN_TO_APPROVERS,
    TO_VALIDATE,
    UNFINISHED,
    WITH_AUTHOR,
    band_labels,
    read_band,
    write_band,
)
from riskreg.domain.permissions import Permission, Person, may
from riskreg.people.models import OrgUnit
from riskreg.people.queries.reach import units_within
from riskreg.register.listings import area_choices
from riskreg.register.models import Process, RiskArea, Standing
from riskreg.web.listing import Column, Filter, Listing

COMPUTED = (Standing.computed_rank, Process.code_sort_key)


def assessments(person: Person, on: date) -> Listing:
    """Those of the processes that stand today in the units of this person, closed ones included."""
    units = units_within(person, Permission.ASSESSMENT_READ, on)
    statement: Any = (
        select(Assessment, Standing, RiskArea)
        .join(Process, Process.id == Assessment.process_id)
        .join(OrgUnit, OrgUnit.id == Assessment.unit_id)
        .outerjoin(Standing, and_(Standing.process_id == Assessment.process_id, Standing.year == Assessment.year))
        .join(RiskArea, RiskArea.id == _area_then())
        .options(contains_eager(Assessment.process), contains_eager(Assessment.unit))
    )
    return Listing(
        title="Valutazioni",
        file_name="valutazioni",
        statement=statement if units is None else statement.where(Process.unit_id.in_(units)),
        columns=(
            Column("code", "Codice", lambda row: row.Assessment.process.code, (Process.code_sort_key,)),
            Column("process", "Processo", lambda row: row.Assessment.process.name, (Process.sort_key, Process.code_sort_key)),
            Column("area", "Area di rischio", lambda row: row.RiskArea.title, (RiskArea.code_sort_key, Process.code_sort_key)),
            Column("unit", "Unità", lambda row: row.Assessment.unit.name, (OrgUnit.sort_key, Process.code_sort_key)),
            Column("year", "Anno", lambda row: row.Assessment.year, (Assessment.year, Process.code_sort_key), numeric=True),
            Column("state", "Stato", lambda row: row.Assessment.state_label, (Assessment.state, Process.code_sort_key)),
            Column(
                "residual", "Rischio residuo", lambda row: _of(row, "residual"), (Standing.residual, Process.code_sort_key), numeric=True
            ),
            Column("computed", "Fascia calcolata", lambda row: _of(row, "computed_band"), COMPUTED, optional=True),
            Column("band", "Fascia giudicata", lambda row: _of(row, "band"), (Standing.band_rank, Process.code_sort_key), optional=True),
        ),
        key=Assessment.id,
        filters=_filters(person, units, on),
        sort="code",
        count=known.count,
    )


def _filters(person: Person, units: frozenset[int] | None, on: date) -> tuple[Filter, ...]:
    bands = _bands()
    states = SHOWN_TO_APPROVERS if may(person, Permission.ASSESSMENT_APPROVE) else SHOWN_STATES
    return (
        Filter("anno", "Anno", _year, kind="choice", choices=years(units)),
        Filter("area", "Area di rischio", lambda text: _area_then() == int(text), kind="choice", choices=area_choices()),
        Filter("unita", "Unità", lambda text: Assessment.unit_id == int(text), kind="choice", choices=_units(units)),
        Filter("stato", "Stato", lambda text: _in_state(text, person, on), kind="choice", choices=list(states.items())),
        Filter("fascia", "Fascia giudicata", lambda text: _is(text, Standing.band_rank, Standing.band), kind="choice", choices=bands),
        Filter(
            "calcolata",
            "Fascia calcolata",
            lambda text: _is(text, Standing.computed_rank, Standing.computed_band),
            kind="choice",
            choices=bands,
        ),
        Filter(
            "inerente",
            "Fascia prima delle misure",
            lambda text: _is(text, Standing.inherent_rank, Standing.inherent_band),
            kind="choice",
            choices=bands,
        ),
    )


def _in_state(text: str, person: Person, on: date) -> ColumnElement[bool]:
    if text in (FOR_ME, FOR_OTHERS):
        waiting = readiness.to_approve(person, on)
        return Assessment.id.in_(waiting.for_them if text == FOR_ME else waiting.for_others)
    if text == TO_VALIDATE:
        return Assessment.id.in_(readiness.to_validate(person, on).for_them)
    if text not in (READY, UNFINISHED):
        return Assessment.state == text
    ready = readiness.ready(on)
    return Assessment.id.in_(ready) if text == READY else and_(Assessment.state.in_(WITH_AUTHOR), Assessment.id.not_in(ready))


def _area_then() -> Any:
    """Of what is approved, the area of then: figures count it there. Of a draft, that of today."""
    return func.coalesce(Standing.area_id, Process.area_id)


def _is(text: str, rank: Any, name: Any) -> ColumnElement[bool]:
    band = read_band(text)
    return and_(rank == band[0], name == band[1])


def _of(row: Any, name: str) -> Any:
    """Of a draft nothing is said yet."""
    return getattr(row.Standing, name) if row.Standing is not None else None


def _year(text: str) -> ColumnElement[bool]:
    return Assessment.year == int(text)


@known.while_nothing_changes
def years(units: frozenset[int] | None = None) -> tuple[tuple[str, str], ...]:
    """Those with an assessment, the last first."""
    statement = _of_seen(select(Assessment.year).distinct().order_by(Assessment.year.desc()), units)
    return tuple((str(year), str(year)) for year in db.session.scalars(statement))


def _of_seen(statement: Select[Any], units: frozenset[int] | None) -> Select[Any]:
    """Whoever sees all of them need not ask of which process each is."""
    if units is None:
        return statement
    return statement.join(Process, Process.id == Assessment.process_id).where(Process.unit_id.in_(units))


@known.while_nothing_changes
def _units(units: frozenset[int] | None) -> tuple[tuple[str, str], ...]:
    """Only those that have something to show."""
    statement = select(OrgUnit.id, OrgUnit.name).where(OrgUnit.id.in_(_of_seen(select(Assessment.unit_id), units)))
    return tuple((str(row.id), row.name) for row in db.session.execute(statement.order_by(OrgUnit.sort_key, OrgUnit.id)))


@known.while_nothing_changes
def _bands() -> tuple[tuple[str, str], ...]:
    """As they were called, the mildest first; two methodologies may call their bands otherwise, or different ones alike."""
    pairs = (
        (Standing.band, Standing.band_rank), (Standing.computed_band, Standing.computed_rank), (Standing.inherent_band, Standing.inherent_rank),
    )  # fmt: skip
    every = union(*(select(name.label("name"), rank.label("rank")) for name, rank in pairs)).subquery()
    rows = db.session.execute(select(every.c.name, every.c.rank).order_by(every.c.rank, every.c.name))
    return tuple((write_band(key), label) for key, label in band_labels((row.rank, row.name) for row in rows).items())
