"""The demo's objectives and indicators, year by year as people do it: the plan brings the targets in, whoever answers enters each result, the unit
of performance verifies it."""

from dataclasses import replace
from datetime import date

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.domain.imports import Outcome
from riskreg.domain.performance.computed import Computed
from riskreg.domain.performance.opinions import Outcome as Found
from riskreg.domain.permissions import WORKER, Person
from riskreg.domain.responsibility import answers
from riskreg.domain.roles import Role
from riskreg.domain.targets import Direction
from riskreg.people import queries as people
from riskreg.people import responsibility
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.performance import coherent, queries, scopes, seeding_rounds
from riskreg.performance.columns import COLUMNS
from riskreg.performance.models import IndicatorYear
from riskreg.performance.operations import closing, from_file, indicators, links, measuring, opinions, results
from riskreg.performance.operations.opinions import OpinionText
from riskreg.performance.operations.results import Given
from riskreg.register import queries as register
from riskreg.tables import mapping, reading
from riskreg.tables.columns import recognises

PERFORMANCE, TOP, OIV = "performance@camera.example", "federico.torrebianca@camera.example", "oiv@camera.example"
"""Who keeps the indicators, who answers for those that no unit of the chart does, and who says whether they go with the plan."""


def load_demo() -> None:
    """After the demo's people are there."""
    with undisturbed():
        for row in seeds.rows("demo/performance_years.csv"):
            year = int(row["year"])
            _bring_targets(year, _day(row["approved_on"]))
            _say_computed(_day(row["approved_on"]))
            _link(_day(row["approved_on"]))
            _rounds(year, final=False)
            if row["entered_on"]:
                _rounds(year, final=True)
                _enter_results(year, _day(row["entered_on"]))
                _verify(year, _day(row["verified_on"]))
                seeding_rounds.close_final(year, _user(PERFORMANCE), _person)
            if row["closed_on"]:
                closed = _day(row["closed_on"])
                closing.close(year, by=_person(_user(PERFORMANCE), closed), at=clock.on_day(closed))
            else:
                measuring.take(year, by=WORKER, at=clock.now())
            db.session.flush()
        _give_opinions()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _user(email: str) -> User:
    user = people.user_by_email(email)
    if user is None:
        raise LookupError(f"the demo's indicators name somebody who is not there: {email}")
    return user


def _person(user: User, day: date) -> Person:
    return replace(people.person(user, day), is_machine=True)  # in their name, but what is loaded writes to nobody


def _rounds(year: int, *, final: bool) -> None:
    seeding_rounds.open_rounds(year, _user(PERFORMANCE), _user(TOP), _person, final=final)


def _bring_targets(year: int, on: date) -> None:
    by, at = _person(_user(PERFORMANCE), on), clock.on_day(on)
    table = reading.with_column(reading.read(seeds.content(f"demo/indicators_{year}.csv"), recognises(COLUMNS, ())), "Anno", str(year))
    planned = {name: place for name, place in mapping.guessed(COLUMNS, table, {}).items() if name != "result"}  # it comes a year later
    rows = mapping.rows(table, COLUMNS, planned)
    verdicts = from_file.bring_in(rows, Gathering(by=by, at=at))
    if refused := [verdict for verdict in verdicts if verdict.outcome is Outcome.REFUSED]:
        raise ValueError(f"the demo's indicators of {year} are refused: {refused[0].title}: {refused[0].refusals}")
    for row in queries.to_direct(year):
        way = Direction(row.indicator.direction_proposed or Direction.INCREASE)
        if way is not Direction.DECREASE or not row.target[0].isdigit():  # whether a share of costs should fall, somebody else will say
            indicators.direct(row.indicator, way, by=by, at=clock.on_day(on, hour=16))


def _say_computed(on: date) -> None:
    """Which of them the register measures."""
    wanted = {row["name"]: Computed(row["computed"]) for row in seeds.rows("demo/indicators_computed.csv")}
    for one in queries.indicators():
        if one.name in wanted and not one.computed:
            one.computed = wanted[one.name].value
            record(Tag.INDICATOR_CHANGED, one, by=_person(_user(PERFORMANCE), on), at=clock.on_day(on, hour=17))


def _link(on: date) -> None:
    """Indicators and the measures of the plan that they carry; objectives and the goals that they pursue. Once: what is linked stays."""
    by, at = _person(_user(PERFORMANCE), on), clock.on_day(on, hour=18)
    wanted: dict[str, list[int]] = {}
    for row in seeds.rows("demo/indicator_measures.csv"):
        measure = register.measure_by_code(row["measure"])
        if measure is not None:
            wanted.setdefault(row["name"], []).append(measure.id)
    for one in queries.indicators():
        if one.name in wanted and not one.links:
            links.link(one, wanted[one.name], by=by, at=at)
    pursued, goals = (
        {row["objective"]: row["goal"] for row in seeds.rows("demo/performance_goals.csv")},
        {one.code: one for one in coherent.goals()},
    )
    for each in queries.objectives():
        if each.called in pursued and each.plan_objective_id is None and pursued[each.called] in goals:
            links.pursue(each, goals[pursued[each.called]], by=by, at=at)


def _give_opinions() -> None:
    """The OIV's: written one day, given another."""
    for row in seeds.rows("demo/coherence_opinions.csv"):
        drafted, recorded = _day(row["drafted_on"]), _day(row["recorded_on"])
        said = OpinionText(Found(row["outcome"]), row["observations"], _day(row["given_on"]), row["protocol"])
        one = opinions.draft(int(row["year"]), said, by=_person(_user(OIV), drafted), at=clock.on_day(drafted))
        opinions.give(one, by=_person(_user(OIV), recorded), at=clock.on_day(recorded))


def _enter_results(year: int, on: date) -> None:
    at, said = clock.on_day(on), [row["result"] for row in seeds.rows(f"demo/indicators_{year}.csv")]
    for row, value in zip(queries.of_year(year), said, strict=True):
        if value and not row.indicator.computed:
            results.enter(row, Given(value), scopes.scope_of(row.indicator, on), by=_author(row, on), at=at)


def _author(row: IndicatorYear, on: date) -> Person:
    """Whoever answers for the first of its units."""
    held, owners = responsibility.held(on), reach.chart(on).owners
    unit_id = next((owner.unit_id for owner in row.indicator.owners if owner.unit_id is not None), None)
    if unit_id is None:
        return _person(_user(TOP), on)
    return _person(people.user(answers(Role.REFERENTE, held.path(owners.get(unit_id, unit_id)), held.holdings).user_ids[0]), on)


def _verify(year: int, on: date) -> None:
    by, at = _person(_user(PERFORMANCE), on), clock.on_day(on)
    for row in queries.of_year(year):
        final = row.final
        if final is not None and final.entered_by_id != by.user_id:
            results.verify(final, by=by, at=at)
