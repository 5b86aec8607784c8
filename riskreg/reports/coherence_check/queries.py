"""The only place that gathers what the check of coherence says."""

from collections.abc import Iterable
from datetime import date, datetime

from riskreg.domain.errors import Missing
from riskreg.domain.performance.opinions import OUTCOME_LABELS
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, MeasureKind
from riskreg.people import queries as people
from riskreg.performance import coherent, queries
from riskreg.performance.coherent import Coherence, GoalLine, MeasureLine
from riskreg.performance.models import CoherenceOpinion, IndicatorYear
from riskreg.plans.models import Edition
from riskreg.reports.coherence_check.contents import (
    CoherenceContents,
    GoalSaid,
    IndicatorSaid,
    MeasureSaid,
    OpinionSaid,
    PlanSaid,
)


def contents_for(year: int, at: datetime, opinion: CoherenceOpinion | None, *, is_kept: bool = False) -> CoherenceContents:
    """`opinion`: the one that stands beside; it must be whole, given or on the point of being so."""
    found, body = coherent.of(year), people.body()
    if found.edition is None or found.edition.adopted_on is None:
        raise Missing(f"Per il {year} non c'è un piano adottato.")
    return CoherenceContents(
        body.name if body else "", year, at, queries.is_closed(year), _plan(found.edition, found.edition.adopted_on), _goals(found),
        tuple(map(_measure, found.others)), _rows(found.loose), _opinion(opinion) if opinion else None, is_kept,
    )  # fmt: skip


def _plan(one: Edition, adopted_on: date) -> PlanSaid:
    return PlanSaid(one.title, one.first_year, one.revision, one.act_number, one.act_body, adopted_on)


def _goals(found: Coherence) -> tuple[GoalSaid, ...]:
    return tuple(map(_goal, found.goals))


def _goal(line: GoalLine) -> GoalSaid:
    return GoalSaid(
        line.goal.title, tuple(each.title for each in line.pursuing), _rows(line.rows), tuple(_measure(each) for each in line.measures)
    )


def _measure(each: MeasureLine) -> MeasureSaid:
    line = each.line
    is_general = line.kind == MeasureKind.GENERAL
    group = (GENERAL_CLASSES[line.measure_class] if line.measure_class else "") if is_general else FAMILY_LABELS[line.family or ""]
    activated = line.measure.activation.on if line.measure.activation else None
    return MeasureSaid(line.measure_id, line.code, line.name, group, is_general, activated, _rows(each.rows))


def _rows(those: Iterable[IndicatorYear]) -> tuple[IndicatorSaid, ...]:
    return tuple(map(_indicator, those))


def _indicator(row: IndicatorYear) -> IndicatorSaid:
    one = row.indicator
    return IndicatorSaid(
        one.id, one.code, one.name, one.part_label, one.area.name, one.objective.title if one.objective else "", one.owners_said, row.target,
        row.is_removed, row.result or "", row.stands_label, row.set_because or row.reason, bool(row.set_verdict), row.attained,
    )  # fmt: skip


def _opinion(one: CoherenceOpinion) -> OpinionSaid:
    if one.outcome is None or one.given_on is None or one.recorded_at is None:
        raise LookupError("an opinion that is not given says nothing yet")
    return OpinionSaid(OUTCOME_LABELS[one.outcome], one.observations, one.given_on, one.protocol, one.recorded_at)
