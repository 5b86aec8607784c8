"""The only place that gathers the Relazione sulla performance. Of an approved one everything comes from what it kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.performance.computed import Computed
from riskreg.domain.performance.report import Section
from riskreg.domain.performance.report_figures import Tally, of_verdicts
from riskreg.domain.performance.results import ResultState
from riskreg.people import queries as people
from riskreg.performance import attainment
from riskreg.performance import queries as performance
from riskreg.performance.models import Indicator, IndicatorMeasure, IndicatorOwner, IndicatorYear, PerformanceReport
from riskreg.reports.performance.contents import SCHEMA, ActSaid, IndicatorSaid, MeasureSaid, ReportContents, TextSaid

EARLIER_YEARS = 5


def contents_for(year: int, at: datetime, one: PerformanceReport | None = None) -> ReportContents:
    """A constant number of queries. `one`: the report, where somebody has begun it."""
    body, closed = people.body(), performance.closed_years()
    approved = one is not None and one.approved_on is not None
    return ReportContents(
        schema=SCHEMA,
        body=body.name if body else "",
        year=year,
        revision=one.revision if one is not None else 0,
        at=at,
        on=at.astimezone(ROME).date(),
        is_final=approved,
        is_closed=year in closed,
        act=ActSaid(one.act_body, one.act_number, one.approved_on) if one is not None and one.approved_on is not None else None,
        revised_because=one.revised_because if one is not None else "",
        texts=_texts(one),
        indicators=tuple(_indicator(row) for row in _rows(year)),
        earlier=_earlier(sorted(each for each in closed if each < year)[-EARLIER_YEARS:]),
    )


def _texts(one: PerformanceReport | None) -> tuple[TextSaid, ...]:
    written = {each.section: each.text for each in one.sections if each.text} if one is not None else {}
    return tuple(TextSaid(section.value, written[section.value]) for section in Section if section.value in written)


def _rows(year: int) -> Sequence[IndicatorYear]:
    return db.session.scalars(
        select(IndicatorYear)
        .join(IndicatorYear.indicator)
        .where(IndicatorYear.year == year)
        .options(
            contains_eager(IndicatorYear.indicator).options(
                joinedload(Indicator.area), joinedload(Indicator.objective), selectinload(Indicator.owners).joinedload(IndicatorOwner.unit),
                selectinload(Indicator.links).joinedload(IndicatorMeasure.measure),
            ),
            selectinload(IndicatorYear.readings),
        )
        .order_by(Indicator.position, Indicator.id)
    ).all()  # fmt: skip


def _indicator(row: IndicatorYear) -> IndicatorSaid:
    one, final = row.indicator, row.final
    return IndicatorSaid(
        part=one.part,
        area=one.area.name,
        objective=one.objective.title if one.objective is not None else "",
        code=one.code,
        name=one.name,
        flags=one.flags_said,
        typology=one.typology,
        algorithm=one.algorithm,
        unit=one.unit_of_measure,
        source=one.source,
        baseline=one.baseline,
        weight=one.weight,
        mission=one.mission,
        programme=one.programme,
        owners=tuple(owner.title for owner in one.owners),
        target=row.target,
        target_state=row.state,
        original=row.original,
        act=row.act,
        result=row.result,
        is_verified=final is not None and final.state in (ResultState.VERIFIED.value, ResultState.CLOSED.value),
        note=final.note if final is not None else "",
        verdict=row.stands,
        reason=row.reason,
        said_because=row.set_because,
        attained=row.attained if row.set_verdict is None else None,
        formula=row.formula,
        computed=Computed(one.computed).label if one.computed else "",
        working=final.working if final is not None else "",
        as_of=final.as_of if final is not None else None,
        measures=tuple(MeasureSaid(each.measure.code, each.measure.name) for each in one.links),
    )


def _earlier(years: Sequence[int]) -> tuple[Tally, ...]:
    found = attainment.of_years(tuple(years))
    return tuple(of_verdicts(str(year), found[year].whole.verdicts) for year in years)
