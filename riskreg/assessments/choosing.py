"""What a new assessment may be about, and what it is measured with."""

from datetime import date

from sqlalchemy import func, select

from riskreg.assessments import windows
from riskreg.assessments.models import Assessment
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.assessments import is_active_in, years_to_assess
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, Person, may
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.people.queries.reach import units_within
from riskreg.register.models import Process, RiskArea

LATER, BEFORE = "Processi che devono cominciare", "Processi ritirati, per gli anni in cui erano attivi"


def processes_to_assess(by: Person, on: date) -> dict[str, list[tuple[str, str]]]:
    """The processes that this person may assess for some year, as the operation asks: those of today, under their areas; those that begin
    by the end of next year; those that have retired, for the years in which they were active. With the day that says why."""
    if not may(by, Permission.ASSESSMENT_EDIT):
        return {}
    units = units_within(by, Permission.ASSESSMENT_EDIT, on)
    statement = select(Process.id, Process.code, Process.name, Process.active_from, Process.retired_on, RiskArea).join(Process.area)
    if units is not None:
        statement = statement.where(Process.unit_id.in_(units))
    active: dict[str, list[tuple[str, str]]] = {}
    others: dict[str, list[tuple[str, str]]] = {LATER: [], BEFORE: []}
    for row in db.session.execute(statement.order_by(Process.code_sort_key, Process.id)):
        called, since, until = f"{row.code} {row.name}", row.active_from, row.retired_on
        if not any(is_active_in(year, since, until) for year in years_to_assess(on)):
            continue
        if until is not None and until <= on:
            others[BEFORE].append((str(row.id), f"{called} (ritirato dal {write_date(until)})"))
        elif since > on:
            others[LATER].append((str(row.id), f"{called} (dal {write_date(since)})"))
        else:
            active.setdefault(row.RiskArea.title, []).append((str(row.id), called))
    return active | {heading: those for heading, those in others.items() if those}


def measured_already(year: int) -> MethodologyVersion | None:
    """What most of the year is measured with, published or not; None while nothing is."""
    statement = (
        select(MethodologyVersion).join(Assessment, Assessment.methodology_id == MethodologyVersion.id).where(Assessment.year == year)
    )
    return db.session.scalars(
        statement.group_by(MethodologyVersion.id).order_by(func.count().desc(), MethodologyVersion.id.desc()).limit(1)
    ).first()


def methodology_of_year(year: int) -> MethodologyVersion | None:
    """One for the whole year: that of its campaign; else what most of it is measured with already, as long as it is published; else the one
    published last."""
    if (window := windows.of_year(year, clock.today())) is not None:
        return methodologies.methodology(window.methodology_id)
    in_force = {one.id: one for one in methodologies.in_force()}
    statement = (
        select(Assessment.methodology_id)
        .where(Assessment.year == year, Assessment.methodology_id.in_(in_force))
        .group_by(Assessment.methodology_id)
        .order_by(func.count().desc(), Assessment.methodology_id.desc())
    )
    used = db.session.scalars(statement.limit(1)).first()
    return in_force[used] if used is not None else methodologies.proposed_of(in_force.values())


def may_choose(by: Person) -> bool:
    """Another one than that of the year: figures of a year speak of one scale, so it is a choice of whoever keeps the methodologies."""
    return may(by, Permission.METHODOLOGY_MANAGE)


def methodologies_for(by: Person, year: int) -> list[MethodologyVersion]:
    """Those that this person may measure the year with, that of the year first."""
    of_year = methodology_of_year(year)
    others = [one for one in methodologies.in_force() if one is not of_year] if may_choose(by) else []
    return [*([of_year] if of_year else []), *others]
