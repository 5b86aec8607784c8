"""The demo's collection rounds, as people do them: the unit of performance opens one, whoever answers enters, it verifies, sends back, asks again, closes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.domain.performance.inspecting import Found
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import AskedState, Calendar
from riskreg.domain.permissions import Person
from riskreg.domain.responsibility import answers
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from riskreg.people import responsibility
from riskreg.people.models import User
from riskreg.people.queries import reach
from riskreg.performance.models import Round
from riskreg.performance.operations import answering, inspecting, nudging, rounds
from riskreg.performance.queries import rounds as rows
from riskreg.performance.queries.rounds import Asked

Persons = Callable[[User, date], Person]
RETURNED = "restituito"
TO_VERIFY = "da verificare"
DRAWN_OF, PERCENT, SEED = (2026, Period.Q2), 10, "lotto 25/07/2026: 4 19 27 60 88"
LOOKED = "I registri dell'ufficio e il calcolo allegato."


def open_rounds(year: int, keeper: User, top: User, person: Persons, *, final: bool) -> None:
    """Those of a year: within it, or the final one, whose results come in by themselves."""
    said = {(row["period"], row["name"], row["unit"]): row for row in seeds.rows("demo/round_results.csv") if int(row["year"]) == year}
    for row in seeds.rows("demo/performance_rounds.csv"):
        period = Period(row["period"])
        if int(row["year"]) == year and period.is_final == final:
            on = _day(row["opened_on"])
            calendar = Calendar(*(_day(row[name]) for name in ("opens_on", "enter_by", "verify_by")))
            one = rounds.open_round(year, period, calendar, by=person(keeper, on), at=clock.on_day(on, hour=8))
            if not final:
                _carried_out(one, row, said, keeper, top, person)
            db.session.flush()


def close_final(year: int, keeper: User, person: Persons) -> None:
    for row in seeds.rows("demo/performance_rounds.csv"):
        if int(row["year"]) == year and row["period"] == Period.YEAR and row["closed_on"]:
            one, on = rows.round_of(year, Period.YEAR), _day(row["closed_on"])
            if one is not None:
                rounds.close(one, row["closed_because"], by=person(keeper, on), at=clock.on_day(on))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _carried_out(
    one: Round, row: Mapping[str, str], said: Mapping[Any, Mapping[str, str]], keeper: User, top: User, person: Persons
) -> None:
    entered_on, verified_on = _day(row["entered_on"]), _day(row["verified_on"])
    authors = _authors(entered_on, top, person)
    for each in rows.asked(one):
        if found := said.get(_key(one, each)):
            answering.give(each, found["value"], found["note"], by=authors(each), at=clock.on_day(entered_on, hour=10))
    by = person(keeper, verified_on)
    for each in rows.asked(one):
        if each.state is AskedState.ENTERED:
            state = said[_key(one, each)]["state"]
            if state == RETURNED:
                answering.send_back(each, "Il numero non torna col gestionale: controlla il periodo.", by=by, at=clock.on_day(verified_on))
            elif state != TO_VERIFY:
                answering.verify(each, by=by, at=clock.on_day(verified_on))
    if (one.year, one.period) == DRAWN_OF:
        _looked_at(one, by, person, verified_on)
    if row["closed_on"]:
        closed_on = _day(row["closed_on"])
        rounds.close(one, row["closed_because"], by=person(keeper, closed_on), at=clock.on_day(closed_on))
    else:
        _asked_again(one, person(keeper, verified_on), verified_on)


def _looked_at(one: Round, by: Person, person: Persons, on: date) -> None:
    """By compliance: the unit of performance has verified them all."""
    plan = inspecting.declare(one, SEED, PERCENT, by=by, at=clock.on_day(on, hour=9))
    inspecting.draw(plan, by=by, at=clock.on_day(on, hour=13))
    compliance = people.user_by_email("compliance@camera.example")
    if compliance is None:
        return
    for each in rows.inspections(plan):
        inspecting.inspect(each, Found.CONFIRMED, LOOKED, by=person(compliance, on), at=clock.on_day(on, hour=15))


def _asked_again(one: Round, by: Person, on: date) -> None:
    late = [each.request.id for each in rows.asked(one) if each.state is AskedState.TO_ENTER]
    if late:
        nudging.nudge(one, late, quietly=True, by=by, at=clock.on_day(on, hour=9))


def _key(one: Round, each: Asked) -> tuple[str, str, str]:
    return one.period, each.request.year_row.indicator.name, each.request.unit.code if each.request.unit is not None else ""


def _authors(on: date, top: User, person: Persons) -> Callable[[Asked], Person]:
    """Whoever answers for each unit that day."""
    held, owners, known = responsibility.held(on), reach.chart(on).owners, dict[tuple[int, Role], Person]()

    def author(each: Asked) -> Person:
        unit_id, role = each.request.answers_id, Role.DIRIGENTE if each.request.of_area else Role.REFERENTE
        if unit_id is None:
            return person(top, on)
        if (unit_id, role) not in known:
            there = answers(role, held.path(owners.get(unit_id, unit_id)), held.holdings)
            known[unit_id, role] = person(people.user(there.user_ids[0]), on)
        return known[unit_id, role]

    return author
