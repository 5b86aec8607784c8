"""What the anticorruption plan and the objectives of performance say of each other in a year, for the OIV's check (l. 190/2012 art. 1 c. 8-bis): each
strategic objective and measure of the plan beside the indicators that carry it; what has no counterpart on either side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain.register import MeasureKind
from riskreg.performance import queries
from riskreg.performance.models import Indicator, IndicatorMeasure, IndicatorYear, Objective
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition, EditionMeasure, EditionObjective, ObjectiveMeasure
from riskreg.register.models import Measure

MOST_FOUND = 50


class MeasureLine(NamedTuple):
    """A measure of the plan and the indicators of the year that carry it."""

    line: EditionMeasure
    rows: Sequence[IndicatorYear]


class GoalLine(NamedTuple):
    """A strategic objective of the plan: the operational ones that pursue it with their indicators, and the measures that serve it."""

    goal: EditionObjective
    pursuing: Sequence[Objective]
    rows: Sequence[IndicatorYear]
    measures: Sequence[MeasureLine]

    @property
    def has_counterpart(self) -> bool:
        return bool(self.rows) or any(each.rows for each in self.measures)


class Coherence(NamedTuple):
    year: int
    edition: Edition | None
    """None: no plan of the year has been adopted."""

    goals: Sequence[GoalLine]
    others: Sequence[MeasureLine]
    """General measures that serve no strategic objective, and specific ones that an indicator carries."""

    loose: Sequence[IndicatorYear]
    """Indicators of prevention (PPCT) that carry no measure and pursue no strategic objective."""

    @property
    def measure_ids(self) -> set[int]:
        """All that the page names."""
        return {each.line.measure_id for line in self.goals for each in line.measures} | {each.line.measure_id for each in self.others}

    @property
    def goals_alone(self) -> list[GoalLine]:
        return [each for each in self.goals if not each.has_counterpart]

    @property
    def measures_alone(self) -> list[MeasureLine]:
        """General ones, each once: specific ones are hundreds, and their counterpart is the process."""
        general = [each for line in self.goals for each in line.measures] + list(self.others)
        return list({each.line.id: each for each in general if not each.rows and each.line.kind == MeasureKind.GENERAL.value}.values())


def of(year: int) -> Coherence:
    """Six queries, whatever the number of measures and indicators."""
    edition = plans.speaking(year)
    if edition is None or not edition.is_frozen:
        return Coherence(year, None, (), (), ())
    rows = [row for row in queries.of_year(year) if not row.is_removed]
    carried = _carried(rows)
    serves = _serves(edition)
    lines = _lines(edition, {*carried, *(measure_id for those in serves.values() for measure_id in those)})
    pursued = _pursued()
    goals = [
        _goal(goal, lines, carried, serves, pursued, rows) for goal in sorted(edition.objectives, key=lambda one: (one.position, one.id))
    ]
    placed = {each.line.measure_id for goal in goals for each in goal.measures}
    others = [MeasureLine(line, carried.get(line.measure_id, ())) for line in lines.values() if line.measure_id not in placed]
    used = {row.id for those in carried.values() for row in those} | {row.id for goal in goals for row in goal.rows}
    return Coherence(year, edition, goals, others, [row for row in rows if row.indicator.is_anticorruption and row.id not in used])


def _carried(rows: Iterable[IndicatorYear]) -> Mapping[int, list[IndicatorYear]]:
    """By measure, the indicators of the year that carry it."""
    by_indicator = {row.indicator_id: row for row in rows}
    found: dict[int, list[IndicatorYear]] = defaultdict(list)
    for measure_id, indicator_id in db.session.execute(
        select(IndicatorMeasure.measure_id, IndicatorMeasure.indicator_id).order_by(IndicatorMeasure.id)
    ):
        if indicator_id in by_indicator:
            found[measure_id].append(by_indicator[indicator_id])
    return found


def _serves(edition: Edition) -> Mapping[int, list[int]]:
    """By objective of the plan, the measures that serve it."""
    statement = select(ObjectiveMeasure.objective_id, ObjectiveMeasure.measure_id).join(
        EditionObjective, EditionObjective.id == ObjectiveMeasure.objective_id
    )
    found: dict[int, list[int]] = defaultdict(list)
    for objective_id, measure_id in db.session.execute(statement.where(EditionObjective.edition_id == edition.id)):
        found[objective_id].append(measure_id)
    return found


def _lines(edition: Edition, named: set[int]) -> dict[int, EditionMeasure]:
    """What the plan goes on listing, by measure: every general one, and the specific ones that something names."""
    statement = (
        select(EditionMeasure)
        .where(EditionMeasure.edition_id == edition.id, plans.in_plan())
        .where((EditionMeasure.kind == MeasureKind.GENERAL.value) | EditionMeasure.measure_id.in_(sorted(named)))
        .options(joinedload(EditionMeasure.measure).joinedload(Measure.activation))
        .order_by(EditionMeasure.code_sort_key, EditionMeasure.id)
    )
    return {line.measure_id: line for line in db.session.scalars(statement)}


def _pursued() -> Mapping[int, list[Objective]]:
    statement = select(Objective).where(Objective.plan_objective_id.is_not(None)).order_by(Objective.position, Objective.id)
    found: dict[int, list[Objective]] = defaultdict(list)
    for one in db.session.scalars(statement):
        found[one.plan_objective_id or 0].append(one)
    return found


def _goal(
    goal: EditionObjective, lines: Mapping[int, EditionMeasure], carried: Mapping[int, Sequence[IndicatorYear]], serves: Mapping[int, Sequence[int]],
    pursued: Mapping[int, Sequence[Objective]], rows: Sequence[IndicatorYear],
) -> GoalLine:  # fmt: skip
    pursuing = pursued.get(goal.lasting, ())
    numbers = {one.id for one in pursuing}
    mine = set(serves.get(goal.id, ()))
    return GoalLine(
        goal, pursuing, [row for row in rows if row.indicator.objective_id in numbers],
        [MeasureLine(line, carried.get(measure_id, ())) for measure_id, line in lines.items() if measure_id in mine],
    )  # fmt: skip


def goals() -> list[EditionObjective]:
    """The strategic objectives of the plan that the body decided last."""
    edition = plans.last_decided()
    return sorted(edition.objectives, key=lambda one: (one.position, one.id)) if edition is not None else []


def to_link(one: Indicator, year: int, words: str) -> list[tuple[str, str]]:
    """Measures of the plan of the year that it does not carry yet, by code or words, general ones before; the first of them."""
    edition = plans.speaking(year)
    if edition is None or not edition.is_frozen:
        return []
    statement = (
        select(Measure.id, EditionMeasure.code, EditionMeasure.name)
        .join(EditionMeasure, EditionMeasure.measure_id == Measure.id)
        .where(EditionMeasure.edition_id == edition.id, plans.in_plan(), Measure.id.not_in([each.measure_id for each in one.links]))
        .order_by(EditionMeasure.kind, EditionMeasure.code_sort_key, Measure.id)
    )
    for word in words.split():
        statement = statement.where((EditionMeasure.code + " " + EditionMeasure.name).icontains(word, autoescape=True))
    return [(str(number), f"{code} {name}") for number, code, name in db.session.execute(statement.limit(MOST_FOUND))]
