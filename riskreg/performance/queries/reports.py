"""The Relazione sulla performance: reports, their texts, the documents that they keep."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from riskreg.core.extensions import db
from riskreg.domain.errors import Missing
from riskreg.domain.performance.indicators import TargetState
from riskreg.domain.performance.report import Section, due_on
from riskreg.performance import queries
from riskreg.performance.models import IndicatorYear, PerformanceReport, PerformanceYear, ReportDocument, ReportSection


def of_year(year: int) -> list[PerformanceReport]:
    """With its revisions, the last one first."""
    statement = select(PerformanceReport).where(PerformanceReport.year == year).options(selectinload(PerformanceReport.sections))
    return list(db.session.scalars(statement.order_by(PerformanceReport.revision.desc())))


def last_of(year: int) -> PerformanceReport | None:
    return next(iter(of_year(year)), None)


def every() -> Sequence[PerformanceReport]:
    return db.session.scalars(select(PerformanceReport).order_by(PerformanceReport.year.desc(), PerformanceReport.revision.desc())).all()


def read_again(one: PerformanceReport) -> None:
    """With its texts, as they stand now."""
    statement = select(PerformanceReport).where(PerformanceReport.id == one.id).options(selectinload(PerformanceReport.sections))
    db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def section_of(one: PerformanceReport, word: str) -> ReportSection:
    """In a draft every section has its row, written or not."""
    found = next((each for each in one.sections if each.section == word), None)
    if found is None:
        raise Missing
    return found


def in_order(one: PerformanceReport) -> list[ReportSection]:
    places = {section.value: place for place, section in enumerate(Section)}
    return sorted(one.sections, key=lambda each: places[each.section])


# Documents


def kept(one: PerformanceReport) -> list[ReportDocument]:
    """Without their bytes."""
    return list(db.session.scalars(select(ReportDocument).where(ReportDocument.report_id == one.id).order_by(ReportDocument.id)))


def document(one: PerformanceReport, name: str) -> ReportDocument | None:
    statement = select(ReportDocument).where(ReportDocument.report_id == one.id, ReportDocument.name == name)
    return db.session.scalars(statement).one_or_none()


def every_document() -> Iterator[Any]:
    """What the trail says of each, and its bytes, one at a time."""
    for number in list(db.session.scalars(select(ReportDocument.id).order_by(ReportDocument.id))):
        yield from db.session.execute(
            select(
                ReportDocument.id, ReportDocument.report_id, ReportDocument.name, ReportDocument.file_name, ReportDocument.size,
                ReportDocument.sha256, ReportDocument.content,
            ).where(ReportDocument.id == number)
        )  # fmt: skip


# Years


def was_published(year: int) -> bool:
    return any(each.published_on is not None for each in of_year(year))


class YearLine(NamedTuple):
    """A year with targets: its report as it stands, if somebody has begun one; the one that the organ approved last, which may have a draft after it;
    whether one of them was published: the law's day is that of the first."""

    year: int
    report: PerformanceReport | None
    decided: PerformanceReport | None
    revisions: int
    is_closed: bool
    due_on: date
    was_published: bool

    @property
    def waits_until(self) -> date | None:
        """A revision of what was published waits for no day."""
        return None if self.was_published else self.due_on


def by_year(on: date) -> list[YearLine]:
    """Three queries; the last year first. Of a year that has not begun there is nothing to say."""
    reports: dict[int, list[PerformanceReport]] = {}
    for each in every():
        reports.setdefault(each.year, []).append(each)
    closed = queries.closed_years()
    years = sorted({*queries.years(), *reports}, reverse=True)
    return [
        YearLine(
            year,
            next(iter(reports.get(year, ())), None),
            _decided(reports.get(year, ())),
            len(reports.get(year, ())),
            year in closed,
            due_on(year),
            any(each.published_on is not None for each in reports.get(year, ())),
        )
        for year in years
        if year <= on.year
    ]


def _decided(those: Sequence[PerformanceReport]) -> PerformanceReport | None:
    return next((each for each in those if each.is_frozen), None)


class Readiness(NamedTuple):
    """What keeps the organ from approving, and what it should know."""

    has_targets: bool
    is_closed: bool
    to_judge: int
    unwritten: Sequence[Section]

    @property
    def is_ready(self) -> bool:
        return self.has_targets and self.is_closed


def readiness(one: PerformanceReport) -> Readiness:
    """Two queries."""
    stands = func.coalesce(IndicatorYear.set_verdict, IndicatorYear.verdict)
    statement = (
        select(stands, func.count())
        .where(IndicatorYear.year == one.year, IndicatorYear.state != TargetState.REMOVED.value)
        .group_by(stands)
    )
    counted = {row[0]: row[1] for row in db.session.execute(statement)}
    closed = db.session.scalar(select(PerformanceYear.id).where(PerformanceYear.year == one.year, PerformanceYear.closed_at.is_not(None)))
    empty = [Section(each.section) for each in in_order(one) if not each.text]
    return Readiness(bool(counted), closed is not None, counted.get("manual", 0), empty)
