"""What a report of the monitoring says besides the checks, gathered: as things are while the session is open, as they were kept once it is closed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.monitoring.figures import Facet, SessionFigures
from riskreg.domain.monitoring.suitability import FOLLOW_LABELS
from riskreg.domain.monitoring.summary import (
    UPDATE_INDEX,
    JudgedSaid,
    ProcessRisk,
    RiskSaid,
    SemesterSaid,
    SuitabilitySaid,
    Summary,
    YearFigure,
    YearSaid,
)
from riskreg.monitoring import figures, suiting, trends, weighing, yearly
from riskreg.monitoring.models import Session
from riskreg.monitoring.queries import suitability
from riskreg.monitoring.risk_list import day_of
from riskreg.monitoring.shelf import Shelf
from riskreg.monitoring.weighing import Weighed
from riskreg.monitoring.yearly import Number

KEPT = "summary"


def now(one: Session, found: SessionFigures, at: datetime, *, is_closing: bool = False) -> Summary:
    """`found`: the figures of its checks. While it goes on, the year and the risk are as their pages say them; once it is closed, what nobody has
    validated of it is not monitored. Some twenty queries, whatever the number of measures and processes."""
    on = at.astimezone(ROME).date()
    day = day_of(one.year, on)
    weighed = weighing.at_closing(one.year, day, one.id) if is_closing else weighing.of_all(one.year, day)
    speaking = one if is_closing else yearly.last_session(one.year)
    return Summary(_year(one.year, speaking, on), _suitability(one.year, on), _risk(weighed), [*_before(one), _semester(one, found)])


def _year(year: int, speaking: Session | None, on: date) -> YearSaid | None:
    found = yearly.with_session(year, on, speaking)
    if found is None:
        return None
    shares = {
        UPDATE_INDEX: (Number.NEW_ACTIVATED, Number.CONSOLIDATED),
        "implementation_rate": (Number.GENERAL_IMPLEMENTED, Number.GENERAL_PLANNED),
        "consolidated_rate": (Number.CONSOLIDATED_IMPLEMENTED, Number.CONSOLIDATED),
        "specific_implementation_rate": (Number.SPECIFIC_IMPLEMENTED, Number.SPECIFIC_PLANNED),
    }
    counted = [YearFigure(name, found.of(above), found.of(below)) for name, (above, below) in shares.items()]
    classes = [(code, rate.done, rate.planned) for code, rate in found.by_class.items()]
    return YearSaid(year, counted, found.of(Number.OVERDUE), classes, is_over=on.year > year)


def _suitability(year: int, on: date) -> SuitabilitySaid:
    judged = [
        JudgedSaid(
            each.measure_id, each.measure.code, each.measure.name, each.judgment, FOLLOW_LABELS[each.follow], each.motivation,
            each.merges_with.title if each.merges_with else "",
        )
        for each in suitability.of_year(year)
    ]  # fmt: skip
    return SuitabilitySaid(year, judged, suiting.waiting(year, day_of(year, on)))


def _risk(weighed: Sequence[Weighed]) -> RiskSaid | None:
    if not weighed:
        return None
    scales = {tuple(band.name for band in sorted(each.methodology.bands, key=lambda band: band.rank)) for each in weighed}
    areas = {each.area.partition(" ")[0]: each.area for each in weighed}
    return RiskSaid([_process(each) for each in weighed], sorted(areas.items()), next(iter(scales)) if len(scales) == 1 else ())


def _process(one: Weighed) -> ProcessRisk:
    before, after = one.effect.planned_band, one.effect.found_band
    why = "; ".join(each.why for each in one.effect.scores if each.is_weaker) if one.effect.is_worse else ""
    return ProcessRisk(
        one.code, one.name, one.area.partition(" ")[0], before.name, before.rank, after.name, after.rank, one.effect.is_seen_worse,
        one.effect.is_planned_too_low, why,
    )  # fmt: skip


def _before(one: Session) -> list[SemesterSaid]:
    """Those of the last years that were closed by then: what is closed later does not change it."""
    earlier = (Session.year < one.year) | ((Session.year == one.year) & (Session.half < one.half))
    statement = select(Session).where(earlier, Session.closed_at.is_not(None)).options(undefer(Session.outcome))
    found = db.session.scalars(statement.order_by(Session.year.desc(), Session.half.desc()).limit(trends.MOST - 1)).all()
    return [_semester(each, figures.read(each.outcome)) for each in reversed(found)]


def _semester(one: Session, found: SessionFigures) -> SemesterSaid:
    by_area = {code: dict(tally.by_outcome) for code, tally in found.by_facet[Facet.AREA]}
    return SemesterSaid(one.semester.slug, dict(found.whole.by_outcome), by_area)


# Kept


def kept_with(outcome: str, found: Summary) -> str:
    """The JSON of a session that is being closed, with this in it."""
    return json.dumps({**json.loads(outcome), KEPT: asdict(found)}, ensure_ascii=False)


def read(text: str) -> Summary:
    """Nothing where a session was closed before this was kept."""
    kept = json.loads(text).get(KEPT)
    if kept is None:
        return Summary()
    return Summary(
        _read_year(kept["year"]) if kept["year"] else None, _read_judged(kept["suitability"]) if kept["suitability"] else None,
        _read_risk(kept["risk"]) if kept["risk"] else None, [SemesterSaid(**each) for each in kept["semesters"]],
    )  # fmt: skip


_SHELF = Shelf(read, most=4)


def kept(one: Session) -> Summary:
    """Of one that is closed."""
    return _SHELF.one(one)


def _read_year(kept: Mapping[str, Any]) -> YearSaid:
    classes = [(code, done, planned) for code, done, planned in kept["by_class"]]
    return YearSaid(kept["year"], [YearFigure(**each) for each in kept["figures"]], kept["overdue"], classes, kept["is_over"])


def _read_judged(kept: Mapping[str, Any]) -> SuitabilitySaid:
    return SuitabilitySaid(kept["year"], [JudgedSaid(**each) for each in kept["judged"]], kept["waiting"])


def _read_risk(kept: Mapping[str, Any]) -> RiskSaid:
    areas = [(code, name) for code, name in kept["areas"]]
    return RiskSaid([ProcessRisk(**each) for each in kept["processes"]], areas, kept["bands"])
