"""From the target of a year to its verdict: who may, what is kept, what never changes again."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.performance.computed import Computed, Measured, Part
from riskreg.domain.performance.results import Period
from riskreg.domain.permissions import COMMAND_LINE, WORKER
from riskreg.domain.roles import Role
from riskreg.domain.targets import Direction, Kind
from riskreg.jobs.kinds import Work, named
from riskreg.people import queries as people
from riskreg.performance import guards, queries, scopes, sources
from riskreg.performance.operations import closing, indicators, measuring, results, targets, verdicts
from riskreg.performance.operations.results import Given

NOW = {"by": COMMAND_LINE, "at": clock.on_day(date(2026, 11, 21))}
NEXT_YEAR = clock.on_day(date(2027, 2, 1))


def row_of(one, year=2026):
    return queries.year_of(queries.indicator(one.id), year)


def person(make, role, unit=None):
    user = make.user()
    make.grant(user, role, unit or make.root())
    return people.person(user, clock.today())


def entered(row, value, by, *, version=None, note=""):
    return results.enter(row, Given(value, note), scopes.scope_of(row.indicator, clock.today()), version=version, by=by, at=clock.now())


# Targets


def test_a_changed_target_keeps_the_approved_one_and_its_act(make):
    row = row_of(make.indicator(target=">= 50%"))
    targets.change(row, ">= 40%", "Delibera n. 84", **NOW)
    targets.change(row, ">= 45%", "Delibera n. 99", **NOW)
    assert (row.target, row.original, row.act) == (">= 45%", ">= 50%", "Delibera n. 99")


def test_a_target_decided_by_an_act_is_not_corrected(make):
    row = row_of(make.indicator())
    targets.change(row, ">= 40%", "Delibera n. 84", **NOW)
    with pytest.raises(WrongState, match="atto"):
        targets.correct(row, ">= 30%", **NOW)


def test_a_dropped_target_is_judged_by_nobody_and_takes_no_result(make):
    one = make.indicator(target=">= 50%", result="60%")
    row = row_of(one)
    assert row.verdict == "yes"
    targets.remove(row, "Delibera n. 84", **NOW)
    assert (row.verdict, row.target) == ("manual", ">= 50%")
    with pytest.raises(WrongState, match="eliminato"):
        entered(row, "70%", COMMAND_LINE, version=row.final.version)


def test_an_indicator_has_one_target_in_a_year(make):
    with pytest.raises(RuleBroken, match="già un target"):
        targets.add(queries.indicator(make.indicator().id), 2026, ">= 60%", **NOW)


# Results and verdicts


def test_the_verdict_follows_result_target_and_direction(make):
    one = make.indicator("Incidenza oneri di funzionamento", "26%", result="23%")
    row = row_of(one)
    assert row.verdict == "manual"
    indicators.direct(one, Direction.DECREASE, **NOW)
    assert (row.verdict, row.reason) == ("yes", "23 % ≤ 26 %: raggiunto")
    targets.correct(row, "20%", **NOW)
    assert row.verdict == "no"


def test_a_target_that_speaks_of_another_year_is_judged_again_when_that_result_comes(make):
    one = make.indicator(target="50%", year=2025)
    targets.add(queries.indicator(one.id), 2026, ">= 2025", **NOW)
    make.result(one, "60%", 2026)
    assert row_of(one).verdict == "manual"
    make.result(one, "55%", 2025)
    assert row_of(one).verdict == "yes"


def test_nobody_verifies_what_they_entered(make):
    keeper, other = person(make, Role.PERFORMANCE), person(make, Role.PERFORMANCE)
    made = make.result(make.indicator(), "52%", by=keeper)
    with pytest.raises(WrongState, match="altra persona"):
        results.verify(made, by=keeper, at=clock.now())
    results.verify(made, by=other, at=clock.now())
    assert made.state == "verified"


def test_the_database_too_refuses_that_one_verifies_oneself(make):
    keeper = person(make, Role.PERFORMANCE)
    made = make.result(make.indicator(), "52%", by=keeper)
    statement = text(
        "UPDATE indicator_reading SET state = 'verified', verified_at = entered_at, verified_by_id = entered_by_id WHERE id = :id"
    )
    with pytest.raises(IntegrityError, match="nobody_verifies_their_own"):
        db.session.execute(statement, {"id": made.id})


def test_a_result_is_entered_where_one_answers(make):
    mine, theirs = make.unit(name="UO Mia"), make.unit(name="UO Loro")
    one = make.indicator(unit=mine)
    with pytest.raises(NotAllowed):
        make.result(one, "52%", by=person(make, Role.REFERENTE, theirs))
    assert make.result(one, "52%", by=person(make, Role.REFERENTE, mine)).value == "52%"


def test_of_one_that_only_others_answer_for_results_are_entered_on_the_whole_body(make):
    one = make.indicator(owner="Azienda speciale")
    with pytest.raises(NotAllowed):
        make.result(one, "52%", by=person(make, Role.REFERENTE, make.unit()))
    make.result(one, "52%", by=person(make, Role.PERFORMANCE))


def test_two_people_at_once_never_overwrite_each_other(make):
    one = make.indicator()
    row = row_of(one)
    entered(row, "52%", COMMAND_LINE)
    db.session.flush()
    with pytest.raises(Conflict):
        entered(row, "60%", COMMAND_LINE)  # the form was opened before there was one
    with pytest.raises(Conflict):
        entered(row, "60%", COMMAND_LINE, version=row.final.version - 1)
    assert row.final.value == "52%"


def test_a_verified_result_changes_only_after_it_is_sent_back(make):
    one = make.indicator()
    made = make.result(one, "52%", verified=True)
    with pytest.raises(WrongState, match="verificato"):
        entered(row_of(one), "60%", COMMAND_LINE, version=made.version)
    results.send_back(made, "Manca l'ultimo trimestre.", **NOW)
    db.session.flush()
    entered(row_of(one), "60%", COMMAND_LINE, version=made.version)
    assert (made.state, made.returned_because, made.verified_at) == ("entered", "", None)


def test_the_result_of_the_year_is_of_the_whole_body(make):
    unit = make.unit()
    row = row_of(make.indicator(unit=unit))
    scope = scopes.scope_of(row.indicator, clock.today())
    with pytest.raises(RuleBroken, match="tutto l'ente"):
        results.enter(row, Given("52%", unit_id=unit.id), scope, **NOW)
    results.enter(row, Given("20%", period=Period.Q1, unit_id=unit.id), scope, **NOW)
    assert (row.result, row.verdict) == ("", "manual")


def test_a_person_says_the_verdict_with_a_reason_and_the_rule_stays_beside(make):
    row = row_of(make.indicator(target=">= 50%", result="40%"))
    verdicts.say(row, Kind.YES, "Il dato comprende tre mesi soltanto.", **NOW)
    assert (row.stands, row.verdict) == ("yes", "no")
    verdicts.take_back(row, **NOW)
    assert (row.stands, row.set_because) == ("no", "")


def test_without_a_result_there_is_no_verdict_to_say(make):
    with pytest.raises(WrongState, match="risultato"):
        verdicts.say(row_of(make.indicator()), Kind.YES, "x", **NOW)


def test_every_change_has_its_trail(make):
    one = make.indicator(result="52%")
    verdicts.say(row_of(one), Kind.NO, "Dato provvisorio.", **NOW)
    db.session.commit()
    row = row_of(one)
    tags = {entry.tag for entry in trail([one.subject, row.subject, row.final.subject])}
    assert {"indicator:life:added", "indicator:target:set", "indicator:result:entered", "indicator:verdict:set"} <= tags


# What the register measures


@pytest.fixture
def measure(monkeypatch):
    """A source whose answer a test may change."""
    found = {"value": Decimal("1.5")}
    answer = lambda _year, _on: Measured(found["value"], (Part("nuove", "18"),), "" if found["value"] is not None else "Non c'è un piano.")  # noqa: E731
    monkeypatch.setitem(sources._registry.measures, Computed.UPDATE_INDEX, answer)
    return found


def test_a_computed_result_is_taken_and_judged_and_typed_by_nobody(make, measure):
    row = row_of(make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX))
    assert measuring.take(2026, **NOW) == 1
    assert (row.result, row.final.as_of, row.final.state) == ("1,5", date(2026, 11, 21), "verified")
    assert row.verdict == "manual", "the year is not over"
    measuring.take(2026, by=COMMAND_LINE, at=NEXT_YEAR)
    assert (row.verdict, row.final.as_of) == ("yes", date(2026, 12, 31))
    assert "nuove: 18" in row.final.working
    with pytest.raises(WrongState, match="non si scrive a mano"):
        entered(row, "2", COMMAND_LINE, version=row.final.version)
    with pytest.raises(WrongState, match="non si scrive a mano"):
        results.send_back(row.final, "x", **NOW)


def test_taken_again_it_writes_only_what_changed(make, measure):
    make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX)
    measuring.take(2026, **NOW)
    db.session.flush()
    assert measuring.take(2026, **NOW) == 0
    measure["value"] = Decimal("1.2")
    assert measuring.take(2026, **NOW) == 1


def test_what_cannot_be_measured_says_why_and_is_never_judged(make, measure):
    measure["value"] = None
    row = row_of(make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX))
    measuring.take(2026, **NOW)
    assert (row.result, row.final.note, row.verdict) == ("n.d.", "Non c'è un piano.", "manual")


@pytest.mark.parametrize("figure", Computed)
def test_every_figure_has_a_source_or_says_that_there_is_none(make, figure):
    make.root()
    found = sources.measured(figure, 2026, clock.today())
    assert (found.value is None) == bool(found.reason)


# The end of a year


def test_a_year_closes_when_every_result_is_verified(make, measure):
    late, computed = make.indicator(year=2026), make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX)
    with pytest.raises(WrongState, match="non è finito"):
        closing.close(2026, **NOW)
    with pytest.raises(WrongState, match="risultato verificato"):
        closing.close(2026, by=COMMAND_LINE, at=NEXT_YEAR)
    make.result(late, "52%", verified=True)
    closing.close(2026, by=COMMAND_LINE, at=NEXT_YEAR)
    assert {row_of(one).final.state for one in (late, computed)} == {"closed"}
    assert row_of(computed).final.as_of == date(2026, 12, 31)


def test_of_a_closed_year_nothing_changes(make, measure):
    one = make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX)
    closing.close(2026, by=COMMAND_LINE, at=NEXT_YEAR)
    db.session.flush()
    measure["value"] = Decimal(3)
    row = row_of(one)
    for refused in (
        lambda: targets.correct(row, "1", **NOW),
        lambda: verdicts.say(row, Kind.NO, "x", **NOW),
        lambda: measuring.take(2026, **NOW),
        lambda: closing.close(2026, by=COMMAND_LINE, at=NEXT_YEAR),
    ):
        with pytest.raises(WrongState, match="chiuso"):
            refused()
    indicators.direct(one, Direction.DECREASE, **NOW)
    assert (row.result, row.verdict) == ("1,5", "yes")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicator_year SET target = 'x'",
        "DELETE FROM indicator_year",
        "UPDATE indicator_reading SET value = '9'",
        "DELETE FROM indicator_reading",
        "UPDATE performance_year SET closed_at = NULL",
        "DELETE FROM performance_year",
        (
            "INSERT INTO indicator_year (indicator_id, year, target, state, original, act, is_annotated, verdict, reason, formula, set_because) "
            "SELECT id, 2026, '1', 'set', '', '', false, 'yes', '', '', '' FROM indicator WHERE computed IS NULL"
        ),
    ],
)
def test_the_database_too_keeps_a_closed_year(make, measure, statement):
    make.indicator(year=2027)
    make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX)
    closing.close(2026, by=COMMAND_LINE, at=NEXT_YEAR)
    db.session.flush()
    with pytest.raises(IntegrityError, match="closed year of performance never changes"):
        db.session.execute(text(statement))


MOVES = [
    "UPDATE indicator_year SET year = 2026 WHERE year = 2027",
    "UPDATE performance_year SET year = 2030 WHERE year = 2027",
    "UPDATE indicator_reading SET year_id = (SELECT id FROM indicator_year WHERE year = 2026) WHERE as_of IS NULL",
]
REPLACES = [
    "INSERT OR REPLACE INTO performance_year (id, year, edits, version) SELECT id, 2026, 0, 1 FROM performance_year WHERE year = 2026",
    "UPDATE OR REPLACE performance_year SET id = (SELECT id FROM performance_year WHERE year = 2026) WHERE year = 2027",
    (
        "INSERT OR REPLACE INTO indicator_year (id, indicator_id, year, target, state, original, act, is_annotated, verdict, reason, formula, set_because, edits, version) "
        "SELECT id, indicator_id, 2028, '1', 'set', '', '', 0, 'manual', '', '', '', 0, 1 FROM indicator_year WHERE year = 2026"
    ),
]


@pytest.mark.parametrize("statement", [*MOVES, *REPLACES])
def test_nothing_is_moved_into_a_closed_year_or_put_in_the_place_of_what_is_there(make, measure, statement):
    if statement in REPLACES and db.engine.dialect.name == "postgresql":
        pytest.skip("OR REPLACE is SQLite's")
    make.indicator(year=2027, result="52%")
    make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX)
    closing.close(2026, by=COMMAND_LINE, at=NEXT_YEAR)
    db.session.flush()
    with pytest.raises(IntegrityError, match="closed year of performance never changes"):
        db.session.execute(text(statement))


def test_whoever_looks_at_the_trail_sees_that_a_guard_is_gone(app):
    assert guards.unguarded_years() is None
    on = " ON indicator_year" if db.engine.dialect.name == "postgresql" else ""
    name = "indicator_year_no_change" if on else "indicator_year_no_update"
    db.session.execute(text(f"DROP TRIGGER {name}{on}"))
    found = guards.unguarded_years()
    assert found is not None
    assert name in found.sentence


def test_at_night_open_years_are_measured(make, measure):
    make.indicator(target=">=1,4", computed=Computed.UPDATE_INDEX)
    night = named("performance:measure")
    assert night is not None
    assert night.handler(Work(1, {}, WORKER, clock.now(), Desk())) == "1 risultato ricalcolato."


class Desk:
    def begin_writing(self):
        pass
