"""Makers of indicators; Factory has all the others."""

from datetime import date

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.performance.computed import Computed
from riskreg.domain.performance.indicators import Part
from riskreg.domain.performance.opinions import Outcome
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import Calendar, usual
from riskreg.domain.permissions import Person
from riskreg.domain.targets import Direction, Kind
from riskreg.people.models import OrgUnit
from riskreg.performance import queries, scopes
from riskreg.performance.models import CoherenceOpinion, Indicator, Inspection, Objective, Reading, Round, RoundDraw, StrategicArea
from riskreg.performance.operations import (
    answering,
    indicators,
    inspecting,
    links,
    nudging,
    results,
    rounds,
    targets,
    tree,
    verdicts,
)
from riskreg.performance.operations import opinions as opinion_operations
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place
from riskreg.performance.operations.opinions import OpinionText
from riskreg.performance.operations.results import Given
from riskreg.performance.operations.tree import Words
from riskreg.performance.queries import opinions
from riskreg.performance.queries import rounds as round_rows
from riskreg.performance.queries.rounds import Asked
from riskreg.register.models import Measure


class PerformanceFactory:
    def strategic_area(self, name: str = "Semplificazione per le imprese") -> StrategicArea:
        made = queries.area_named(name) or tree.add_area(Words(name), **self._by())
        db.session.commit()
        return made

    def operational_objective(self, name: str = "Tutela del mercato", area: StrategicArea | None = None) -> Objective:
        made = tree.add_objective(area or self.strategic_area(), Words(name), **self._by())
        db.session.commit()
        return made

    def indicator(
        self, name: str = "Quota di pratiche evase entro cinque giorni", target: str = ">= 50%", *, year: int = 2026, unit: OrgUnit | None = None,
        owner: str = "", direction: Direction | None = None, computed: Computed | None = None, result: str = "", by: Person | None = None,
        place: Place | None = None, part: Part = Part.PERFORMANCE,
    ) -> Indicator:  # fmt: skip
        """With the target of a year, and its result where one is given."""
        where = place or Place(self.strategic_area())
        holders = [Holder(unit.id)] if unit else [Holder(name=owner)] if owner else []
        text = IndicatorText(part=part, name=name, code=f"{queries.last_position() + 1}", direction=direction, computed=computed)
        made = indicators.add(where, text, holders, **self._by())
        targets.add(made, year, target, **self._by())
        db.session.commit()
        if result:
            self.result(made, result, year, by=by)
        return queries.indicator(made.id)

    def result(self, one: Indicator, value: str, year: int = 2026, *, by: Person | None = None, verified: bool = False) -> Reading:
        row = queries.year_of(queries.indicator(one.id), year)
        made = results.enter(row, Given(value), scopes.scope_of(one, clock.today()), **(self._by() | ({"by": by} if by else {})))
        if verified:
            results.verify(made, **self._by())
        db.session.commit()
        return made

    def round(self, period: Period = Period.Q3, year: int = 2026, *, calendar: Calendar | None = None, by: Person | None = None) -> Round:
        """Open now, with an indicator where the year has none yet. Of a day that is over, where the calendar says so."""
        if not queries.of_year(year):
            self.indicator(year=year)
        days = calendar or usual(year, period)
        made = rounds.open_round(year, period, days, "", **(self._by() | ({"by": by} if by else {})))
        db.session.commit()
        return made

    def given(self, one: Round, value: str = "45%", *, by: Person | None = None, verified: bool = False, place: int = 0) -> Asked:
        """The first result that the round asks for, entered; or another, by its place."""
        each = round_rows.asked(one)[place]
        answering.give(each, value, version=each.reading.version if each.reading else None, **(self._by() | ({"by": by} if by else {})))
        if verified:
            answering.verify(round_rows.asked_by_id(each.request.id), **self._by())
        db.session.commit()
        return round_rows.asked_by_id(each.request.id)

    def round_nudged(self, one: Round) -> None:
        nudging.nudge(one, [each.request.id for each in round_rows.asked(one)], **self._by())
        db.session.commit()

    def closed_round(self, one: Round) -> None:
        rounds.close(one, **self._by())
        db.session.commit()

    def round_plan(self, one: Round, percent: int = 50, seed: str = "lotto 21/11/2026") -> RoundDraw:
        made = inspecting.declare(one, seed, percent, **self._by())
        db.session.commit()
        return made

    def inspection(self, one: Round) -> Inspection:
        """Of a round with something verified: drawn, to be made."""
        plan = inspecting.draw(round_rows.draw_of(one) or self.round_plan(one, 100), **self._by())
        db.session.commit()
        return round_rows.inspections(plan)[0]

    def linked(self, one: Indicator, measure: Measure) -> Indicator:
        """It carries the measure."""
        links.link(queries.indicator(one.id), [measure.id], **self._by())
        db.session.commit()
        return queries.indicator(one.id)

    def opinion(
        self, year: int = 2026, outcome: Outcome = Outcome.WITH_REMARKS, observations: str = "Due obiettivi non hanno un indicatore.", *,
        given: bool = True, on: date | None = None, by: Person | None = None,
    ) -> CoherenceOpinion:  # fmt: skip
        """Of a year whose plan is adopted."""
        acting = self._by() | ({"by": by} if by else {})
        text = OpinionText(outcome, observations, on or clock.today(), "123/2026")
        drafted = opinions.draft(year)
        made = opinion_operations.draft(year, text, version=drafted.version if drafted else None, **acting)
        db.session.flush()
        if given:
            opinion_operations.give(made, **acting)
        db.session.commit()
        return made

    def said(self, one: Indicator, kind: Kind = Kind.YES, because: str = "Il dato è arrivato tardi.", year: int = 2026) -> Indicator:
        """A person has said its verdict."""
        verdicts.say(queries.year_of(queries.indicator(one.id), year), kind, because, **self._by())
        db.session.commit()
        return queries.indicator(one.id)
