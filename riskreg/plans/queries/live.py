"""What the figures that texts name are counted from: the edition as it stands, and the register on a day. As many queries for ten processes as
for a thousand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select

from riskreg.assessments.models import Assessment, words
from riskreg.audit import known
from riskreg.core.extensions import db
from riskreg.domain import live_figures
from riskreg.domain.live_figures import Band, Counted, Figure, RiskOfYear
from riskreg.domain.scoring.calculation import mean_residual, why_no_mean
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.people import queries as people
from riskreg.plans import queries
from riskreg.plans.models import Edition, EditionObjective
from riskreg.register import queries as register
from riskreg.register.models import Phase, Process, RiskEvent, Standing


def figures_of(one: Edition, on: date) -> tuple[Figure, ...]:
    """All that a text of this edition may name."""
    return _figures(one.id, on)


@known.while_nothing_changes
def _figures(edition_id: int, on: date) -> tuple[Figure, ...]:
    """The page of a draft, its texts and what is checked before a proposal ask for them again and again."""
    return live_figures.figures(counted(queries.edition(edition_id), on))


def counted(one: Edition, on: date) -> Counted:
    body, risks = people.body(), _risks(one.first_year)
    processes, areas = _processes(on)
    every, before = queries.figures_of_all(on), queries.speaking(one.first_year - 1)
    return Counted(
        body=body.name if body else "",
        edition=one.name,
        plan=every[one.id],
        objectives=db.session.scalar(select(func.count()).where(EditionObjective.edition_id == one.id)) or 0,
        processes=processes,
        areas=areas,
        events=_events(on),
        risk=risks[one.first_year],
        risk_before=risks[one.first_year - 1],
        plan_before=every[before.id] if before else None,
        act_body=one.act_body,
        act_number=one.act_number,
        adopted_on=one.adopted_on,
        today=on,
    )


def _processes(on: date) -> tuple[int, int]:
    row = db.session.execute(select(func.count(), func.count(Process.area_id.distinct())).where(register.active(on))).one()
    return row[0], row[1]


def _events(on: date) -> int:
    return db.session.scalar(select(func.count()).select_from(RiskEvent).join(Phase).join(Process).where(*_counting(on))) or 0


def _counting(on: date) -> tuple[Any, ...]:
    """Events in use, of phases in use, of active processes."""
    return RiskEvent.retired_on.is_(None), Phase.retired_on.is_(None), register.active(on)


def _risks(year: int) -> dict[int, RiskOfYear]:
    """Of this year and of the one before."""
    same = and_(Assessment.process_id == Standing.process_id, Assessment.year == Standing.year)
    statement = (
        select(Standing.year, Standing.residual, Standing.band, Standing.band_rank, Standing.needs_treatment, Assessment.methodology_id)
        .outerjoin(Assessment, same)
        .where(Standing.year.in_((year, year - 1)))
    )
    rows = db.session.execute(statement).all()
    names = _bands_in_use(rows, year)
    return {each: _risk(each, [row for row in rows if row.year == each], names if each == year else ()) for each in (year, year - 1)}


def _bands_in_use(rows: Sequence[Any], year: int) -> tuple[str, ...]:
    """Those of the methodologies that the year was measured with, else of the one in use; the mildest first."""
    used = {row.methodology_id for row in rows if row.year == year and row.methodology_id is not None}
    found = list(db.session.scalars(select(MethodologyVersion).where(MethodologyVersion.id.in_(used)))) if used else []
    if not found and (latest := methodologies.latest_published()) is not None:
        found = [latest]
    said = [name for version in found for name in words(version.content)["bands"].values()]
    there = sorted({(row.band_rank, row.band) for row in rows if row.year == year})
    return tuple(dict.fromkeys([*said, *(name for _rank, name in there)]))


def _risk(year: int, rows: Sequence[Any], names: Sequence[str]) -> RiskOfYear:
    """A mean of different scales would mean nothing."""
    residuals: list[Decimal] = [row.residual for row in rows if row.residual is not None]
    methods = {row.methodology_id for row in rows if row.residual is not None}
    mean = mean_residual(sum(int(each * 100) for each in residuals), len(residuals)) if len(methods) < 2 else None
    return RiskOfYear(
        year=year,
        assessed=len(rows),
        mean=mean,
        why_no_mean=why_no_mean(year, len(rows), len(methods)) if mean is None else "",
        bands=tuple(Band(name, sum(row.band == name for row in rows) if rows else None) for name in names),
        to_treat=sum(row.needs_treatment for row in rows),
    )
